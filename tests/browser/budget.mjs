// The first view, counted from the browser's own log of responses up to its first idle moment, weighs at most
// 250 kB (1 kB = 1000 B) when each body is compressed by brotli 11. The document itself counts.

import { brotliCompressSync, constants } from "node:zlib";

import { check, opened, scenario } from "./harness.mjs";

const LIMIT = 250_000;

await scenario(
  async (page) => {
    const responses = new Map();
    page.on("response", (response) => {
      if (/^https?:/.test(response.url())) {
        responses.set(response.url(), response);
      }
    });
    await opened(page);
    await page.waitForLoadState("networkidle");

    let sum = 0;
    for (const [address, response] of [...responses]) {
      check(response.status() === 200, `${address} was answered with ${response.status()}.`);
      const body = await response.body();
      const packed = brotliCompressSync(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
      }).length;
      console.log(`${String(body.length).padStart(9)} B raw ${String(packed).padStart(9)} B brotli  ${new URL(address).pathname}`);
      sum += packed;
    }
    console.log(`${String(sum).padStart(27)} B brotli  first view`);
    check([...responses.keys()].some((address) => address.endsWith(".wasm")), "The log of responses has no wasm file.");
    check(sum <= LIMIT, `The first view is ${sum} B of brotli, ${sum - LIMIT} B above its limit of ${LIMIT} B.`);
  },
  { open: false },
);
