// The Cost tab: a price of one's own by keyboard, undone and emptied; a saving that is pressed; what has no price says so.

import path from "node:path";

import { check, command, equal, eventually, field, required, scenario } from "./harness.mjs";

await scenario(async (page) => {
  await page.locator("#tab-cost").click();
  const node = page.locator("#prices input[data-kind='node']");
  await node.waitFor();
  const said = async () => page.evaluate((input) => document.getElementById(input.getAttribute("aria-describedby")).textContent, await node.elementHandle());
  const total = async () => (await page.locator("#cost text.n").first().textContent()).replace(/\s/g, " ");
  const before = await total();
  check(/^List price, 2026/.test(await said()), `A list price says where it is from: ${await said()}`);
  equal(await node.getAttribute("placeholder"), "0.4032", "The list price beside an empty field");

  // What is no price is refused in one sentence, and Escape takes it back.
  await node.focus();
  await page.keyboard.type("cheap");
  await page.keyboard.press("Tab");
  await eventually(async () => check(/Type US dollars/.test(await said()), `What is refused: ${await said()}`));
  await node.focus();
  await page.keyboard.press("Escape");

  await page.keyboard.type("0.2");
  await page.keyboard.press("Enter");
  await eventually(async () => check((await total()) !== before, "An own price changes no total."));
  await eventually(async () => check(/^Your own, 20\d\d-\d\d-\d\d/.test(await said()), `An own price is dated: ${await said()}`));
  await page.reload();
  await page.locator("#tab-cost").click();
  await eventually(async () => equal(await node.inputValue(), "0.2", "The own price after a reload"));
  await node.fill("");
  await page.keyboard.press("Enter");
  await eventually(async () => equal(await total(), before, "The total at list prices again"));

  // The changes that save most: at most three, each with a risk in words, and one press makes one.
  const rows = page.locator(".savings li");
  await eventually(async () => check((await rows.count()) > 0, "Nothing saves."));
  check((await rows.count()) <= 3, "More than three savings are told.");
  for (const row of await rows.all()) {
    check(/saves \$/.test((await row.locator("b").first().innerText()).replace(/\s+/g, " ")), "A saving without an amount");
    check((await row.locator("p").last().innerText()).length > 20, "A saving without a risk");
  }
  for (const [name, width, theme] of [["wide", 1440, "light"], ["dark", 1440, "dark"], ["tablet", 768, "light"], ["phone", 390, "dark"]]) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    await page.locator("#saving").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await page.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), `bill-${name}.png`), fullPage: width < 1180 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    check(!wider, `At ${width} px the page scrolls sideways.`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await rows.first().locator("button").click();
  await eventually(async () => check((await total()) !== before, "A saving that saves nothing."));

  await command(page, "undo").click();
  await eventually(async () => equal(await total(), before, "The total after undo"));

  // The day: no profile, then the office hours with distributors that follow them.
  const day = page.locator("#day-section");
  const told = async () => (await day.locator("ul").innerText()).replace(/\s+/g, " ");
  check(/No profile is stated/.test(await told()), `A day without a profile says: ${await told()}`);
  const type = async (path, text) => {
    const { row } = await field(page, path);
    await row.locator("input[data-part=text]").fill(text);
    await page.keyboard.press("Enter");
  };
  await type("workload.spans", "120k/s");
  await type("components.distributor.replicas", "20");
  await type("workload.profile", "office");
  await type("components.distributor.replicas_min", "3");
  // Under a profile the factor does nothing, and says so.
  await type("workload.peak_factor", "3");
  const factor = (await field(page, "workload.peak_factor")).row.locator(".field-message");
  await eventually(async () => check(/in force, not Peak over mean/.test(await factor.innerText()), `Below the factor: ${await factor.innerText()}`));
  await eventually(async () => check(/without effect under the profile/.test(await page.locator("body").innerText()), "The undo bar confirms an edit without effect."));
  await eventually(async () => check(/Distributors: \d+ to 20/.test(await told()), `Distributors do not follow: ${await told()}`));
  await eventually(async () => check(/more wait every day|of copies wait for compaction/.test(await told()), `No word of compaction: ${await told()}`));
  await day.locator("[data-figure='day.backlog']").click();
  await eventually(async () => check(/Copies that wait at most/.test(await page.locator("#explanation").innerText()), "The backlog is not explained."));
  await page.keyboard.press("Escape");
  for (const [name, width, theme] of [["wide", 1440, "dark"], ["phone", 390, "light"]]) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    await day.scrollIntoViewIfNeeded();
    await page.waitForTimeout(400);
    await day.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), `day-${name}.png`) });
    await page.locator("#prices").screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), `prices-${name}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  // Machines of one's own ask for their prices, and have no total until then.
  const { row } = await field(page, "platform.provider");
  await row.locator("select").selectOption("self-hosted");
  await eventually(async () => check(/not known/.test(await total()), `A total without a price: ${await total()}`));
  await eventually(async () => check(/No price is known\. Type yours/.test(await said()), `What has no price says: ${await said()}`));
  await node.fill("0.25");
  await page.keyboard.press("Enter");
  await eventually(async () => check(/\$/.test(await total()), "One price makes no total."));
});
