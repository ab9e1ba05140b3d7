// Nodes and cost: a picture each, whose parts explain themselves by keys, and the same figures as a table.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { check, equal, eventually, field, required, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const press = (name) => page.getByRole("button", { name, exact: true }).click();

  // Every figure that the command knows of the same design stands in the tab of figures.
  const command = required("TEMPO_DESIGNER_BIN");
  const folder = mkdtempSync(path.join(tmpdir(), "tempo-designer-"));
  const design = path.join(folder, "design.yaml");
  writeFileSync(design, execFileSync(command, ["init"]));
  const known = Object.keys(JSON.parse(execFileSync(command, ["estimate", design, "--json"])).figures);
  rmSync(folder, { recursive: true });
  await page.locator("#tab-figures").click();
  await page.locator("#panel .chapter [data-figure]").first().waitFor();
  const shown = await page.locator("#panel .chapter [data-figure]").evaluateAll((all) => all.map((one) => one.dataset.figure));
  equal(known.filter((id) => !shown.includes(id)).join(" "), "", "Figures that no chapter shows");

  await page.locator("#tab-nodes").click();
  await page.locator("#nodes .packed").first().waitFor({ state: "attached" });
  equal(await page.locator("#nodes .packed").count(), 3, "Nodes of the default design");
  const hatch = await page.locator("#nodes rect.idle").first().evaluate((rect) => getComputedStyle(rect).fill);
  check(hatch.includes("#hatch"), `What is idle is filled with ${hatch}.`);
  await press("Table");
  const cells = page.locator("#panel tbody tr");
  await eventually(async () => check((await cells.count()) > 0 && /ingester/.test(await cells.first().innerText()), "The table of nodes has no pods."));

  await page.locator("#tab-cost").click();
  await eventually(async () => equal(await page.locator("#panel table").count(), 3, "Tables of cost"));
  await press("Diagram");
  await page.locator("#cost rect.bar").first().waitFor({ state: "attached" });
  await page.locator("#growth path.curve").first().waitFor({ state: "attached" });
  const total = () => page.locator("#cost").getAttribute("aria-label").then(() => page.locator("#cost text").first().textContent());
  const before = await total();
  const { range } = await field(page, "components.ingester.replicas");
  await range.focus();
  await page.keyboard.press("ArrowRight");
  await eventually(async () => check((await total()) !== before, "The bill does not follow the ingesters."));

  await page.locator("#cost > [tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await eventually(async () => check(await page.locator("#explanation").isVisible(), "A line of the bill does not explain itself."));
});
