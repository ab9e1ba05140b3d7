// The findings of the default design: shown with their harm, mended by one press as one step of undo, brought back by it.

import { check, command, equal, eventually, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const rows = page.locator("#findings [data-finding]");
  const ids = () => rows.evaluateAll((rows) => rows.map((row) => row.dataset.finding));
  await rows.first().waitFor();
  const before = await ids();
  check(before.includes("RING-04"), `The default design shows ${before.join(", ")}, not RING-04.`);
  const spare = page.locator('[data-finding="RING-04"]');
  check((await spare.locator(".sev").innerText()).trim() === "warning", "The severity is not said in words.");
  for (const link of await rows.locator("a").all()) {
    equal(await link.getAttribute("target"), "_blank", "Where a source opens");
    check((await link.getAttribute("rel")).includes("noreferrer"), "A source learns where its reader comes from.");
  }

  // What the fix would do, worked out once the hand rests.
  await eventually(async () => check(/^removes \d/.test(await spare.locator(".cure .m").innerText()), "The fix does not say what it removes."));

  // Pointing at a finding sets node, control and file apart.
  await spare.hover();
  await eventually(async () => check((await page.locator("svg [data-component=ingester][data-touched]").count()) === 1, "The node is not outlined."));
  check((await page.locator(".field[data-touched]").getAttribute("data-field")) === "components.ingester.replicas", "The control is not outlined.");

  // The control carries the mark, in words.
  const mark = page.locator('.field[data-field="components.ingester.replicas"] .found');
  check(/warning\s*No spare ingester/.test((await mark.innerText()).trim()), `The control says "${await mark.innerText()}".`);

  // Details: why, and every source.
  await spare.getByRole("button", { name: "RING-04" }).click();
  const details = page.locator("#explanation");
  await eventually(async () => check(await details.getByRole("heading", { name: "Sources" }).isVisible(), "The details name no sources."));
  await page.keyboard.press("Escape");

  const tile = page.locator("button.tile[data-command=findings]");
  const counts = await tile.innerText();
  await spare.locator("[data-mend]").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => check(!(await ids()).includes("RING-04"), "The finding stays after its fix."));
  await eventually(async () => check((await tile.innerText()) !== counts, "The tile does not follow."));
  check(!(await mark.isVisible()), "A control that is mended keeps its mark.");
  check((await page.evaluate(() => document.activeElement?.id)) === "findings", "The focus is lost with the button that had it.");
  await command(page, "undo").click();
  await eventually(async () => equal((await ids()).join(), before.join(), "Findings after undo"));
  check(await command(page, "undo").getAttribute("aria-disabled") === "true", "The fix was more than one step of undo.");

  // The list is folded beside the ring; the tile opens it.
  await page.locator("#tab-ring").click();
  await eventually(async () => check(!(await rows.first().isVisible()), "The list stands open beside the ring."));
  await tile.click();
  await eventually(async () => check(await rows.first().isVisible(), "The tile does not open the list."));
});
