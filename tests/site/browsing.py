"""A real browser that meets the newsroom: what it asked for, what it complained of, where things stand."""

from dataclasses import dataclass, field
from urllib.parse import quote

from tests.site.kinds import BY_FORM
from tests.site.reading import Answer

LANGUAGES = ["en", "ar", "ckb"]
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 900}

# Where pages stand that only a form or a mail leads to.
KEPT = "/kept/"


@dataclass
class Visit:
    """What a browser does by itself while a page is open."""

    base: str
    asked: list[tuple[str, str]] = field(default_factory=list)  # (kind of resource, path)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page) -> "Visit":
        page.on("request", self._asked)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        issues = page.context.new_cdp_session(page)
        issues.on("Audits.issueAdded", lambda event: self._issue(event["issue"]))
        issues.send("Audits.enable")
        return self

    def _issue(self, issue: dict) -> None:
        # Chromium notes with this one that a lazy picture was loaded while it was near the view, as it should be.
        if issue["code"] != "LazyLoadImageIssue":
            self.complaints.append(str(issue)[:500])

    def _asked(self, request) -> None:
        if request.url.startswith(f"{self.base}/"):
            self.asked.append((request.resource_type, request.url.removeprefix(self.base)))
        else:
            self.elsewhere.append(request.url)


def address(language: str, kind: str, answer: Answer, by_form: bool) -> str:
    """The path at which a page of this kind can be opened."""
    return KEPT + quote(f"{language}/{kind}") if by_form else answer.path


def places(kinds, language: str) -> dict[str, str]:
    """(kind: path) of a page of every kind."""
    return {
        kind: address(language, kind, answer, kind in BY_FORM) for (of, kind), answer in kinds.items() if of == language
    }


# Links in a line of text are as tall as the line (WCAG 2.5.8 excepts them); a card's link covers its card.
TARGETS = """() => {
  const found = [];
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')) {
    const style = getComputedStyle(e), line = e.closest('p, li');
    if (e.closest('[hidden]') || e.matches('.skip')) continue;
    let box = e.getBoundingClientRect();
    if (getComputedStyle(e, '::after').position === 'absolute') box = e.offsetParent.getBoundingClientRect();
    else if (style.display === 'inline' && line && line.textContent.trim() !== e.textContent.trim()) continue;
    found.push([e.outerHTML.slice(0, 90), Math.round(box.width * 10) / 10, Math.round(box.height * 10) / 10]);
  }
  return found;
}"""

# What scrolls inside itself, and what only screen readers see, may be smaller than its words.
CLIPPED = """() => {
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    const style = getComputedStyle(e);
    if (e.matches('.sections, .unseen, .skip, input, img') || style.display === 'inline') continue;
    const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible' || style.textOverflow === 'ellipsis';
    if (hides && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
      found.push(e.outerHTML.slice(0, 90));
    const edge = document.documentElement.clientWidth, box = e.getBoundingClientRect();
    if (box.width && !e.closest('.sections') && (box.left < -1 || box.right > edge + 1)) {
      found.push('beyond the edge: ' + e.outerHTML.slice(0, 90));
    }
  }
  const blocks = [...document.querySelectorAll('h1, h2, h3, p, figcaption, button, input[type=email], .topics li')]
    .filter(e => !e.closest('.unseen, .skip, [hidden]') && getComputedStyle(e).display !== 'inline');
  for (let n = 1; n < blocks.length; n++) {
    const a = blocks[n - 1].getBoundingClientRect(), b = blocks[n].getBoundingClientRect();
    if (blocks[n - 1].contains(blocks[n]) || !a.height || !b.height) continue;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 1) found.push('one upon another: ' + blocks[n].outerHTML.slice(0, 90));
  }
  return found;
}"""

# WCAG 1.4.12.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""

# Arabic script is joined: it has no capitals and no slant, and breaks where letters are spaced or words divided.
SCRIPT = """() => {
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('[lang=en], style, script') || !e.textContent.trim()) continue;
    const s = getComputedStyle(e);
    if (!['normal', '0px'].includes(s.letterSpacing) || s.fontStyle !== 'normal' || s.textTransform !== 'none'
        || s.fontVariantCaps !== 'normal' || s.textAlign === 'justify' || s.hyphens === 'auto')
      found.push(e.outerHTML.slice(0, 90));
  }
  return found;
}"""

LEADING = """(selector) => {
  const s = getComputedStyle(document.querySelector(selector));
  return parseFloat(s.lineHeight) / parseFloat(s.fontSize);
}"""

# Blocks alone: the words in them are set by the browser, each direction in its own way.
BOXES = """() => {
  const found = [], wide = document.documentElement.clientWidth;
  const blocks = 'header, main, article, figure, img, nav, ul, section, form, button, footer, h1, h2, h3, p, li, .body';
  const rtl = document.documentElement.dir === 'rtl';
  for (const e of document.querySelectorAll(blocks)) {
    if (e.closest('.unseen, .skip, [hidden]') || getComputedStyle(e).display === 'inline') continue;
    const box = e.getBoundingClientRect();
    if (!box.width && !box.height) continue;
    found.push([e.tagName + '.' + e.className, rtl ? wide - box.right : box.left, box.top, box.width, box.height]);
  }
  return found;
}"""

SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""

# The colours of an element's words and of what is painted behind them.
INK_AND_PAPER = """(selector) => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const e = document.querySelector(selector);
  let on = e, paper;
  do { paper = numbers(getComputedStyle(on).backgroundColor); on = on.parentElement; } while (on && paper[3] === 0);
  return [numbers(getComputedStyle(e).color).slice(0, 3), paper.slice(0, 3)];
}"""
