// Whatever keeps the page from starting, a sentence that says what happened and what to do is visible.

import { check, newPage, scenario, url, watch } from "./harness.mjs";

const cases = [
  { name: "the wasm file does not arrive", route: "**/*.wasm", answer: (route) => route.abort(), says: /did not arrive/ },
  {
    name: "the wasm file is missing on the server",
    route: "**/*.wasm",
    answer: (route) => route.fulfill({ status: 404, body: "no such file" }),
    says: /did not arrive.*404/s,
  },
  {
    name: "the wasm file is damaged",
    route: "**/*.wasm",
    answer: (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "not wasm" }),
    says: /cannot run the designer's WebAssembly/,
  },
  {
    name: "the start panics",
    route: "**/*.wasm",
    // A module whose start function is `unreachable`; it lacks the glue's imports, so either way it cannot start.
    answer: (route) =>
      route.fulfill({
        status: 200,
        contentType: "application/wasm",
        body: Buffer.from("0061736d01000000010401600000030201000801000a05010300000b", "hex"),
      }),
    says: /stopped while it started/,
  },
  { name: "the glue does not arrive", route: /page-[^/]*\.js$/, answer: (route) => route.abort(), says: /did not arrive/ },
  { name: "boot.js does not arrive", route: "**/boot.js", answer: (route) => route.abort(), says: /If this sentence stays/ },
  { name: "the browser has no WebAssembly", script: () => delete globalThis.WebAssembly, says: /no WebAssembly/ },
  { name: "scripts are off", context: { javaScriptEnabled: false }, says: /needs JavaScript/ },
];

await scenario(
  async (_, browser, problems) => {
    for (const { name, route, answer, script, says, context } of cases) {
      const page = await newPage(browser, context);
      // A failed load is a console error by nature; anything else is still a problem.
      watch(page, problems, (text) => /Failed to load resource|net::ERR_FAILED/.test(text));
      if (route) {
        await page.route(route, answer);
      }
      if (script) {
        await page.addInitScript(script);
      }
      await page.goto(url);
      let said = "";
      for (let tries = 0; tries < 100 && !says.test(said); tries += 1) {
        await page.waitForTimeout(50);
        said = await page.locator("body").innerText();
      }
      check(says.test(said), `When ${name}, the page says:\n${said}\n(expected ${says})`);
      await page.context().close();
    }
  },
  { open: false },
);
