"""Where a correction has arrived: each channel looked at, not remembered."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import press
from articles.edition import UnknownEdition
from articles.models import Article, Correction, PreparedCorrection
from articles.pages import corrections as corrections_page
from articles.pages import story as story_page
from articles.pages.errors import NoPage
from articles.pages.notes import anchor
from articles.pages.values import Page
from newsroom.lib.jobs.models import Job
from newsroom.lib.languages import LANGUAGES

DONE, WAITING, FAILED, NONE = "done", "waiting", "failed", "none"


@dataclass(frozen=True)
class Channel:
    """One way to readers: `state` is done, waiting, failed, or none (nothing is due there); `said` is a sentence."""

    name: str
    state: str
    said: str
    url: str = ""


def channels(article: Article, row: Correction, now: datetime) -> list[Channel]:
    """Every channel of one correction at `now`."""
    page = _page(article, now)
    found = [*_story(page, row), _kept(article)]
    found += _lists(row, now, page)
    found.append(
        Channel(_("Newsletter"), WAITING, _("Readers who were sent the story before are not told yet."))
        if row.kind != Correction.Kind.UPDATE
        else Channel(_("Newsletter"), NONE, _("An update is not sent after."))
    )
    return found + _translations(article, row)


def _page(article: Article, now: datetime) -> Page | None:
    if not article.address_date:
        return None
    try:
        return story_page.page(article.language, article.address_date, article.slug, at=now)
    except (NoPage, UnknownEdition):
        return None


def _story(page: Page | None, row: Correction) -> list[Channel]:
    names = _("The story’s page"), _("Data for search engines")
    if page is None or page.story is None:
        gone = _("Readers do not see the story now, so nothing is told there.")
        return [Channel(name, FAILED, gone) for name in names]
    url = f"{page.canonical}#{anchor(row)}"
    if not row.text:
        said = _("The page says when it was updated.")
        return [Channel(names[0], DONE if page.story.updated else WAITING, said, page.canonical)]
    notes = (*page.story.notes_top, *page.story.notes_foot)
    there = any(note.anchor == anchor(row) and note.text == row.text for note in notes)
    found = [
        Channel(names[0], DONE, _("The note stands with the story."), url)
        if there
        else Channel(names[0], WAITING, _("The note comes when this version goes out."), page.canonical)
    ]
    if row.kind != Correction.Kind.UPDATE:
        told = [comment for data in page.structured for comment in json.loads(data).get("correction", ())]
        there = any(comment["text"] == row.text for comment in told)
        found.append(
            Channel(names[1], DONE, _("The note is in the page’s data."))
            if there
            else Channel(names[1], WAITING, _("The note comes when this version goes out."))
        )
    return found


def _kept(article: Article) -> Channel:
    """Lists and kept pages: the outbox tells whether they were told."""
    name = _("Lists and kept pages")
    tag, undone = press.story_tag(article.uuid), (Job.State.FAILED, Job.State.WAITING, Job.State.RUNNING)
    jobs = Job.objects.filter(kind="articles.public_changed", state__in=undone).order_by("-pk")
    states = {state for state, about in jobs.values_list("state", "payload") if tag in about.get("tags", ())}
    if Job.State.FAILED in states:
        return Channel(name, FAILED, _("Telling them has failed. Look at the background work and try it again."))
    if states & {Job.State.WAITING, Job.State.RUNNING}:
        return Channel(name, WAITING, _("They were told at once; the background work will make sure of it."))
    return Channel(name, DONE, _("They show what readers see now."))


def _lists(row: Correction, now: datetime, page: Page | None) -> list[Channel]:
    names = _("Page of corrections"), _("Feed of corrections")
    if row.kind == Correction.Kind.UPDATE:
        return [Channel(name, NONE, _("An update is no correction, so it does not stand there.")) for name in names]
    if page is None:
        return [Channel(name, FAILED, _("The story is not public, so it does not stand there.")) for name in names]
    there = corrections_page.listed(page.edition, now).filter(pk=row.pk).exists()
    paths = [page.edition.url(path) for path in ("/corrections/", "/feeds/corrections.xml")]
    found = [
        Channel(name, DONE, _("It stands there."), settings.BASE_URL + path)
        if there
        else Channel(name, WAITING, _("It comes there when this version goes out."), settings.BASE_URL + path)
        for name, path in zip(names, paths, strict=True)
    ]
    return found


def _translations(article: Article, row: Correction) -> list[Channel]:
    prepared = PreparedCorrection.objects.filter(correction=row.pk).select_related("article").order_by("pk")
    found = []
    for task in prepared:
        name = _("Translation: %(language)s") % {"language": LANGUAGES[task.article.language].name}
        url = reverse("admin:articles_article_change", args=[task.article_id])
        if task.settled_at is None:
            found.append(Channel(name, WAITING, _("A prepared correction waits at the translation."), url))
        elif task.outcome == "published":
            found.append(Channel(name, DONE, _("The translation was corrected as well."), url))
        else:
            said = _("Nothing had to be corrected: %(why)s") % {"why": task.outcome}
            found.append(Channel(name, DONE, said, url))
    return found
