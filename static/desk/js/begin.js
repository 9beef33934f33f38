// Sentences to begin a text for readers with: "Use this" puts one into the field. Without this they can be copied.
const note = document.querySelector("[name=note], [data-begins]");
for (const button of document.querySelectorAll("[data-begin]")) {
  button.hidden = !note;
  button.addEventListener("click", () => {
    const sentence = button.previousElementSibling.textContent.trim();
    note.value = note.value.trim() ? `${note.value.trim()} ${sentence}` : sentence;
    note.focus();
    const blank = note.value.indexOf("[…]");
    if (blank >= 0) note.setSelectionRange(blank, blank + 3);
    note.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
