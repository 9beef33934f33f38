"""Breaking news over every page of an edition."""

from dataclasses import replace
from datetime import datetime

from django.db.models import OuterRef, Subquery

from articles import notices, press
from articles.addresses import story_path
from articles.models import Banner, Publication
from articles.pages import values
from articles.pages.values import Page
from newsroom.lib.page_store import cuts

CSS = "components/banner"


def with_banner(page: Page, at: datetime) -> Page:
    """The page with what stands over all pages of its edition at `at`. One query, none
    where no edition has any.

    Every page carries the banner's tag, so that one number moves when it changes; while it leads to a story, that
    story's as well: it must not lead to what was taken down.
    """
    here = page.edition
    tags = (*page.tags, press.banner_tag(here.language)) if page.tags else ()
    if here.banners_until is None or here.banners_until <= at:
        return replace(page, tags=tags)
    shown = Publication.objects.visible(at).filter(story=OuterRef("story"))
    row = (
        Banner.objects.visible(at)
        .filter(language=here.language)
        .order_by("-visible_from")
        .annotate(day=Subquery(shown.values("address_date")[:1]), slug=Subquery(shown.values("slug")[:1]))
        .first()
    )
    if row is None:
        return replace(page, tags=tags)
    marks = {}
    if row.story:
        tag = press.story_tag(row.story)
        marks = {"begins": cuts.begins(tag), "ends": cuts.ENDS}
        tags = (*tags, tag) if tags else ()
    url = story_path(here, row.day, row.slug) if row.slug and row.day else ""
    if url == page.path or (url and notices.tombstone(url) is not None):  # which may know more than the database
        url = ""
    said = values.Banner(row.text, url, **marks)
    return replace(page, banner=said, tags=tags, css=(*page.css, CSS))
