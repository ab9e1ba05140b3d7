// A slider dragged by the mouse moves its text and the figures while it moves, and is one step of undo.

import { check, command, equal, eventually, field, figures, number, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const { range, value } = await field(page, "components.ingester.replicas");
  const before = await value();
  const figuresBefore = await figures(page);

  const box = await range.boundingBox();
  const share = await range.evaluate((input) => (input.value - input.min) / (input.max - input.min));
  // A native thumb stays inside the track, so its middle runs from half a thumb to the width less half a thumb.
  const thumb = Math.min(16, box.width / 4);
  const at = (share) => box.x + thumb / 2 + share * (box.width - thumb);
  const middle = box.y + box.height / 2;
  await page.mouse.move(at(share), middle);
  await page.mouse.down();
  await page.mouse.move(at(share) + 0.3 * (at(1) - at(share)), middle, { steps: 6 });
  await eventually(async () => {
    check(number(await value()) > number(before), `The text still says ${await value()} while the slider moves.`);
    check((await figures(page)) !== figuresBefore, "The verdict does not follow while the slider moves.");
  });
  await page.mouse.move(at(share) + 0.6 * (at(1) - at(share)), middle, { steps: 6 });
  await page.mouse.up();
  const after = await value();
  check(number(after) > number(before), `Dragged to the right, the text went from ${before} to ${after}.`);

  await command(page, "undo").click();
  await eventually(async () => {
    equal(await value(), before, "Text after one undo of the drag");
    equal(await figures(page), figuresBefore, "Figures after one undo of the drag");
  });
});
