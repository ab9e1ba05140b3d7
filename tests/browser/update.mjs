// A new version is fetched in the background and offered, never forced. The design outlives it. One that lacks a file is none.

import { check, equal, eventually, field, opened, scenario } from "./harness.mjs";
import { host, kept } from "./host.mjs";

const { address, publish, stop } = await host();
const version = (number) => ({
  "sw.js": (text) => text.replace(/const VERSION = "[^"]*"/, `const VERSION = "${number}"`),
  "index.html": (text) => text.replace('<meta charset="utf-8">', `<meta charset="utf-8"><meta name="version" content="${number}">`),
});
const lookForUpdate = (page) =>
  page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => {}, () => {}));
const versionOf = (page) => page.evaluate(() => document.querySelector("meta[name=version]")?.content ?? "first");

await scenario(
  async (page) => {
    await opened(page, address);
    await kept(page);
    equal(await page.locator("#news").count(), 0, "Offers on the first visit");

    publish({ ...version(2), "offline.js": null });
    await lookForUpdate(page);
    await page.waitForTimeout(800);
    equal(await page.locator("#news").count(), 0, "Offers of a version that lacks a file");

    publish(version(3));
    await lookForUpdate(page);
    const news = page.locator("#news");
    await news.getByText("A new version is ready. Your design is kept.").waitFor();
    equal(await news.getAttribute("role"), "status", "The role of the offer");
    await page.screenshot({ path: `${process.env.TEMPO_DESIGNER_SCREENSHOTS}/update-1440.png` });
    await news.getByRole("button", { name: "Later" }).click();
    equal(await news.count(), 0, "Offers after Later");

    // The old version goes on, also over a reload, and offers again.
    await page.reload();
    await news.getByRole("button", { name: "Reload" }).waitFor();
    equal(await versionOf(page), "first", "The version before the user wants the new one");

    // A press right after typing loses nothing.
    const spans = await field(page, "workload.spans");
    await spans.type("9100/s");
    const reloaded = page.waitForEvent("load");
    await news.getByRole("button", { name: "Reload" }).click();
    await reloaded;
    await page.locator('body[data-ready="true"]').waitFor({ state: "attached" });
    equal(await versionOf(page), "3", "The version after the press");
    const again = await field(page, "workload.spans");
    check(/^9.?100/.test(await again.value()), `The design is not kept: ${await again.value()}`);
    const caches = await page.evaluate(() => globalThis.caches.keys());
    await eventually(async () => equal((await page.evaluate(() => globalThis.caches.keys())).length, 1, `Caches (${caches})`));
    equal(await news.count(), 0, "Offers after the update");
  },
  // The version that lacks a file: Chromium tells about it in the console of the page.
  { open: false, address, expected: (text) => /Failed to load resource: the server responded with a status of 404/.test(text) },
);
await stop();
