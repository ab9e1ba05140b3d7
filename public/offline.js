// Has the service worker keep the page for the time without a connection, and offers a new version once it has arrived
// whole. boot.js imports this when the page stands, or has failed to: a version that cannot start must be left, too.

const HOUR = 3_600_000;
const workers = navigator.serviceWorker;

function offer(registration) {
  if (document.getElementById("news")) {
    return;
  }
  const news = document.createElement("div");
  news.id = "news";
  news.className = "toast news";
  news.setAttribute("role", "status");
  document.body.append(news);
  const sentence = document.createElement("span");
  sentence.textContent = "A new version is ready. Your design is kept.";
  const reload = button("Reload", () => {
    // An edit is kept an eighth of a second after it was made, and the press may have ended one.
    setTimeout(() => {
      if (registration.waiting) {
        registration.waiting.postMessage("take over");
      } else {
        location.reload();
      }
    }, 400);
    reload.setAttribute("aria-disabled", "true");
    pressed = true;
  });
  // Into a region that is there already: so it is read out.
  setTimeout(() => news.append(sentence, reload, button("Later", () => news.remove())), 100);
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "b";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

let pressed = false;

async function keep() {
  // In a window that keeps nothing, or without https, there is none.
  if (!workers) {
    return;
  }
  const updated = workers.controller !== null;
  const registration = await workers.register(new URL("sw.js", import.meta.url), { updateViaCache: "none" });
  const follow = (worker) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && workers.controller) {
        offer(registration);
      }
    });
  follow(registration.installing);
  registration.addEventListener("updatefound", () => follow(registration.installing));
  if (registration.waiting && workers.controller) {
    offer(registration);
  }
  workers.addEventListener("controllerchange", () => {
    if (pressed) {
      location.reload();
    } else if (updated) {
      // Another window has gone over to the new version, and what this one has not loaded yet is gone.
      offer(registration);
    }
  });
  setInterval(() => {
    if (!document.hidden) {
      registration.update().catch(() => {});
    }
  }, HOUR);
}

// Without it everything works as before, as long as there is a connection.
keep().catch(() => {});
