// <desk-rows>: rows in an order. Up, down and remove; another row from the template. The order of the markup is
// the order that is sent, so nothing is numbered.
class DeskRows extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.note = this.querySelector("[data-say]");
    this.blank = this.querySelector("template");
    this.addEventListener("click", (event) => this.press(event.target.closest("button")));
  }

  another() {
    this.list.append(this.blank.content.cloneNode(true));
  }

  press(button) {
    if (!button) return;
    const row = button.closest("li");
    if ("add" in button.dataset) {
      this.another();
      this.list.lastElementChild.querySelector("input")?.focus();
    } else if (button.dataset.move && row) {
      const by = Number(button.dataset.move);
      const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      other[by < 0 ? "before" : "after"](row);
      button.focus();
      row.classList.add("moved");
      setTimeout(() => row.classList.remove("moved"), 900);
      const place = [...this.list.children].indexOf(row) + 1;
      const name = row.querySelector("input")?.value ?? "";
      if (this.note) this.note.textContent = `${name}: ${place} / ${this.list.children.length}`;
    } else if ("drop" in button.dataset && row) {
      const next = row.nextElementSibling ?? row.previousElementSibling ?? this;
      row.remove();
      next.querySelector("button")?.focus();
    } else return;
    this.dispatchEvent(new CustomEvent("desk:changed", { bubbles: true }));
  }
}
customElements.define("desk-rows", DeskRows);
