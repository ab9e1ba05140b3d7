// The ring: a trace's walk by tenant and id, nonsense refused in words, a random trace, the window by button, key and press,
// and an ingester more seen in the bars. By keyboard where a keyboard can do it.

import { check, equal, eventually, field, scenario } from "./harness.mjs";

await scenario(async (page) => {
  await page.locator("#tab-flow").focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("#ring path.arc").first().waitFor({ state: "attached" });

  const walk = () => page.locator(".walk").innerText();
  const token = () => page.locator(".inputs .m").innerText();
  const digits = (text) => text.replace(/\D/g, "");

  const trace = page.locator("#ring-trace");
  const tenant = page.locator("#ring-tenant");
  equal(await tenant.inputValue(), "single-tenant", "The tenant without multitenancy");
  await trace.fill("4bf92f3577b34da6a3ce929d0e0e4736");
  await eventually(async () => equal(digits(await token()), "3309007238", "The token of a known trace"));
  for (const copy of ["takes copy 1", "takes copy 2", "takes copy 3"]) {
    check((await walk()).includes(copy), `The walk has no "${copy}":\n${await walk()}`);
  }
  check((await page.locator(".walk-verdict").innerText()).startsWith("2 of 3 have to answer"), "The walk has no verdict.");

  // Nonsense says what to type, and the picture keeps the last good trace.
  const kept = await walk();
  await trace.fill("4bg9");
  const said = page.locator("#ring-trace-says");
  await eventually(async () => check(/not a hexadecimal digit\. Type up to 32/.test(await said.innerText()), "Nonsense is not explained."));
  equal(await trace.getAttribute("aria-invalid"), "true", "aria-invalid of a trace id that is none");
  equal(await walk(), kept, "The walk while the trace id is none");
  await trace.fill("7");
  await eventually(async () => equal(await said.innerText(), "", "What is said of a short trace id"));
  await tenant.fill("a/b");
  check(/not allowed in a tenant/.test(await page.locator("#ring-tenant-says").innerText()), "A tenant with a slash is let in.");
  const seven = await token();
  await tenant.fill("team-a");
  await eventually(async () => check((await token()) !== seven, "The tenant does not change the token."));

  // Random traces come in a fixed order.
  const random = page.getByRole("button", { name: "Random trace" });
  await random.focus();
  await page.keyboard.press("Enter");
  await eventually(async () => check(/^[0-9a-f]{32}$/.test(await trace.inputValue()), "A random trace has no 32 digits."));

  // The window by keys, by button and by a press on the circle.
  const pad = page.locator(".ring-pad");
  const window_ = () => pad.getAttribute("aria-valuetext");
  const around = await window_();
  await pad.focus();
  const seen = new Set([around]);
  for (const key of ["ArrowRight", "+", "-", "ArrowUp", "PageDown"]) {
    const before = await window_();
    await page.keyboard.press(key);
    await eventually(async () => check((await window_()) !== before, `${key} does not change the window.`));
    seen.add(await window_());
  }
  check(seen.size >= 4, `The keys give only ${[...seen].join("; ")}.`);
  await page.keyboard.press("Home");
  await eventually(async () => equal(await window_(), around, "The window after Home"));
  await page.getByRole("button", { name: "Wider" }).click();
  await eventually(async () => check((await window_()) !== around, "The button Wider does nothing."));
  const circle = await page.locator("#ring").boundingBox();
  const arc = await page.locator("#ring path.lane").first().boundingBox();
  await page.mouse.click(arc.x + arc.width - 6, arc.y + arc.height / 2);
  await eventually(async () => equal(Math.round(Number(await pad.getAttribute("aria-valuenow"))), 25, "Percent under a press at the right"));
  check(circle.width > 200, "The circle is too small to press.");

  // One more ingester: another bar, another sentence of what would move.
  const bars = page.locator("#ownership rect.bar");
  equal(await bars.count(), 3, "Bars of three ingesters");
  const { text, range } = await field(page, "components.ingester.replicas");
  await range.focus();
  await page.keyboard.press("ArrowRight");
  await eventually(async () => equal(await text.inputValue(), "4", "Ingesters after one key"));
  await eventually(async () => equal(await bars.count(), 4, "Bars of four ingesters"));
  await eventually(async () => check(await page.getByText(/tempo-ingester-4 becomes first for/).isVisible(), "What moves does not follow."));
  await page.getByRole("button", { name: "All copies", exact: true }).click();
  await eventually(async () => check(await page.getByRole("heading", { name: /Who holds a copy/ }).isVisible(), "The bars do not switch."));

  // The same as a table.
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await eventually(async () => equal(await page.locator("#panel tbody tr").count(), 4, "Rows of the table"));
});
