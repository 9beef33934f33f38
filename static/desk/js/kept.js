// <desk-kept data-user data-story>: keeps what is typed into the form inside, in this browser, a second after typing,
// and offers it again after a crash, a reload, a lost session or a lost line. Keyed by person and story; each opened
// page keeps a text of its own, so that nothing is written over. The server says in `data-accepted` which sendings it
// has; only then a text goes.
//
// Each time it says how that went the form sends `desk:kept`, with {state, said}: kept, full (the browser takes nothing
// more) or away (no line, so the form stays here). `dirty.js` shows it, where the page has a place for it.
import * as store from "./store.js";

const PAUSE = 1000;
const WEEK = 7 * 24 * 3600 * 1000;
const SENT = "desk-kept-sent"; // in localStorage: it must be written before the page goes
// Of the page, not of the text: a window that is gone must not lend its name, nor its draft, to the one that is open.
const OURS = new Set(["csrfmiddlewaretoken", "kept", "window", "draft"]);

// In the newsroom's own time, as everywhere at the desk; the page says its zone.
const zone = document.documentElement.dataset.zone || undefined;
const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }); // ISO 8601
const time = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
export const clock = (at) =>
  day.format(at) === day.format(Date.now()) ? time.format(at) : `${day.format(at)} ${time.format(at)}`;

// {name: [values]} of a form, without files and without what belongs to one sending.
export function snapshot(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !OURS.has(name)) (fields[name] ??= []).push(value);
  }
  return fields;
}

const typed = (fields) => Object.entries(fields).filter(([name]) => !OURS.has(name));
const same = (one, other) => JSON.stringify(typed(one)) === JSON.stringify(typed(other));
const marks = () => JSON.parse(localStorage.getItem(SENT) ?? "{}");

// Lets go of what the server says it has.
export async function letGo(user) {
  const has = new Set((document.querySelector("[data-accepted]")?.dataset.accepted ?? "").split(" "));
  const left = marks();
  for (const [id, { mark, at }] of Object.entries(left)) {
    if (has.has(mark)) {
      const text = (await store.all(user)).find((one) => one.id === id);
      if (text && text.at <= at) await store.drop(id);
    }
    if (has.has(mark) || at < Date.now() - WEEK) delete left[id];
  }
  localStorage.setItem(SENT, JSON.stringify(left));
}

class DeskKept extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.user = this.dataset.user;
    this.story = this.dataset.story;
    this.textId = `${this.user}:${this.story}:${store.uuid()}`;
    this.place = this.querySelector("[data-kept-offer]");
    this.note = this.querySelector("[data-kept-said]");
    this.photos = []; // {key, name, size, sha256}; their files are in the store
    this.first = snapshot(this.form);
    const soon = () => {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.keep(), PAUSE);
    };
    this.form.addEventListener("input", soon);
    this.form.addEventListener("desk:changed", soon);
    this.form.addEventListener("submit", (event) => this.leave(event), { capture: true });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.keep());
    addEventListener("pagehide", () => this.keep());
    this.begin();
  }

  async begin() {
    // A page that is open holds its text: others do not offer it.
    navigator.locks?.request(this.textId, () => new Promise(() => {}));
    const held = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
    await letGo(this.user);
    const mine = (text) => text.story === this.story && !text.wanted && text.id !== this.textId && !held.has(text.id);
    const found = (await store.all(this.user)).filter(mine);
    for (const text of found) {
      if (same(text.fields, this.first) && !text.photos?.length) await store.drop(text.id);
      else this.offer(text);
    }
    if (this.form.dataset.keep === "typed") await this.keep(true); // it came back with what was typed
  }

  offer(text) {
    const headline = (text.fields.headline ?? [""])[0];
    const box = this.place.querySelector("template").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-when]").textContent = this.place.dataset.when.replace("{when}", clock(text.at));
    box.querySelector("[data-what]").textContent = headline;
    const base = text.base && this.base() && text.base !== this.base();
    box.querySelector("[data-since]").hidden = !base;
    box.querySelector("[data-back]").addEventListener("click", () => this.restore(text, box));
    box.querySelector("[data-drop]").addEventListener("click", async () => {
      await store.drop(text.id);
      box.remove();
      this.form.querySelector("textarea, input:not([type=hidden])")?.focus();
    });
    this.place.append(box);
  }

  async restore(text, box) {
    this.fill(text.fields);
    this.photos = text.photos ?? [];
    this.dispatchEvent(new CustomEvent("desk:restored", { detail: { text } }));
    await this.keep(true);
    // Its photos stay: they belong to the text that is kept now.
    await store.change(text.id, (now) => now && { ...now, photos: [] });
    await store.drop(text.id);
    box.remove();
    const first = this.form.querySelector("textarea, input:not([type=hidden])");
    first?.focus();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  fill(fields) {
    const places = (name) =>
      [...this.form.elements].filter(
        (one) => one.name === name && !["file", "submit", "button"].includes(one.type) && !OURS.has(name),
      );
    for (const [name, values] of Object.entries(fields)) {
      let found = places(name);
      const rows = found[0]?.closest("desk-rows");
      while (rows && found.length < values.length) {
        rows.another();
        found = places(name);
      }
      found.forEach((one, place) => {
        if (one.type === "radio" || one.type === "checkbox") one.checked = values.includes(one.value);
        else one.value = values[place] ?? "";
        one.dispatchEvent(new CustomEvent("desk:filled"));
      });
    }
  }

  base() {
    return this.form.elements.base_version?.value ?? "";
  }

  // Writes down what stands in the form, and gives whether it stands. Nothing is written where nothing was typed.
  async keep(always = false) {
    clearTimeout(this.later);
    const fields = snapshot(this.form);
    if (this.sent || (!always && same(fields, this.last ?? this.first) && same(this.photos, this.lastPhotos ?? [])))
      return true;
    this.last = fields;
    this.lastPhotos = [...this.photos];
    const at = Date.now();
    const { textId: id, user, story } = this;
    const base = this.base();
    try {
      await store.change(id, (now) => ({ wanted: "", ...now, id, user, story, base, at, fields, photos: this.photos }));
    } catch {
      this.say("full", this.place.dataset.full);
      return false;
    }
    this.say("kept", this.place.dataset.kept.replace("{when}", clock(at)));
    return true;
  }

  say(state, said) {
    if (this.note) this.note.textContent = said;
    this.form.dispatchEvent(new CustomEvent("desk:kept", { detail: { state, said } }));
  }

  // The form is about to be sent by the browser itself.
  leave(event) {
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.keep(true).then((kept) => {
        if (kept) this.say("away", this.place.dataset.away);
        this.note?.scrollIntoView({ block: "nearest" });
      });
      return;
    }
    this.keep();
    const mark = store.uuid();
    let field = this.form.elements.kept;
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "kept" });
      this.form.append(field);
    }
    field.value = mark;
    localStorage.setItem(SENT, JSON.stringify({ ...marks(), [this.textId]: { mark, at: Date.now() } }));
  }
}
customElements.define("desk-kept", DeskKept);
