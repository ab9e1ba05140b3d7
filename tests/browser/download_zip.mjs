// The zip of the page holds, byte for byte, what the command renders from the design inside it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { check, command, equal, eventually, field, figures, required, scenario } from "./harness.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "tempo-designer-"));

await scenario(async (page) => {
  // Not the default design: what was edited has to travel too.
  const edits = [["components.ingester.replicas", "5"], ["components.ingester.memory_limit", "1.5Gi"]];
  for (const [name, words] of edits) {
    const before = await figures(page);
    const { text, type } = await field(page, name);
    await type(words);
    await text.press("Enter");
    await eventually(async () => check((await figures(page)) !== before, `The verdict does not follow ${name}.`));
  }

  const [download] = await Promise.all([page.waitForEvent("download"), command(page, "download-zip").click()]);
  check(download.suggestedFilename().endsWith(".zip"), `The download is called ${download.suggestedFilename()}.`);
  const zip = path.join(folder, "bundle.zip");
  await download.saveAs(zip);

  // A second implementation reads it; testzip checks every CRC.
  const unzip = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None, z.testzip()\nz.extractall(sys.argv[2])";
  execFileSync(required("TEMPO_DESIGNER_PYTHON"), ["-c", unzip, zip, path.join(folder, "zip")]);
  const downloaded = files(path.join(folder, "zip"));
  const design = [...downloaded.keys()].find((name) => path.basename(name) === "design.yaml");
  check(design, `The zip has no design.yaml but ${[...downloaded.keys()].join(", ")}.`);
  const top = path.join(folder, "zip", path.dirname(design));

  execFileSync(required("TEMPO_DESIGNER_BIN"), ["render", path.join(top, "design.yaml"), "-o", path.join(folder, "native")]);
  const inside = files(top);
  const native = files(path.join(folder, "native"));
  equal([...inside.keys()].join("\n"), [...native.keys()].join("\n"), "Files of the zip against files of the command");
  for (const [name, bytes] of native) {
    check(bytes.equals(inside.get(name)), `${name} differs between the page's zip and the command.`);
  }
  check(/5/.test(inside.get("design.yaml").toString()), "The edited number of ingesters is not in design.yaml.");
});
rmSync(folder, { recursive: true });

function files(top) {
  const found = new Map();
  const walk = (at) => {
    for (const entry of readdirSync(path.join(top, at), { withFileTypes: true })) {
      const name = path.join(at, entry.name);
      entry.isDirectory() ? walk(name) : found.set(name, readFileSync(path.join(top, name)));
    }
  };
  walk(".");
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}
