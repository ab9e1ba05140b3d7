// Values pulled on the data flow by the mouse: every number follows while the button is down, Escape puts everything back,
// a pull is one step of undo, and buttons and keys do the same.

import { readFileSync } from "node:fs";

import { axeSource, check, command, equal, eventually, field, figures, newPage, number, opened, scenario, watch } from "./harness.mjs";

await scenario(async (page, browser, problems) => {
  const node = page.locator('#flow [data-select="ingester"]');
  const count = () => node.locator(".count").textContent().then((text) => text.trim());
  const flag = () => node.locator(".flag-text").allTextContents().then((texts) => texts.join().trim());
  const { value } = await field(page, "components.ingester.replicas");
  const noUndo = async (when) => equal(await command(page, "undo").getAttribute("aria-disabled"), "true", `Undo is off ${when}`);
  const start = { count: await count(), figures: await figures(page), flag: await flag() };
  equal(start.count, "3", "Ingesters of the default design");
  const box = await node.boundingBox();
  // On the pods, not in the column of + and −.
  const at = [box.x + 40, box.y + 60];
  const pull = async (up, steps = 8) => page.mouse.move(at[0] + 3, at[1] - up, { steps });
  const press = async () => {
    await page.mouse.move(...at);
    await page.mouse.down();
  };
  const asBefore = (when) =>
    eventually(async () => {
      equal(await count(), start.count, `Ingesters ${when}`);
      equal(await value(), start.count, `The text of the field ${when}`);
      equal(await figures(page), start.figures, `Figures ${when}`);
      equal(await flag(), start.flag, `Flag ${when}`);
      equal(await page.locator("#flow .dragging, #flow .ghost").count(), 0, `What shows a pull ${when}`);
    });

  // While the button is down.
  await press();
  await pull(13);
  await eventually(async () => {
    equal(await count(), "4", "Ingesters while the pointer is down");
    equal(await flag(), "3 → 4, Esc keeps 3", "Flag while the pointer is down");
    equal(await value(), "4", "The text of the field while the pointer is down");
    equal(await node.locator(".ghost").count(), 1, "The pod that comes is dashed");
  });
  await pull(37);
  await eventually(async () => {
    equal(await count(), "6", "Ingesters after three steps");
    equal(await flag(), "3 → 6, Esc keeps 3", "Flag after three steps");
    check((await figures(page)) !== start.figures, "The verdict does not follow while the pointer is down.");
  });
  await page.waitForTimeout(400);
  check(!(await page.locator('[data-command="undo-bar"]').isVisible()), "Undo is offered in the middle of a pull.");

  // Escape, with the pointer still down; what comes after it is no press.
  await page.keyboard.press("Escape");
  await asBefore("after Escape");
  await pull(60);
  await page.mouse.up();
  await asBefore("after Escape and a release");
  await noUndo("after Escape");
  equal(await page.locator("#flow [data-chosen]").count(), 0, "Components opened by an ended pull");

  // A pointer that the browser takes away.
  await press();
  await pull(30);
  await eventually(async () => equal(await count(), "5", "Ingesters before the pointer is lost"));
  await page.locator("#flow").evaluate((svg) => {
    svg.dispatchEvent(new PointerEvent("pointercancel", { bubbles: true, pointerId: 1 }));
  });
  await asBefore("after pointercancel");
  await page.mouse.up();
  await noUndo("after pointercancel");

  // Down: the pod stays as dashes until the drop. A pull that returns is none.
  await press();
  await pull(-13);
  await eventually(async () => {
    equal(await count(), "2", "Ingesters pulled down");
    equal(await node.locator(".ghost").count(), 1, "The pod that goes is dashed");
  });
  await pull(0);
  await page.mouse.up();
  await asBefore("after a pull that returned");
  await noUndo("after a pull that returned");

  // Released: exactly one step.
  await press();
  await pull(25);
  await page.mouse.up();
  await eventually(async () => {
    equal(await count(), "5", "Ingesters after the release");
    equal(await node.locator(".ghost").count(), 0, "Dashed pods after the release");
  });
  equal(await page.locator("#flow [data-chosen]").count(), 0, "Components opened by a pull");
  await command(page, "undo").click();
  await asBefore("after one undo");
  await noUndo("after one undo");

  // One pull goes from 3 to 300; the pointer may leave the window.
  await press();
  await pull(400, 30);
  await eventually(async () => check(number(await count()) >= 300, `A pull of 400 px ends at ${await count()} ingesters.`));
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await asBefore("after a long pull");

  // A press is a press, also of a hand that shakes a little: fields, file and handles.
  await press();
  await page.mouse.move(at[0] + 2, at[1] + 2);
  await page.mouse.up();
  await page.locator('#flow [data-select="ingester"][data-chosen]').waitFor();
  await page.locator("#part-ingester").waitFor();
  await page.locator('pre.code[data-path="ingester.yaml"]').waitFor();
  await noUndo("after a press");

  // The handles of its resources.
  const memory = page.locator('[data-turn="components.ingester.memory_limit"]');
  const limit = await field(page, "components.ingester.memory_limit");
  equal(await limit.value(), "8Gi", "Memory limit of the default design");
  equal(await memory.getAttribute("role"), "spinbutton", "Role of a handle");
  equal(await memory.getAttribute("aria-valuetext"), "8 gibibytes", "Value of the handle in words");
  for (const button of await page.locator("#flow .handle .btn").all()) {
    const { width, height } = await button.boundingBox();
    check(width >= 24 && height >= 24, `A button of the diagram is ${width} x ${height} px.`);
  }
  const share = () => node.locator(".strong").textContent().then((text) => text.replace(/\s/g, ""));
  const used = await share();
  const handle = await memory.boundingBox();
  await page.mouse.move(handle.x + handle.width / 2, handle.y + 20);
  await page.mouse.down();
  await page.mouse.move(handle.x + handle.width / 2, handle.y + 20 - 13, { steps: 4 });
  await eventually(async () => {
    equal(await limit.value(), "10Gi", "Memory limit while it is pulled");
    equal(await memory.getAttribute("aria-valuetext"), "10 gibibytes", "Value of the handle while it is pulled");
    equal(await flag(), "8Gi → 10Gi, Esc keeps 8Gi", "Flag while memory is pulled");
    check((await share()).startsWith(`${used.slice(0, -1)}→`), `The node says ${await share()}, which does not go on from ${used}.`);
  });
  await page.mouse.up();
  await command(page, "undo").click();
  await eventually(async () => equal(await limit.value(), "8Gi", "Memory limit after one undo"));
  await noUndo("after one undo of the memory limit");
  await memory.locator(".handle").last().click();
  await eventually(async () => equal(await limit.value(), "10Gi", "Memory limit after one press on +"));
  await memory.locator(".handle").first().click();
  await eventually(async () => equal(await limit.value(), "8Gi", "Memory limit after one press on −"));

  // The same by keys.
  await node.focus();
  await page.keyboard.press("ArrowDown");
  const focused = () => page.evaluate(() => document.activeElement.dataset.turn ?? document.activeElement.dataset.select);
  equal(await focused(), "components.ingester.memory_limit", "Below the node by ArrowDown");
  await page.keyboard.press("ArrowLeft");
  equal(await focused(), "components.ingester.cpu_request", "Beside it by ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.down("ArrowUp");
  await page.keyboard.down("ArrowUp");
  await page.keyboard.up("ArrowUp");
  await eventually(async () => equal(await limit.value(), "12800Mi", "Memory limit after a held key"));
  await command(page, "undo").click();
  await eventually(async () => equal(await limit.value(), "8Gi", "Memory limit after one undo of a held key"));
  await memory.focus();
  await page.keyboard.press("Escape");
  equal(await focused(), "ingester", "Back on the node by Escape");
  await memory.focus();
  await page.keyboard.press("Enter");
  await eventually(async () => check(await limit.text.evaluate((input) => input === document.activeElement), "Enter does not go to the field."));

  await page.evaluate(readFileSync(axeSource, "utf8"));
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
  const axe = async (when) => {
    const { violations } = await page.evaluate((tags) => globalThis.axe.run("#stage", { runOnly: tags }), tags);
    problems.push(...violations.map(({ id, help, nodes }) => `${when}: ${id}: ${help}\n  ${nodes[0].html.slice(0, 200)}\n  ${nodes[0].failureSummary}`));
  };
  await axe("with handles");

  // What cannot be is refused in words, and the value goes as far as it may.
  await (await field(page, "platform.zone_awareness")).row.locator("input").check();
  await press();
  await pull(37);
  await pull(-20);
  await eventually(async () => {
    equal(await flag(), "2 ingesters cannot stand in 3 zones", "Flag of what is refused");
    equal(await count(), "3", "Ingesters where fewer are refused");
  });
  await axe("while pulling");
  await pull(13);
  await eventually(async () => equal(await flag(), "3 → 4, Esc keeps 3", "Flag after coming back"));
  await page.keyboard.press("Escape");
  await page.mouse.up();

  // The wheel is the page's, also over what can be pulled.
  const narrow = await newPage(browser, { viewport: { width: 768, height: 700 } });
  watch(narrow, problems);
  await opened(narrow);
  await narrow.locator('#flow [data-select="querier"]').hover();
  await narrow.mouse.wheel(0, 200);
  await eventually(async () => check((await narrow.evaluate(() => scrollY)) > 0, "The wheel does not scroll over a component."));
});
