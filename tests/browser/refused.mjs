// A bundle that may not be handed over yet: the press says why, and the way to the missing value is one press more.

import { check, command, equal, eventually, scenario } from "./harness.mjs";

await scenario(async (page) => {
  await page.locator("#controls summary", { hasText: "Platform" }).click();
  const provider = page.locator('[data-field="platform.provider"] select');
  await provider.selectOption("gcp");
  equal(
    await page.locator('[data-field="platform.provider"] .field-message').innerText(),
    "Region and node type went along: us-east-1 → us-central1, m7i.2xlarge → n2-standard-8.",
    "What is said below the provider",
  );

  const bundle = command(page, "download-zip");
  await bundle.click();
  const refusal = page.locator("#bundle .refusal");
  await eventually(async () => check(await refusal.evaluate((box) => box === document.activeElement), "The refusal has no focus."));
  check(await refusal.isVisible(), "The refusal is not to be seen.");
  await refusal.getByRole("button", { name: "Cloud identity" }).click();
  const identity = page.locator('[data-field="platform.identity"] input');
  await eventually(async () => check(await identity.evaluate((box) => box === document.activeElement), "The identity has no focus."));
  await page.keyboard.type("tempo@project.iam.gserviceaccount.com\n");
  await eventually(async () => check(!(await refusal.isVisible()), "The refusal stays though nothing is missing."));
  const [file] = await Promise.all([page.waitForEvent("download"), bundle.click()]);
  equal(file.suggestedFilename(), "tempo-bundle.zip", "The file that is handed over");

  // The like of it back again, by one step each.
  await provider.selectOption("aws");
  equal(await page.locator('[data-field="platform.node"] select').inputValue(), "m7i.2xlarge", "The machine back on aws");
});
