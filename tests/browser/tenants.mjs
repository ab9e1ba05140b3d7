// Tenants that differ: added, edited, refused, undone, kept over a reload, removed. By keyboard where a keyboard is told.

import { readFileSync } from "node:fs";
import path from "node:path";

import { axeSource, check, command, equal, eventually, field, file, required, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const count = await field(page, "workload.tenants");
  const list = page.locator(".tenants");
  const entries = list.locator(".tenant");
  const input = (at, key) => list.locator(`#t${at}-${key}`);
  const message = (at, key) => list.locator(`#mt${at}-${key}`);
  const enter = async (at, key, words) => {
    await input(at, key).fill(words);
    await input(at, key).press("Enter");
  };
  const stored = () => page.locator('button.tile[data-figure="storage.stored"] .tile-value').innerText();

  await count.type("12");
  await count.text.press("Enter");
  await eventually(async () => equal(await count.value(), "12", "Tenants"));
  equal(await entries.count(), 0, "Listed tenants of the default");

  // Added by key: its name has the focus, and nothing of the cluster has changed yet.
  const before = await stored();
  await list.getByRole("button", { name: "Add" }).focus();
  await page.keyboard.press("Enter");
  await eventually(async () => equal(await page.evaluate(() => document.activeElement.id), "t0-id", "The focus after Add"));
  equal(await input(0, "id").inputValue(), "tenant-1", "The name of a new tenant");
  equal(await stored(), before, "Stored with a tenant that differs in nothing");
  await page.keyboard.type("checkout");
  await page.keyboard.press("Tab");
  await eventually(async () => equal(await entries.locator(".title").innerText(), "checkout", "The name in its line"));
  equal(await page.evaluate(() => document.activeElement.id), "t0-share", "The field behind the name");
  equal(await input(0, "retention").getAttribute("placeholder"), "7d", "The retention that holds for it");

  // Figures follow.
  await enter(0, "share", "40");
  await eventually(async () => equal(await input(0, "share").inputValue(), "40%", "The share in its own spelling"));
  await enter(0, "retention", "30d");
  await eventually(async () => check((await stored()) !== before, "The stored bytes do not follow the retention of a tenant."));
  const long = await stored();
  await enter(0, "rate_limit", "200 kB/s");
  const used = entries.locator("[data-figure]");
  await eventually(async () => equal(await used.innerText(), "rate limit used to 133\u202f%", "The use of its own limit"));
  await used.click();
  await eventually(async () =>
    check((await page.locator("#explanation").innerText()).includes("rate limit of tenant checkout"), "The figure does not say whose limit it is."),
  );
  await page.keyboard.press("Escape");
  await eventually(async () =>
    check((await page.locator("#findings").innerText()).includes("Tenant checkout peaks at"), "No finding names the tenant."),
  );

  // Refused with a sentence, and taken back by Escape.
  await enter(0, "share", "140%");
  await eventually(async () => equal(await message(0, "share").innerText(), "Share of the load 140% is above 100%. Type 100% or less.", "The sentence"));
  equal(await input(0, "share").getAttribute("aria-invalid"), "true", "aria-invalid");
  await input(0, "share").press("Escape");
  equal(await input(0, "share").inputValue(), "40%", "The share after Escape");
  equal(await message(0, "share").innerText(), "", "The sentence after Escape");
  await enter(0, "id", "*");
  await eventually(async () => check((await message(0, "id").innerText()).includes("not listed"), "“*” is not refused."));
  await input(0, "id").press("Escape");

  // Each change is one step of undo.
  await command(page, "undo").click();
  await eventually(async () => equal(await input(0, "rate_limit").inputValue(), "", "The limit after undo"));
  await command(page, "undo").click();
  await eventually(async () => equal(await input(0, "retention").inputValue(), "", "The retention after a second undo"));
  equal(await stored(), before, "Stored after a second undo");
  await command(page, "redo").click();
  await eventually(async () => equal(await stored(), long, "Stored after redo"));

  // Kept, and in the bundle.
  await eventually(async () =>
    check((await page.evaluate(() => localStorage.getItem("tempo-designer.design"))).includes("tenants.checkout.retention=30d"), "The tenant is not kept."),
  );
  await page.reload();
  await page.locator('body[data-ready="true"]').waitFor({ state: "attached" });
  await field(page, "workload.tenants");
  equal(await entries.locator(".title").innerText(), "checkout", "The tenant after a reload");
  equal(await stored(), long, "Stored after a reload");
  const text = await file(page, "config/overrides.yaml");
  check(/checkout:\n(?:.*\n)*? {6}block_retention: 720h/.test(text), `The limits of the tenant are not in the bundle:\n${text}`);

  // Text that is not taken yet is the field's: undo by key leaves the design alone.
  await entries.locator("summary").click();
  await input(0, "burst_size").fill("30 MB");
  await page.keyboard.press("ControlOrMeta+z");
  equal(await stored(), long, "Stored after undo within a field");
  await input(0, "burst_size").press("Escape");

  // For eyes, and for axe.
  await page.evaluate(readFileSync(axeSource, "utf8"));
  for (const [width, height] of [[390, 844], [1440, 900]]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await field(page, "workload.tenants");
      await list.scrollIntoViewIfNeeded();
      const root = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
      equal(root, 0, `Sideways room at ${width} px`);
      const { violations } = await page.evaluate(() => globalThis.axe.run(".tenants"));
      equal(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`).join("\n"), "", `What axe finds at ${width} px, ${colorScheme}`);
      await list.screenshot({ path: path.join(required("TEMPO_DESIGNER_SCREENSHOTS"), `tenants-${width}-${colorScheme}.png`) });
    }
  }

  // Removed, by key; the focus stays in the list.
  await list.getByRole("button", { name: "Remove checkout from the list" }).focus();
  await page.keyboard.press("Enter");
  await eventually(async () => equal(await entries.count(), 0, "Listed tenants after removal"));
  equal(await stored(), before, "Stored after removal");
  equal(await page.evaluate(() => document.activeElement.dataset.tenant), "add", "The focus after removal");
  await command(page, "undo").click();
  await eventually(async () => equal(await entries.count(), 1, "Listed tenants after undo"));
});
