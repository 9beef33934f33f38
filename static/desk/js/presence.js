// <desk-presence data-url>: says every few seconds that this window has the story open and whether it holds words that
// are not saved; shows the sentences that come back. Only what is new is read out.
const BEAT = 5000;

class DeskPresence extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ul");
    this.form = this.closest("form");
    this.unsaved = this.form?.dataset.keep === "typed";
    this.form?.addEventListener("input", () => this.typed());
    this.form?.addEventListener("desk:changed", () => this.typed());
    this.beat = setInterval(() => this.tell(), BEAT);
    addEventListener("pagehide", () => navigator.sendBeacon(this.dataset.url, this.data({ gone: "yes" })));
    addEventListener("pageshow", (event) => event.persisted && this.tell());
    this.tell();
  }

  disconnectedCallback() {
    clearInterval(this.beat);
  }

  typed() {
    if (this.unsaved) return;
    this.unsaved = true;
    this.tell();
  }

  data(more = {}) {
    const held = new FormData();
    for (const name of ["csrfmiddlewaretoken", "window", "base_version"]) {
      const field = this.form?.elements[name];
      if (field) held.set(name, field.value);
    }
    held.set("unsaved", this.unsaved ? "yes" : "no");
    for (const [name, value] of Object.entries(more)) held.set(name, value);
    return held;
  }

  async tell() {
    let said;
    try {
      const answer = await fetch(this.dataset.url, { method: "POST", body: this.data(), redirect: "manual" });
      if (!answer.ok) return;
      ({ said } = await answer.json());
    } catch {
      return; // the next beat tries again
    }
    const lines = said.length ? said : [this.dataset.nobody];
    if (lines.join("\n") === [...this.list.children].map((line) => line.textContent.trim()).join("\n")) return;
    this.list.replaceChildren(
      ...lines.map((text) =>
        Object.assign(document.createElement("li"), { textContent: text, className: said.length ? "" : "quiet" }),
      ),
    );
  }
}
customElements.define("desk-presence", DeskPresence);
