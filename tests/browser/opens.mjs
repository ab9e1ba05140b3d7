// The page opens with its verdict, its regions and the bottleneck named, and says nothing on the console.

import { check, equal, figures, scenario } from "./harness.mjs";

await scenario(async (page) => {
  for (const region of ["header.topbar", "#verdict", "#controls", "#stage", "#bundle"]) {
    await page.locator(region).first().waitFor({ state: "visible" });
  }
  equal(await page.title().then((title) => title.includes("Tempo Topology Designer")), true, "The title names the page");
  equal(await page.locator("#start").count(), 0, "Start sentences left once the page stands");

  const shown = await figures(page);
  check(shown.length > 0, "The verdict shows no figure.");
  check(!/undefined|NaN|null|\binf/i.test(shown), `A figure of the verdict is no figure:\n${shown}`);

  const binding = page.locator("svg#flow g.node.binds");
  equal(await binding.count(), 1, "Nodes of the flow diagram that bind");
  check(/binds first/.test(await binding.textContent()), "The bottleneck's node does not say that it binds first.");
});
