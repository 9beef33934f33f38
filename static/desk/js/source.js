// The original follows its translation: the paragraph with the same number as the one that is written is marked and
// scrolled into sight inside its own column. Without this the column is read and scrolled by hand.
const column = document.querySelector(".source[data-follows] .source-in");

function written() {
  const at = document.getSelection()?.anchorNode;
  const body = at && (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement)?.closest(".ProseMirror[contenteditable=true]");
  if (!body) return 0;
  let block = at;
  while (block.parentNode && block.parentNode !== body) block = block.parentNode;
  return block.parentNode === body ? [...body.children].indexOf(block) + 1 : 0;
}

function follow() {
  const number = written();
  if (!number) return;
  const there = column.querySelector(`[data-n="${number}"]`);
  const marked = column.querySelector("[data-here]");
  if (there === marked) return;
  marked?.removeAttribute("data-here");
  if (!there) return;
  there.setAttribute("data-here", "");
  const box = column.getBoundingClientRect();
  const its = there.getBoundingClientRect();
  if (its.top < box.top + 40 || its.bottom > box.bottom - 20) column.scrollTop += its.top - box.top - box.height / 3;
}

if (column) document.addEventListener("selectionchange", follow);
