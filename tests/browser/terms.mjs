// Words of the field: a line below a control by key or press, which moves nothing under a pointer; heads of tables and the
// words of an explanation; one announcement for many key presses; a table on the clipboard.

import { check, equal, eventually, field, scenario } from "./harness.mjs";

// The page takes the hand to rest after 120 ms and speaks 380 ms later (src/page/store.rs, src/page/verdict.rs).
const RESTED = 110;

await scenario(
  async (page) => {
    // By keys the line comes along; by pointer it comes with its mark alone.
    const { row, text } = await field(page, "workload.peak_factor");
    const help = row.locator(".help");
    await text.click();
    check(!(await help.isVisible()), "A press into the field moved the rows below.");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await eventually(async () => check(await help.isVisible(), "The Tab key does not bring the line."));
    equal(await text.evaluate((input) => input.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.textContent).join("")), await help.textContent(), "The description");
    const spans = (await field(page, "workload.spans")).row;
    const mark = spans.locator(".q");
    await mark.click({ force: true });
    check(await spans.locator(".help").isVisible(), "A press on the mark does not explain.");
    const { width, height } = await mark.boundingBox();
    check(width >= 24 && height >= 24, `The mark is ${width} x ${height} px.`);
    await mark.click({ force: true });
    check(!(await spans.locator(".help").isVisible()), "A second press does not take the line away.");

    // Ten quick presses: one sentence or two, and one more wherever a busy machine let the hand rest in between.
    const { range } = await field(page, "components.ingester.replicas");
    await page.evaluate(() => {
      globalThis.said = [];
      globalThis.pressed = [];
      addEventListener("keydown", () => globalThis.pressed.push(performance.now()), true);
      const line = document.querySelector("p[role=status][aria-live=polite]");
      new MutationObserver(() => globalThis.said.push(line.textContent)).observe(line, { childList: true, characterData: true, subtree: true });
    });
    await range.focus();
    for (let press = 0; press < 10; press += 1) {
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(60);
    }
    await page.waitForTimeout(1500);
    const said = await page.evaluate(() => globalThis.said);
    const pressed = await page.evaluate(() => globalThis.pressed);
    const rests = pressed.slice(1).filter((time, at) => time - pressed[at] > RESTED).length;
    check(said.length >= 1 && said.length <= 2 + rests, `Ten key presses are announced ${said.length} times, with ${rests} rests: ${JSON.stringify(said)}`);
    equal(await page.locator("[aria-live=assertive]").count(), 0, "Assertive live regions");

    // The head of a table, and the words of a figure.
    await page.getByRole("button", { name: "Table", exact: true }).click();
    const copy = page.getByRole("button", { name: "Copy table" });
    await page.locator("#panel thead").first().waitFor();
    await page.locator("#panel thead").getByRole("button", { name: "Runs out at" }).click();
    const explanation = page.locator("#explanation");
    await eventually(async () => check(/multiple of the stated peak/.test(await explanation.innerText()), "A table's head is not explained."));
    await page.keyboard.press("Escape");
    await page.locator("button.tile").nth(1).click();
    await explanation.locator(".words-of summary").click();
    check(/busiest minutes/.test(await explanation.locator(".words-of").innerText()), "An explanation does not explain its words.");
    await page.keyboard.press("Escape");

    await copy.click();
    await eventually(async () => check(/Copied/.test(await page.locator("[data-copies]").innerText()), "Nothing says that the table is copied."));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const lines = copied.split("\n");
    equal(lines[0], "Components at the peak", "The first line");
    equal(lines[1], "Component\tPods\tScarcest\tUsed\tRange\tRuns out at", "The heads");
    check(/^Distributor\t\d+\t/.test(lines[2]), `The first row is ${lines[2]}.`);
    check(lines.includes("Flows"), "The second table is missing.");
    check(/^[\x00-\x7f]*$/.test(copied), `Not plain: ${copied.match(/[^\x00-\x7f]/g)}`);
    await eventually(async () => check(/Copy table/.test(await page.locator("[data-copies]").innerText()), "The word does not come back."));
    await page.getByRole("button", { name: "Diagram", exact: true }).click();
    equal(await page.locator("[data-copies]").isVisible(), false, "The button beside a diagram");
  },
  { permissions: ["clipboard-read", "clipboard-write"] },
);
