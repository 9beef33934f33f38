// A second press of the same button does nothing while the first is on its way.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => event.submitter?.setAttribute("aria-disabled", "true"), 400);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
