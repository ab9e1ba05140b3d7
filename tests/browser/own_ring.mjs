// One's own ring, by keyboard alone: the page of a running cluster is pasted, walked, followed by the design's RF, and given up;
// what does not read is refused in one sentence, and all stays as it was.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { axeSource, check, equal, eventually, field, figures, required, scenario } from "./harness.mjs";

const file = path.join(path.dirname(fileURLToPath(import.meta.url)), "../data/ring-page-2.10.8.json");
const text = readFileSync(file, "utf8");
const page_ = JSON.parse(text);

await scenario(async (page) => {
  const focus = (selector, what) =>
    eventually(async () => check(await page.evaluate((selector) => document.activeElement.matches(selector), selector), `The focus is not on ${what}.`));
  // As the clipboard does it: in one piece, into what has the focus.
  const paste = async (words) => {
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(words);
  };
  // Tab until the focus is there, a dozen times at most.
  const tabTo = async (selector) => {
    for (let at = 0; at < 12; at += 1) {
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not come to ${selector}.`);
  };
  const line = page.locator("#panel .own-line");
  const names = () => page.locator("#ring text").allTextContents().then((all) => all.map((text) => text.trim()));
  const said = page.locator("#own-says");

  await page.locator("#tab-flow").focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("#ring path.arc").first().waitFor({ state: "attached" });
  const before = { figures: await figures(page), names: (await names()).join(), walk: await page.locator(".walk").innerText() };
  equal(await line.isVisible(), false, "The line of a pasted ring before there is one");

  // What is no ring page is refused, and the focus is where it can be mended.
  await tabTo("#own > summary");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await focus("#own-ring", "the field");
  for (const [words, told] of [
    ["<!DOCTYPE html><html>", /^This is the HTML of the page\. .*Accept: application\/json/],
    [text.slice(0, 2000), /^line 1, column 2001: The text ends in or behind shard 2 \(ingester-2\)\. Paste the whole answer/],
    [text.replace("26692714", "4294967296"), /^line 1, column \d+, shard 1 \(ingester-1\), tokens: The token 4294967296 is above/],
    ["", /^Nothing is pasted\./],
  ]) {
    await focus("#own-ring", "the field");
    await paste(words);
    if (!words) {
      await page.keyboard.press("Delete");
    }
    await page.keyboard.press("Tab");
    await focus("[data-own=use]", "the button");
    await page.keyboard.press("Enter");
    await eventually(async () => check(told.test(await said.innerText()), `It says: ${await said.innerText()}`));
    equal(await page.locator("#own-ring").getAttribute("aria-invalid"), "true", "aria-invalid of what is no ring");
    equal(await line.isVisible(), false, "The line of a ring that was refused");
  }
  equal((await names()).join(), before.names, "The picture after garbage");
  equal(await figures(page), before.figures, "The figures after garbage");
  await eyes(page, "own-refused");

  // The page itself, with one of its ingesters dead.
  page_.shards[1].state = "UNHEALTHY";
  await focus("#own-ring", "the field");
  await paste(JSON.stringify(page_));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await eventually(async () =>
    equal(
      (await line.locator("p").innerText()).replace(/\s+/g, " "),
      "Ring of 3 ingesters, pasted; seen 2026-11-24 08:41 UTC; RF 3 and zone awareness off as in the design. ingester-2 is unhealthy.",
      "The line of the pasted ring",
    ),
  );
  await focus("[data-own=back]", "the way back");
  await eventually(async () => {
    for (const name of ["ingester-1", "ingester-2, unhealthy", "ingester-3"]) {
      check((await names()).includes(name), `The circle names ${await names()}.`);
    }
  });
  check((await page.locator("#ownership text").allTextContents()).some((text) => text.trim() === "ingester-2, unhealthy"), "The bars do not name who is unhealthy.");
  equal(await figures(page), before.figures, "The figures beside a pasted ring");
  await eyes(page, "own-ring");

  // A trace walks on it.
  await tabTo("#ring-trace");
  await paste("4bf92f3577b34da6a3ce929d0e0e4736");
  await eventually(async () => check(/ingester-2 picked and dropped: its heartbeat is older/.test((await page.locator(".walk").innerText()).replace(/\s+/g, " ")), await page.locator(".walk").innerText()));
  equal(await page.locator(".walk-verdict").innerText(), "2 of 2 have to answer, none may fail.", "The verdict of the walk");
  check(/^One more ingester with 128 random tokens becomes first for/.test(await page.locator(".moves p").first().innerText()), await page.locator(".moves p").first().innerText());

  // The design's RF is the pasted ring's, too.
  const { row } = await field(page, "tempo.replication_factor");
  const control = row.locator("input:not([type=range]), select").first();
  await control.focus();
  if (await control.evaluate((element) => element.tagName === "SELECT")) {
    await control.selectOption("1");
  } else {
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("1");
    await page.keyboard.press("Enter");
  }
  await eventually(async () => check(/; RF 1 and/.test(await line.innerText()), await line.innerText()));
  await page.keyboard.press("ControlOrMeta+z");
  await eventually(async () => check(/; RF 3 and/.test(await line.innerText()), await line.innerText()));

  // The table and the failure lab are of the same ring.
  await page.getByRole("button", { name: "Table", exact: true }).focus();
  await page.keyboard.press("Enter");
  await eventually(async () => check(/ingester-2, unhealthy/.test(await page.locator("#panel tbody").innerText()), await page.locator("#panel").innerText()));
  await page.getByRole("button", { name: "Diagram", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.locator("#tab-ring").focus();
  await page.keyboard.press("ArrowRight");
  await eventually(async () => check(/ingester-3|its nodes/.test(await page.locator("#panel .zones").innerText()), await page.locator("#panel").innerText()));

  // Back, by the palette; and the field again the same way.
  await page.keyboard.press("ControlOrMeta+k");
  await page.locator("#palette input").waitFor();
  await page.keyboard.type("design’s ring");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("running cluster");
  await page.keyboard.press("Enter");
  await focus("#own-ring", "the field");
  equal(await page.locator("#tab-ring").getAttribute("aria-selected"), "true", "The tab of the ring");
  equal(await line.isVisible(), false, "The line after the way back");
  await eventually(async () => equal((await names()).join(), before.names, "The picture after the way back"));

  // As a file, in place of the text; the same by the button that gives the design's ring back.
  const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Choose a file…" }).click()]);
  await dialog.setFiles(file);
  await eventually(async () => check(/seen 2026-11-24 08:41 UTC/.test(await line.innerText()), "A chosen file is not taken."));
  await focus("[data-own=back]", "the way back");
  await page.keyboard.press("Enter");
  await focus("#own > summary", "the disclosure");
  equal(await line.isVisible(), false, "The line after the way back");
});

// For eyes, and for axe.
async function eyes(page, name) {
  const size = page.viewportSize();
  const at = await page.evaluateHandle(() => document.activeElement);
  await page.evaluate(readFileSync(axeSource, "utf8"));
  for (const [width, height] of [[390, 844], [1440, 900]]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForTimeout(150);
      await page.locator(".own-ring").scrollIntoViewIfNeeded();
      const root = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
      equal(root, 0, `Sideways room at ${width} px`);
      const { violations } = await page.evaluate(() => globalThis.axe.run("#stage"));
      equal(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`).join("\n"), "", `What axe finds at ${width} px, ${colorScheme}`);
      await page.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), `${name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await at.evaluate((element) => element.focus());
}
