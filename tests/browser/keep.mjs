// Nothing is ever lost: a design outlives a reload and a killed tab, several stand beside each other, what is deleted comes
// back, two tabs leave each other's design alone, and a storage that takes nothing is said and offers the file.

import { readFileSync } from "node:fs";

import { check, command, equal, eventually, field, figures, newPage, opened, scenario, url, watch } from "./harness.mjs";

const ready = (page) => page.locator('body[data-ready="true"]').waitFor({ state: "attached" });

async function edit(page, name, words) {
  const { text, type } = await field(page, name);
  await type(words);
  await text.press("Enter");
}

const shown = async (page, name) => (await field(page, name)).value();
const rename = async (page, name) => {
  const input = page.locator('.design-name .field[data-field="name"] input');
  await input.fill(name);
  await input.press("Enter");
};
// Settled for 120 ms.
const settle = (page) => page.waitForTimeout(250);
const menu = async (page) => {
  const list = page.locator("#designs");
  if (!(await list.isVisible())) {
    await page.locator("#designs-button").click();
  }
  await list.locator(".shelf .steps").waitFor();
  return list;
};
const names = (page) => page.locator("#designs .shelf > ul").first().locator("button.shelf-name").allTextContents();

await scenario(
  async (page, browser, problems) => {
    const context = page.context();
    await edit(page, "components.ingester.replicas", "7");
    await rename(page, "checkout");
    await settle(page);
    const before = await figures(page);

    await page.reload();
    await ready(page);
    equal(await figures(page), before, "Figures after a reload");

    // Leaving takes along what has not settled, even what is typed and not yet taken.
    await (await field(page, "components.ingester.replicas")).type("8");
    await page.reload();
    await ready(page);
    equal(await shown(page, "components.ingester.replicas"), "8", "What was typed just before a reload");

    // A closed tab, and one whose process is killed.
    await edit(page, "components.ingester.replicas", "9");
    await settle(page);
    await page.close({ runBeforeUnload: false });
    const second = await context.newPage();
    watch(second, problems);
    await opened(second);
    equal(await shown(second, "components.ingester.replicas"), "9", "Ingesters after the tab was closed");
    await edit(second, "components.ingester.replicas", "11");
    await settle(second);
    const crashed = second.waitForEvent("crash");
    const devtools = await context.newCDPSession(second);
    devtools.send("Page.crash").catch(() => {});
    await crashed;
    page = await context.newPage();
    watch(page, problems);
    await opened(page);
    equal(await shown(page, "components.ingester.replicas"), "11", "Ingesters after the tab was killed");

    // Several designs, by keyboard.
    await page.locator("#designs-button").focus();
    await page.keyboard.press("Enter");
    await page.locator("#designs .shelf .steps").waitFor();
    await eventually(async () => equal((await names(page)).join(), "checkout", "The kept designs"));
    await eventually(async () => equal(await page.evaluate(() => document.activeElement.id), "designs-title", "The focus in the menu"));
    await page.keyboard.press("Escape");
    equal(await page.evaluate(() => document.activeElement.id), "designs-button", "The focus after Escape");
    await (await menu(page)).getByRole("button", { name: "New", exact: true }).click();
    await eventually(async () => equal(await shown(page, "components.ingester.replicas"), "3", "Ingesters of a new design"));
    await rename(page, "search");
    await settle(page);
    await menu(page);
    await eventually(async () => equal((await names(page)).join(), "search,checkout", "The kept designs, the last changed first"));
    await (await menu(page)).getByRole("button", { name: "checkout", exact: true }).click();
    await eventually(async () => equal(await shown(page, "components.ingester.replicas"), "11", "Ingesters of the design opened"));
    // Opening is one step, and undo leaves both as they are.
    await command(page, "undo").click();
    await eventually(async () => equal(await shown(page, "components.ingester.replicas"), "3", "Ingesters after undo of the opening"));
    await command(page, "redo").click();
    await edit(page, "components.ingester.replicas", "12");
    await settle(page);
    await page.reload();
    await ready(page);
    equal(await shown(page, "components.ingester.replicas"), "12", "Ingesters of the design that this tab showed");

    // Duplicated, deleted, undone; another one deleted and put back.
    await (await menu(page)).getByRole("button", { name: "Duplicate: checkout" }).click();
    await settle(page);
    await menu(page);
    await eventually(async () => equal((await names(page)).join(), "checkout copy,checkout,search", "The kept designs after duplication"));
    await page.getByRole("button", { name: "Delete: checkout copy", exact: true }).press("Enter");
    await settle(page);
    await eventually(async () => equal((await names(page)).join(), "checkout,search", "The kept designs after deletion of the open one"));
    await page.keyboard.press("Escape");
    await command(page, "undo").click();
    await settle(page);
    await menu(page);
    await eventually(async () => equal((await names(page))[0], "checkout copy", "The design whose deletion was undone"));
    await page.getByRole("button", { name: "Delete: search" }).press("Enter");
    await settle(page);
    await eventually(async () => equal((await names(page)).join(), "checkout copy,checkout", "The kept designs after deletion of another"));
    await page.getByRole("button", { name: "Put back: search" }).press("Enter");
    await settle(page);
    await eventually(async () => equal((await names(page)).join(), "checkout copy,checkout,search", "The kept designs after one is put back"));
    await page.getByRole("button", { name: "Delete: search" }).press("Enter");
    await page.getByRole("button", { name: "Delete for good: search" }).press("Enter");
    await page.reload();
    await ready(page);
    await menu(page);
    await eventually(async () => equal((await names(page)).join(), "checkout copy,checkout", "The kept designs after a reload"));
    equal(await page.getByRole("button", { name: "Put back: search" }).count(), 0, "What was deleted for good");
    await page.keyboard.press("Escape");

    // The steps by name, each can be gone to.
    await edit(page, "components.querier.replicas", "4");
    await edit(page, "components.querier.replicas", "6");
    await settle(page);
    const steps = (await menu(page)).locator(".steps button");
    equal((await steps.allTextContents()).join("; "), "Querier, replicas 4 → 6; Querier, replicas 3 → 4; As it was when the page opened", "The steps");
    await steps.nth(2).click();
    await settle(page);
    equal(await steps.nth(2).getAttribute("aria-current"), "step", "The step gone to");
    await steps.nth(0).click();
    await page.keyboard.press("Escape");
    equal(await shown(page, "components.querier.replicas"), "6", "Queriers after the last step");
    await settle(page);

    // Two tabs on one design: the second is told, and its next edit goes on as a copy.
    const other = await context.newPage();
    watch(other, problems);
    await opened(other);
    await edit(other, "components.querier.replicas", "20");
    await settle(other);
    const notice = page.locator(".toast.stays");
    await notice.waitFor();
    check(/Another tab has changed this design/.test(await notice.innerText()), await notice.innerText());
    await edit(page, "components.querier.replicas", "30");
    await settle(page);
    await page.reload();
    await ready(page);
    await other.reload();
    await ready(other);
    equal(await shown(page, "components.querier.replicas"), "30", "Queriers in the first tab");
    equal(await shown(other, "components.querier.replicas"), "20", "Queriers in the second tab");
    // A third tab begins with what was changed last, and takes what the other makes of it as one step.
    await edit(page, "components.querier.replicas", "31");
    await settle(page);
    const third = await context.newPage();
    watch(third, problems);
    await opened(third);
    equal(await shown(third, "components.querier.replicas"), "31", "Queriers in the third tab");
    await edit(page, "components.querier.replicas", "32");
    await settle(page);
    await third.locator(".toast.stays").getByRole("button", { name: "Show its version" }).click();
    await eventually(async () => equal(await shown(third, "components.querier.replicas"), "32", "The other's version"));
    await command(third, "undo").click();
    await eventually(async () => equal(await shown(third, "components.querier.replicas"), "31", "The own version after undo"));
    await third.close();
    await other.close();

    // A full storage: said, stays, offers the file, and goes once there is room.
    await page.evaluate(() => {
      for (let size = 1 << 20; size >= 1; size >>= 1) {
        for (let text = "x".repeat(size); ; ) {
          const name = `fill-${localStorage.length}`;
          try {
            localStorage.setItem(name, text);
          } catch {
            break;
          }
        }
      }
    });
    await rename(page, "a name that is a good deal longer than the one before it");
    await notice.waitFor();
    await eventually(async () => check(/storage for this site is full/.test(await notice.innerText()), await notice.innerText()));
    await edit(page, "components.ingester.replicas", "13");
    await page.waitForTimeout(400);
    equal(await notice.isVisible(), true, "The sentence of the full storage stays");
    const [download] = await Promise.all([page.waitForEvent("download"), notice.getByRole("button", { name: "Download it" }).click()]);
    equal(download.suggestedFilename(), "design.yaml", "The name of the file");
    check(/replicas: 13/.test(readFileSync(await download.path(), "utf8")), "The file has not the latest edit.");
    await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("fill-")).forEach((name) => localStorage.removeItem(name)));
    await edit(page, "components.ingester.replicas", "14");
    await eventually(async () => equal(await notice.isVisible(), false, "The sentence once there is room"));
    await page.reload();
    await ready(page);
    equal(await shown(page, "components.ingester.replicas"), "14", "Ingesters after there was room again");

    // A storage that is forbidden.
    const private_ = await newPage(browser);
    watch(private_, problems);
    await private_.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
    });
    await opened(private_);
    equal(await private_.locator(".toast.stays").isVisible(), false, "A sentence before anything could be lost");
    await edit(private_, "components.ingester.replicas", "5");
    await private_.locator(".toast.stays").waitFor();
    check(/keeps nothing for this site/.test(await private_.locator(".toast.stays").innerText()), "The sentence of the forbidden storage");
    equal(await shown(private_, "components.ingester.replicas"), "5", "Ingesters while nothing is kept");
    equal(private_.url(), url, "The address");
  },
  { expected: (text) => /Target crashed|Page crashed/.test(text) },
);
