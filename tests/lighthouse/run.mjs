// The published folder as Lighthouse's mobile preset sees it (simulated slow 4G, a processor four times slower), five times,
// and the median. Then the verdict alone, with the connection and the processor really slowed down.

import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { launch, newPage, required, url } from "../browser/harness.mjs";

const RUNS = 5;
const LIMITS = { performance: 95, accessibility: 100, "best-practices": 100 };
const VERDICT_LIMIT = 1500;
const TIMES = {
  "first-contentful-paint": "first contentful paint, ms",
  "largest-contentful-paint": "largest contentful paint, ms",
  "speed-index": "speed index, ms",
  "total-blocking-time": "total blocking time, ms",
  "cumulative-layout-shift": "cumulative layout shift",
};

const modules = createRequire(path.join(required("TEMPO_DESIGNER_LIGHTHOUSE"), "index.js"));
const load = (name) => import(pathToFileURL(modules.resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { launch: launchChrome } = await load("chrome-launcher");
const { computeMedianRun } = await load("lighthouse/core/lib/median-run.js");

const problems = [];
const runs = [];
for (let run = 0; run < RUNS; run += 1) {
  const chrome = await launchChrome({
    chromePath: required("TEMPO_DESIGNER_CHROMIUM"),
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"],
  });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: Object.keys(LIMITS), logLevel: "error" });
    if (lhr.runtimeError) {
      throw new Error(`Lighthouse could not audit the page: ${lhr.runtimeError.message}`);
    }
    runs.push(lhr);
  } finally {
    await chrome.kill();
  }
}

const median = computeMedianRun(runs);
console.log(`Lighthouse ${median.lighthouseVersion}, ${median.environment.hostUserAgent.match(/Chrome\/\d+/)}, benchmark index ${median.environment.benchmarkIndex}`);
for (const [name, limit] of Object.entries(LIMITS)) {
  const score = Math.round(median.categories[name].score * 100);
  console.log(`${name.padEnd(32)} ${String(score).padStart(8)}   all: ${runs.map((lhr) => Math.round(lhr.categories[name].score * 100)).join(" ")}`);
  if (score < limit) {
    problems.push(`${name} is ${score}, below ${limit}.`);
  }
  for (const { id, weight } of median.categories[name].auditRefs) {
    const { score: own, title } = median.audits[id];
    if (weight > 0 && own !== null && own < 0.9) {
      console.log(`  ${id}: ${title} (${Math.round(own * 100)})`);
    }
  }
}
for (const [id, name] of Object.entries(TIMES)) {
  const shown = (lhr) => lhr.audits[id].numericValue.toFixed(id.startsWith("cumulative") ? 3 : 0);
  console.log(`${name.padEnd(32)} ${shown(median).padStart(8)}   all: ${runs.map(shown).join(" ")}`);
}
await writeFile(required("TEMPO_DESIGNER_REPORT"), JSON.stringify(median));
const largest = median.audits["largest-contentful-paint-element"]?.details?.items?.[0]?.items?.[0]?.node;
console.log(`largest element                  ${largest?.nodeLabel?.slice(0, 60) ?? "unknown"} (${largest?.selector ?? ""})`);

// When the verdict is on the screen: the first frame painted with its figures, of an empty cache, at 150 ms and 1.6 Mbit/s.
const browser = await launch();
const seen = [];
const stands = [];
for (let run = 0; run < RUNS; run += 1) {
  const page = await newPage(browser, { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 7.5e5 / 8 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    const look = () => {
      const tile = document.querySelector(".verdict .tile-value");
      const styled = tile && getComputedStyle(tile).fontWeight === "600" && tile.getBoundingClientRect().height > 0;
      const painted = performance.getEntriesByName("first-contentful-paint")[0];
      if (styled && painted && getComputedStyle(tile).visibility === "visible") {
        globalThis.verdictSeen = painted.startTime;
      } else {
        requestAnimationFrame(look);
      }
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  await page.locator('body[data-ready="true"]').waitFor({ state: "attached", timeout: 60_000 });
  stands.push(await page.evaluate(() => performance.now()));
  seen.push(await page.evaluate(() => globalThis.verdictSeen));
  await page.context().close();
}
await browser.close();
const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
for (const [name, list] of [["verdict on the screen, ms", seen], ["page answers, ms", stands]]) {
  console.log(`${name.padEnd(32)} ${middle(list).toFixed(0).padStart(8)}   all: ${list.map((value) => value.toFixed(0)).join(" ")}`);
}
if (!(middle(seen) <= VERDICT_LIMIT)) {
  problems.push(`The verdict is on the screen after ${middle(seen)} ms, above ${VERDICT_LIMIT} ms.`);
}

for (const problem of problems) {
  console.error(problem);
}
process.exitCode = problems.length > 0 ? 1 : 0;
