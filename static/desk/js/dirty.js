// <p data-saved> says whether what stands on the screen is saved or at least kept; leaving with words that are neither
// asks first.
const form = document.querySelector("form[data-keep]");
const sign = document.querySelector("[data-saved]");
if (form && sign) {
  let dirty = form.dataset.keep === "typed";
  let kept = false;
  const show = (said = sign.dataset.unsaved) => {
    sign.toggleAttribute("data-dirty", dirty);
    sign.querySelector("[data-text]").textContent = dirty ? said : sign.dataset.saved;
  };
  const typed = () => {
    dirty = true;
    kept = false;
    show();
  };
  form.addEventListener("input", typed);
  form.addEventListener("desk:changed", typed);
  form.addEventListener("desk:kept", (event) => {
    const { state, said } = event.detail;
    kept = state === "kept" || state === "stale";
    show(said);
  });
  form.addEventListener("submit", () => {
    dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty && !kept) event.preventDefault();
  });
  show();
}
