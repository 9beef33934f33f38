"""The page on which readers say what is wrong with a story, and the thanks for it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import complaints
from articles.addresses import report_path, story_path
from articles.edition import Edition
from articles.models import Complaint, Newsroom, Publication
from articles.pages.story import absent, not_withdrawn
from articles.pages.values import Link, Page
from articles.text import shorten

CSS = ("pages/text", "components/newsletter", "components/field", "pages/report")
TRAP = "website"  # a field that people neither see nor reach
FORM = "form"  # the number that the page draws for its form
SHOWN_AGAIN = 20_000  # characters of what was typed into one field
_SALT = "articles.report.thanks"


def find(here: Edition, day: date, slug: str, *, at: datetime) -> Publication:
    """What readers see at the story's address. One query. Raises NotFound or Gone, as the story's page does."""
    not_withdrawn(here, day, slug)
    rows = Publication.objects.visible(at).filter(language=here.language, address_date=day, slug=slug)
    out = rows.for_lists().first()
    if out is None:
        raise absent(here, day, slug)
    return out


def _wishes() -> list[tuple[str, str]]:
    Kind = Complaint.Kind
    return [
        (Kind.ERROR, _("A correction")),
        (Kind.REPLY, _("To reply to what was said about me")),
        (Kind.NAME, _("To have a name taken off")),
        (Kind.CONDUCT, _("To complain about how the newsroom worked")),
    ]


def page(
    out: Publication, here: Edition, room: Newsroom, *, typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None, refused: str = "", status: int = 200,
) -> Page:  # fmt: skip
    """The form; with what was `typed` and what is wrong with it (`faults` by field, `refused` of the whole), where it
    comes back. No queries."""
    typed, faults = typed or {}, faults or {}
    again = bool(faults or refused)
    days = room.complaint_keep_days
    keeps = ngettext(
        "Only to answer you; nobody outside the newsroom gets it. One day after the matter is closed, we erase it and "
        "what you wrote.",
        "Only to answer you; nobody outside the newsroom gets it. %(days)s days after the matter is closed, we erase "
        "it and what you wrote.",
        days,
    ) % {"days": here.number(days)}
    return _page(
        out, here,
        heading=_("Please look at the form again") if again else _("Report an error"),
        status=status,
        canonical="" if again else settings.BASE_URL + report_path(here, out.address_date, out.slug),
        texts={
            "refused": refused,
            "faults": faults,
            "typed": {name: _shown(typed.get(name, "")) for name in complaints.Typed.WRITTEN},
            "wish": typed.get("wish", ""),
            "wishes": _wishes(),
            "form": _form_number(typed.get(FORM, "")),
            "keeps": keeps,
            "most": complaints.MOST,
        },
    )  # fmt: skip


def thanks(out: Publication, here: Edition, reference: str, due: date) -> Page:
    """What a reader sees when the report is with us."""
    return _page(
        out, here, heading=_("Thank you. Your report is with the newsroom"),
        texts={
            "reference": Complaint(reference=reference).shown_reference,
            "due": here.number(date_format(due, "l j F Y")),
        },
    )  # fmt: skip


def _page(
    out: Publication, here: Edition, *, heading: str, texts: dict, status: int = 200, canonical: str = ""
) -> Page:
    path = report_path(here, out.address_date, out.slug)
    tail = f" — {here.name}"
    return Page(
        edition=here,
        template="articles/report.html",
        title=shorten(f"{heading}: {out.headline}" if out.headline else heading, 110 - len(tail)) + tail,
        description=_("What we get wrong, we correct where everybody sees it. Say what is wrong with this story."),
        path=path,
        status=status,
        canonical=canonical,
        robots="noindex",
        css=CSS,
        translations=tuple(Link(front, name, code) for code, name, front in here.others),
        texts=texts
        | {
            "heading": heading,
            "action": path if out.headline else "",  # what was taken down is named by nothing: the form's own address
            "headline": out.headline,
            "story": story_path(here, out.address_date, out.slug),
        },
    )


def _shown(text: str) -> str:
    return "".join(c for c in text[:SHOWN_AGAIN] if c.isprintable() or c == "\n")


def _form_number(typed: str) -> str:
    return typed if typed.isascii() and typed.isalnum() and len(typed) == 24 else secrets.token_hex(12)


# --- the thanks' address ---------------------------------------------------------------------------------------


def sealed(reference: str, due: date, story: UUID) -> str:
    """What the address of the thanks holds, sealed: nobody can make one that says something else, or of another
    story."""
    return Signer(salt=_SALT, sep=".").sign_object([reference, due.isoformat(), str(story)])


def opened(token: str, story: UUID) -> tuple[str, date] | None:
    """(reference, day) of a text that was sealed for `story`; None for what is none of ours."""
    if len(token) > 400:
        return None
    try:
        reference, due, of = Signer(salt=_SALT, sep=".").unsign_object(token)
        return (reference, date.fromisoformat(due)) if of == str(story) else None
    except (BadSignature, ValueError, TypeError):
        return None
