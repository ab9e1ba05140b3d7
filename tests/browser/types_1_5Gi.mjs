// `1.5Gi` typed as a memory limit is read as Kubernetes reads it, and stands in the manifest as 1536Mi.

import { check, equal, eventually, field, file, figures, scenario } from "./harness.mjs";

await scenario(async (page) => {
  const { text, type } = await field(page, "components.ingester.memory_limit");
  const before = await figures(page);
  await type("1.5Gi");
  await text.press("Enter");
  await eventually(async () => check((await figures(page)) !== before, "The verdict does not follow the memory limit."));
  check((await text.getAttribute("aria-invalid")) !== "true", "1.5Gi is marked as invalid.");

  const manifest = await file(page, "ingester.yaml");
  check(/memory: "?1536Mi"?/.test(manifest), `ingester.yaml has no memory of 1536Mi:\n${manifest.match(/.*memory:.*/g)?.join("\n")}`);
  equal(await page.locator("pre.code").first().getAttribute("data-path"), "ingester.yaml", "The file shown");
});
