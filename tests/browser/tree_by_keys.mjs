// The bundle's tree is one Tab stop; arrows, Home and End walk it, Enter shows the file.

import { check, equal, eventually, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const items = page.locator('#bundle [role="treeitem"]:visible');
  check((await items.count()) > 3, "The tree shows too few files to walk.");
  const stops = await page.locator('#bundle [role="treeitem"][tabindex="0"]').count();
  equal(stops, 1, "Tab stops in the tree");

  const focused = () => page.evaluate(() => document.activeElement?.closest('[role="treeitem"]') === document.activeElement);
  const index = async () => {
    const all = await items.evaluateAll((items) => items.map((item) => item === document.activeElement));
    return all.indexOf(true);
  };
  await page.locator('#bundle [role="treeitem"][tabindex="0"]').focus();
  check(await focused(), "The tree item takes no focus.");

  const press = async (key, wanted) => {
    await page.keyboard.press(key);
    await eventually(async () => equal(await index(), wanted, `Place in the tree after ${key}`));
  };
  await press("Home", 0);
  await press("ArrowDown", 1);
  await press("ArrowDown", 2);
  await press("ArrowUp", 1);
  await press("End", (await items.count()) - 1);
  await press("Home", 0);

  const folder = page.locator('#bundle [role="treeitem"][aria-expanded]:visible').first();
  if ((await folder.count()) > 0) {
    await folder.focus();
    const open = (await folder.getAttribute("aria-expanded")) === "true";
    await page.keyboard.press(open ? "ArrowLeft" : "ArrowRight");
    await eventually(async () => equal(await folder.getAttribute("aria-expanded"), String(!open), "Folder after an arrow"));
    await page.keyboard.press(open ? "ArrowRight" : "ArrowLeft");
    await eventually(async () => equal(await folder.getAttribute("aria-expanded"), String(open), "Folder after the arrow back"));
  }

  const leaf = page.locator('#bundle [role="treeitem"][data-path="ingester.yaml"]');
  await leaf.focus();
  await page.keyboard.press("Enter");
  await page.locator('pre.code[data-path="ingester.yaml"]').waitFor({ state: "attached" });
});
