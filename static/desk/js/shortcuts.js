// Single keys rest while someone types, with a modifier, in a dialog, or when switched off (WCAG 2.1.4).
// `aria-keyshortcuts` on links and buttons is the only list of them.
const typing = (target) => target.closest("input, textarea, select, [contenteditable=true]");
const press = (keys) => document.querySelector(`[aria-keyshortcuts="${CSS.escape(keys)}"]`);
let lead = 0;

const step = (by) => {
  const rows = [...document.querySelectorAll(".grid tbody tr, .photos > li, .wait > li")];
  const now = rows.findIndex((row) => row.classList.contains("at"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + by))];
  if (!next) return;
  rows[now]?.classList.remove("at");
  next.classList.add("at");
  next.querySelector("a")?.focus();
};

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const keys = { s: "Control+S", Enter: "Control+Enter" }[event.key];
    const button = keys && press(keys);
    if (button) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  const off = document.documentElement.dataset.keys === "off";
  if (event.altKey || off || typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key;
  if (Date.now() - lead < 900) {
    lead = 0;
    const link = press(`g ${key}`);
    if (link) {
      link.click();
      return;
    }
  }
  lead = key === "g" ? Date.now() : 0;
  if (key === "/") {
    event.preventDefault();
    (document.getElementById("searchbar") ?? document.getElementById("q"))?.focus();
  } else if (key === "?") document.getElementById("keys")?.showModal();
  else if (key === "n") press("n")?.click();
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
});

const off = document.querySelector("[data-keys-off]");
if (off) {
  off.checked = document.documentElement.dataset.keys === "off";
  off.addEventListener("change", () => {
    localStorage.setItem("desk-keys", off.checked ? "off" : "on");
    document.documentElement.dataset.keys = off.checked ? "off" : "on";
  });
}
