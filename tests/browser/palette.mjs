// The palette: by key and by button, over every control, figure, finding, fix, file, term, view and command; one press goes there.

import { check, command, equal, eventually, field, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const options = page.locator("#palette [role=option]");
  const open = async (words) => {
    await page.keyboard.press("ControlOrMeta+k");
    await page.locator("#palette input").waitFor();
    await page.keyboard.type(words);
  };
  const go = async (words, found) => {
    await open(words);
    await eventually(async () => check(found.test((await options.first().innerText()).replace(/\s+/g, " ")), `"${words}" finds ${await options.first().innerText()} first.`));
    await page.keyboard.press("Enter");
    await page.locator("#palette").waitFor({ state: "hidden" });
  };
  const focus = (selector, what) =>
    eventually(async () => check(await page.evaluate((selector) => document.activeElement.matches(selector), selector), `The focus is not on ${what}.`));

  // A control in a closed component, with what it reads now.
  await go("ingester cpu req", /Ingester, CPU request.*control.*1/i);
  await focus('[data-field="components.ingester.cpu_request"] input', "the control");
  const { row } = await field(page, "components.ingester.cpu_request");
  check(await row.locator(".help").isVisible(), "The control that was gone to is not explained.");

  await go("headroom", /Headroom/);
  await eventually(async () => check(await page.locator("#explanation").isVisible(), "A figure is not explained."));
  await page.keyboard.press("Escape");
  await go("waves", /Waves.*term/);
  await eventually(async () => check(/takes its jobs in turns/.test(await page.locator("#explanation").innerText()), "A term is not explained."));
  await page.keyboard.press("Escape");
  await go("overrides.yaml", /overrides\.yaml/);
  await focus("[role=treeitem][data-path$='overrides.yaml']", "the file in the tree");
  await go("cost view", /Cost.*view/);
  await eventually(async () => equal(await page.locator("#tab-cost").getAttribute("aria-selected"), "true", "The tab"));

  for (const [words, entry, tab] of [["cheapest", /Auto-size this design/, "size"], ["promql", /Your own cluster/, "evidence"], ["1x.small", /Compare with 1x\.small/, "compare"]]) {
    await go(words, entry);
    await eventually(async () => equal(await page.locator(`#tab-${tab}`).getAttribute("aria-selected"), "true", `The tab of ${words}`));
  }

  await go("headroom wanted", /Headroom wanted.*control/);
  await focus('[data-field="goals.headroom"] input', "the goal");

  // A finding, what mends it, and to take that back.
  const first = page.locator("[data-finding]").first();
  await page.locator("#tab-flow").click();
  const title = (await first.locator("h3").innerText()).trim();
  await go(title, new RegExp(title.slice(0, 12)));
  await focus("[data-finding] button", "the finding's cure");
  const fix = (await page.locator("[data-mend]:visible").first().innerText()).trim();
  const count = await page.locator("[data-finding]").count();
  await go(fix, new RegExp(fix.slice(0, 8)));
  await eventually(async () => check((await page.locator("[data-finding]").count()) < count, "The fix mends nothing."));
  await go("undo", /Undo/);
  await eventually(async () => equal(await page.locator("[data-finding]").count(), count, "Findings after undo"));

  // Keys within: arrows wrap, Ctrl+Z is the text's, Escape gives the focus back, a second Ctrl+K closes.
  await command(page, "find").focus();
  await page.keyboard.press("Enter");
  await options.first().waitFor();
  const active = () => page.evaluate(() => document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))?.textContent);
  const top = await active();
  await page.keyboard.press("ArrowUp");
  check((await active()) !== top, "Arrow up does not wrap to the end.");
  await page.keyboard.press("ArrowDown");
  equal(await active(), top, "The entry after up and down");
  const design = await page.locator('[data-field="workload.spans"] input[role=spinbutton]').inputValue();
  await page.keyboard.type("xylophone");
  await eventually(async () => equal(await options.count(), 0, "What is found for nonsense"));
  check(/Nothing is called so/.test(await page.locator("#palette").innerText()), "An empty list does not say so.");
  await page.keyboard.press("ControlOrMeta+z");
  equal(await page.locator('[data-field="workload.spans"] input[role=spinbutton]').inputValue(), design, "The design after Ctrl+Z in the palette");
  await page.keyboard.press("Escape");
  await page.locator("#palette").waitFor({ state: "hidden" });
  await focus("[data-command=find]", "the button that opened the palette");
  await open("");
  await page.keyboard.press("ControlOrMeta+k");
  await page.locator("#palette").waitFor({ state: "hidden" });

  // Every command of the page can be found.
  const inner = ["find", "fold", "undo-bar", "show-change", "explain-back", "explain-close", "diagram", "mend-all"];
  const names = await page.evaluate(() => [...new Set([...document.querySelectorAll("[data-command]")].map((button) => button.dataset.command))]);
  const labels = { share: "copy a link", designs: "menu of designs", undo: "undo", redo: "redo", theme: "theme", table: "show tables", findings: "show the findings", "copy-file": "copy the file", "download-zip": "download the bundle" };
  for (const name of names.filter((name) => !inner.includes(name))) {
    check(labels[name], `The command ${name} has no entry in the palette: src/page/palette.rs.`);
    await open(labels[name]);
    await eventually(async () => check(/command/.test(await options.first().innerText()), `The palette does not find ${name}.`));
    await page.keyboard.press("Escape");
  }

  // On a phone, by touch.
  await page.setViewportSize({ width: 320, height: 640 });
  await command(page, "find").click();
  await options.nth(3).waitFor();
  const sideways = () => page.evaluate(() => [...document.querySelectorAll("#palette, #palette *")].filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline").map((e) => e.className || e.tagName));
  check((await sideways()).length === 0, `The palette is wider than a phone: ${await sideways()}.`);
  await page.locator("#palette input").fill("retention");
  await options.first().click();
  await page.locator("#palette").waitFor({ state: "hidden" });
  await focus('[data-field="workload.retention"] input', "the control that was tapped");
  await command(page, "find").click();
  await page.locator("#palette [data-close]").click();
  await page.locator("#palette").waitFor({ state: "hidden" });
});
