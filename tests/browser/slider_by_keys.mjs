// Arrows step by one, Page Up and Page Down by ten, Home and End go to the first and last value.

import { check, equal, eventually, field, number, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const { range, value } = await field(page, "components.ingester.replicas");
  const read = () => range.evaluate((input) => ({ at: Number(input.value), min: Number(input.min), max: Number(input.max), step: Number(input.step) || 1 }));
  const start = await read();
  check(start.max - start.min >= 20 * start.step, `The slider has too few steps to test: ${JSON.stringify(start)}.`);

  await range.focus();
  const press = async (key, wanted) => {
    const before = (await read()).at;
    await range.press(key);
    await eventually(async () => equal((await read()).at, wanted(before), `Slider after ${key} from ${before}`));
  };
  const up = (steps) => (at) => Math.min(start.max, at + steps * start.step);
  const down = (steps) => (at) => Math.max(start.min, at - steps * start.step);

  await press("ArrowRight", up(1));
  await press("ArrowUp", up(1));
  await press("PageUp", up(10));
  await press("Shift+ArrowUp", up(10));
  await press("ArrowLeft", down(1));
  await press("ArrowDown", down(1));
  await press("PageDown", down(10));
  await press("Shift+ArrowDown", down(10));
  equal((await read()).at, start.at, "Slider after as many steps down as up");

  await press("End", () => start.max);
  const last = number(await value());
  await press("Home", () => start.min);
  const first = number(await value());
  check(last > first, `The text goes from ${first} to ${last} between the slider's ends.`);
  check(await range.evaluate((input) => input === document.activeElement), "The slider lost the focus.");
  check((await range.getAttribute("aria-valuetext"))?.length > 0, "The slider has no aria-valuetext.");
});
