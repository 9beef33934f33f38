// <desk-rows>: rows in an order. Up, down and remove; a handle to drag by, where a row has one; another row from the
// template. The order of the markup is the order that is sent, so nothing is numbered.
class DeskRows extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.note = this.querySelector("[data-say]");
    this.blank = this.querySelector("template");
    this.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.addEventListener("pointerdown", (event) => this.grip(event));
  }

  another() {
    const row = this.blank.content.cloneNode(true);
    for (const element of row.querySelectorAll("[data-js]")) element.hidden = false;
    this.list.append(row);
  }

  // By pointer events and not by the browser's own dragging, which knows no thumb. The window is listened to: a row
  // that is moved in the page loses hold of the pointer.
  grip(event) {
    const row = event.target.closest("[data-grip]")?.closest("li");
    if (!row || event.button > 0) return;
    event.preventDefault();
    row.classList.add("moved");
    const move = ({ pointerId, clientY }) => {
      if (pointerId !== event.pointerId) return;
      const over = [...this.list.children].find((one) => {
        const box = one.getBoundingClientRect();
        return one !== row && clientY >= box.top && clientY <= box.bottom;
      });
      if (!over) return;
      const box = over.getBoundingClientRect();
      const place = clientY < box.top + box.height / 2 ? "before" : "after";
      if ((place === "before" ? over.previousElementSibling : over.nextElementSibling) !== row) over[place](row);
    };
    const end = ({ pointerId }) => {
      if (pointerId !== event.pointerId) return;
      removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, end);
      row.classList.remove("moved");
      this.told(row);
    };
    addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end);
  }

  // Where a row stands now, for who does not see it; and that the form is another.
  told(row) {
    const place = [...this.list.children].indexOf(row) + 1;
    const name = row.querySelector("input")?.value ?? "";
    if (this.note) this.note.textContent = `${name}: ${place} / ${this.list.children.length}`;
    this.dispatchEvent(new CustomEvent("desk:changed", { bubbles: true }));
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
      this.told(row);
      return;
    } else if ("drop" in button.dataset && row) {
      const next = row.nextElementSibling ?? row.previousElementSibling ?? this;
      row.remove();
      next.querySelector("button")?.focus();
    } else return;
    this.dispatchEvent(new CustomEvent("desk:changed", { bubbles: true }));
  }
}
customElements.define("desk-rows", DeskRows);
