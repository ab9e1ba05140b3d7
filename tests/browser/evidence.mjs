// The evidence: the tab says what the command prints, every case opens to its values, and a coefficient leads there.

import { execFileSync } from "node:child_process";
import path from "node:path";

import { check, equal, eventually, required, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const text = execFileSync(required("TEMPO_DESIGNER_BIN"), ["calibration"], { encoding: "utf8" });
  const [, inside, of] = /^All: inside (\d+) of (\d+)/m.exec(text);
  const shots = required("TEMPO_DESIGNER_SCREENSHOTS");

  const asked = Date.now();
  await page.locator("#tab-evidence").click();
  const rows = page.locator(".evidence [aria-label=Calibration] table").first().locator("tbody tr");
  await rows.first().waitFor();
  console.log(`The evidence stands after ${Date.now() - asked} ms, the second file included.`);
  equal(await rows.count(), 6, "Families and all of them");
  check((await rows.last().innerText()).includes(`${inside} of ${of}`), `The tab says ${await rows.last().innerText()}, the command ${inside} of ${of}.`);

  // Every case stands there, those of claims apart; each opens to its values by a key.
  const cases = page.locator(".evidence details.case");
  const known = text.split("\n# ").slice(1).flatMap((part) => part.split("\n").slice(1)).filter((line) => /^\S/.test(line) && !/inside \d+ of/.test(line));
  equal(await cases.count(), known.length, "Cases");
  equal(await page.locator(".evidence .case-says", { hasText: /^claim$/ }).count(), known.filter((line) => line.includes("(claim")).length, "Claims");
  const first = cases.first();
  await first.locator("summary").focus();
  await page.keyboard.press("Enter");
  const values = first.locator("tbody tr");
  await values.first().waitFor();
  check((await values.count()) > 20, "A run has too few values.");
  equal(await first.locator("tbody .dots .span").count(), await first.locator("tbody .dots .dot").count(), "Ranges and dots");
  await page.screenshot({ path: path.join(shots, "evidence.png") });
  for (const [width, height] of [[1440, 900], [768, 1024], [390, 844]]) {
    await page.setViewportSize({ width, height });
    for (const theme of ["light", "dark"]) {
      await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
      await first.evaluate((one) => one.scrollIntoView({ block: "start" }));
      await page.waitForTimeout(150);
      await page.screenshot({ path: path.join(shots, `evidence-${width}-${theme}.png`) });
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    check(!wide, `At ${width} px the page scrolls sideways.`);
  }

  // From a figure to what its coefficients were checked on, and back to the tab.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator("#tab-figures").click();
  await page.locator("[data-figure='demand.distributor.cpu_all']").first().click();
  const source = page.locator("#explanation .source", { hasText: "measured values that hang on it" }).first();
  await source.waitFor();
  await page.screenshot({ path: path.join(shots, "evidence-explained.png") });
  await source.getByRole("button", { name: "Evidence" }).click();
  await eventually(async () => equal(await page.locator("#tab-evidence").getAttribute("aria-selected"), "true", "The tab"));
});
