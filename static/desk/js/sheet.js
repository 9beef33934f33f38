// <button data-open="id"> opens <dialog id>. The browser keeps focus inside, closes on Esc and gives focus back.
addEventListener("click", (event) => {
  const open = event.target.closest("[data-open]");
  if (open) document.getElementById(open.dataset.open)?.showModal();
  // a menu of the bar closes on a click elsewhere
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.querySelector("[data-focus]")?.focus();
