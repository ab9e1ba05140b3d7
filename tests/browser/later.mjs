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
    await nodes.focus();
    await nodes.click();
    const notice = page.locator("#panel .notice");
    await notice.waitFor();
    check(/did not arrive\. Check the connection/.test(await notice.innerText()), "The sentence does not say what to do.");
    equal(await page.locator(".verdict .tile-value").first().isVisible(), true, "The verdict stands without the later part");
    await notice.getByRole("button", { name: "Try again" }).press("Enter");
    await page.locator("#panel .notice").waitFor();

    await page.unroute(PART);
    await notice.getByRole("button", { name: "Try again" }).press("Enter");
    await page.locator("#nodes .packed").first().waitFor({ state: "attached" });
    equal(await notice.count(), 0, "Sentences after the part has arrived");

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
