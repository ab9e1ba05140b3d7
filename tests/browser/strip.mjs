// The verdict before the code: index.html holds what the page shows, element for element, at the same places; but not as the
// figures of somebody who has a design of his own.

import { check, equal, newPage, opened, scenario, url } from "./harness.mjs";

const places = (page) =>
  page.locator(".verdict .tile").evaluateAll((tiles) =>
    tiles
      .map((tile) => tile.getBoundingClientRect())
      .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" "))
      .join(", "),
  );

await scenario(
  async (page, browser) => {
    const same = await page.evaluate(async (address) => {
      const text = await (await fetch(address)).text();
      const early = new DOMParser().parseFromString(text, "text/html").querySelector(".strip > .verdict");
      const live = document.querySelector(".verdict").cloneNode(true);
      early?.normalize();
      live.normalize();
      return { same: Boolean(early?.isEqualNode(live)), early: early?.outerHTML, live: live.outerHTML };
    }, url);
    check(same.same, `index.html has another verdict than the page.\nindex.html: ${same.early}\nthe page:   ${same.live}`);

    for (const [width, height] of [[390, 844], [768, 1024], [1440, 900]]) {
      const viewport = { width, height };
      await page.setViewportSize(viewport);
      const still = await newPage(browser, { javaScriptEnabled: false, viewport });
      await still.goto(url);
      check(await still.getByText("Sustains at peak").isVisible(), "The verdict is not visible before the code.");
      equal(await places(still), await places(page), `Places of the tiles before the code at ${width}`);
      equal(await still.locator("[inert] button:not([inert] *)").count(), 0, "Buttons that can be pressed before the code");
      await still.screenshot({ path: `${process.env.TEMPO_DESIGNER_SCREENSHOTS}/strip-${width}.png` });
      await still.context().close();
    }

    // The same with a design of one's own, or in a link: labels, no figures.
    const figure = ".strip .tile-value >> nth=0";
    for (const [what, key, hash, hidden] of [
      ["nothing kept", "", "", false],
      ["only a theme kept", "theme", "", false],
      ["a design kept", "design", "", true],
      ["a design in the address", "", "#d=1", true],
    ]) {
      const own = await newPage(browser);
      if (key) {
        await own.addInitScript((name) => localStorage.setItem(`tempo-designer.${name}`, "dark"), key);
      }
      await own.route("**/*.wasm", () => {});
      await own.goto(url + hash, { waitUntil: "commit" });
      await own.locator(figure).waitFor({ state: "attached" });
      // Nothing is painted before the style sheet is there.
      await own.waitForFunction(() => getComputedStyle(document.body).marginTop === "0px");
      equal(await own.locator(figure).isVisible(), !hidden, `Figures shown before the code with ${what}`);
      equal(await own.locator(".strip .tile .l >> nth=0").isVisible(), true, `Labels shown with ${what}`);
      if (key === "theme") {
        equal(await own.locator("html").getAttribute("data-theme"), "dark", "The theme before the code");
      }
      await own.context().close();
    }

    const fresh = await newPage(browser, { viewport: { width: 390, height: 844 } });
    await fresh.addInitScript(() => {
      globalThis.shifted = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (globalThis.shifted += value))).observe({ type: "layout-shift", buffered: true });
    });
    await opened(fresh);
    await fresh.waitForTimeout(500);
    const shifted = await fresh.evaluate(() => globalThis.shifted);
    check(shifted < 0.01, `The layout shifts by ${shifted} while the page starts.`);
  },
);
