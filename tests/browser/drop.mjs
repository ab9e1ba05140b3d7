// A design.yaml and a bundle's zip open by drop and by the file dialog, as one step; garbage is refused with its name.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { axeSource, check, command, equal, eventually, field, figures, required, scenario } from "./harness.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "tempo-designer-"));

// Files as a desktop hands them over: dragged over the page, then let go.
async function drop(page, files, over = async () => {}) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const [name, bytes] of files) {
      data.items.add(new File([Uint8Array.from(bytes)], name));
    }
    return data;
  }, files.map(([name, bytes]) => [name, [...bytes]]));
  await page.dispatchEvent("#stage", "dragover", { dataTransfer: data });
  await over();
  await page.dispatchEvent("#stage", "drop", { dataTransfer: data });
}

await scenario(async (page) => {
  const plain = await figures(page);
  const { text, type } = await field(page, "components.ingester.replicas");
  await type("7");
  await text.press("Enter");
  await eventually(async () => check((await figures(page)) !== plain, "The verdict does not follow."));
  await page.waitForTimeout(300);
  const wanted = await figures(page);
  const [bundle] = await Promise.all([page.waitForEvent("download"), command(page, "download-zip").click()]);
  const zip = readFileSync(await bundle.path());
  await page.locator("#designs-button").click();
  const [document_] = await Promise.all([page.waitForEvent("download"), page.locator("#designs [data-shelf=save]").click()]);
  const yaml = readFileSync(await document_.path());
  await page.keyboard.press("Escape");
  await command(page, "undo").click();
  await eventually(async () => equal(await figures(page), plain, "Figures after undo"));

  const bar = page.locator(".toast:not(.stays)").first();
  for (const [name, bytes] of [["design.yaml", yaml], ["tempo-bundle.zip", zip]]) {
    await drop(page, [[name, bytes]], async () => {
      equal(await page.locator("body").getAttribute("data-dropping"), "", "The drop target while a file is dragged");
      await page.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), "drop.png") });
    });
    equal(await page.locator("body").getAttribute("data-dropping"), null, "The drop target after the drop");
    await eventually(async () => equal(await figures(page), wanted, `Figures of ${name}`));
    await eventually(async () => check(new RegExp(`^Opened “.+” from ${name}`).test(await bar.innerText()), `The undo bar says ${await bar.innerText()}`));
    await command(page, "undo").click();
    await eventually(async () => equal(await figures(page), plain, `Figures after undo of ${name}`));
  }

  // By the file dialog.
  await page.locator("#designs-button").click();
  writeFileSync(path.join(folder, "mine.yaml"), yaml);
  const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Open a file…" }).click()]);
  await dialog.setFiles(path.join(folder, "mine.yaml"));
  await eventually(async () => equal(await figures(page), wanted, "Figures of a chosen file"));
  await command(page, "undo").click();
  await eventually(async () => equal(await figures(page), plain, "Figures after undo of a chosen file"));

  // Garbage, a file of another kind, several at once. What a file says is text, never markup.
  const notice = page.locator(".toast.stays");
  const words = (text) => new TextEncoder().encode(text);
  for (const [files, said] of [
    [[["photo.png", [137, 80, 78, 71, 255, 0, 1]]], /^Not opened: photo\.png: .*no text.*Open a design\.yaml/],
    [[["half.zip", zip.subarray(0, zip.length / 2)]], /half\.zip: The zip is damaged/],
    [[["tempo.yaml", words("server:\n  http_listen_port: 3200\n")]], /tempo\.yaml, version: The document has no version.*One more problem/],
    [[["x.yaml", words('version: 1\n"<img src=x onerror=alert(1)>": 1\n')]], /<img src=x/],
    [[["design.yaml", yaml], ["b.zip", zip]], /2 files at once/],
  ]) {
    await drop(page, files);
    await eventually(async () => check(said.test(await notice.innerText()), `Of ${files[0][0]} it says: ${await notice.innerText()}`));
    check(/Your design is as it was/.test(await notice.innerText()), "It is not said that the design stays.");
    equal(await figures(page), plain, `Figures after ${files[0][0]}`);
  }
  await page.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), "refused.png") });
  await notice.getByRole("button", { name: "Close" }).click();
  equal(await notice.isVisible(), false, "The sentence after Close");

  // For eyes, and for axe.
  await page.evaluate(readFileSync(axeSource, "utf8"));
  for (const [width, height] of [[390, 844], [768, 1024], [1440, 900]]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate(() => scrollTo(0, 0));
      await page.locator("#designs-button").click();
      await page.locator("#designs .steps").waitFor();
      const root = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
      equal(root, 0, `Sideways room at ${width} px`);
      const { violations } = await page.evaluate(() => globalThis.axe.run("#designs"));
      equal(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`).join("\n"), "", `What axe finds at ${width} px, ${colorScheme}`);
      await page.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), `designs-${width}-${colorScheme}.png`) });
      await page.keyboard.press("Escape");
    }
  }
});
rmSync(folder, { recursive: true });
