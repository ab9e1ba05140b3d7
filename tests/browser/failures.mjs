// The failure lab by the keyboard alone: a zone down and back, pods one by one, a clean stop, a figure explained, the ring, a
// scenario with its time line and another duration, the table, and the palette.

import { check, equal, eventually, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const { keyboard } = page;
  await page.locator("#tab-flow").focus();
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowRight");
  equal(await page.evaluate(() => document.activeElement.id), "tab-failures", "The tab after two arrows");
  const claim = async () => (await page.locator(".claim-words").innerText()).replace(/\s+/g, " ");
  const says = (words) => eventually(async () => check((await claim()).includes(words), `The lab says "${await claim()}" and not "${words}".`));
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
  await says("Every pod is up: 0 % of writes are refused, and recent searches miss nothing.");

  // Tab into the lab: past the panel and the tools above it to the one stop of the picture.
  const toggle = page.locator("[data-toggle][tabindex='0']");
  for (let stops = 0; stops < 12 && !(await toggle.evaluate((stop) => stop === document.activeElement)); stops += 1) {
    await keyboard.press("Tab");
  }
  check(/^Take down zone us-east-1a, 5 pods$/.test(await focused()), `The first thing to take down is ${await focused()}.`);
  await keyboard.press("PageDown");
  check(/^Take down zone us-east-1b/.test(await focused()), `Page Down leads to ${await focused()}.`);
  await keyboard.press("Enter");
  await says("Losing zone us-east-1b refuses 0 % of writes, loses no trace, and recent searches miss nothing.");
  equal(await page.locator("[data-toggle][data-down]").count(), 6, "What is down with a zone: itself, its node, 4 pods");
  check((await page.locator(".lab [role=status]").innerText()).includes("Losing zone us-east-1b"), "The press is not spoken of.");
  await keyboard.press("Space");
  await says("Every pod is up");

  // Two ingesters: nothing is taken any more.
  const ingester = async (number) => {
    await keyboard.press("Home");
    for (let moves = 0; moves < 30 && !(await focused()).startsWith(`tempo-ingester-${number},`); moves += 1) {
      await keyboard.press("ArrowDown");
    }
    await keyboard.press("Enter");
  };
  await ingester(0);
  await says("Losing tempo-ingester-0 refuses 0 % of writes");
  await ingester(2);
  await says("Losing tempo-ingester-0 and tempo-ingester-2 refuses 100 % of writes, loses no trace, and recent searches fail.");
  equal(await page.locator("#lab-ring .gone").count(), 2, "Ingesters that are down in the ring");

  // A figure of the claim is explained with its formula.
  const figure = page.locator(".claim-words [data-figure='failure.refused']");
  await figure.focus();
  await keyboard.press("Enter");
  const explained = page.locator("#explanation");
  await eventually(async () => check(/keys without a write quorum ÷ all keys/.test(await explained.innerText()), "The share refused is not explained."));
  await keyboard.press("Escape");

  // The ring takes presses too.
  const ring = page.locator("#lab-ring");
  const arc = ring.locator("[data-ingester='2']");
  await ring.locator("[tabindex='0']").focus();
  for (let moves = 0; moves < 4 && !(await arc.evaluate((arc) => arc === document.activeElement)); moves += 1) {
    await keyboard.press("ArrowRight");
  }
  if (!(await arc.evaluate((arc) => arc === document.activeElement))) {
    await arc.focus();
  }
  await keyboard.press("Enter");
  await says("Losing tempo-ingester-0 refuses 0 % of writes");

  // Stopped cleanly, and all back.
  await page.locator("[data-lab=left]").focus();
  await keyboard.press("Enter");
  await says("Stopping tempo-ingester-0 refuses");
  await page.locator("[data-lab=back]").focus();
  await keyboard.press("Enter");
  await says("Every pod is up");

  // A scenario: its pods go down, its time line is drawn, another duration draws another.
  const rows = page.locator(".scenarios tbody tr");
  await eventually(async () => equal(await rows.count(), 10, "Scenarios"), 15000);
  await page.locator("[data-scenario=store-out]").focus();
  await keyboard.press("Enter");
  const course = page.locator("#course");
  await eventually(async () => check((await course.innerText()).startsWith("Object store out over time"), "The outage is not shown over time."));
  await eventually(async () => check((await course.locator(".moments li").count()) >= 3, "The time line names no moments."));
  check((await course.locator("path.curve").count()) >= 2, "The time line has no curves.");
  const over = page.locator("#cause");
  equal(await over.inputValue(), "2h", "How long the outage lasts at first");
  await over.focus();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("24h");
  await keyboard.press("Enter");
  await eventually(async () => check(/volume of tempo-ingester-\d is full/.test(await course.innerText()), "A day without the store fills no volume."));
  const told = await course.locator(".moments").innerText();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("soon");
  await keyboard.press("Enter");
  const wrong = page.locator("#cause-says");
  await eventually(async () => check((await wrong.innerText()).length > 10, "Nonsense for a duration is not explained."));
  equal(await course.locator(".moments").innerText(), told, "The time line while the duration is none");
  await page.locator("[data-scenario=two-killed]").focus();
  await keyboard.press("Enter");
  await says("refuses 100 % of writes");
  equal(await wrong.innerText(), "", "What is said of the duration once another scenario has set it");

  // The same as a table, and from the palette.
  await page.locator("[data-command=table]").first().focus();
  await keyboard.press("Enter");
  await eventually(async () => check(/Writes refused\s+100/.test(await page.locator("#panel").innerText()), "The table does not say what is refused."));
  await page.locator("[data-command=diagram]").first().focus();
  await keyboard.press("Enter");
  await keyboard.press("ControlOrMeta+k");
  await page.locator("#palette-list [role=option]").first().waitFor();
  await keyboard.type("zone loss");
  await eventually(async () => check(/Zone loss/.test(await page.locator("#palette-list [role=option]").first().innerText()), "The palette does not find a scenario."));
  await keyboard.press("Enter");
  await says("Losing zone us-east-1");

  // Who is down is no part of the design: another design keeps those who still stand.
  await page.locator('[data-field="components.ingester.replicas"] input[role=spinbutton]').fill("5");
  await eventually(async () => check((await page.locator("[data-toggle]").count()) >= 17, "A new ingester does not stand in the lab."));
});
