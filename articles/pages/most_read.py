"""`/most-read/`: what readers of an edition read most in the last 24 hours. The order alone is told, never a number."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import press
from articles.addresses import MOST_READ, site_page_path
from articles.edition import edition
from articles.models import SitePage
from articles.pages import when
from articles.pages.cards import card
from articles.pages.listings import editions
from articles.pages.values import Listing, Page
from articles.readership import asking

CSS = ("components/card", "pages/listing", "pages/most_read")


def page(language: str | None, *, at: datetime) -> Page:
    """The page as it is until the hour turns. Four queries, whatever was read."""
    here = edition(language)
    path = here.url(MOST_READ)
    rows = asking.most_read(here.language, at)
    with override(here.language):
        heading = _("Most read")
        return Page(
            edition=here,
            template="articles/most_read.html",
            title=f"{heading} — {here.name}",
            description=_("What readers of %(name)s read most in the last 24 hours.") % {"name": here.name},
            path=path,
            canonical=settings.BASE_URL + path,
            css=CSS,
            # What it lists is another thing every hour: its links are worth following, itself is not.
            robots="noindex,follow",
            alternates=tuple((code, address + MOST_READ.lstrip("/")) for code, address in editions(here)),
            tags=(press.list_tag("mostread", "", here.language), *(press.story_tag(row.story) for row in rows)),
            lifetime=asking.until_next(at),
            listing=Listing(kind="most-read", heading=heading, cards=tuple(card(row, here) for row in rows)),
            texts={
                "hours": here.number(24),
                "until": when.moment(asking.window(at)[1], here),
                "privacy": site_page_path(here, SitePage.Kind.PRIVACY),
            },
        )
