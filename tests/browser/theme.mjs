// The theme button reaches light and dark whatever the system prefers, and the choice outlives the page.

import { check, command, equal, opened, scenario } from "./harness.mjs";

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

await scenario(
  async (page) => {
    const preferred = await background(page);
    // Light, dark and "as the system": at most three presses around.
    let chosen = preferred;
    for (let press = 0; press < 3 && chosen === preferred; press += 1) {
      await command(page, "theme").click();
      chosen = await background(page);
    }
    check(chosen !== preferred, `The theme button never changes the background from ${preferred}.`);
    await opened(page);
    equal(await background(page), chosen, "Background after a reload");
  },
  { colorScheme: "dark", reducedMotion: "reduce" },
);
