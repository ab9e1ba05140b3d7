// Auto-size by keyboard alone: goals are typed, the search is begun, its answer is taken in one step and undone; what nothing
// holds says which goal to drop; a search can be given up.

import { readFileSync } from "node:fs";
import path from "node:path";

import { axeSource, check, equal, eventually, figures, required, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const tabTo = async (selector) => {
    for (let at = 0; at < 30; at += 1) {
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not come to ${selector}.`);
  };
  const goal = (name) => `.sizing .field[data-field="goals.${name}"] :is(input:not([type=range]), select)`;
  const type = async (name, text) => {
    await page.locator("#tab-size").focus();
    await tabTo(goal(name));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(text);
    await page.keyboard.press("Enter");
  };
  const size = async () => {
    await page.locator("#tab-size").focus();
    await tabTo("[data-size=go]");
    await page.keyboard.press("Enter");
  };
  const says = page.locator("#size-says");
  const before = await figures(page);

  await page.locator("#tab-flow").focus();
  for (let at = 0; at < 12 && !(await page.evaluate(() => document.activeElement.id === "tab-size")); at += 1) {
    await page.keyboard.press("ArrowRight");
  }
  await page.locator(goal("headroom")).waitFor();
  await size();
  await eventually(async () => check(/^\$\d.* a month, \$1.450 before/.test(await says.innerText()), await says.innerText()), 20_000);
  equal(await page.locator("table.sized tbody tr").count(), 5, "Rows of the table");
  check((await page.locator("table.sized .why").allTextContents()).every((why) => why.startsWith("With ") || why.startsWith("One")), "Every component says what forbids one less.");

  // What is worse stands above the button.
  check(await page.evaluate(() => {
    const [worse, use] = [".sizing .worse", "[data-size=use]"].map((part) => document.querySelector(part));
    return worse && worse.querySelectorAll("li").length > 0 && worse.compareDocumentPosition(use) & Node.DOCUMENT_POSITION_FOLLOWING;
  }), "Nothing says above the button what gets worse.");

  // Taken in one step, and undone in one.
  await tabTo("[data-size=use]");
  await page.keyboard.press("Enter");
  await eventually(async () => check((await says.innerText()).startsWith("In use."), await says.innerText()));
  check((await figures(page)) !== before, "The figures follow the sized design.");
  await page.keyboard.press("ControlOrMeta+z");
  await eventually(async () => equal(await figures(page), before, "Figures after undo"));

  // A goal that costs more: a zone, with what only zones promise.
  await page.locator("#tab-size").focus();
  await tabTo(goal("survive"));
  await page.keyboard.press("z");
  await size();
  await eventually(async () => check((await page.locator("#sized").innerText()).includes("Zone awareness on"), await page.locator("#sized").innerText()), 20_000);

  const folder = required("TEMPO_DESIGNER_SCREENSHOTS");
  const picture = async (name) => {
    for (const [width, height] of [[390, 844], [768, 1024], [1440, 900]]) {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        await page.locator("#size-says").scrollIntoViewIfNeeded();
        await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: width < 1180 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        check(!wide, `${name} at ${width}: the page scrolls sideways.`);
      }
    }
    await page.emulateMedia({ colorScheme: "light" });
  };
  await picture("sized");
  await page.evaluate(readFileSync(axeSource, "utf8"));
  const faults = async () => (await page.evaluate(() => globalThis.axe.run(document.querySelector(".sizing")))).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  equal((await faults()).join("\n"), "", "axe");

  await type("budget", "900");
  await size();
  await eventually(async () => check((await page.locator(".infeasible").innerText()).includes("Without the budget: $"), "Nothing says which goal to drop."), 20_000);
  await picture("infeasible");
  equal((await faults()).join("\n"), "", "axe");

  // A goal whose text was refused is none to size for.
  await type("search_latency", "soon");
  await size();
  await eventually(async () => check((await says.innerText()).startsWith("Not sized: "), await says.innerText()));
  check(await page.evaluate((goal) => document.activeElement.matches(goal), goal("search_latency")), "The focus is not at the refused goal.");
  await page.keyboard.press("Escape");
  await eventually(async () => check(!(await says.innerText()).startsWith("Not sized: "), await says.innerText()));

  // A search that is given up changes nothing.
  const now = await figures(page);
  await size();
  await page.evaluate(() => document.querySelector("[data-size=stop]:not([hidden])")?.click());
  await eventually(async () => check(/^(Given up|Nothing holds)/.test(await says.innerText()), await says.innerText()));
  equal(await figures(page), now, "Figures after a search that was given up");
});
