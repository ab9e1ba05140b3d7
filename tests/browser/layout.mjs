// From a phone to a wall, in light and dark, on every tab of the stage: nothing scrolls sideways, no text is cut,
// nothing to press lies on another. Screenshots go to target/screenshots/.

import { mkdirSync } from "node:fs";
import path from "node:path";

import { newPage, opened, required, scenario, watch } from "./harness.mjs";

const sizes = [[320, 640], [360, 740], [768, 1024], [1440, 900], [3840, 2160]];
const folder = required("TEMPO_DESIGNER_SCREENSHOTS");
mkdirSync(folder, { recursive: true });

await scenario(
  async (_, browser, problems) => {
    for (const [width, height] of sizes) {
      for (const colorScheme of ["light", "dark"]) {
        const page = await newPage(browser, { colorScheme, viewport: { width, height }, reducedMotion: "reduce" });
        watch(page, problems);
        await opened(page);
        const tabs = page.locator('#stage [role="tab"]');
        const last = Math.max(1, await tabs.count());
        for (let index = 0; index < last; index += 1) {
          let name = "start";
          if (index > 0) {
            name = (await tabs.nth(index).innerText()).trim().toLowerCase().replace(/\W+/g, "-");
            await tabs.nth(index).click();
          }
          await page.screenshot({ path: path.join(folder, `${width}-${colorScheme}-${name}.png`), fullPage: true });
          const where = `${width} px, ${colorScheme}, ${name}`;
          problems.push(...(await page.evaluate(faults)).map((fault) => `${where}: ${fault}`));
        }
        await page.context().close();
      }
    }
  },
  { open: false },
);

// Runs in the page.
function faults() {
  const SLACK = 1.5; // device pixels are whole, layout is not
  const found = new Set();
  const name = (element) => {
    const of = element.closest("[id], [data-field], [data-command], [data-component], [data-figure]") ?? element;
    const mark = ["id", "data-field", "data-command", "data-component", "data-figure"]
      .filter((key) => of.getAttribute(key))
      .map((key) => `${key}=${of.getAttribute(key)}`)[0];
    const kind = `${element.tagName.toLowerCase()}${element.getAttribute("class") ? `.${element.getAttribute("class").trim().replace(/\s+/g, ".")}` : ""}`;
    return mark ? `${kind} [${mark}]` : kind;
  };
  const style = (element) => getComputedStyle(element);
  const parents = function* (element) {
    for (let at = element.parentElement; at && at !== document.documentElement; at = at.parentElement) {
      yield at;
    }
  };
  const hidden = (element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    // Text for screen readers only: one pixel, cut away on purpose.
    [element, ...parents(element)].some((at) => {
      const { width, height } = at.getBoundingClientRect();
      return width <= 1 && height <= 1 && style(at).overflow !== "visible" && !(at instanceof SVGElement);
    });
  const excused = (element) => element.closest("[data-may-scroll]");
  const scrolls = (value) => value === "auto" || value === "scroll";

  // What a browser leaves out while it is out of sight is laid out too.
  document.querySelectorAll(".chapter").forEach((chapter) => (chapter.style.contentVisibility = "visible"));

  // 1. Sideways.
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) {
    found.add(`the page scrolls sideways: ${root.scrollWidth} px of content in ${root.clientWidth} px`);
  }
  const elements = [...document.body.querySelectorAll("*")].filter((element) => !hidden(element));
  for (const element of elements) {
    const box = element.getBoundingClientRect();
    if (box.right > root.clientWidth + SLACK && !excused(element) && ![...parents(element)].some((at) => style(at).overflowX !== "visible")) {
      found.add(`${name(element)} reaches ${Math.round(box.right)} px, beyond the window`);
    }
  }

  // 2. Cut text.
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement;
    if (!text.data.trim() || hidden(element) || excused(element) || element.closest("script, style, noscript, title, desc, option")) {
      continue;
    }
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    for (const at of [element, ...parents(element)]) {
      const { overflowX, overflowY } = style(at);
      const edge = at.getBoundingClientRect();
      if (scrolls(overflowX) || scrolls(overflowY)) {
        break; // what scrolls may hold more than it shows, and bounds everything above it
      }
      if (at.tagName === "svg" ? overflowX === "visible" : overflowX === "visible" && overflowY === "visible") {
        continue;
      }
      if (box.right > edge.right + SLACK || box.left < edge.left - SLACK || box.bottom > edge.bottom + SLACK || box.top < edge.top - SLACK) {
        found.add(`"${text.data.trim().slice(0, 40)}" is cut by ${name(at)}`);
        break;
      }
    }
  }
  for (const input of document.querySelectorAll('input:not([type]), input[type="text"], select')) {
    if (!hidden(input) && !excused(input) && input.scrollWidth > input.clientWidth + SLACK) {
      found.add(`the text "${input.value}" is wider than its field ${name(input)}`);
    }
  }

  // 3. One on another. What scrolled out of its container is not seen, so it cannot lie on anything.
  const seen = (element) => {
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (const at of parents(element)) {
      const { overflowX, overflowY, position } = style(at);
      if (overflowX !== "visible" || overflowY !== "visible") {
        const edge = at.getBoundingClientRect();
        [left, top, right, bottom] = [Math.max(left, edge.left), Math.max(top, edge.top), Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
      }
      if (position === "fixed") {
        break;
      }
    }
    return { left, top, right, bottom };
  };
  const floats = (element) => [element, ...parents(element)].some((at) => ["fixed", "sticky"].includes(style(at).position));
  const overlaps = (list, what) => {
    const boxes = list.filter((element) => !hidden(element) && !floats(element)).map((element) => ({ element, box: seen(element) }));
    boxes.forEach((one, index) => {
      for (const other of boxes.slice(index + 1)) {
        const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (width > SLACK && height > SLACK && !one.element.contains(other.element) && !other.element.contains(one.element)) {
          found.add(`${what} ${name(one.element)} and ${name(other.element)} overlap by ${Math.round(width)} x ${Math.round(height)} px`);
        }
      }
    });
  };
  overlaps([...document.querySelectorAll("header.topbar, #verdict, #controls, #stage, #bundle")], "the regions");
  overlaps(
    [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [role="button"], [role="tab"], [tabindex="0"]')].filter(
      // The arcs of a ring lie between each other: what is hit of them is no box. Each has a button in the picture beside it.
      (element) => style(element).pointerEvents !== "none" && !element.matches("[data-ingester]"),
    ),
    "the controls",
  );
  for (const svg of document.querySelectorAll("svg")) {
    overlaps([...svg.querySelectorAll("text")], "the labels");
  }

  // One broken rule shows a hundred times; the first ones tell it.
  return [...found].slice(0, 20);
}
