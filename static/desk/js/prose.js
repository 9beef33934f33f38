// <desk-prose>: the story's body in django-prose-editor, with a toolbar of ours. The textarea inside is the truth
// and works alone. What the editor knows is what the sanitiser allows (newsroom.lib.html), no more and no less.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Extension, Gapcursor, HardBreak, Heading, History,
  Italic, Link, ListItem, Mark, Node, OrderedList, Paragraph, Subscript, Superscript, Text,
} from "../../django_prose_editor/editor.js";

const BLOCKS = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "pullquote"];
const kept = (name) => ({
  default: null,
  keepOnSplit: name !== "id",
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
});
// Blocks keep their names, languages and directions through the editor.
const Attributes = Extension.create({
  name: "blockAttributes",
  addGlobalAttributes: () => [
    { types: BLOCKS, attributes: { id: kept("id"), lang: kept("lang"), dir: kept("dir") } },
    { types: ["listItem"], attributes: { lang: kept("lang"), dir: kept("dir") } },
  ],
});
const PullQuote = Node.create({
  name: "pullquote",
  group: "block",
  content: "block+",
  defining: true,
  // An update that was added on top stays one.
  addAttributes: () => ({
    class: {
      default: "pullquote",
      parseHTML: (element) => (element.classList.contains("update") ? "update" : "pullquote"),
    },
  }),
  parseHTML: () => [{ tag: "aside" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
});
const inline = (tag, select = tag) =>
  Mark.create({
    name: `inline${tag}`,
    addAttributes: () => ({ lang: kept("lang"), dir: kept("dir") }),
    parseHTML: () => [{ tag: select }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  });
const Moment = Mark.create({
  name: "inlinetime",
  addAttributes: () => ({ datetime: kept("datetime") }),
  parseHTML: () => [{ tag: "time" }],
  renderHTML: ({ HTMLAttributes }) => ["time", HTMLAttributes, 0],
});

const EXTENSIONS = [
  Document, Paragraph, Text, HardBreak, History, Dropcursor, Gapcursor, Bold, Italic, Subscript, Superscript,
  Heading.configure({ levels: [2, 3] }), BulletList, OrderedList, ListItem, Blockquote, PullQuote, Attributes,
  Moment, inline("q"), inline("cite"), inline("bdi"), inline("span", "span[lang], span[dir]"),
  Link.configure({
    openOnClick: false,
    autolink: false,
    protocols: ["mailto", "tel"],
    HTMLAttributes: { target: null, rel: null },
  }),
];
const DO = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  h2: (chain) => chain.toggleHeading({ level: 2 }),
  h3: (chain) => chain.toggleHeading({ level: 3 }),
  ul: (chain) => chain.toggleBulletList(),
  ol: (chain) => chain.toggleOrderedList(),
  quote: (chain) => chain.toggleBlockquote(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const ON = {
  bold: ["bold"],
  italic: ["italic"],
  h2: ["heading", { level: 2 }],
  h3: ["heading", { level: 3 }],
  ul: ["bulletList"],
  ol: ["orderedList"],
  quote: ["blockquote"],
  link: ["link"],
};

class DeskProse extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.tools = this.querySelector(".tools");
    if (!this.field || this.editor) return;
    const place = document.createElement("div");
    this.field.after(place);
    this.editor = new Editor({
      element: place,
      extensions: EXTENSIONS,
      content: this.field.value,
      editable: !this.field.disabled,
      injectCSS: false, // the desk's own sheet has it; an inline style would need a hole in the policy
      editorProps: {
        attributes: {
          role: "textbox",
          "aria-multiline": "true",
          "aria-labelledby": this.dataset.label,
          lang: this.field.lang,
          dir: this.field.dir,
          spellcheck: "true",
        },
      },
      onUpdate: () => this.keep(),
      onTransaction: () => this.show(),
    });
    // A text that was kept in the browser is put back into the field; the editor follows.
    this.field.addEventListener("desk:filled", () => this.editor.commands.setContent(this.field.value));
    this.field.hidden = true;
    this.setAttribute("ready", "");
    this.tools?.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.tools?.addEventListener("keydown", (event) => this.walk(event));
    this.link = this.querySelector(".linkbox");
    this.link?.addEventListener("click", (event) => this.setLink(event.target.closest("button")));
    this.link?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.setLink(this.link.querySelector("[data-link=set]"));
      } else if (event.key === "Escape") this.closeLink();
    });
    this.show();
    this.count();
  }

  keep() {
    const html = this.editor.isEmpty ? "" : this.editor.getHTML();
    if (html === this.field.value) return;
    this.field.value = html;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.later);
    this.later = setTimeout(() => this.count(), 250);
  }

  // The server's rule: words are what stands between blanks.
  count() {
    const words = (this.editor.getText({ blockSeparator: "\n" }).match(/\S+/g) ?? []).length;
    const place = this.querySelector("[data-words]");
    if (place) place.textContent = words;
    const plan = Number(this.dataset.plan) || 0;
    this.querySelector(".len")?.classList.toggle("over", plan > 0 && words > plan * 1.1);
  }

  show() {
    if (!this.tools || !this.editor) return;
    for (const button of this.tools.querySelectorAll("[data-do]")) {
      const on = ON[button.dataset.do];
      if (on) button.setAttribute("aria-pressed", String(this.editor.isActive(...on)));
    }
  }

  press(button) {
    if (!button) return;
    const what = button.dataset.do;
    if (what === "link") {
      this.link.hidden = false;
      const box = this.link.querySelector("input");
      box.value = this.editor.getAttributes("link").href ?? "";
      box.focus();
    } else if (DO[what]) DO[what](this.editor.chain().focus()).run();
  }

  setLink(button) {
    if (!button) return;
    const chain = this.editor.chain().focus().extendMarkRange("link");
    const href = this.link.querySelector("input").value.trim();
    if (button.dataset.link === "set" && href) {
      const whole = /^([a-z][a-z0-9+.-]*:|[/#])/i.test(href) ? href : `https://${href}`;
      chain.setLink({ href: whole }).run();
    } else if (button.dataset.link === "off") chain.unsetLink().run();
    this.closeLink();
  }

  closeLink() {
    this.link.hidden = true;
    this.editor.commands.focus();
  }

  // One tab stop for the whole bar; arrows walk along it (WAI-ARIA toolbar).
  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.tools.querySelectorAll("button")];
    const by = getComputedStyle(this.tools).direction === "rtl" ? -step : step;
    const next = buttons[(buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }
}
customElements.define("desk-prose", DeskProse);
