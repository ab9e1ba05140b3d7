// Text that is no value is kept, marked and explained; the design keeps its last good value until it is mended.

import { check, equal, eventually, field, figures, scenario } from "./harness.mjs";

const cases = [
  { name: "components.ingester.replicas", typed: "banana", says: /\d/ },
  { name: "components.ingester.replicas", typed: "-3", says: /\d/ },
  { name: "components.ingester.replicas", typed: "1e400", says: /\d/ },
  { name: "components.ingester.memory_limit", typed: "6", says: /6Gi/ },
  { name: "components.ingester.memory_limit", typed: "1,5", says: /1\.5.*15/s },
  { name: "workload.spans", typed: "NaN", says: /\d/ },
];

await scenario(async (page) => {
  for (const { name, typed, says } of cases) {
    const { text, message, value, type } = await field(page, name);
    const before = { figures: await figures(page), value: await value() };
    await type(typed);
    await text.press("Enter");
    await eventually(async () => equal(await text.getAttribute("aria-invalid"), "true", `aria-invalid of ${name} after ${typed}`));
    equal(await value(), typed, `Text of ${name}, which must not be taken away`);
    check(await message.isVisible(), `${name} has no visible message for ${typed}.`);
    const said = await message.innerText();
    check(says.test(said), `${name} says about ${typed}: "${said}" (expected ${says}).`);
    const described = (await text.getAttribute("aria-describedby"))?.split(/\s+/) ?? [];
    check(described.includes(await message.getAttribute("id")), `The message of ${name} is not tied to its field by aria-describedby.`);
    equal(await figures(page), before.figures, `Figures while ${name} says ${typed}`);

    await text.press("Escape");
    await eventually(async () => {
      equal(await value(), before.value, `Text of ${name} after Escape`);
      check((await text.getAttribute("aria-invalid")) !== "true", `${name} is still marked after Escape.`);
    });
  }
});
