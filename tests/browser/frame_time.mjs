// Prints the main thread's CPU time of one edit (script, style, layout, paint) with 300 ingesters, from Chromium's
// own trace. CPU time and not wall time: a shared machine stretches the latter at will. Run by `cargo xtask frame`.

import { check, eventually, field, number, scenario } from "./harness.mjs";

const INGESTERS = 300;
const EDITS = 60;
const FRAME = 1000 / 60;

await scenario(async (page, browser) => {
  const { text, range, type, value } = await field(page, "components.ingester.replicas");
  await type(String(INGESTERS));
  await text.press("Enter");
  await eventually(async () => check(number(await value()) === INGESTERS, `The page did not take ${INGESTERS} ingesters.`));
  await page.waitForLoadState("networkidle");

  const tabs = page.locator('#stage [role="tab"]');
  const names = await tabs.allInnerTexts();
  for (let index = 0; index < Math.max(1, names.length); index += 1) {
    if (names.length > 0) {
      await tabs.nth(index).click();
    }
    const where = names[index]?.trim() ?? "stage";
    report(`${where}: ingesters, one more or less`, await measure(browser, page, range));
    const spans = await field(page, "workload.spans");
    report(`${where}: spans, a step of the load`, await measure(browser, page, spans.range));
  }
});

// One arrow key per edit, each given two frames, each fenced by marks in the trace.
async function measure(browser, page, range) {
  await range.focus();
  await browser.startTracing(page, { categories: ["toplevel", "blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
  for (let edit = 0; edit < EDITS; edit += 1) {
    await page.evaluate(() => performance.mark("edit"));
    await range.press(edit % 2 === 0 ? "ArrowLeft" : "ArrowRight");
    await page.evaluate(() => new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake))));
    await page.evaluate(() => performance.mark("edited"));
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const marks = (name) => traceEvents.filter((event) => event.name === name && event.cat.includes("blink.user_timing"));
  const starts = marks("edit");
  const ends = marks("edited");
  check(starts.length === EDITS && ends.length === EDITS, `The trace has ${starts.length} of ${EDITS} edits.`);
  const { pid, tid } = starts[0];
  // Tasks do not nest, so their thread times add up.
  const tasks = traceEvents.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && /RunTask$/.test(event.name) && event.tdur);
  const top = new Set(tasks.map((task) => task.name)).has("RunTask") ? "RunTask" : "ThreadControllerImpl::RunTask";
  return starts.map((start, index) =>
    tasks
      .filter((task) => task.name === top && task.ts >= start.ts && task.ts < ends[index].ts)
      .reduce((sum, task) => sum + task.tdur / 1000, 0),
  );
}

function report(what, times) {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  const figures = [["mean", mean], ["p50", at(0.5)], ["p95", at(0.95)], ["max", sorted.at(-1)]];
  const late = sorted.filter((time) => time > FRAME).length;
  console.log(`${what}: ${figures.map(([name, time]) => `${name} ${time.toFixed(1)} ms`).join(", ")}; ${late} of ${sorted.length} above one frame of ${FRAME.toFixed(1)} ms`);
}
