// One visit is enough: with the server gone the page goes on, comes back after a reload, and does everything it does.

import { readFile } from "node:fs/promises";

import { check, command, equal, eventually, field, figures, opened, scenario } from "./harness.mjs";
import { host, kept } from "./host.mjs";

const { address, stop } = await host();

await scenario(
  async (page) => {
    await opened(page, address);
    await kept(page);
    const session = await page.context().newCDPSession(page);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    // A window that keeps nothing, as the tests have it, is never offered to install anything.
    const errors = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito");
    equal(errors.join(), "", "What keeps the page from being installed");
    const manifest = await session.send("Page.getAppManifest");
    equal(manifest.errors.map(({ message }) => message).join(), "", "Errors in the manifest");
    equal(new URL(manifest.url).pathname, "/app.webmanifest", "The manifest's address");

    await stop();
    // The later part was not loaded before the server went.
    await page.locator("#tab-nodes").click();
    await page.locator("#nodes .packed").first().waitFor({ state: "attached" });

    await opened(page, address);
    const before = await figures(page);
    const spans = await field(page, "workload.spans");
    await spans.type("9000/s");
    await eventually(async () => check((await figures(page)) !== before, "The figures do not follow an edit."));
    for (const tab of ["ring", "nodes", "cost", "figures", "flow"]) {
      await page.locator(`#tab-${tab}`).click();
      await eventually(async () => {
        equal(await page.locator("#panel .waits").count(), 0, `Waiting for ${tab}`);
        check((await page.locator("#panel > *").count()) > 0, `The tab ${tab} stays empty.`);
      });
      equal(await page.locator("#missing").count(), 0, "Sentences about what did not arrive");
    }
    const [download] = await Promise.all([page.waitForEvent("download"), command(page, "download-zip").click()]);
    check((await readFile(await download.path())).subarray(0, 2).toString() === "PK", "The download is no zip.");

    // What was edited without a connection is there after another reload without one.
    await page.waitForTimeout(500);
    const now = await figures(page);
    await opened(page, address);
    equal(await figures(page), now, "The figures after a reload");
  },
  { open: false, address },
);
