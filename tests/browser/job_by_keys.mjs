// The whole job by the keyboard alone: Tab and Shift+Tab from stop to stop, arrows within the diagram.

import { check, eventually } from "./harness.mjs";
import { job, placed } from "./job.mjs";

const STOPS = 200;

await job((page) => {
  const { keyboard } = page;
  // Runs in the page: which way the focus is from an element; none once it is there.
  const way = (element) => {
    const at = document.activeElement;
    if (at === element) return "";
    return at === document.body || at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING ? "Tab" : "Shift+Tab";
  };
  // Until the focus is there, or in the diagram that holds it.
  const go = async (target, diagram) => {
    await target.waitFor({ state: "attached" });
    for (let stops = 0; stops < STOPS; stops += 1) {
      const there = diagram && (await diagram.evaluate((diagram) => diagram.contains(document.activeElement)));
      const key = there ? "" : await target.evaluate(way);
      if (!key) {
        return;
      }
      await keyboard.press(key);
    }
    throw new Error(`${STOPS} stops do not lead to ${target}.`);
  };
  const seen = async (target) => {
    const { free, under } = await placed(target);
    check(free, `${target} has the focus and lies under ${under}.`);
  };
  const reach = async (target) => {
    await go(target);
    await seen(target);
  };
  return {
    press: async (target) => {
      await reach(target);
      await keyboard.press("Enter");
      // What is pressed may go, or open and close something; the keyboard goes on from where it was.
      await page.waitForTimeout(100);
      await eventually(async () => check(await page.evaluate(() => document.activeElement !== document.body), `The focus is lost after ${target}.`));
    },
    write: async (target, words, look) => {
      // Tab takes the whole text of a field, and what is typed replaces it.
      await reach(target);
      await keyboard.type(words);
      await look();
    },
    raise: async (target, look) => {
      await reach(target);
      await keyboard.down("ArrowRight");
      await keyboard.down("ArrowRight");
      await keyboard.down("ArrowRight");
      await look();
      await keyboard.up("ArrowRight");
    },
    pull: async (target, steps, look) => {
      await go(target, page.locator("#flow"));
      // By arrows towards it.
      for (let moves = 0; moves < 10 && (await target.evaluate(way)); moves += 1) {
        await keyboard.press(await target.evaluate(arrow));
      }
      await reach(target);
      for (let step = 0; step < steps; step += 1) {
        await keyboard.press("+");
      }
      await look();
    },
  };
});

// Runs in the page: the arrow that leads from the focus towards an element.
function arrow(element) {
  const middle = (of) => {
    const { left, top, width, height } = of.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const [from, to] = [middle(document.activeElement), middle(element)];
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  return Math.abs(x) > Math.abs(y) ? (x > 0 ? "ArrowRight" : "ArrowLeft") : y > 0 ? "ArrowDown" : "ArrowUp";
}
