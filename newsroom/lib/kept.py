"""Texts that are kept in a browser: which of them the server has, so that the browser may let them go.

A form that is kept names each of its sendings by a mark of its own. The marks of what was taken stand in the session,
and on every page after it; a text whose mark is not among them stays in the browser.
"""

import re

from django.http import HttpRequest

_MARK = re.compile(r"[0-9a-f-]{36}\Z")
_KEPT = "kept-accepted"
_MOST = 12


def accept(request: HttpRequest) -> None:
    """What was sent under the mark in this request is saved."""
    mark = request.POST.get("kept", "")
    if _MARK.match(mark):
        before = [one for one in request.session.get(_KEPT, []) if one != mark]
        request.session[_KEPT] = [*before, mark][-_MOST:]


def accepted(request: HttpRequest) -> str:
    """The marks of what was saved last in this session, with blanks between them."""
    return " ".join(request.session.get(_KEPT, []))
