// Undo and redo, by button and by key, walk the edits back and forth.

import { check, command, eventually, equal, field, figures, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const { text, value, type } = await field(page, "components.ingester.replicas");
  const seen = [{ text: await value(), figures: await figures(page) }];
  for (const replicas of ["7", "12"]) {
    await type(replicas);
    await text.press("Enter");
    await eventually(async () => check((await figures(page)) !== seen.at(-1).figures, `The verdict does not follow ${replicas} ingesters.`));
    seen.push({ text: await value(), figures: await figures(page) });
  }
  const expect = (index, how) =>
    eventually(async () => {
      equal(await value(), seen[index].text, `Text after ${how}`);
      equal(await figures(page), seen[index].figures, `Figures after ${how}`);
    });

  await command(page, "undo").click();
  await expect(1, "undo");
  await command(page, "undo").click();
  await expect(0, "a second undo");
  await command(page, "redo").click();
  await expect(1, "redo");
  await command(page, "redo").click();
  await expect(2, "a second redo");

  // Not in the text field: there the keys belong to the browser while text is uncommitted.
  await page.locator("button.tile").first().focus();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(1, "Ctrl+Z");
  await page.keyboard.press("ControlOrMeta+Shift+Z");
  await expect(2, "Ctrl+Shift+Z");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(1, "Ctrl+Z again");
  await page.keyboard.press("ControlOrMeta+y");
  await expect(2, "Ctrl+Y");

  await page.keyboard.press("ControlOrMeta+z");
  await expect(1, "Ctrl+Z before a new edit");
  await type("9");
  await text.press("Enter");
  await eventually(async () => check(await isOff(command(page, "redo")), "Redo is still offered after a new edit."));

  // A text that was refused does not stay behind when undo goes past it.
  await type("abc");
  await text.press("Enter");
  await eventually(async () => equal(await text.getAttribute("aria-invalid"), "true", "aria-invalid of a refused text"));
  await command(page, "undo").click();
  await expect(1, "undo past a refused text");
  check((await text.getAttribute("aria-invalid")) !== "true", "The refusal stays after undo.");
});

async function isOff(button) {
  return (await button.isDisabled()) || (await button.getAttribute("aria-disabled")) === "true";
}
