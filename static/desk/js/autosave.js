// Keeps what the story's form holds at the server, a few seconds after the last key, and at once when the window is
// left. It says how that went by one event on the form, `desk:autosave` with {state, said}: busy, kept, stale (somebody
// saved meanwhile), refused, signed-out or offline. `kept.js` keeps the text in the browser, and knows nothing of this.
const PAUSE = 3000; // after the last key
const LONGEST = 15000; // at the latest, however long somebody types on
const AGAIN = 10000; // after a try that failed
const form = document.querySelector("form[data-draft]");

if (form) {
  let turn = 0;
  let timer = 0;
  let since = 0; // when the oldest of what is not kept was typed
  let busy = false;
  let over = false; // the form itself is on its way

  const data = () => {
    const held = new FormData(form);
    for (const [name, value] of [...held]) if (value instanceof File) held.delete(name);
    turn += 1;
    held.set("turn", String(turn));
    return held;
  };
  const say = (state, said) =>
    form.dispatchEvent(new CustomEvent("desk:autosave", { detail: { state, said } }));
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };

  async function send() {
    if (!since || over) return;
    if (busy) return later(PAUSE);
    busy = true;
    const began = since;
    since = 0;
    say("busy", form.dataset.keeping);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: data(),
        redirect: "manual",
        headers: { Accept: "application/json" },
      });
      if (answer.type === "opaqueredirect") throw "signed-out";
      const told = (answer.headers.get("content-type") ?? "").includes("json") ? await answer.json() : {};
      if (answer.ok || answer.status === 409) {
        form.elements.draft.value = told.draft;
        say(answer.ok ? "kept" : "stale", told.said);
      } else if (answer.status < 500 && told.said) say("refused", told.said);
      else throw answer.status === 403 ? "signed-out" : "offline";
    } catch (error) {
      since = since || began;
      const state = error === "signed-out" ? error : "offline";
      say(state, state === "offline" ? form.dataset.offline : form.dataset.signedOut);
      later(AGAIN);
    } finally {
      busy = false;
      if (since) later(PAUSE);
    }
  }
  const typed = () => {
    const now = Date.now();
    since = since || now;
    later(Math.max(0, Math.min(PAUSE, since + LONGEST - now)));
  };
  form.addEventListener("input", typed);
  form.addEventListener("desk:changed", typed);
  form.addEventListener("submit", () => {
    over = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => {
    over = false;
  });
  addEventListener("online", () => send());
  addEventListener("pagehide", () => {
    if (since && !over) navigator.sendBeacon(form.dataset.draft, data());
  });
}
