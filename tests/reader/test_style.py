"""No page loses a rule that it uses: what is left of the sheets is compared with what a browser would find."""

import re

import pytest

from newsroom.lib import css

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ALL = tuple(
    str(sheet.relative_to(css.folder()).with_suffix(""))
    for sheet in sorted(css.folder().rglob("*.css"))
    if sheet.stem not in (*css.FIRST, *css.LAST)
)
# What is of a state, or drawn beside an element, is there when the element is.
STATES = re.compile(r":not\(:focus\)|::?(?:before|after|hover|focus-visible|focus|-webkit-scrollbar|root)\b")


@pytest.mark.parametrize(
    "where", [("en", "full"), ("ckb", "lite full"), ("ar", "front"), ("en", "found"), ("ckb", "missing")], ids=" ".join
)
def test_every_rule_that_matches_something_is_there(shown, where):
    page, seen = shown[where], 0
    html = re.sub("(?s)<style>.*?</style>", "<style></style>", page.body.decode())
    style, _source = css.inline(ALL, html)
    left = {part for head in re.findall(r"([^{}]+)\{", style) for part in head.split(",")}
    for selector in {one for group in css.rules(ALL) for rule in group.rules for one in rule.selectors}:
        found = page.all(STATES.sub("", selector).strip(" >+") or "html")
        if "[lang" in selector or "[dir" in selector:  # a link to a translation is set as the words around it
            found = [element for element in found if "hreflang" not in element.attrs]
        seen += bool(found)
        assert not found or selector in left, selector
    assert seen > 60
