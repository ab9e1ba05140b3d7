// The copy button puts exactly the shown file on the clipboard.

import { command, equal, eventually, file, scenario } from "./harness.mjs";

await scenario(
  async (page) => {
    const shown = await file(page, "ingester.yaml");
    await command(page, "copy-file").click();
    await eventually(async () => equal(await page.evaluate(() => navigator.clipboard.readText()), shown, "The clipboard"));
  },
  { permissions: ["clipboard-read", "clipboard-write"] },
);
