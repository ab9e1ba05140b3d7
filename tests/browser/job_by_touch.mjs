// The whole job by a finger alone, on a phone, and the letters of its keyboard where a field has the focus.

import { equal, figures } from "./harness.mjs";
import { bring, job, PODS, STEP, thumb } from "./job.mjs";

await job(
  async (page) => {
    const finger = await page.context().newCDPSession(page);
    const send = (type, ...touchPoints) => finger.send("Input.dispatchTouchEvent", { type, touchPoints });
    const move = async (from, to) => {
      for (let step = 1; step <= 8; step += 1) {
        await send("touchMove", { x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 });
        await page.waitForTimeout(16);
      }
    };
    // A finger on a page that still glides only stops it.
    const still = async () => {
      const places = () => page.evaluate(() => [scrollY, ...[...document.querySelectorAll(":popover-open")].map((pop) => pop.scrollTop)].join());
      for (let last = "", now = await places(); now !== last; now = await places()) {
        last = now;
        await page.waitForTimeout(120);
      }
    };
    const scroll = async (pane, by) => {
      const before = await figures(page);
      const most = (pane.bottom - pane.top) * 0.35;
      const up = Math.sign(by) * Math.min(Math.abs(by), most);
      const from = { x: (pane.left + pane.right) / 2, y: (pane.top + pane.bottom) / 2 + up / 2 };
      await send("touchStart", from);
      // The first pixels only say that it scrolls.
      await move(from, { x: from.x, y: from.y - up - Math.sign(up) * 15 });
      await page.waitForTimeout(60);
      await send("touchEnd");
      await still();
      equal(await figures(page), before, "Figures after a swipe");
    };
    const near = async (target, at) => {
      // The bar at the foot goes to the region, as long as the target is far away.
      const far = await target.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return (top > 2 * innerHeight || bottom < -innerHeight) && element.closest("#findings, #stage, #controls, #bundle")?.id;
      });
      if (far) {
        const link = await bring(page.locator(`.jump a[href="#${far}"]`), scroll);
        await page.touchscreen.tap(link.x, link.y);
        await still();
      }
      return bring(target, scroll, at);
    };
    const press = async (target) => {
      const { x, y } = await near(target);
      await page.touchscreen.tap(x, y);
      await still();
    };
    const drag = async (from, to, look) => {
      await move(from, to);
      await look();
      await send("touchEnd");
    };
    return {
      press,
      write: async (target, words, look) => {
        // On the letters: the first press takes them whole.
        const { x, y } = await near(target, [0.95, 0.5]);
        await page.touchscreen.tap(x, y);
        await page.keyboard.type(words);
        await look();
      },
      raise: async (target, look) => {
        const found = await near(target);
        const [from, to] = thumb(found);
        await send("touchStart", { x: from, y: found.y });
        await drag({ x: from, y: found.y }, { x: to, y: found.y }, look);
      },
      pull: async (target, steps, look) => {
        const { x, y } = await near(target, PODS);
        await send("touchStart", { x, y });
        // It rests until something shows that it pulls.
        await page.locator("#flow .dragging").first().waitFor({ timeout: 5000 });
        await drag({ x, y }, { x, y: y - steps * STEP - 1 }, look);
      },
    };
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
);
