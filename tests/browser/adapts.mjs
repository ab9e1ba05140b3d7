// What people set for themselves: 400 % zoom, text spacing, forced colours, more contrast, less motion, another direction of
// writing, another locale. Nothing is cut and nothing scrolls in two directions. Screenshots go to target/screenshots/.

import { mkdirSync } from "node:fs";
import path from "node:path";

import { check, equal, newPage, opened, required, scenario, watch } from "./harness.mjs";

const folder = required("TEMPO_DESIGNER_SCREENSHOTS");
mkdirSync(folder, { recursive: true });

// Runs in the page: what scrolls sideways, and text that its own box cuts.
function faults() {
  const found = [];
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) {
    found.push(`the page scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth} px`);
  }
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (!element.checkVisibility() || element.closest(".vh, [data-may-scroll], svg, #start, .skips") || element.clientWidth <= 1) {
      continue;
    }
    const clips = style.overflowX === "hidden" || style.overflowX === "clip";
    const cut = clips && style.textOverflow !== "ellipsis" && style.clipPath === "none" && element.scrollWidth > element.clientWidth + 2;
    const high = (style.overflowY === "hidden" || style.overflowY === "clip") && style.clipPath === "none" && element.scrollHeight > element.clientHeight + 2;
    if (cut || high) {
      found.push(`<${element.tagName.toLowerCase()} class="${element.className}"> cuts "${element.textContent.slice(0, 40)}"`);
    }
  }
  return found.slice(0, 12);
}

// WCAG 1.4.12, as a bookmarklet of the reader would set it. Through CSSOM, which the policy allows.
function space() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
  document.adoptedStyleSheets = [sheet];
}

await scenario(
  async (_, browser, problems) => {
    const visit = async (name, context, act = async () => {}) => {
      const page = await newPage(browser, { reducedMotion: "reduce", ...context });
      watch(page, problems);
      await opened(page);
      await act(page);
      await page.waitForTimeout(250);
      problems.push(...(await page.evaluate(faults)).map((fault) => `${name}: ${fault}`));
      await page.screenshot({ path: path.join(folder, `adapts-${name}.png`), fullPage: context.viewport?.width < 1180 });
      return page;
    };

    // 1280 px at 400 %: what is operated there is operated here.
    const zoomed = await visit("zoom-400", { viewport: { width: 320, height: 256 }, deviceScaleFactor: 2 });
    // A strip that stays would leave no room for what it stays above.
    const strip = await zoomed.evaluate(() => {
      scrollTo(0, 600);
      const { bottom } = document.querySelector("#verdict").getBoundingClientRect();
      const jump = document.querySelector(".jump").getBoundingClientRect();
      return { bottom, room: Math.min(jump.top, innerHeight) - Math.max(0, bottom) };
    });
    check(strip.room > 120, `At 400 % only ${Math.round(strip.room)} px are left between what stays.`);
    await zoomed.context().close();

    for (const width of [320, 768, 1440]) {
      await (await visit(`spacing-${width}`, { viewport: { width, height: 900 } }, (page) => page.evaluate(space))).context().close();
    }
    for (const width of [360, 768, 1440]) {
      const viewport = { width, height: 900 };
      const forced = await visit(`forced-${width}`, { viewport, forcedColors: "active" });
      const shown = await forced.evaluate(() => getComputedStyle(document.querySelector(".verdict .tile-value")).color);
      check(/^rgb/.test(shown), "Forced colours.");
      await forced.context().close();
      await (await visit(`contrast-${width}`, { viewport, contrast: "more" })).context().close();

      const rtl = await visit(`rtl-${width}`, { viewport, locale: "he-IL" }, async (page) => {
        await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
      });
      await rtl.context().close();

      const german = await visit(`german-${width}`, { viewport, locale: "de-DE" });
      const spans = german.locator('[data-field="workload.spans"] input[role=spinbutton]');
      equal((await spans.inputValue()).replace(/\s/g, " "), "2 000", "Spans where a comma is the decimal point");
      await spans.fill("1,5k");
      await spans.press("Enter");
      check(/reads as 1\.5|“1,5k?”/.test(await german.locator('[data-field="workload.spans"] .field-message').innerText()), "1,5 is taken without a question.");
      await german.context().close();
    }

    // Less motion: nothing animates or eases.
    const still = await visit("still", { viewport: { width: 1440, height: 900 } });
    const moving = await still.evaluate(() =>
      [...document.querySelectorAll("*")].filter((element) => getComputedStyle(element).transitionDuration.split(",").some((time) => Number.parseFloat(time) > 0)).map((element) => element.className).slice(0, 5),
    );
    equal(moving.length, 0, `Elements that ease in spite of the wish: ${moving}`);
    await still.context().close();
  },
  { open: false },
);
