// The first view, counted from the browser's own log of responses up to its first idle moment, weighs at most
// 250 kB (1 kB = 1000 B) when each body is compressed by brotli 11. The document itself counts, and so does every request
// that the page makes up to then.
//
// What the service worker fetches on its own is no part of it: it begins in the first idle moment after the first paint and
// keeps everything for the time without a connection. It is told apart by who asked, and printed as a second sum.

import { brotliCompressSync, constants } from "node:zlib";

import { check, opened, scenario } from "./harness.mjs";
import { kept } from "./host.mjs";

const LIMIT = 250_000;

async function weighed(responses, what) {
  let sum = 0;
  for (const [address, response] of responses) {
    check(response.status() === 200, `${address} was answered with ${response.status()}.`);
    // The browser hands out no bodies of what a service worker asked for.
    const body = response.request().serviceWorker() ? Buffer.from(await (await fetch(address)).arrayBuffer()) : await response.body();
    const packed = brotliCompressSync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }).length;
    console.log(`${String(body.length).padStart(9)} B raw ${String(packed).padStart(9)} B brotli  ${new URL(address).pathname}`);
    sum += packed;
  }
  console.log(`${String(sum).padStart(27)} B brotli  ${what}`);
  return sum;
}

await scenario(
  async (page) => {
    const [responses, keeping] = [new Map(), new Map()];
    page.context().on("response", (response) => {
      if (/^https?:/.test(response.url())) {
        (response.request().serviceWorker() ? keeping : responses).set(response.url(), response);
      }
    });
    await opened(page);
    await page.waitForLoadState("networkidle");

    const sum = await weighed(responses, "first view");
    await kept(page);
    await weighed(keeping, "fetched by the service worker, no part of the first view");
    const missed = [...responses.keys()].filter((address) => !keeping.has(address) && !address.endsWith("/sw.js"));
    check(missed.length === 0, `The service worker does not keep ${missed}.`);
    check([...responses.keys()].some((address) => address.endsWith(".wasm")), "The log of responses has no wasm file.");
    check(sum <= LIMIT, `The first view is ${sum} B of brotli, ${sum - LIMIT} B above its limit of ${LIMIT} B.`);
  },
  { open: false },
);
