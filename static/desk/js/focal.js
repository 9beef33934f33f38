// <desk-focal x y>: the two number fields are the truth; the point on the picture and the crops follow them. Without this
// the crops are the files as they are cut now; with it each shows the whole picture, moved to where it would be cut.
// Left and top on purpose: a picture does not mirror in languages that are written from the right.
class DeskFocal extends HTMLElement {
  connectedCallback() {
    const [x, y] = ["x", "y"].map((name) => document.getElementById(this.getAttribute(name)));
    const stage = this.querySelector(".stage");
    const dot = this.querySelector(".dot-btn");
    const note = this.querySelector("[data-say]");
    if (!x || !y || !dot) return;
    const clamp = (number) => Math.max(0, Math.min(100, Math.round(number)));
    const whole = stage.querySelector("img");
    const crops = [...this.querySelectorAll("[data-crop]")];
    const draw = () => {
      this.style.setProperty("--fx", x.value);
      this.style.setProperty("--fy", y.value);
      for (const crop of crops) place(crop);
    };
    // As newsroom/lib/images.box cuts: the point in the middle, as far as the picture's edges let it.
    const place = (crop) => {
      const [wide, high] = [whole.width, whole.height].map(Number);
      const ratio = crop.parentElement.clientWidth / crop.parentElement.clientHeight;
      const middle = (at, all, part) =>
        all - part < 1 ? 50 : (Math.max(0, Math.min(all - part, (at / 100) * all - part / 2)) / (all - part)) * 100;
      crop.style.setProperty("--px", middle(x.value, wide, Math.min(wide, high * ratio)));
      crop.style.setProperty("--py", middle(y.value, high, Math.min(high, wide / ratio)));
    };
    for (const crop of crops) crop.src = whole.src;
    const set = (left, top) => {
      x.value = clamp(left);
      y.value = clamp(top);
      draw();
      note.textContent = `${x.value} %, ${y.value} %`;
      this.dispatchEvent(new CustomEvent("desk:changed", { bubbles: true }));
    };
    const at = (event) => {
      const box = stage.getBoundingClientRect();
      set(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
    };
    stage.addEventListener("click", (event) => event.detail && at(event));
    dot.addEventListener("pointerdown", (event) => {
      dot.setPointerCapture(event.pointerId);
      dot.onpointermove = at;
    });
    dot.addEventListener("pointerup", () => {
      dot.onpointermove = null;
    });
    dot.addEventListener("keydown", (event) => {
      const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const by = arrows[event.key];
      if (!by) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1;
      set(Number(x.value) + by[0] * far, Number(y.value) + by[1] * far);
    });
    x.addEventListener("input", draw);
    y.addEventListener("input", draw);
    draw();
  }
}
customElements.define("desk-focal", DeskFocal);
