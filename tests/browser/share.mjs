// A link holds the design: copied here, opened there with the same figures, once. One that is damaged leaves the design
// alone, one that would be too long is not offered.

import { execFileSync } from "node:child_process";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { check, command, equal, eventually, field, figures, newPage, required, scenario, url, watch } from "./harness.mjs";

const ready = (page) => page.locator('body[data-ready="true"]').waitFor({ state: "attached" });
const bar = (page) => page.locator(".toast:not(.stays)").first();
const folder = mkdtempSync(path.join(tmpdir(), "tempo-designer-"));

async function edit(page, name, words) {
  const { text, type } = await field(page, name);
  await type(words);
  await text.press("Enter");
}

const menu = async (page) => {
  await page.locator("#designs-button").click();
  await page.locator("#designs .shelf .steps").waitFor();
  return page.locator("#designs");
};

await scenario(
  async (page, browser, problems) => {
    const plain = await figures(page);
    await edit(page, "components.ingester.replicas", "7");
    await edit(page, "workload.spans", "33k/s");
    await page.waitForTimeout(300);
    const wanted = await figures(page);

    const list = await menu(page);
    const words = await list.locator(".shelf-row + .m").last().innerText();
    await list.getByRole("button", { name: "Copy link" }).click();
    check(/copied/.test(await list.locator(".shelf-said").innerText()), "Nothing is said of the copy.");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    check(link.startsWith(`${url}#d1=`), `The link is ${link.slice(0, 60)}.`);
    equal(Number(words.match(/has ([\d\u202f ]+) characters/)[1].replace(/\D/g, "")), link.length, "The length of the link as it is said");

    // In another browser: the same figures, as one step.
    const other = await newPage(browser);
    watch(other, problems);
    await other.goto(link);
    await ready(other);
    await eventually(async () => equal(await figures(other), wanted, "Figures of the opened link"));
    await eventually(async () => check(/^Opened “.+” from a link/.test(await bar(other).innerText()), `The undo bar says ${await bar(other).innerText()}`));
    equal(other.url(), url, "The address after the link was opened");
    await command(other, "undo").click();
    await eventually(async () => equal(await figures(other), plain, "Figures after undo of the link"));
    await command(other, "redo").click();
    await edit(other, "components.ingester.replicas", "8");
    await other.waitForTimeout(300);
    const later = await figures(other);
    await other.reload();
    await ready(other);
    await other.waitForTimeout(300);
    equal(await figures(other), later, "Figures after a reload: the edits made since stay");

    // Pasted into the address of an open page.
    await other.evaluate((hash) => (location.hash = hash), new URL(link).hash);
    await eventually(async () => equal(await figures(other), wanted, "Figures of a link pasted into an open page"));

    // Damaged: a sentence, the design as it was; the same for one of a newer release.
    const notice = other.locator(".toast.stays");
    for (const [hash, said] of [
      [new URL(link).hash.slice(0, -40), /missing/],
      [`${new URL(link).hash.slice(0, 500)}AAAA${new URL(link).hash.slice(504)}`, /Not opened: link: .*Copy the link again/],
      ["#d9=abc", /newer than this program/],
    ]) {
      await other.evaluate((hash) => (location.hash = hash), hash);
      await eventually(async () => check(said.test(await notice.innerText()), `Of ${hash.slice(0, 20)} it says: ${await notice.innerText()}`));
      equal(await figures(other), wanted, "Figures after a damaged link");
      await notice.getByRole("button", { name: "Close" }).click();
    }
    // Other fragments are the page's own.
    await other.evaluate(() => (location.hash = "#controls"));
    await other.waitForTimeout(200);
    equal(await notice.isVisible(), false, "A sentence about a place in the page");

    // The command prints the same.
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#designs [data-shelf=save]").click()]);
    await download.saveAs(path.join(folder, "design.yaml"));
    const printed = execFileSync(required("TEMPO_DESIGNER_BIN"), ["link", path.join(folder, "design.yaml")]).toString().trim();
    equal(printed, new URL(link).hash, "The link of the command");

    // Too long: the file instead.
    let letters = 1;
    const random = () => String.fromCharCode(97 + ((letters = (letters * 16807) % 2147483647) % 26));
    const tenants = Array.from({ length: 100 }, (_, at) => `  - id: t${at}${Array.from({ length: 140 }, random).join("")}\n`);
    writeFileSync(path.join(folder, "long.yaml"), `version: 1\nworkload:\n  tenants: 100\ntenants:\n${tenants.join("")}`);
    const long = execFileSync(required("TEMPO_DESIGNER_BIN"), ["link", path.join(folder, "long.yaml")]).toString().trim();
    await other.evaluate((hash) => (location.hash = hash), long);
    await eventually(async () => check((await figures(other)) !== wanted, "A long link is not opened."));
    await other.waitForTimeout(300);
    const full = await menu(other);
    check(/Hand over the file instead/.test(await full.innerText()), "Nothing is said of a link that is too long.");
    equal(await full.getByRole("button", { name: "Copy link" }).count(), 0, "Buttons for a link that is too long");
  },
  { permissions: ["clipboard-read", "clipboard-write"] },
);
rmSync(folder, { recursive: true });
