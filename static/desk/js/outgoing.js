// <desk-outgoing>: says on every page of the desk what waits in this browser, what is being sent and what arrived,
// and starts the sending, which most pages never need to load. It also minds the door: who signs out with something unsent is asked first.
import { clock, letGo } from "./kept.js";
import * as store from "./store.js";

class DeskOutgoing extends HTMLElement {
  connectedCallback() {
    const { user, send } = this.dataset;
    this.user = user;
    this.list = this.querySelector("ul");
    this.rows = new Map();
    const gone = letGo(user);
    if (send) {
      addEventListener("desk:sending", (event) => this.hear(event.detail));
      gone.then(() => this.look());
      // What another page put there is sent by this one, should that be closed.
      if ("BroadcastChannel" in self) new BroadcastChannel("desk-sending").onmessage = () => this.start();
      if (document.body.classList.contains("p-home")) gone.then(() => this.remind());
    }
    const out = document.querySelector("form[data-sign-out]");
    out?.addEventListener("submit", (event) => this.leave(event, out), { capture: true });
  }

  async look() {
    const waits = (await store.all(this.user)).some((text) => text.wanted);
    if (waits || document.querySelector("desk-filing")) this.start();
  }

  async start() {
    if (this.started) return;
    this.started = true;
    const { user, line, send, incoming } = this.dataset;
    (await import("./sending.js")).begin({ user, line, send, incoming });
  }

  words(name, values = {}) {
    return Object.entries(values).reduce(
      (text, [key, value]) => text.replace(`{${key}}`, value),
      this.dataset[name] ?? "",
    );
  }

  hear(told) {
    if (told.what === "signed-out") {
      for (const row of this.rows.values()) {
        this.say(row, this.words("signedOut"));
        row.querySelector("[data-door]").hidden = false;
      }
      return;
    }
    let row = this.rows.get(told.id);
    if (!row) {
      row = this.querySelector("template").content.firstElementChild.cloneNode(true);
      this.rows.set(told.id, row);
      row.querySelector("[data-change]").addEventListener("click", async () => {
        (await import("./sending.js")).takeBack(told.id);
      });
      this.list.append(row);
      this.hidden = false;
    }
    row.querySelector("[data-headline]").textContent = told.headline ?? "";
    const link = row.querySelector("[data-open]");
    link.hidden = !told.url;
    if (told.url) link.href = told.url;
    row.querySelector("[data-door]").hidden = true;
    row.dataset.what = told.what;
    const bar = row.querySelector("progress");
    bar.hidden = told.what !== "photo";
    row.querySelector("[data-more]").hidden = told.what !== "done";
    // The page that holds the form can take the story back while it has not gone.
    const here = document.querySelector("desk-kept")?.textId === told.id;
    row.querySelector("[data-change]").hidden = !here || told.what !== "waiting" || Boolean(told.url);
    if (["refused", "changed", "back"].includes(told.what) && here) {
      row.remove(); // the form says it, beside what was typed
      this.rows.delete(told.id);
      this.hidden = !this.list.children.length;
      return;
    }
    const where = told.wanted === "draft" ? "taken" : "atDesk";
    if (told.what === "kept") this.say(row, this.words("kept", { when: clock(told.at) }));
    else if (told.what === "waiting" && told.url) this.say(row, `${this.words(where)} ${this.words("later")}`);
    else if (told.what === "waiting") this.say(row, this.words("waiting"));
    else if (told.what === "sending") this.say(row, this.words("sending"));
    else if (told.what === "text")
      this.say(row, this.words(where) + (told.photos ? ` ${this.words("follow")}` : ""));
    else if (told.what === "photo") {
      const whole = told.sizes.reduce((sum, size) => sum + size, 0);
      bar.max = whole;
      bar.value = told.sizes.slice(0, told.place).reduce((sum, size) => sum + size, 0) + told.offset;
      const done = told.place + (told.offset === told.sizes[told.place] ? 1 : 0);
      this.say(row, `${this.words(where)} ${this.words("sent", { done, all: told.photos })}`);
    } else if (told.what === "done") {
      const lost = told.refused.map(({ name, said }) => `${name}: ${said || this.words("missing")}`).join(" ");
      const all = told.photos + told.refused.length;
      const photos = all ? ` ${this.words("sent", { done: told.photos, all })}` : "";
      this.say(row, `${this.words(where)}${photos}${lost ? ` ${lost}` : ""}`);
    } else this.say(row, told.errors.map((error) => error.filter(Boolean).join(": ")).join(" "));
    if (["refused", "changed"].includes(told.what)) {
      link.hidden = false;
      link.href = told.url ?? this.dataset.add;
    }
  }

  // The desk's first page also says what was typed, never saved, and is open nowhere.
  async remind() {
    const held = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
    for (const { id, story, at, fields, wanted } of await store.all(this.user)) {
      if (wanted || held.has(id)) continue;
      const url = story === "new" ? this.dataset.add : this.dataset.page.replace("/0/", `/${story}/`);
      this.hear({ id, what: "kept", headline: (fields.headline ?? [""])[0], url, at });
    }
  }

  say(row, sentence) {
    const place = row.querySelector("[data-sentence]");
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  async leave(event, form) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const sheet = document.getElementById("unsent");
    const left = await store.all(this.user);
    if (!left.length) {
      await store.clear(this.user);
      form.submit();
      return;
    }
    sheet.querySelector("ul").replaceChildren(
      ...left.map((text) => {
        const row = document.createElement("li");
        row.textContent = (text.fields.headline ?? [""])[0];
        row.dir = "auto";
        return row;
      }),
    );
    sheet.querySelector("[data-discard]").onclick = async () => {
      await store.clear(this.user);
      form.submit();
    };
    sheet.showModal();
  }
}
customElements.define("desk-outgoing", DeskOutgoing);
