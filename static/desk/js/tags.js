// <desk-tags>: suggestions in a field that holds several names. A browser's own list knows only the whole field, so
// what was typed before the last comma is put in front of each suggestion.
class DeskTags extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const list = this.querySelector("datalist");
    if (!field || !list) return;
    const names = [...list.options].map((option) => option.value);
    field.addEventListener("input", () => {
      const cut = Math.max(field.value.lastIndexOf(","), field.value.lastIndexOf("،")) + 1;
      const before = cut ? `${field.value.slice(0, cut)} ` : "";
      const taken = new Set(field.value.slice(0, cut).split(/[,،]/).map((name) => name.trim()));
      list.replaceChildren(
        ...names
          .filter((name) => !taken.has(name))
          .map((name) => Object.assign(document.createElement("option"), { value: before + name })),
      );
    });
  }
}
customElements.define("desk-tags", DeskTags);
