// A host of the built folder that a scenario can stop, put below any path, and give a new version: what the one server of
// all scenarios must not do.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import { required } from "./harness.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

// `below` begins and ends with a slash.
export async function host(below = "/") {
  const dist = required("TEMPO_DESIGNER_DIST");
  // What a newer version says in place of the built one, by file; null for a file that is missing.
  let changed = {};
  const asked = [];
  const server = createServer(async (request, response) => {
    const target = new URL(request.url, "http://host").pathname;
    asked.push(target);
    const name = target.startsWith(below) ? target.slice(below.length) || "index.html" : "..";
    const edit = name in changed ? changed[name] : (text) => text;
    try {
      if (name.includes("..") || edit === null) {
        throw new Error("no such file");
      }
      const bytes = await readFile(path.join(dist, name));
      const body = name in changed ? edit(bytes.toString()) : bytes;
      response.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream", "cache-control": "no-cache" });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("No such file.\n");
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}${below}`,
    asked,
    publish: (edits) => (changed = edits),
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

// Until the service worker has everything and answers for this page.
export async function kept(page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated", null, { timeout: 20_000 });
}
