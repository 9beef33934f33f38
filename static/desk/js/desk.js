// What every page of the desk loads. Each part only improves markup that works as a form or a link without it.
import "./sheet.js";
import "./shortcuts.js";
import "./waiting.js";
import "./dirty.js";
import "./byline.js";
import "./tags.js";
import "./focal.js";
import "./passkey.js";
import "./print.js";
import "./kept.js";
import "./outgoing.js";

for (const element of document.querySelectorAll("[data-js]")) element.hidden = false;

// the colours: as the device, light, dark
const button = document.querySelector("[data-theme-next]");
if (button) {
  const order = ["auto", "light", "dark"];
  const say = () => {
    button.textContent = button.dataset[document.documentElement.dataset.theme ?? "auto"];
  };
  button.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? "auto";
    const next = order[(order.indexOf(now) + 1) % order.length];
    if (next === "auto") {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem("desk-theme");
    } else {
      document.documentElement.dataset.theme = next;
      localStorage.setItem("desk-theme", next);
    }
    say();
  });
  say();
}
