// <p data-saved> says whether what stands on the screen is saved; leaving with unsaved words asks first.
const form = document.querySelector("form[data-keep]");
const sign = document.querySelector("[data-saved]");
if (form && sign) {
  let dirty = form.dataset.keep === "typed";
  const show = () => {
    sign.toggleAttribute("data-dirty", dirty);
    sign.querySelector("[data-text]").textContent = dirty ? sign.dataset.unsaved : sign.dataset.saved;
  };
  form.addEventListener("input", () => {
    dirty = true;
    show();
  });
  form.addEventListener("desk:changed", () => {
    dirty = true;
    show();
  });
  form.addEventListener("submit", () => {
    dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  show();
}
