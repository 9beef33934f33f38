// <desk-filing> inside <desk-kept>: a new story from a phone. Photos are kept in this browser as soon as they are
// chosen; the buttons put the story into what waits to be sent (sending.js), with a line or without. Only a story
// begun at a desk, with a line and without photos, goes as the plain form that it is.
import { pump } from "./sending.js";
import { ofFile } from "./sha256.js";
import * as store from "./store.js";

class DeskFiling extends HTMLElement {
  connectedCallback() {
    this.kept = this.closest("desk-kept");
    this.form = this.closest("form");
    this.list = this.querySelector("[data-photos]");
    this.note = this.querySelector("[data-photos-said]");
    this.reading = Promise.resolve();
    if (!this.kept || !this.form) return;
    for (const input of this.form.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        const files = [...input.files];
        input.value = "";
        this.reading = this.reading.then(() => this.take(files));
      });
    }
    this.kept.addEventListener("desk:restored", () => {
      this.form.classList.add("filing-all");
      this.show();
    });
    // Before the text is marked as sent by the plain form.
    this.kept.addEventListener("submit", (event) => this.submit(event), { capture: true });
    addEventListener("desk:sending", (event) => this.hear(event.detail));
  }

  async take(files) {
    const { most, large, lost, bytes } = this.list.dataset;
    let said = "";
    for (const file of files) {
      if (this.kept.photos.length >= Number(this.list.dataset.count)) {
        said = this.list.dataset.many;
        break;
      }
      if (file.size > Number(bytes)) {
        said = large.replace("{name}", file.name).replace("{most}", most);
        continue;
      }
      const photo = { key: store.uuid(), name: file.name.slice(0, 120), size: file.size, sha256: "" };
      try {
        photo.sha256 = await ofFile(file);
      } catch {
        continue; // the file went away while it was read
      }
      if (!(await store.keepFile(photo.key, file))) said = lost;
      this.kept.photos = [...this.kept.photos, photo];
      this.show();
    }
    if (this.note) this.note.textContent = said;
    await this.kept.keep();
  }

  async show() {
    if (!this.list) return; // whose role does not include photos
    for (const image of this.list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    const rows = [];
    for (const photo of this.kept.photos) {
      const row = this.querySelector("template[data-photo]").content.firstElementChild.cloneNode(true);
      const blob = await store.file(photo.key);
      if (blob) row.querySelector("img").src = URL.createObjectURL(blob);
      row.querySelector("[data-name]").textContent = photo.name;
      row.querySelector("[data-size]").textContent = `${(photo.size / 2 ** 20).toFixed(1)} MB`;
      row.querySelector("[data-drop]").addEventListener("click", async () => {
        this.kept.photos = this.kept.photos.filter((one) => one.key !== photo.key);
        await this.kept.keep();
        await store.dropFile(photo.key);
        await this.show();
        this.form.querySelector("input[type=file]").focus();
      });
      rows.push(row);
    }
    this.list.replaceChildren(...rows);
  }

  submit(event) {
    const button = event.submitter?.name ?? "";
    const desk = button === "to_desk";
    if (navigator.onLine && !desk && button !== "keep" && !this.kept.photos.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { headline, text } = this.form.elements;
    const box = this.form.querySelector("[data-wrong]");
    const wrong = !headline.value.trim()
      ? [headline, box.dataset.headline]
      : desk && !text.value.trim() && [text, box.dataset.text];
    box.hidden = !wrong;
    if (wrong) {
      box.querySelector("[data-sentence]").textContent = wrong[1];
      wrong[0].focus();
      return;
    }
    this.wait(desk ? "desk" : "draft");
  }

  // The story waits to be sent from now on; the form makes room for what is said about it.
  async wait(wanted) {
    await this.reading;
    await this.kept.keep(true);
    this.kept.sent = true;
    await store.change(this.kept.textId, (now) => now && { ...now, wanted, errors: undefined });
    this.form.hidden = true;
    pump();
    document.querySelector("desk-outgoing")?.focus();
  }

  // It could not be taken: the form comes back with everything in it.
  hear({ id, what, errors }) {
    if (id !== this.kept.textId || !["refused", "changed", "back"].includes(what)) return;
    this.kept.sent = false;
    this.form.hidden = false;
    const box = this.form.querySelector("[data-wrong]");
    box.hidden = !errors;
    if (errors) {
      box.querySelector("[data-sentence]").textContent = errors
        .map(([field, sentence]) => (field ? `${field}: ${sentence}` : sentence))
        .join(" ");
      box.focus();
    }
  }
}
customElements.define("desk-filing", DeskFiling);
