// Two designs side by side, by keyboard alone: an operator's size, a step, a kept design and the default are chosen, the load is
// changed, a figure of B explains itself, a field is taken over, B is opened in one step and undone; a file is compared with.

import { readFileSync } from "node:fs";

import { axeSource, check, equal, eventually, field, required, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const focus = (selector, what) =>
    eventually(async () => check(await page.evaluate((selector) => document.activeElement.matches(selector), selector), `The focus is not on ${what}.`));
  const tabTo = async (selector) => {
    for (let at = 0; at < 300; at += 1) {
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not come to ${selector}.`);
  };
  const plain = (text) => text.replace(/[\s\u202f]+/g, " ").trim();
  const says = async () => plain((await page.locator(".compare-says li").allInnerTexts()).join(" "));
  const told = (words) => eventually(async () => check(words.test(await says()), `It says: ${await says()}`));
  const rows = () => page.locator(".pairs tbody tr").evaluateAll((rows) => rows.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
  const row = async (name) => (await rows()).find((row) => row.startsWith(name)) ?? "";
  // A letter or two of an entry chooses it in a list that has the focus.
  const choose = async (words, key) => {
    await focus("#compare-with", "the list");
    // Letters that follow within a second belong to those before.
    await page.waitForTimeout(1_200);
    await page.keyboard.type(words);
    await eventually(async () => equal(await page.locator("#compare-with").inputValue(), key, "What is chosen"));
  };

  // From the palette, beside one of the operator's sizes.
  await page.keyboard.press("ControlOrMeta+k");
  await page.locator("#palette input").waitFor();
  await page.keyboard.type("compare with 1x.medium");
  await eventually(async () => check(/1x\.medium/.test(await page.locator("#palette [role=option]").first().innerText()), "The palette does not find the size."));
  await page.keyboard.press("Enter");
  await focus("#compare-with", "the list of what there is to compare with");
  equal(await page.locator("#compare-with").inputValue(), "size:1x.medium", "What is chosen");
  await told(/its label says 23 MB\/s, and the run behind it settled at 5\.16 MB\/s/);
  await told(/RF 2 instead of 3/);
  await told(/Ingester: a pod requests 8 CPU and 16Gi, and needs /);
  check(/^Monthly cost \$1 450 \$[\d ]+ [\d.]+× (A|B) is better \$/.test(plain(await row("Monthly cost"))), `The row of cost: ${await row("Monthly cost")}`);
  check((await rows()).every((row) => !/ $/.test(row)) && !(await rows()).some((row) => row === ""), "A row is empty.");
  await page.locator("#load-chart .load-curve").first().waitFor({ state: "attached" });
  const chart = await page.locator("#load-chart").getAttribute("aria-label");
  check(/A from \$0\.276 to .*; compactor memory runs out at 1\.13×\. B from .* runs out at /.test(plain(chart)), `The chart says: ${chart}`);
  await eyes(page, "compare-size");

  // Whose load: with that of B the spans are its own.
  await tabTo("[data-compare=load][data-at='2']");
  await page.keyboard.press("Enter");
  await eventually(async () => check(/^A Seed guide, mended, the present design, at 23 MB\/s/.test(plain(await page.locator(".sides").innerText())), `The sides: ${await page.locator(".sides").innerText()}`));
  await tabTo("#compare-only");
  const few = (await rows()).length;
  await page.keyboard.press("Space");
  await eventually(async () => check((await rows()).length > few + 40 && /same$/.test(await row("Release")) | /same$/.test(await row("Tempo release")), "What is the same is not shown."));
  await page.keyboard.press("Space");
  await eventually(async () => equal((await rows()).length, few, "Rows that differ"));

  // A figure of B explains itself, and so does what it is made of.
  await tabTo("[data-figure='b:cost.total']");
  await page.keyboard.press("Enter");
  await eventually(async () => check(/^B: Monthly cost/.test(await page.locator("#explanation").innerText()), "The total of B does not explain itself."));
  await tabTo("#explanation [data-figure='b:cost.compute']");
  await page.keyboard.press("Enter");
  await eventually(async () => check(/^B: Nodes, a month/.test(await page.locator("#explanation").innerText()), "A part of it is of another design."));
  await page.keyboard.press("Escape");
  await page.locator("#explanation").waitFor({ state: "hidden" });
  await tabTo("[data-figure='a:cost.per_million_spans']");

  // The table in place of the chart, and onto the clipboard.
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("show tables");
  await page.keyboard.press("Enter");
  await eventually(async () => check(/^10× .*broken/.test(plain(await row("10×"))), `The table over load: ${await row("10×")}`));
  check(/^A compactor memory /.test(plain(await row("A"))), `Where each breaks: ${await row("A")}`);
  await page.locator("#tab-compare").focus();
  await tabTo("[data-copies]");
  await page.keyboard.press("Enter");
  await eventually(async () => equal((await page.locator("[data-copies]").innerText()).trim(), "Copied", "The button that copies"));
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("show diagrams");
  await page.keyboard.press("Enter");
  await page.locator("#load-chart").waitFor();

  // A field of B is taken over: one step, and the focus goes to the next.
  await page.locator("#compare-with").focus();
  const before = await (await field(page, "tempo.replication_factor")).value();
  equal(before, "3", "The replication factor before");
  await page.locator("#compare-with").focus();
  await tabTo("[data-compare=load][data-at='1']");
  await page.keyboard.press("Enter");
  await tabTo("[data-take='tempo.replication_factor']");
  await page.keyboard.press("Enter");
  await eventually(async () => equal(await (await field(page, "tempo.replication_factor")).value(), "2", "The replication factor of B"));
  await focus("[data-take]:not([data-take='tempo.replication_factor'])", "the next field that differs");
  await eventually(async () => check(!/RF 2 instead/.test(await says()), "The sentence on copies stays."));
  await page.keyboard.press("ControlOrMeta+z");
  await eventually(async () => equal(await (await field(page, "tempo.replication_factor")).value(), "3", "The replication factor after undo"));

  // The step that was undone is there to be compared with; then the default, which differs in nothing.
  await page.locator("#compare-with").focus();
  await choose("After", "step:1");
  await told(/RF 2 instead of 3/);
  await choose("Seed", "default");
  await told(/^Nothing differs/);
  check(/^No field differs/.test(await row("No field")), "A table without differences does not say so.");

  // B is opened in one step, and what was A is beside it.
  await choose("1x.s", "size:1x.small");
  await tabTo("[data-compare=open]");
  await page.keyboard.press("Enter");
  await eventually(async () => equal(await (await field(page, "components.distributor.memory_limit")).value(), "128Mi", "The distributors' memory of the size"));
  await eventually(async () => check(/^A Tempo Operator 1x\.small, the present design.* B Seed guide, mended/.test(plain(await page.locator(".sides").innerText())), `The sides: ${await page.locator(".sides").innerText()}`));
  await page.keyboard.press("ControlOrMeta+z");
  await eventually(async () => equal(await (await field(page, "components.distributor.memory_limit")).value(), "4Gi", "The distributors' memory after undo"));

  // A file: one that reads, and one that does not.
  const file = (name, text) => page.locator(".pick input[type=file]").setInputFiles({ name, mimeType: "application/yaml", buffer: Buffer.from(text) });
  await file("other.yaml", "version: 1\nname: Other\nworkload:\n  spans: 4000\n");
  await told(/The loads differ: A takes 2 000 spans\/s of 500 B.*B 4 000 spans\/s/);
  equal(await page.locator("#compare-with").inputValue(), "file", "What is chosen");
  await file("broken.yaml", "version: 1\nworkload:\n  spans: lots\n");
  await eventually(async () => check(/^Not compared: .*broken\.yaml.*spans/.test(plain(await page.locator(".compare > .wrong").innerText())), `What is said of a file that does not read: ${await page.locator(".compare > .wrong").innerText()}`));
  await told(/The loads differ/);

  await page.evaluate(readFileSync(axeSource, "utf8"));
  const axe = await page.evaluate(() => globalThis.axe.run("#panel"));
  equal(axe.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`).join("\n"), "", "axe on the comparison");
});

async function eyes(page, name) {
  const folder = required("TEMPO_DESIGNER_SCREENSHOTS");
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [width, height] of [[390, 844], [768, 1024], [1440, 900]]) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(200);
      equal(await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth), 0, `Sideways room at ${width} px`);
      await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}
