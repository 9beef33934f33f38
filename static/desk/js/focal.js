// <desk-focal x y>: the two number fields are the truth; the point on the picture and the crops follow them.
// Left and top on purpose: a picture does not mirror in languages that are written from the right.
class DeskFocal extends HTMLElement {
  connectedCallback() {
    const [x, y] = ["x", "y"].map((name) => document.getElementById(this.getAttribute(name)));
    const stage = this.querySelector(".stage");
    const dot = this.querySelector(".dot-btn");
    const note = this.querySelector("[data-say]");
    if (!x || !y || !dot) return;
    const clamp = (number) => Math.max(0, Math.min(100, Math.round(number)));
    const draw = () => {
      this.style.setProperty("--fx", x.value);
      this.style.setProperty("--fy", y.value);
    };
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
