// What every scenario shares: a browser, the opened page, and everything that must never happen.

import { createRequire } from "node:module";
import path from "node:path";

const modules = createRequire(path.join(required("TEMPO_DESIGNER_MODULES"), "index.js"));
const { chromium } = modules("playwright-core");

export const url = required("TEMPO_DESIGNER_URL");
export const axeSource = modules.resolve("axe-core/axe.min.js");

export function required(variable) {
  const value = process.env[variable];
  if (!value) {
    throw new Error(`${variable} is not set. Run the scenarios by \`cargo xtask e2e\`, which sets it.`);
  }
  return value;
}

export function check(truth, sentence) {
  if (!truth) {
    throw new Error(sentence);
  }
}

export function equal(found, wanted, what) {
  check(Object.is(found, wanted), `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}.`);
}

// Tries until the check holds: the page commits typed text after a short pause.
export async function eventually(body, timeout = 5000) {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      return await body();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}

export async function launch() {
  return chromium.launch({
    executablePath: required("TEMPO_DESIGNER_CHROMIUM"),
    headless: true,
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

// Watches a page for what no scenario may see. `expected(text)` lets a scenario provoke a message on purpose.
export function watch(page, problems, expected = () => false, address = url) {
  const { origin } = new URL(address);
  page.on("console", (message) => {
    const { url: place, lineNumber } = message.location();
    if (!["log", "info", "debug"].includes(message.type()) && !expected(message.text())) {
      problems.push(`console ${message.type()}: ${message.text()} (${place}:${lineNumber})`);
    }
  });
  page.on("pageerror", (error) => {
    if (!expected(String(error))) {
      problems.push(`uncaught: ${error.stack ?? error}`);
    }
  });
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (!["data:", "blob:"].includes(target.protocol) && target.origin !== origin) {
      problems.push(`a request left the page's origin: ${request.method()} ${request.url()}`);
    }
  });
}

// Runs one scenario on an opened page, and ends the process with its verdict.
export async function scenario(body, options = {}) {
  const { expected, open = true, address, ...context } = options;
  const problems = [];
  const browser = await launch();
  try {
    const page = await newPage(browser, context);
    watch(page, problems, expected, address);
    if (open) {
      await opened(page);
    }
    await body(page, browser, problems);
  } catch (error) {
    problems.unshift(error.stack ?? String(error));
  } finally {
    await browser.close();
  }
  for (const problem of problems) {
    console.error(problem);
  }
  process.exitCode = problems.length > 0 ? 1 : 0;
}

export async function newPage(browser, context = {}) {
  const made = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...context });
  const page = await made.newPage();
  page.setDefaultTimeout(10_000);
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy ${event.violatedDirective} blocks ${event.blockedURI || event.sourceFile}`);
    });
  });
  return page;
}

export async function opened(page, address = url) {
  await page.goto(address);
  try {
    await page.locator('body[data-ready="true"]').waitFor({ state: "attached", timeout: 30_000 });
  } catch {
    const said = await page.locator("#start").allTextContents();
    throw new Error(`The page did not become ready within 30 s. It says: ${said.join(" ") || "nothing"}`);
  }
}

// One field's row, brought into view: groups may be folded, on narrow windows whole regions.
export async function field(page, name) {
  const row = page.locator(`.field[data-field="${name}"]`).first();
  await row.waitFor({ state: "attached" });
  for (let depth = 0; depth < 4 && !(await row.isVisible()); depth += 1) {
    await row.evaluate((element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        const folded = at.tagName === "DETAILS" && !at.open && at.querySelector(":scope > summary");
        const opener = at.id && document.querySelector(`[aria-controls~="${at.id}"]:not([aria-expanded="true"])`);
        if (folded || (opener && at.checkVisibility && !at.checkVisibility())) {
          (folded || opener).click();
        }
      }
    });
    await page.waitForTimeout(50);
  }
  check(await row.isVisible(), `The field ${name} cannot be brought into view.`);
  await row.scrollIntoViewIfNeeded();
  return {
    row,
    text: row.locator('input[role="spinbutton"]'),
    range: row.locator('input[type="range"]'),
    message: row.locator(".field-message"),
    value: () => row.locator('input[role="spinbutton"]').inputValue(),
    type: async (words) => {
      const input = row.locator('input[role="spinbutton"]');
      await input.click();
      await input.press("ControlOrMeta+a");
      await input.pressSequentially(words);
    },
  };
}

export function number(text) {
  return Number.parseFloat(text.replace(/[\s\u00a0\u2009\u202f_,]/g, ""));
}

export async function figures(page) {
  const tiles = await page.locator("button.tile[data-figure]").evaluateAll((tiles) =>
    tiles.map((tile) => `${tile.dataset.figure}: ${tile.querySelector(".tile-value")?.textContent.trim()}`),
  );
  return tiles.join("\n");
}

export const command = (page, name) => page.locator(`button[data-command="${name}"]`).first();

// The text of one file of the bundle, as the page shows it.
export async function file(page, name) {
  // Approached as a hand does it: the rest of the bundle is written once somebody comes near.
  await page.locator("#bundle .tree").hover();
  // The tree is drawn anew then, and an item of the old one would be gone under the press.
  await page.locator("#bundle .out-head .m").filter({ hasText: "files" }).waitFor();
  const item = page.locator(`[role="treeitem"][data-path="${name}"]`);
  await item.waitFor({ state: "attached" });
  for (let depth = 0; depth < 4 && !(await item.isVisible()); depth += 1) {
    const folded = page.locator(`[role="treeitem"][aria-expanded="false"]:has([data-path="${name}"])`).first();
    await folded.press("ArrowRight");
  }
  await item.scrollIntoViewIfNeeded();
  await item.click();
  const code = page.locator(`pre.code[data-path="${name}"]`);
  await code.waitFor({ state: "attached" });
  return code.textContent();
}
