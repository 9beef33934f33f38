// <desk-several>: the form's files go one after the other to the form's own address, so that a hundred are no long wait
// for one answer. Without this the same form sends them together.
class DeskSeveral extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.files = this.form.querySelector("input[type=file]");
    this.form.addEventListener("submit", (event) => {
      if (this.files.files.length < 2) return; // one file: the page's own way is as good
      event.preventDefault();
      this.send([...this.files.files]);
    });
  }

  async send(files) {
    const [bar, said] = [this.querySelector("progress"), this.querySelector("[data-say]")];
    const button = this.form.querySelector("button:not([type=button])");
    const words = new FormData(this.form);
    const refused = [];
    words.delete(this.files.name);
    this.querySelector("[data-sending]").hidden = false;
    button.disabled = true;
    bar.max = files.length;
    for (const [number, file] of files.entries()) {
      bar.value = number;
      said.textContent = this.words("progress", number, files.length);
      const why = await this.one(words, file);
      if (why) refused.push([file, why]);
    }
    bar.value = files.length;
    said.textContent = this.words("progress", files.length - refused.length, files.length);
    button.disabled = false;
    if (refused.length) this.show(refused);
    else location.assign(this.dataset.list);
  }

  // Why the file was not taken; empty where it was.
  async one(words, file) {
    const body = new FormData();
    for (const [name, value] of words) body.append(name, value);
    body.append(this.files.name, file);
    try {
      const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
      const read = await answer.json();
      return [...read.errors, ...read.sent.map((one) => one.said)].filter(Boolean).join(" ");
    } catch {
      return this.dataset.lost;
    }
  }

  show(refused) {
    const box = this.querySelector("[data-bad]");
    const list = box.querySelector("ul");
    box.querySelector("[data-bad-head]").textContent = this.dataset.refused;
    list.replaceChildren(
      ...refused.map(([file, why]) => {
        const [line, name] = [document.createElement("li"), document.createElement("bdi")];
        name.textContent = file.name;
        line.append(name, `: ${why}`);
        return line;
      }),
    );
    box.hidden = false;
    box.scrollIntoView({ block: "center" }); // the page's foot may stand over it
    // Only these are chosen now: what is kept is not sent a second time.
    const left = new DataTransfer();
    for (const [file] of refused) left.items.add(file);
    this.files.files = left.files;
  }

  words(name, done, all) {
    return this.dataset[name].replace("{done}", done).replace("{all}", all);
  }
}
customElements.define("desk-several", DeskSeveral);
