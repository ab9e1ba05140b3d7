// Prints the main thread's CPU time of one edit with 300 ingesters, from Chromium's own trace: every task of the page's
// main thread from the press of a key to the next, so script, style, layout, pre-paint, paint, hit test, layers and commit,
// whatever garbage is collected meanwhile, and the tasks' own upkeep. CPU time and not wall time: a shared machine
// stretches the latter at will. Run by `cargo xtask frame`.

import { check, eventually, field, number, scenario } from "./harness.mjs";

const INGESTERS = 300;
const EDITS = 60;
const FRAME = 16;
const SLOWER = 4;
// Stops one way before the hand turns.
const LEG = 10;
// Pixels of one stop when it is pulled.
const STOP = 14;
// Milliseconds between two edits, for all that the first sets off. After SETTLED without an edit the page does what need
// not follow within a frame (src/page/store.rs).
const APART = 50;
const SETTLED = 120;
const CODES = { ArrowLeft: 37, ArrowRight: 39, Shift: 16 };

await scenario(async (page, browser) => {
  const { text, range, type, value } = await field(page, "components.ingester.replicas");
  await type(String(INGESTERS));
  await text.press("Enter");
  await eventually(async () => check(number(await value()) === INGESTERS, `The page did not take ${INGESTERS} ingesters.`));
  await page.waitForLoadState("networkidle");

  const tabs = page.locator('#stage [role="tab"]');
  const spans = await field(page, "workload.spans");
  // What the measuring itself costs: a key that changes nothing. The other figures contain it.
  report("the measuring alone: a key without effect", await measure(browser, page, spans.range, ["Shift", "Shift"]));
  // Along the ladder and back, the button down all the while.
  const { x, y } = await page.locator('#flow [data-select="ingester"]').boundingBox();
  await page.mouse.move(x + 40, y + 60);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 50);
  const drag = (edit) => ({ type: "mouseMoved", x: x + 40, y: y + 60 - Math.abs(LEG - ((edit + LEG) % (2 * LEG))) * STOP, button: "left", buttons: 1 });
  report(`${(await tabs.first().innerText()).trim()}: ingesters, pulled`, await trace(browser, page, "pointermove", (mouse, edit) => mouse.send("Input.dispatchMouseEvent", drag(edit))));
  await page.keyboard.press("Escape");
  await page.mouse.up();

  const names = await tabs.allInnerTexts();
  for (let index = 0; index < Math.max(1, names.length); index += 1) {
    if (names.length > 0) {
      await tabs.nth(index).click();
    }
    const where = names[index]?.trim() ?? "stage";
    report(`${where}: ingesters, one more or less`, await measure(browser, page, range));
    report(`${where}: spans, a step of the load`, await measure(browser, page, spans.range));
  }

  // A zone down and back, which the ring and the sentence below follow.
  await tabs.filter({ hasText: "Failures" }).click();
  const zone = page.locator(".zone-head button").first();
  await zone.scrollIntoViewIfNeeded();
  const at = await zone.boundingBox();
  const press = async (mouse) => {
    const place = { x: at.x + at.width / 2, y: at.y + at.height / 2, button: "left", clickCount: 1 };
    await mouse.send("Input.dispatchMouseEvent", { type: "mousePressed", ...place });
    await mouse.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...place });
  };
  report("Failures: a zone down, or back", await trace(browser, page, "pointerdown", press));

  // A processor so many times slower. Only while the session lives.
  const slow = await page.context().newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  for (const [tab, what, edited] of [["Data flow", "spans, a step of the load", spans.range], ["Data flow", "ingesters, one more or less", range], ["Ring", "ingesters, one more or less", range]]) {
    await tabs.filter({ hasText: tab }).click();
    report(`${SLOWER} times slower, ${tab}: ${what}`, await measure(browser, page, edited));
  }
});

// One arrow key per edit, along the ladder of the slider and back: among its stops are those at which findings come and
// go, and no stop counts for more than it does under a hand. The keys come from outside and the trace says where an edit
// begins: a script in the page that presses, waits and sets marks takes five milliseconds of the very thread it measures.
async function measure(browser, page, range, keys = ["ArrowRight", "ArrowLeft"]) {
  await range.scrollIntoViewIfNeeded();
  await range.focus();
  return trace(browser, page, "keydown", async (keyboard, edit) => {
    const key = keys[Math.floor(edit / LEG) % 2];
    const event = { key, code: key, windowsVirtualKeyCode: CODES[key] };
    await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
    await keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  });
}

// `edit` makes one edit by one event of this kind.
async function trace(browser, page, kind, edit) {
  const hand = await page.context().newCDPSession(page);
  // What the tab or the edit before set off has come to rest.
  await page.waitForTimeout(1000);
  // The least that holds both the tasks and the keys.
  await browser.startTracing(page, { categories: ["devtools.timeline", "disabled-by-default-devtools.timeline"] });
  // The last edit only ends the one before it.
  for (let at = 1; at <= EDITS + 1; at += 1) {
    await edit(hand, at);
    await new Promise((wake) => setTimeout(wake, APART));
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  await hand.detach();
  const presses = traceEvents.filter((event) => event.name === "EventDispatch" && event.args?.data?.type === kind);
  check(presses.length === EDITS + 1, `The trace has ${presses.length} of ${EDITS + 1} events.`);
  const { pid, tid } = presses[0];
  const of = (event) => event.pid === pid && event.tid === tid;
  // Tasks do not nest, so their thread times add up. An edit begins with the task that holds its key.
  const tasks = traceEvents.filter((event) => of(event) && event.name === "RunTask" && event.ph === "X");
  check(tasks.length > 0, "The trace has no tasks of the page.");
  const begins = presses.map((press) => tasks.find((task) => task.ts <= press.ts && press.ts <= task.ts + task.dur)?.ts ?? press.ts);
  // Where the machine let the next key wait, the page took the hand to rest: that is no step of a held key.
  const held = begins.slice(0, -1).map((begin, edit) => [begin, begins[edit + 1]]).filter(([begin, end]) => end - begin < SETTLED * 1000);
  check(held.length > EDITS / 2, `Only ${held.length} of ${EDITS} edits followed one another in time: the machine is too busy to measure.`);
  return held.map(([begin, end]) => {
    const times = tasks.filter((task) => task.ts >= begin && task.ts < end).map((task) => (task.tdur ?? 0) / 1000);
    return { all: times.reduce((sum, time) => sum + time, 0), longest: Math.max(...times) };
  });
}

// A press or a picture may take several frames; what keeps a frame waiting is the longest task alone.
function report(what, edits) {
  const sorted = (of) => edits.map((edit) => edit[of]).toSorted((one, other) => one - other);
  const at = (times, share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  const [all, longest] = [sorted("all"), sorted("longest")];
  const mean = all.reduce((sum, time) => sum + time, 0) / all.length;
  const figures = [["mean", mean], ["p50", at(all, 0.5)], ["p95", at(all, 0.95)], ["max", all.at(-1)], ["longest task p95", at(longest, 0.95)]];
  const late = all.filter((time) => time > FRAME).length;
  console.log(`${what}: ${figures.map(([name, time]) => `${name} ${time.toFixed(1)} ms`).join(", ")}; ${late} of ${all.length} above ${FRAME} ms`);
}
