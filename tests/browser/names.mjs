// The page as somebody goes through it with the Tab key and a screen reader: at every stop the focus can be seen, and role,
// name and value are those of tests/snapshots/names/. UPDATE=1 accepts them; read the difference aloud before.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { check, scenario } from "./harness.mjs";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "../snapshots/names");
mkdirSync(folder, { recursive: true });
const MOST = 400;

await scenario(async (page, _, problems) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Accessibility.enable");

  const spoken = async () => {
    const { result } = await devtools.send("Runtime.evaluate", { expression: "document.activeElement" });
    const { nodes } = await devtools.send("Accessibility.getPartialAXTree", { objectId: result.objectId, fetchRelatives: false });
    await devtools.send("Runtime.releaseObject", { objectId: result.objectId });
    const { role, name, description, properties = [] } = nodes[0];
    // The tree's own value text is that of the element; what is spoken is the attribute.
    const value = await page.evaluate(() => {
      const at = document.activeElement;
      const option = at.getAttribute("aria-activedescendant");
      return (
        (option && `→ ${document.getElementById(option).textContent.trim()}`) ??
        at.getAttribute("aria-valuetext") ??
        (at.matches("input[type=checkbox]") ? (at.checked ? "on" : "off") : at.matches("input, select") ? at.value : null)
      );
    });
    const states = properties
      .filter(({ name, value }) => ["expanded", "pressed", "selected", "disabled", "invalid"].includes(name) && ![undefined, "false"].includes(value.value) && !(name !== "expanded" && value.value === false))
      .map(({ name, value }) => (value.value === true || value.value === "true" ? name : value.value === false ? `not ${name}` : `${name} ${value.value}`));
    // A code line says its number for every figure in it: the name is enough.
    const parts = [role.value, name?.value || "(no name)", value, ...states, description?.value && `(${description.value})`];
    return parts.filter((part) => part !== null && part !== undefined && part !== "" && part !== false).join(" | ").replace(/\u202f/g, " ");
  };

  // Runs in the page: what is wrong with how the focused element looks.
  const unseen = () => {
    const at = document.activeElement;
    const outlined = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    };
    const around = [at, at.parentElement, at.parentElement?.parentElement, at.querySelector(":scope > .line")].filter(Boolean);
    const found = [];
    if (!around.some(outlined)) {
      found.push("has no outline");
    }
    const box = at.getBoundingClientRect();
    const inside = [0.02, 0.25, 0.5, 0.75, 0.98].flatMap((x) =>
      [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y]),
    );
    const seen = inside.some(([x, y]) => {
      const on = document.elementFromPoint(x, y);
      return on && (at.contains(on) || (on.contains(at) && !on.matches("body, html, main, section")) || on.closest("label, .slide, .box") === at.closest("label, .slide, .box") && at.closest(".slide, .box"));
    });
    if (!seen) {
      found.push("is covered or out of sight");
    }
    return found;
  };

  // Presses Tab until the focus comes back to where the walk began, leaves the page, or `until` holds.
  const walk = async (name, until = null) => {
    const lines = [];
    let first = null;
    for (let step = 0; step < MOST; step += 1) {
      const here = await page.evaluateHandle(() => document.activeElement);
      const left = await page.evaluate((at) => at === document.body, here);
      if (left || (first && (await page.evaluate(([a, b]) => a === b, [first, here]))) || (until && (await page.evaluate((selector) => !document.activeElement.closest(selector), until)))) {
        break;
      }
      first ??= here;
      const line = await spoken();
      for (const fault of await page.evaluate(unseen)) {
        problems.push(`${name}: "${line}" ${fault}.`);
      }
      lines.push(line);
      await page.keyboard.press("Tab");
      await page.waitForTimeout(15);
    }
    check(lines.length < MOST, `${name}: the walk does not end.`);
    const file = path.join(folder, `${name}.txt`);
    const text = `${lines.join("\n")}\n`;
    if (process.env.UPDATE) {
      writeFileSync(file, text);
    } else if (!existsSync(file)) {
      problems.push(`${file} is missing. UPDATE=1 writes it.`);
    } else {
      const known = readFileSync(file, "utf8").split("\n");
      const at = known.findIndex((line, index) => line !== lines[index]);
      if (readFileSync(file, "utf8") !== text) {
        problems.push(`${name}, stop ${at + 1}: "${known[at]}" became "${lines[at]}". UPDATE=1 accepts it.`);
      }
    }
  };

  // From the first link to the end of the page. The first stop is focused by the first Tab.
  await page.keyboard.press("Tab");
  await walk("page");

  for (const tab of ["ring", "nodes", "cost", "figures"]) {
    await page.locator(`#tab-${tab}`).click();
    await page.locator("#panel > :not(.waits)").first().waitFor();
    await page.waitForTimeout(200);
    await page.locator(`#tab-${tab}`).focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await walk(`tab-${tab}`, ".tabs, .panel");
  }
  await page.locator("#tab-flow").click();
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.locator("#panel table").first().waitFor();
  await page.locator("#tab-flow").focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await walk("table-flow", ".tabs, .panel");
  await page.getByRole("button", { name: "Diagram", exact: true }).click();

  // A component that is open.
  await page.locator("[data-open=ingester]").focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-open=ingester]").focus();
  await walk("component-ingester", ".comp.open");

  // An explanation and the palette: the focus goes in, and comes back with Escape.
  const returned = async (selector, what) =>
    check(await page.evaluate((selector) => document.activeElement.matches(selector), selector), `${what} does not give the focus back.`);
  await page.locator("button.tile").first().focus();
  await page.keyboard.press("Enter");
  await page.locator("#explanation .pop-value").waitFor();
  await page.waitForTimeout(100);
  await walk("explanation", "#explanation");
  await page.locator("[data-command=explain-close]").focus();
  await page.keyboard.press("Escape");
  await returned("button.tile", "The explanation");

  await page.keyboard.press("ControlOrMeta+k");
  await page.locator("#palette [role=option]").first().waitFor();
  await page.keyboard.type("ing rep");
  await walk("palette", "#palette");
  await page.keyboard.press("Escape");
  await returned("button.tile", "The palette");
});
