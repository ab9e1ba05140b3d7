// The folder works below any path: nothing is asked for outside of it, with and without the server.

import { check, equal, opened, scenario } from "./harness.mjs";
import { host, kept } from "./host.mjs";

const BELOW = "/a/b/";
const { address, asked, stop } = await host(BELOW);

await scenario(
  async (page) => {
    await opened(page, `${address}index.html`);
    await kept(page);
    const scope = await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.scope));
    equal(scope, address, "The folder that the service worker keeps");
    await page.locator("#tab-cost").click();
    await page.locator("#panel .waits").waitFor({ state: "detached" });
    check((await page.locator("#panel > *").count()) > 0, "The later part does not come.");

    await stop();
    for (const place of [address, `${address}index.html`, `${address}?from=elsewhere#stage`]) {
      await opened(page, place);
      await page.locator("#tab-figures").click();
      await page.locator("#panel .chapter").first().waitFor({ state: "attached" });
    }
    const outside = asked.filter((target) => !target.startsWith(BELOW));
    equal(outside.join(), "", "Requests outside the folder");
  },
  { open: false, address },
);
