// <p data-saved> says whether what stands on the screen is saved, or where it is kept until then: at the desk
// (`autosave.js`), or in this browser (`kept.js`). What the desk has is better kept than what the browser has. Leaving
// with words that the desk has not asks first. [data-aloud] says the same to those who listen, when it changes.
const form = document.querySelector("form[data-keep]");
const sign = document.querySelector("[data-saved]");
const aloud = document.querySelector("[data-aloud]");
if (form && sign) {
  let dirty = form.dataset.keep === "typed";
  let desk = ""; // what became of the text since the last key: a state of `desk:autosave`
  let here = false; // and whether this browser has it
  let told = ""; // the state that was said aloud last
  const safe = () => desk === "kept" || desk === "stale";
  const show = (said) => {
    sign.toggleAttribute("data-dirty", dirty);
    sign.querySelector("[data-text]").textContent = dirty ? said : sign.dataset.saved;
  };
  const say = (state, said) => {
    show(said);
    if (aloud && state !== told) aloud.textContent = said;
    told = state;
  };
  const typed = () => {
    dirty = true;
    desk = "";
    here = false;
    show(sign.dataset.unsaved);
  };
  form.addEventListener("input", typed);
  form.addEventListener("desk:changed", typed);
  form.addEventListener("desk:kept", ({ detail: { state, said } }) => {
    dirty = true;
    here = state !== "full";
    if (safe()) return;
    if (state !== "kept") say(state, said);
    else show(desk === "offline" ? sign.dataset.away : said);
  });
  form.addEventListener("desk:autosave", ({ detail: { state, said } }) => {
    desk = state;
    if (state === "busy") show(said);
    else say(state, state === "offline" && here ? sign.dataset.away : said);
  });
  form.addEventListener("submit", () => {
    dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty && !safe()) event.preventDefault();
  });
  show(sign.dataset.unsaved);
}
