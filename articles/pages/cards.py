"""A story in a list."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import press
from articles.addresses import section_path, story_path
from articles.edition import Edition
from articles.models import Publication
from articles.pages import pictures, when
from articles.pages.values import Card, Link
from newsroom.lib.page_store import cuts

# The kinds that readers are told before the headline; plain news is not labelled.
LABELS: dict[str, Promise] = {
    "analysis": _("Analysis"),
    "opinion": _("Opinion"),
    "background": _("Explainer"),
    "review": _("Review"),
    "report": _("Report"),
    "sponsored": _("Sponsored"),
}


def label(genre: str) -> str:
    return str(LABELS.get(genre, ""))


def card(row: Publication, here: Edition, *, lead: bool = False, media: str = pictures.MEDIA) -> Card:
    """`row` as a list of `here` shows it; the lead gets a large picture. No queries."""
    section = next((s for s in here.sections if s.pk == row.section_id), None)
    crop, sizes, near = ("full", pictures.LEAD_SIZES, 800) if lead else ("3x2", pictures.CARD_SIZES, 320)
    return Card(
        url=story_path(here, row.address_date, row.slug),
        headline=row.headline,
        standfirst=row.standfirst,
        label=label(row.genre),
        kicker=row.kicker,
        section=Link(section_path(here, section.slug), section.name, section.lang) if section else None,
        published=when.moment(row.first_published_at, here, place=False),
        picture=pictures.picture(row.photo, crop, sizes=sizes, near=near, alt=row.photo.get("alt", ""), base=media)
        if row.photo
        else None,
        begins=cuts.begins(press.story_tag(row.story)),
        ends=cuts.ENDS,
    )
