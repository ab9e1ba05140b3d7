// The whole job by the mouse alone, and digits where a field has the focus.

import { bring, job, PODS, STEP, thumb } from "./job.mjs";

await job((page) => {
  const { mouse, keyboard } = page;
  const scroll = async (pane, by) => {
    await mouse.move((pane.left + pane.right) / 2, (pane.top + pane.bottom) / 2);
    await mouse.wheel(0, Math.sign(by) * Math.min(Math.abs(by), 300));
    await page.waitForTimeout(80);
  };
  const press = async (target) => {
    const { x, y } = await bring(target, scroll);
    await mouse.click(x, y);
  };
  const drag = async (from, to, look) => {
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 8 });
    await look();
    await mouse.up();
  };
  return {
    press,
    write: async (target, words, look) => {
      const { x, y } = await bring(target, scroll);
      await mouse.click(x, y, { clickCount: 3 });
      await keyboard.type(words);
      await look();
    },
    raise: async (target, look) => {
      const found = await bring(target, scroll);
      const [from, to] = thumb(found);
      await drag({ x: from, y: found.y }, { x: to, y: found.y }, look);
    },
    pull: async (target, steps, look) => {
      const { x, y } = await bring(target, scroll, PODS);
      await drag({ x, y }, { x: x + 3, y: y - steps * STEP - 1 }, look);
    },
  };
});
