// axe-core finds nothing against WCAG 2.0 to 2.2, levels A and AA, in light and in dark, wide and narrow.

import { readFileSync } from "node:fs";

import { axeSource, newPage, opened, scenario, watch } from "./harness.mjs";

const axe = readFileSync(axeSource, "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

// What opens over the page, the tables, and the page in forced colours.
async function states(page, where, problems) {
  const look = async (name, within) => {
    const { violations } = await page.evaluate(([tags, within]) => globalThis.axe.run(within, { runOnly: tags }), [tags, within]);
    for (const { id, help, nodes } of violations) {
      problems.push(`${where}, ${name}: ${id}: ${help}\n  ${nodes[0].html.slice(0, 200)}\n  ${nodes[0].failureSummary}`);
    }
  };
  await page.locator("button.tile").first().click();
  await page.locator("#explanation .pop-value").waitFor();
  await look("explanation", "#explanation");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+k");
  await page.locator("#palette [role=option]").nth(3).waitFor();
  await look("palette", "#palette");
  await page.keyboard.press("Escape");
  const tabs = page.locator('#stage [role="tab"]');
  await tabs.first().click();
  await page.getByRole("button", { name: "Table", exact: true }).click();
  for (let index = 0; index < (await tabs.count()); index += 1) {
    await tabs.nth(index).click();
    // Auto-size has a table once it was asked for one.
    const asks = page.locator("#panel [data-size=go]");
    await page.locator("#panel > :not(.waits)").first().waitFor();
    if (await asks.count()) {
      await asks.click();
    }
    await page.locator("#panel table").first().waitFor({ state: "attached" });
    await look(`table ${index + 1}`, "#stage");
  }
  await page.locator("#tab-cost").click();
  await page.locator("[data-open=ingester]").click();
  // High enough for all of it: by chance of the scroll position a control would lie half below the bar that stays.
  await page.setViewportSize({ width: page.viewportSize().width, height: 3200 });
  await look("component", "#controls");
  await page.emulateMedia({ forcedColors: "active" });
  await look("forced colours", "body");
}

await scenario(
  async (_, browser, problems) => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1440, 360]) {
        // axe measures colours; a transition in mid-air would give it one that nobody sees.
        const page = await newPage(browser, { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
        watch(page, problems);
        await opened(page);
        await page.evaluate(axe);
        const tabs = page.locator('#stage [role="tab"]');
        for (let index = 0; index < (await tabs.count()); index += 1) {
          await tabs.nth(index).click();
          await page.locator("#panel > *").first().waitFor({ state: "attached" });
          // What stands outside the stage does not change with the tab.
          const { violations } = await page.evaluate(
            ([tags, whole]) => globalThis.axe.run(whole ? document : "#stage", { runOnly: tags }),
            [tags, index === 0],
          );
          const name = await tabs.nth(index).innerText();
          for (const { id, help, nodes } of violations) {
            for (const node of nodes.slice(0, 5)) {
              problems.push(`${colorScheme}, ${width} px, ${name}: ${id}: ${help}\n  ${node.html.slice(0, 200)}\n  ${node.failureSummary}`);
            }
          }
        }
        await states(page, `${colorScheme}, ${width} px`, problems);
        await page.context().close();
      }
    }
  },
  { open: false },
);
