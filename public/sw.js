// Keeps the whole page, so that it works without a connection. One version of it at a time: what the page loads always
// fits together, whatever the server has by then. The build writes the version and the list (xtask/src/dist.rs).

const VERSION = "none";
const FILES = [];

const scope = self.registration.scope;
// All folders of an origin share its caches, so the name says whose it is.
const own = `tempo-designer ${scope} `;
const name = own + VERSION;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(take()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(scope)) {
    event.respondWith(answer(event.request));
  }
});
// Sent by offline.js when the user has pressed Reload. Without it the new version waits until the page is closed.
self.addEventListener("message", (event) => {
  if (event.data === "take over") {
    self.skipWaiting();
  }
});

// All or nothing: a version that lacks a file is none, and the one before stays.
async function fill() {
  const cache = await caches.open(name);
  // A name with a hash always means the same bytes, which the browser may have already. The others are asked for anew.
  const asked = FILES.map((file) => new Request(file, { cache: /-[0-9a-f]{12,}/.test(file) ? "default" : "no-cache" }));
  await cache.addAll(asked);
}

async function take() {
  const old = (await caches.keys()).filter((key) => key.startsWith(own) && key !== name);
  await Promise.all(old.map((key) => caches.delete(key)));
  // The first visit needs no second one to work without a connection.
  await self.clients.claim();
}

async function answer(request) {
  const [address] = request.url.split(/[?#]/);
  const wanted = address === `${scope}index.html` ? scope : address;
  const cache = await caches.open(name);
  return (await cache.match(wanted, { ignoreVary: true })) ?? fetch(request);
}
