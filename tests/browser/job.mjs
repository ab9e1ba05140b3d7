// The whole job, the same for every hand: size a load, pull a stack, mend a finding, hand the design over, find it again.
// A hand says how it presses, writes, raises a slider and pulls; what it calls `look` for it does before it lets go.

import { execFileSync } from "node:child_process";

import { check, command, equal, eventually, newPage, required, scenario, url, watch } from "./harness.mjs";

const TILES = ["Sustains", "Headroom", "Survives", "Stored", "Monthly cost", "Findings"];
const input = (page, name, kind) => page.locator(`.field[data-field="${name}"] input${kind}`).first();
const text = (page, name) => input(page, name, '[role="spinbutton"]');

// What each tile of the verdict says.
async function verdict(page) {
  const tiles = await page.locator("#verdict .tile").evaluateAll((tiles) => tiles.map((tile) => tile.textContent));
  equal(tiles.length, TILES.length, "Tiles of the verdict");
  return Object.fromEntries(TILES.map((name, at) => [name, tiles[at]]));
}

// Counted on the diagram.
async function replicas(page, name) {
  return Number.parseInt(await page.locator(`#flow [data-select="${name}"] .count`).textContent(), 10);
}

// Everything by which two pages are told apart here.
async function shown(page) {
  return {
    ...(await verdict(page)),
    spans: await text(page, "workload.spans").inputValue(),
    retention: await text(page, "workload.retention").inputValue(),
    distributors: await replicas(page, "distributor"),
    ingesters: await replicas(page, "ingester"),
  };
}

const same = (page, wanted, where) =>
  eventually(async () => equal(JSON.stringify(await shown(page), null, 1), JSON.stringify(wanted, null, 1), where));

export function job(hand, context = {}) {
  const body = async (page, browser, problems) => {
    const { press, write, raise, pull } = await hand(page);
    const follows = async (names, what, act) => {
      const before = await verdict(page);
      await act(async () => {
        await eventually(async () => {
          const now = await verdict(page);
          equal(names.filter((name) => now[name] === before[name]).join(), "", `Tiles that do not follow ${what}`);
        });
        for (const name of names) {
          const { free, under } = await placed(page.locator("#verdict .tile").nth(TILES.indexOf(name)));
          check(free, `${name} follows ${what} unseen: it lies under ${under}.`);
        }
      });
    };

    // A load.
    const others = TILES.filter((name) => name !== "Survives");
    await follows(others, "the spans while they are typed", (look) => write(text(page, "workload.spans"), "20k/s", look));
    const week = await text(page, "workload.retention").inputValue();
    await follows(["Stored", "Monthly cost"], "the retention while its slider moves", (look) =>
      raise(input(page, "workload.retention", '[type="range"]'), look),
    );
    check((await text(page, "workload.retention").inputValue()) !== week, `The text of the retention stays at ${week}.`);

    // A stack. The numbers are looked at before the hand lets go.
    const few = await replicas(page, "ingester");
    await follows(["Monthly cost", "Findings"], "the ingesters while they are pulled", (look) =>
      pull(page.locator('#flow [data-select="ingester"]'), 2, async () => {
        await eventually(async () => equal(await replicas(page, "ingester"), few + 2, "Ingesters while they are pulled"));
        await look();
      }),
    );
    equal(await replicas(page, "ingester"), few + 2, "Ingesters after the pull");

    // A finding that the load has brought.
    const finding = page.locator('[data-finding="CAP-01"]');
    const short = await replicas(page, "distributor");
    await follows(["Findings"], "a fix", async (look) => {
      await press(finding.locator("[data-mend]"));
      await look();
    });
    equal(await finding.count(), 0, "Findings that stay after their fix");
    check((await replicas(page, "distributor")) > short, "The fix adds no distributor.");
    const made = await shown(page);

    // The link, opened by somebody else.
    await press(page.locator("#designs-button"));
    await press(page.locator("#designs [data-shelf=link]"));
    await eventually(async () => check(/copied/.test(await page.locator("#designs .shelf-said").innerText()), "Nothing is said of the copy."));
    const link = await page.evaluate(() => navigator.clipboard.readText());
    check(link.startsWith(`${url}#`), `The link is ${link.slice(0, 60)}.`);
    await press(page.locator("#designs [data-shelf=close]"));
    const other = await newPage(browser, context);
    watch(other, problems);
    await other.goto(link);
    await same(other, made, "What a fresh browser shows of the link");
    await other.context().close();

    // The design is still there.
    await page.reload();
    await same(page, made, "What the page shows after a reload");

    // The files hold what the page shows.
    const [download] = await Promise.all([page.waitForEvent("download"), press(command(page, "download-zip"))]);
    const zip = await download.path();
    const design = unzipped(zip, "design.yaml");
    for (const [name, count] of [["distributor", made.distributors], ["ingester", made.ingesters]]) {
      equal(Number(design.match(new RegExp(`^  ${name}:\\n(?:    .*\\n)*?    replicas: (\\d+)$`, "m"))?.[1]), count, `Replicas of ${name} in design.yaml`);
      equal(Number(unzipped(zip, `${name}.yaml`).match(/^  replicas: (\d+)$/m)?.[1]), count, `Replicas in ${name}.yaml`);
    }
    equal(design.match(/^  retention: (.*)$/m)?.[1], made.retention, "Retention in design.yaml");
  };
  return scenario(body, { ...context, permissions: ["clipboard-read", "clipboard-write"] });
}

// Runs in the page: where an element can be pressed, and what stands in the way. Its share of the width and height says where.
function place(element, [across, down]) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width * across, top + height * down];
  const on = document.elementFromPoint(x, y);
  let scroller = element.parentElement;
  while (scroller && !(["auto", "scroll"].includes(getComputedStyle(scroller).overflowY) && scroller.scrollHeight > scroller.clientHeight)) {
    scroller = scroller.parentElement;
  }
  const edges = scroller && scroller !== document.body && scroller.getBoundingClientRect();
  return {
    x, y, width, height, left,
    free: element.contains(on),
    under: on ? `${on.tagName.toLowerCase()}.${on.getAttribute("class") ?? ""}` : "nothing: it is out of sight",
    pane: edges ? { left: edges.left, right: edges.right, top: Math.max(0, edges.top), bottom: Math.min(innerHeight, edges.bottom) } : { left: 0, right: innerWidth, top: 0, bottom: innerHeight },
    value: element.type === "range" ? (element.value - element.min) / (element.max - element.min) : 0,
  };
}

export const placed = (target, at = [0.5, 0.5]) => target.evaluate(place, at);

// Scrolls as a hand does, until the target lies free, and says where. `scroll(pane, by)` moves what is in the pane.
export async function bring(target, scroll, at = [0.5, 0.5]) {
  await target.waitFor({ state: "attached" });
  for (let turn = 0; turn < 60; turn += 1) {
    const found = await placed(target, at);
    if (found.free) {
      check(Math.min(found.width, found.height) >= 24, `${target} is ${found.width} x ${found.height} px.`);
      return found;
    }
    await scroll(found.pane, found.y - (found.pane.top + found.pane.bottom) / 2);
  }
  throw new Error(`${target} cannot be reached: it lies under ${(await placed(target, at)).under}.`);
}

// On the pods of a component, not in the column of + and −.
export const PODS = [0.3, 0.6];
// One step of a pull, in pixels.
export const STEP = 12;

// The thumb of a slider now, and a fifth of its way further: a native thumb stays inside the track.
export function thumb({ left, width, value }) {
  const size = Math.min(16, width / 4);
  const at = (share) => left + size / 2 + share * (width - size);
  return [at(value), at(Math.min(1, value + 0.2))];
}

function unzipped(zip, name) {
  const read = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None, z.testzip()
[entry] = [entry for entry in z.namelist() if entry.split("/")[-1] == sys.argv[2]]
sys.stdout.write(z.read(entry).decode())`;
  return execFileSync(required("TEMPO_DESIGNER_PYTHON"), ["-c", read, zip, name]).toString();
}
