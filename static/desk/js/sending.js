// Sends what waits in this browser, when there is a line: the text first, then its photos in pieces. It runs on every
// page of the desk, one page at a time, and only for the person who is signed in. What happens is told to all pages
// as `desk:sending` events {id, what, ...}: waiting, sending, text, photo, done, refused, changed, signed-out, other.
import { sendPhoto } from "./pieces.js";
import * as store from "./store.js";

const FIRST = 2000;
const LONGEST = 60_000;
const PATIENCE = 60_000; // for one request; a stalled line is no line
const pages = "BroadcastChannel" in self ? new BroadcastChannel("desk-sending") : null;
let wait = FIRST;
let timer = 0;
let running = false;
let again = false;
let about; // {user, line, send, incoming}: whose, and the addresses

class Away extends Error {} // no line
class SignedOut extends Error {}
class Other extends Error {} // someone else is signed in now

function tell(detail, here = true) {
  dispatchEvent(new CustomEvent("desk:sending", { detail }));
  if (here) pages?.postMessage(detail);
}

const line = {
  csrf: "",
  async ask(url, options = {}) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { Accept: "application/json", ...options.headers };
      if (options.method === "POST") headers["X-CSRFToken"] = line.csrf;
      const sent = { cache: "no-store", redirect: "manual", signal: stop.signal, ...options, headers };
      const response = await fetch(url, sent);
      if (response.type === "opaqueredirect") throw new SignedOut(); // to the sign-in page
      if (response.status >= 500 || response.status === 429) throw new Away(); // busy or just starting: later
      if (response.status === 403) throw new Other(); // signed in anew since, or a right was taken
      const text = await response.text(); // all of it, while the clock runs: a line breaks in the middle of answers
      return new Response(text, { status: response.status });
    } catch (error) {
      if (error instanceof SignedOut || error instanceof Other) throw error;
      throw new Away();
    } finally {
      clearTimeout(late);
    }
  },
  // Who is signed in. The mark for forms changes with each sign-in, so it is asked for anew each time.
  async open() {
    const told = await (await line.ask(about.line)).json();
    line.csrf = told.csrf;
    if (String(told.user) !== about.user) throw new Other();
  },
};

async function sendText(text) {
  const form = new FormData();
  for (const [name, values] of Object.entries(text.fields)) for (const value of values) form.append(name, value);
  form.set("to_desk", text.wanted === "desk" ? "yes" : "");
  const follow = (text.photos ?? []).map(({ key, size, sha256, name }) => ({ key, size, sha256, name }));
  form.set("announced", JSON.stringify(follow));
  const response = await line.ask(about.send, { method: "POST", body: form });
  return { status: response.status, ...(await response.json()) };
}

// Sends one story. Whatever throws leaves it where it was, to be sent again.
async function sendOne(id) {
  let text = (await store.all(about.user)).find((one) => one.id === id);
  if (!text?.wanted) return;
  const headline = (text.fields.headline ?? [""])[0];
  for (let round = 0; round < 3; round += 1) {
    tell({ id, what: "sending", headline, photos: text.photos?.length ?? 0 });
    const told = await sendText(text);
    if (told.status !== 200) {
      // It cannot be taken as it is: back to its writer, who mends it.
      const errors = told.errors ?? [["", told.said ?? ""]];
      await store.change(id, (now) => now && { ...now, wanted: "", errors });
      tell({ id, what: told.status === 409 ? "changed" : "refused", headline, errors, url: told.url });
      return;
    }
    tell({ id, what: "text", headline, url: told.url, wanted: text.wanted, photos: text.photos?.length ?? 0 });
    await store.change(id, (now) => now && { ...now, url: told.url });
    const refused = [];
    let gone = false;
    for (const [place, photo] of (text.photos ?? []).entries()) {
      const blob = await store.file(photo.key);
      const url = about.incoming.replace("00000000-0000-0000-0000-000000000000", photo.key);
      const stands = blob
        ? await sendPhoto(url, blob, line, (offset) =>
            tell({ id, what: "photo", headline, url: told.url, wanted: text.wanted, place, offset, ...sizes(text) }))
        : (told.photos[photo.key] ?? { state: "missing" });
      if (stands.state === "gone") gone = true;
      else if (stands.state !== "done") refused.push({ name: photo.name, said: stands.said ?? "", state: stands.state });
    }
    if (gone) continue; // it was swept on the server: announced anew
    // Another page may have changed the text since; then that is sent as well.
    const now = (await store.all(about.user)).find((one) => one.id === id);
    if (now?.wanted && JSON.stringify(now.fields) !== JSON.stringify(text.fields)) {
      text = now;
      continue;
    }
    await store.drop(id);
    const photos = (text.photos?.length ?? 0) - refused.length;
    tell({ id, what: "done", headline, url: told.url, wanted: text.wanted, photos, refused });
    return;
  }
  throw new Away();
}

const sizes = (text) => ({ photos: text.photos.length, sizes: text.photos.map((photo) => photo.size) });

async function sendAll() {
  const waiting = (await store.all(about.user)).filter((text) => text.wanted);
  if (!waiting.length) return;
  for (const { id, fields, photos, url, wanted } of waiting) {
    // `url`: the text has arrived before, its photos have not.
    const headline = (fields.headline ?? [""])[0];
    tell({ id, what: "waiting", headline, photos: photos?.length ?? 0, url, wanted });
  }
  await line.open();
  for (const { id } of waiting) await sendOne(id);
}

// The story waits no longer: its writer goes on with it. What is under way meanwhile is the same story under its key.
export async function takeBack(id) {
  await store.change(id, (now) => now && { ...now, wanted: "" });
  tell({ id, what: "back" });
}

// Tries now, and again after ever longer pauses while something waits.
export async function pump() {
  if (!about) return;
  if (running) {
    again = true;
    return;
  }
  running = true;
  again = false;
  clearTimeout(timer);
  let later = 0;
  try {
    const mine = async (lock) => {
      if (lock === null) later = 5000; // another page of the desk is at it
      else await sendAll();
    };
    if (navigator.locks) await navigator.locks.request("desk-sending", { ifAvailable: true }, mine);
    else await mine();
    wait = FIRST;
  } catch (error) {
    if (error instanceof SignedOut) tell({ what: "signed-out" });
    later = wait + Math.random() * wait * 0.3;
    wait = Math.min(LONGEST, wait * 2);
  }
  running = false;
  if (again) later = Math.min(later || 1, FIRST);
  const left = (await store.all(about.user)).some((text) => text.wanted);
  if (left && later) timer = setTimeout(pump, later);
  else if (left) timer = setTimeout(pump, FIRST);
}

// Begins to look after what waits. Called once a page.
export function begin(whose) {
  about = whose;
  pages?.addEventListener("message", (event) => tell(event.data, false));
  const now = () => {
    wait = FIRST;
    pump();
  };
  addEventListener("online", now);
  addEventListener("pageshow", now);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  store.sweep();
  pump();
}
