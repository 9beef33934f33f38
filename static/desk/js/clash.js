// The button of the clash page says what it will do, as soon as it is known.
const form = document.querySelector("form[data-clash]");
const button = form?.querySelector("button[data-none]");
if (form && button) {
  const show = () => {
    const places = new Set([...form.querySelectorAll("input[type=radio]")].map((radio) => radio.name));
    const chosen = [...form.querySelectorAll("input[type=radio]:checked")].map((radio) => radio.value);
    const kinds = new Set(chosen);
    const whole = chosen.length === places.size;
    button.textContent = button.dataset[!whole ? "none" : kinds.size === 1 ? chosen[0] : "mixed"];
  };
  form.addEventListener("change", show);
  show();
}
