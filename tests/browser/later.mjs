// The code of the other tabs, of the explanations and of the download is fetched when first asked for: nothing of it before,
// a sentence when it does not arrive, and another press tries again. All of it as in the first moments of a first visit: later
// the service worker has the part.

import { check, equal, eventually, scenario } from "./harness.mjs";

const PART = "**/split_later.wasm";

await scenario(
  async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.reload({ waitUntil: "networkidle" });
    check(!asked.some((address) => address.endsWith("split_later.wasm")), "The later part is fetched with the first view.");

    await page.route(PART, (route) => route.abort());
    const nodes = page.locator("#tab-nodes");
    const missing = page.locator("#missing");
    await nodes.focus();
    await nodes.click();
    await missing.waitFor();
    equal(await missing.getAttribute("role"), "alert", "The role of the sentence");
    check(/did not arrive\. Check the connection/.test(await missing.innerText()), "The sentence does not say what to do.");
    equal(await page.locator(".verdict .tile-value").first().isVisible(), true, "The verdict stands without the later part");

    await page.unroute(PART);
    await nodes.press("Enter");
    await page.locator("#nodes .packed").first().waitFor({ state: "attached" });
    await eventually(async () => equal(await missing.count(), 0, "The sentence after the part has arrived"));

    // Quick changes of mind end with the last tab, and only with it.
    await page.locator("#tab-ring").click();
    await page.locator("#tab-cost").click();
    await page.locator("#tab-ring").click();
    await page.locator("#tab-figures").click();
    await eventually(async () => check((await page.locator("#panel .chapter").count()) > 3, "The figures do not come."));
    equal(await page.locator("#panel > *").count(), 1, "Views in the panel");
  },
  {
    serviceWorkers: "block",
    expected: (text) => /ERR_FAILED|Failed to fetch|Service Worker registration blocked/.test(text),
  },
);
