// Before the first paint: the colours that this browser chose. No module, so that it runs at once.
{
  const kept = localStorage.getItem("desk-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  if (localStorage.getItem("desk-keys") === "off") document.documentElement.dataset.keys = "off";
}
