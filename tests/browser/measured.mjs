// One's own cluster, by keyboard alone: an answer of Prometheus is pasted, old and new are seen, taken, undone; garbage is refused in
// one sentence. A coefficient is changed by hand from the figure that hangs on it, and what moves a figure most is gone through.

import { readFileSync } from "node:fs";
import path from "node:path";

import { axeSource, check, equal, eventually, figures, required, scenario } from "./harness.mjs";

const answer = (values) =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "vector",
      result: Object.entries(values).map(([measured, value]) => ({ metric: { measured }, value: [1764374400.123, String(value)] })),
    },
  });

await scenario(async (page) => {
  const focus = (selector, what) =>
    eventually(async () => check(await page.evaluate((selector) => document.activeElement.matches(selector), selector), `The focus is not on ${what}.`));
  const paste = async (words) => {
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(words);
  };
  const tabTo = async (selector) => {
    for (let at = 0; at < 40; at += 1) {
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not come to ${selector}.`);
  };
  const plain = async (locator) => (await locator.innerText()).replace(/\s+/g, " ");
  const said = page.locator("#measured-says");
  const before = await figures(page);

  await page.keyboard.press("ControlOrMeta+k");
  await page.locator("#palette input").waitFor();
  await page.keyboard.type("your own cluster");
  await page.keyboard.press("Enter");
  await focus("#measured-answer", "the field of the answer");
  equal(await page.locator("#tab-evidence").getAttribute("aria-selected"), "true", "The tab of the evidence");

  // Garbage is refused, and nothing is another.
  for (const [words, told] of [
    ["<html>", /^This is HTML: .*Paste a number, or the whole JSON/],
    ["7", /^The answer does not say what was measured/],
    [answer({ spans: 3000 }), /^Only a load is pasted/],
    [answer({ rain: 1 }), /^measured: Nothing measured is called rain\./],
    ['{"status":"success","data":{"resultType":"vector","result":[]}}', /^line 1, column \d+, result: The answer is empty/],
  ]) {
    await focus("#measured-answer", "the field of the answer");
    await paste(words);
    await tabTo("[data-measured=hold]");
    await page.keyboard.press("Enter");
    await eventually(async () => check(told.test(await said.innerText()), `It says: ${await said.innerText()}`));
    await focus("#measured-answer", "the field of the answer");
    equal(await page.locator("#measured-answer").getAttribute("aria-invalid"), "true", "aria-invalid of garbage");
  }
  equal(await figures(page), before, "The figures after garbage");

  // The load, blocks half as large as the catalog has them, and twice the memory of an ingester.
  await paste(answer({ spans: 2000, bytes: 1e6, requests: 10, searches: 1, flushed: 375000, "ingester-memory": 4e9 }));
  await tabTo("[data-measured=hold]");
  await page.keyboard.press("Enter");
  await focus("#measured-result", "what came of it");
  const result = page.locator("section[aria-labelledby=measured-result]");
  const text = await plain(result);
  check(/Fitted at the measured load: spans received 2 000 spans\/s, bytes received 1\.0 MB\/s/.test(text), text);
  check(/Blocks flushed 375 kB\/s 750 kB\/s, .* inside × 0\.5 One value: the range stays as wide/.test(text), text);
  check(/stored bytes per byte received 0\.083 \/ 0\.25 \/ 0\.63 0\.0415 \/ 0\.125 \/ 0\.315/.test(text), text);
  check(/Stored at steady state 1\d\d GB, .* \d+(\.\d+)? GB, /.test(text), text);
  equal(await figures(page), before, "The figures before the coefficients are taken");
  await eyes(page, "measured-held", "#measured-result");

  await tabTo("[data-measured=take]");
  await page.keyboard.press("Enter");
  await focus("#measured-listed", "the list of what is taken");
  await eventually(async () => check((await figures(page)) !== before, "The figures are as before."));
  const listed = page.locator(".listed");
  check(/stored bytes per byte received 0\.0415 \/ 0\.125 \/ 0\.315 measured: blocks flushed 375 kB\/s, 2025-11-29; the catalog has 0\.083/.test(await plain(listed)), await plain(listed));
  await eyes(page, "measured-taken", ".listed");
  await page.keyboard.press("ControlOrMeta+z");
  await eventually(async () => equal(await figures(page), before, "The figures after undo"));
  equal(await listed.isVisible(), false, "The list after undo");
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await eventually(async () => check(await listed.isVisible(), "Redo brings nothing back."));

  // It is kept in the browser.
  await page.waitForTimeout(400);
  await page.reload();
  await page.locator("#tab-evidence").waitFor();
  await eventually(async () => check((await figures(page)) !== before, "The coefficients are gone after a reload."));

  // Back to the catalog, one and all.
  await page.locator("#tab-flow").focus();
  await page.keyboard.press("End");
  await page.locator(".listed").waitFor();
  await tabTo("[data-measured=back][data-id=compression]");
  await page.keyboard.press("Enter");
  await eventually(async () => check(!/stored bytes per byte received/.test(await plain(listed)), await plain(listed)));
  await focus("#measured-listed", "the list");
  await tabTo("[data-measured=back-all]");
  await page.keyboard.press("Enter");
  await eventually(async () => equal(await figures(page), before, "The figures by the catalog"));

  // From a figure to what moves it most, from there to the coefficient, and another value for it.
  await page.locator("#verdict [data-figure='storage.stored']").first().focus();
  await page.keyboard.press("Enter");
  const moves = page.locator("#tornado-explained .move");
  await eventually(async () => check((await moves.count()) >= 4, "Nothing moves what is stored."));
  check(/^stored bytes per byte received 53\.2–404 GB 0\.083 0\.63\. The evidence leaves this range: 53\.2 GB with 0\.083, 404 GB with 0\.63; now 160 GB with 0\.25\./.test((await moves.first().getAttribute("aria-label")).replace(/\s+/g, " ")), await moves.first().getAttribute("aria-label"));
  await eyes(page, "moves", "#tornado-explained");
  await tabTo("#tornado-explained .move");
  await page.keyboard.press("Enter");
  await eventually(async () => equal(await page.locator("#explanation-title").innerText(), "Stored bytes per byte received", "The title"));
  await tabTo("#own-value");
  await paste("nothing");
  await page.keyboard.press("Enter");
  await eventually(async () => check(/^“nothing” is neither one number nor low \/ likely \/ high\. Type 0\.25, or/.test(await page.locator("#own-value-says").innerText()), await page.locator("#own-value-says").innerText()));
  await paste("0.5");
  await page.keyboard.press("Enter");
  await eventually(async () => check(/Your own, in place of: likely 0\.25/.test(await plain(page.locator("#explanation"))), await plain(page.locator("#explanation"))));
  await focus("#explanation-title", "the title");
  await eyes(page, "coefficient", "#own-value");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+z");
  await eventually(async () => equal(await figures(page), before, "The figures after undo"));

  // The same of any figure, on the tab of all of them.
  await page.locator("#tab-evidence").focus();
  await page.keyboard.press("ArrowLeft");
  await page.locator("#moves-of").waitFor();
  await page.locator("#moves-of").focus();
  await page.keyboard.type("Head");
  await eventually(async () => check(/Compactor, memory limit/.test(await page.locator("#tornado-figures").innerHTML()), "The headroom's bars are not drawn."));
  await eyes(page, "moves-figures", "#tornado-figures");
});

// How it looks, at the widths and in the themes that matter, what axe says of it, and that nothing is wider than the page.
async function eyes(page, name, selector) {
  const size = page.viewportSize();
  const at = await page.evaluateHandle(() => document.activeElement);
  await page.evaluate(readFileSync(axeSource, "utf8"));
  for (const [width, height] of [[390, 844], [1440, 900]]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForTimeout(150);
      await page.locator(selector).first().scrollIntoViewIfNeeded();
      const root = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
      equal(root, 0, `Sideways room at ${width} px`);
      const { violations } = await page.evaluate((within) => globalThis.axe.run(within), (await page.locator("#explanation").isVisible()) ? "#explanation" : "#stage");
      equal(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`).join("\n"), "", `What axe finds at ${width} px, ${colorScheme}`);
      await page.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), `${name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await at.evaluate((element) => element.focus());
}
