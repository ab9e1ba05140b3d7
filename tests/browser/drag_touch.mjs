// Values pulled on the data flow by a finger on a phone: one that rests first pulls, one that moves at once scrolls.

import { check, command, equal, eventually, figures, number, scenario } from "./harness.mjs";

await scenario(
  async (page) => {
    check(await page.evaluate(() => matchMedia("(pointer: coarse)").matches), "The browser does not say that fingers press.");
    const finger = await page.context().newCDPSession(page);
    const send = (type, ...touchPoints) => finger.send("Input.dispatchTouchEvent", { type, touchPoints });
    const node = page.locator('#flow [data-select="ingester"]');
    const count = () => node.locator(".count").textContent().then((text) => text.trim());
    const flag = () => node.locator(".flag-text").allTextContents().then((texts) => texts.join().trim());
    const scrolled = () => page.evaluate(() => scrollY);
    const noUndo = async (when) => equal(await command(page, "undo").getAttribute("aria-disabled"), "true", `Undo is off ${when}`);
    const middle = async () => {
      await still();
      await node.evaluate((element) => element.scrollIntoView({ block: "center" }));
      await still();
      return node.boundingBox();
    };
    // A finger on a page that still glides only stops it.
    const still = async () => {
      for (let last = -1, now = await scrolled(); now !== last; now = await scrolled()) {
        last = now;
        await page.waitForTimeout(200);
      }
    };
    // From `from` up by `up` pixels, and there the finger stays. It rests before, until something shows that it pulls.
    const pull = async (from, up, rests) => {
      await send("touchStart", from);
      if (rests) {
        await page.locator("#flow .dragging").first().waitFor({ timeout: 5000 });
      }
      for (let step = 1; step <= 8; step += 1) {
        await send("touchMove", { x: from.x, y: from.y - (up * step) / 8 });
        await page.waitForTimeout(16);
      }
    };
    const before = { figures: await figures(page), count: await count() };

    for (const [where, part] of [["the pods", 0.35], ["the column", 0.88]]) {
      const box = await middle();
      const from = { x: box.x + box.width * part, y: box.y + box.height * 0.6 };
      const stood = await scrolled();
      await pull(from, 40, true);
      await eventually(async () => {
        equal(await count(), "6", `Ingesters while a finger pulls at ${where}`);
        equal(await flag(), "3 → 6", `Flag while a finger pulls at ${where}`);
        check((await figures(page)) !== before.figures, `The verdict does not follow a finger at ${where}.`);
      });
      equal(await scrolled(), stood, `What the page scrolled by under a pull at ${where}`);
      // The browser takes the finger away: a call comes in, a palm lies down.
      await send("touchCancel");
      await eventually(async () => {
        equal(await count(), before.count, `Ingesters after a lost finger at ${where}`);
        equal(await figures(page), before.figures, `Figures after a lost finger at ${where}`);
      });
      await noUndo(`after a lost finger at ${where}`);

      await pull(from, 16, true);
      await send("touchEnd");
      await eventually(async () => equal(await count(), "4", `Ingesters after a pull at ${where}`));
      equal(await page.locator("#flow [data-chosen]").count(), 0, "Components opened by a pull");
      await command(page, "undo").tap();
      await eventually(async () => equal(await figures(page), before.figures, `Figures after one undo at ${where}`));
      await noUndo(`after one undo at ${where}`);

      // A plain swipe.
      await page.evaluate(() => scrollTo(0, 0));
      await still();
      const there = await node.boundingBox();
      await pull({ x: there.x + there.width * part, y: there.y + there.height * 0.6 }, 150, false);
      await send("touchEnd");
      await eventually(async () => check((await scrolled()) > 50, `A swipe over ${where} does not scroll.`));
      equal(await count(), before.count, `Ingesters after a swipe over ${where}`);
      await noUndo(`after a swipe over ${where}`);
    }

    // What came before does not hold the page: a swipe over what cannot be pulled scrolls too.
    await page.evaluate(() => scrollTo(0, 0));
    await still();
    const clients = await page.locator("#flow .outside").first().boundingBox();
    await pull({ x: clients.x + 20, y: clients.y + 30 }, 100, false);
    await send("touchEnd");
    await eventually(async () => check((await scrolled()) > 30, "A swipe over the clients does not scroll."));

    // By single presses, on buttons as large as a finger.
    let box = await middle();
    for (const button of await node.locator(".handle").all()) {
      const { width, height } = await button.locator(".btn").boundingBox();
      check(Math.min(width, height) >= 43, `A button of the diagram is ${width} x ${height} px.`);
    }
    await node.locator(".handle").first().tap();
    await eventually(async () => equal(await count(), "4", "Ingesters after one tap on +"));
    await node.locator(".handle").last().tap();
    await eventually(async () => equal(await count(), "3", "Ingesters after one tap on −"));
    const stays = await scrolled();
    await page.touchscreen.tap(box.x + 50, box.y + 14);
    const memory = page.locator('[data-turn="components.ingester.memory_limit"]');
    await memory.waitFor();
    check(Math.abs((await scrolled()) - stays) < 2, "The diagram leaves the screen as its handles come out.");
    for (const button of await memory.locator(".handle .btn").all()) {
      const { width, height } = await button.boundingBox();
      check(Math.min(width, height) >= 43, `A button of a handle is ${width} x ${height} px.`);
    }
    equal(await memory.getAttribute("aria-valuetext"), "8 gibibytes", "Memory limit");
    await memory.locator(".handle").last().tap();
    await eventually(async () => equal(await memory.getAttribute("aria-valuetext"), "10 gibibytes", "Memory limit after one tap on +"));
    box = await memory.boundingBox();
    await pull({ x: box.x + box.width / 2, y: box.y + 10 }, -30, true);
    await eventually(async () => equal(await memory.getAttribute("aria-valuetext"), "6 gibibytes", "Memory limit while a finger pulls"));
    await send("touchEnd");
    await command(page, "undo").tap();
    await eventually(async () => equal(await memory.getAttribute("aria-valuetext"), "10 gibibytes", "Memory limit after one undo"));
    check(number(await count()) === 3, "Ingesters at the end");

    // A finger that comes down on a slider and scrolls. The browser sets the slider first and finds out then.
    const slider = page.locator('[data-field="workload.bytes_per_span"] input[type=range]');
    await slider.evaluate((element) => element.scrollIntoView({ block: "center" }));
    await still();
    const [value, seen, top] = [await slider.inputValue(), await figures(page), await scrolled()];
    const at = await slider.boundingBox();
    await pull({ x: at.x + at.width / 2, y: at.y + at.height / 2 }, 120, false);
    await send("touchEnd");
    await still();
    check((await scrolled()) > top, "A finger on a slider does not scroll.");
    equal(await slider.inputValue(), value, "A slider under a finger that scrolls");
    equal(await figures(page), seen, "Figures after a finger that scrolls on a slider");
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
);
