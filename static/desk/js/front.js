// Dragging on the desk of a front: by mouse, pen or thumb, at the handle alone, so that a thumb can still scroll. What is
// dropped is sent with the form that the buttons of the row send; nothing is kept here.
const front = document.querySelector("[data-front]");
const said = front?.querySelector("[data-said]");

class Drag {
  constructor(row, event) {
    this.row = row;
    this.home = row.parentElement;
    this.next = row.nextElementSibling;
    this.grip = event.target;
    this.y = event.clientY;
    this.speed = 0;
    this.grip.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
    document.body.classList.add("dragging");
    this.scroll();
  }

  // The page goes along when one holds the row at its upper or lower end.
  scroll() {
    if (this.speed) scrollBy(0, this.speed);
    this.frame = requestAnimationFrame(() => this.scroll());
  }

  move(event) {
    const y = event.clientY;
    this.speed = y < 72 ? -10 : y > innerHeight - 72 ? 10 : 0;
    const lists = [...front.querySelectorAll("ol[data-part]")];
    const away = (list) => {
      const box = list.parentElement.getBoundingClientRect();
      return y < box.top ? box.top - y : y > box.bottom ? y - box.bottom : 0;
    };
    const list = lists.reduce((best, one) => (away(one) < away(best) ? one : best), lists[0]);
    const after = [...list.children].find((one) => {
      const box = one.getBoundingClientRect();
      return one !== this.row && y < box.top + box.height / 2;
    });
    if (list.contains(this.row) && (after ?? null) === this.row.nextElementSibling) return;
    list.insertBefore(this.row, after ?? null);
    const place = [...list.children].indexOf(this.row) + 1;
    if (said) said.textContent = `${document.getElementById(`p-${list.dataset.part}`)?.innerText ?? ""}: ${place}`;
  }

  over() {
    cancelAnimationFrame(this.frame);
    this.row.classList.remove("dragged");
    document.body.classList.remove("dragging");
  }

  back() {
    this.over();
    this.home.insertBefore(this.row, this.next);
  }

  drop() {
    this.over();
    const list = this.row.parentElement;
    if (list === this.home && this.row.nextElementSibling === this.next) return;
    const form = this.row.querySelector("form");
    form.elements.before.value = this.row.nextElementSibling?.dataset.story ?? "";
    for (const field of form.querySelectorAll("[name=to]")) field.disabled = true;
    for (const [name, value] of [["do", "drag"], ["to", list.dataset.part]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    form.submit();
  }
}

let drag = null;
front?.addEventListener("pointerdown", (event) => {
  const row = event.target.closest(".grip")?.closest("li");
  if (!row || drag || event.button > 0) return;
  event.preventDefault();
  drag = new Drag(row, event);
});
front?.addEventListener("pointermove", (event) => drag?.move(event));
const end = (done) => {
  const over = drag;
  drag = null;
  over?.[done]();
};
front?.addEventListener("pointerup", () => end("drop"));
front?.addEventListener("pointercancel", () => end("back"));
addEventListener("keydown", (event) => event.key === "Escape" && end("back"));
