// Starts the page, and lends its memory and functions to the part that comes later. A file of its own, because the
// content security policy allows no inline script; it is handed the two hashed names in its own script element
// (pattern_script in Trunk.toml).

const script = document.querySelector("script[data-wasm]");
const address = (name) => new URL(script.dataset[name], document.baseURI).href;

// What happened and what to do, where the reader looks: in place of the start sentence, or above the page.
function say(sentence, error) {
  let place = document.getElementById("start");
  if (!place) {
    place = document.createElement("div");
    place.id = "start";
    document.body.prepend(place);
  }
  place.setAttribute("role", "alert");
  place.textContent = sentence;
  if (error) {
    const detail = document.createElement("p");
    detail.textContent = `The browser's own words: ${error.message ?? error}`;
    place.append(detail);
  }
}

async function start() {
  if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiateStreaming !== "function") {
    say(
      "This browser has no WebAssembly, or it is switched off, so the designer cannot compute here. Open the page " +
        "in a current Chrome, Edge, Firefox or Safari, or use the command tempo-designer.",
    );
    return;
  }
  let initialise;
  try {
    initialise = (await import(address("js"))).default;
  } catch (error) {
    say("A part of the page did not arrive, so the designer cannot start. Check the connection and reload.", error);
    return;
  }
  try {
    const module = await compiled();
    await painted();
    await started(initialise, module);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) {
      say(
        "This browser cannot run the designer's WebAssembly: it is too old, or a policy forbids it. Open the page " +
          "in a current Chrome, Edge, Firefox or Safari.",
        error,
      );
    } else {
      say("A part of the page did not arrive, so the designer cannot start. Check the connection and reload.", error);
    }
  }
}

async function compiled() {
  const response = await fetch(address("wasm"));
  if (!response.ok) {
    throw new Error(`${response.status} ${response.statusText} for ${response.url}`);
  }
  // Compiling while loading needs the right type, which some static hosts do not send.
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

// What index.html shows is on the screen, or nobody looks: only then may the start keep the browser busy.
function painted() {
  return new Promise((done) => {
    setTimeout(done, document.hidden ? 0 : 300);
    try {
      const observer = new PerformanceObserver((list) => {
        if (list.getEntriesByName("first-contentful-paint").length > 0) {
          observer.disconnect();
          setTimeout(done);
        }
      });
      observer.observe({ type: "paint", buffered: true });
    } catch {
      // An older browser, which waits the while.
    }
  });
}

let exported;

// Asked by the later part (snippets/later-*/link.js), under the name that it knows.
export const initSync = () => exported;

async function started(initialise, module) {
  try {
    exported = await initialise({ module_or_path: module });
  } catch (error) {
    stopped(error);
  }
}

function stopped(error) {
  say(
    document.body.dataset.ready
      ? // The page shows old figures: say so instead of looking alive.
        "The designer stopped because of a fault in it, and what you see no longer follows your edits. Reload the " +
          "page: the design is kept. A report of these words helps us to mend it."
      : "The designer stopped while it started. Reload the page; if that does not help, remove what follows # in the " +
          "address, since a damaged link can be the reason. A report of these words helps us to mend it.",
    error,
  );
}

// The page is put together after `initialise` has returned, and lives on its own from there.
addEventListener("error", (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) {
    stopped(event.error);
  }
});

// What makes the page work without a connection must not be in the way of the page.
function offline() {
  const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 1000));
  // If it does not arrive now, it will with the next visit.
  idle(() => import("./offline.js").catch(() => {}));
}

// Not awaited: the page imports this file, and would wait for itself.
start().then(offline);
