// Runs before the first paint, and so does little: the chosen theme, and whether the figures in index.html, which are
// those of the default design, are what this visitor is about to see.

const root = document.documentElement;
try {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith("tempo-designer."));
  const theme = localStorage.getItem("tempo-designer.theme");
  if (theme === "light" || theme === "dark") {
    root.dataset.theme = theme;
  }
  if (kept.some((key) => key !== "tempo-designer.theme")) {
    root.dataset.own = "";
  }
} catch {
  // A browser that keeps nothing for us keeps no design either.
}
// What follows # may be a design as well.
if (location.hash.length > 1) {
  root.dataset.own = "";
}
