"""The record at the desk: who did what, when, to which version. To read, and to take out as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.tabs import row_number
from articles.models import Act, Article
from newsroom.lib import tables
from newsroom.lib.desk import DeskAdmin, LookOnly

PER_PAGE = 50
MOST_PEOPLE = 500
VERBS: dict[str, Promise] = {
    "filed": gettext_lazy("filed"),
    "saved": gettext_lazy("saved"),
    "merged": gettext_lazy("put two texts together"),
    "kept": gettext_lazy("kept a text aside"),
    "restored": gettext_lazy("brought an earlier version back"),
    "submitted": gettext_lazy("sent to desk"),
    "sent_back": gettext_lazy("sent back"),
    "ready": gettext_lazy("marked as ready"),
    "published": gettext_lazy("published"),
    "updated": gettext_lazy("published an update"),
    "fixed": gettext_lazy("published a small fix"),
    "corrected": gettext_lazy("published a correction"),
    "added": gettext_lazy("added an update on top"),
    "told": gettext_lazy("noted it for readers"),
    "not_needed": gettext_lazy("found nothing to correct"),
    "scheduled": gettext_lazy("scheduled"),
    "unscheduled": gettext_lazy("took off the schedule"),
    "taken_down": gettext_lazy("took down"),
    "name_off": gettext_lazy("took a name off"),
    "source_off": gettext_lazy("took a name out of the text"),
    "notice": gettext_lazy("changed what readers find in its place"),
    "crops": gettext_lazy("gave readers other crops of a photo"),
    "readdressed": gettext_lazy("gave another web address"),
    "translated": gettext_lazy("began the translation"),
    "up_to_date": gettext_lazy("found the translation up to date"),
    "named": gettext_lazy("named a version"),
    "unnamed": gettext_lazy("took a version’s name away"),
    "adopted": gettext_lazy("history taken into the record"),
    "changed": gettext_lazy("changed something else at the desk"),
    "erased": gettext_lazy("erased a person or a text"),
    "emptied": gettext_lazy("lost words that were erased"),
    "complaint_in": gettext_lazy("took in a complaint"),
    "complaint_handed": gettext_lazy("said who sees to a complaint, and by when"),
    "complaint_noted": gettext_lazy("added a note to a complaint"),
    "complaint_answered": gettext_lazy("answered a complaint"),
    "complaint_closed": gettext_lazy("closed a complaint"),
    "complaint_reopened": gettext_lazy("opened a complaint again"),
    "complaint_emptied": gettext_lazy("erased what a complaint said"),
    "front": gettext_lazy("changed a front"),
    "banner_up": gettext_lazy("put up breaking news"),
    "banner_down": gettext_lazy("took breaking news down"),
    "removed": gettext_lazy("removed stories with their history"),
    "packaged": gettext_lazy("put stories together"),
    "package_removed": gettext_lazy("took a package apart"),
    "site_page": gettext_lazy("wrote a page of the site"),
}


@dataclass(frozen=True)
class Row:
    """One act as it is shown. `story` is None where the story is gone or there is none."""

    act: Act
    verb: str
    why: str
    erased: bool
    story: Article | None


def verb_words(verb: str) -> str:
    """What an act is called."""
    return str(VERBS.get(verb, verb))


def rows_of(acts: Iterable[Act]) -> list[Row]:
    """`acts` with their stories. One query beside those of `acts`, which were asked for with person and reason."""
    acts = list(acts)
    stories = {
        story.uuid: story
        for story in Article.objects.filter(uuid__in={act.story for act in acts if act.story}).only(
            "uuid", "headline", "language"
        )
    }
    rows = []
    for act in acts:
        text = getattr(act, "text", None)
        rows.append(
            Row(
                act=act,
                verb=verb_words(act.verb),
                why=text.text if text else "",
                erased=bool(act.text_digest and text and not text.text),
                story=stories.get(act.story) if act.story else None,
            )
        )
    return rows


def acts_of(article: Article, most: int = 12) -> list[Row]:
    """The newest acts of one story."""
    return rows_of(Act.objects.filter(story=article.uuid).select_related("by", "text").order_by("-number")[:most])


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None


def sifted(query) -> tuple[QuerySet, dict]:
    """The acts that a query string asks for, newest first, and what was understood of it."""
    acts = Act.objects.select_related("by", "text").order_by("-number")
    asked = {name: query.get(name, "").strip()[:40] for name in ("story", "who", "verb", "day")}
    story, who, day = row_number(asked["story"]), row_number(asked["who"]), _day(asked["day"])
    if asked["story"]:
        uuid = Article.objects.filter(pk=story).values_list("uuid", flat=True).first() if story else None
        acts = acts.filter(story=uuid) if uuid else acts.none()
    if asked["who"]:
        acts = acts.filter(by=who) if who else acts.none()
    if asked["verb"]:
        acts = acts.filter(verb=asked["verb"]) if asked["verb"] in VERBS else acts.none()
    if asked["day"]:
        acts = acts.filter(at__gte=_starts(day), at__lt=_starts(day + timedelta(days=1))) if day else acts.none()
    return acts, asked


def _starts(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def table(acts: QuerySet) -> Iterator[str]:
    """The acts as CSV, line by line, oldest last."""
    columns = ("number", "when", "who", "what", "story", "headline", "version", "why", "digest")
    return tables.lines(columns, _cells(acts))


def _cells(acts: QuerySet) -> Iterator[tuple]:
    batch: list[Act] = []

    def cells() -> Iterator[tuple]:
        for row in rows_of(batch):
            act = row.act
            yield (
                act.number, act.at.isoformat(), act.by or "", act.verb, act.story or "",
                row.story.headline if row.story else "", act.version or "", row.why, act.digest,
            )  # fmt: skip

    for act in acts.iterator(chunk_size=500):
        batch.append(act)
        if len(batch) == 500:
            yield from cells()
            batch.clear()
    yield from cells()


@admin.register(Act)
class ActAdmin(LookOnly, DeskAdmin):
    """The record. An act's own page is its line in the list."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [path("table/", wrap(self.table_view), name="articles_act_table"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        acts, asked = sifted(request.GET)
        before = row_number(request.GET.get("before", ""))
        page = list(acts.filter(number__lt=before)[: PER_PAGE + 1] if before else acts[: PER_PAGE + 1])
        query = request.GET.copy()
        query.pop("before", None)
        kept = query.urlencode()
        older = f"?{kept}{'&' if kept else ''}before={page[PER_PAGE - 1].number}" if len(page) > PER_PAGE else ""
        context = self.admin_site.each_context(request) | {
            "title": _("Record"),
            "rows": rows_of(page[:PER_PAGE]),
            "asked": asked,
            "sifted": any(asked.values()),
            "older": older,
            "kept": kept,
            "verbs": [(verb, str(label)) for verb, label in VERBS.items()],
            "people": get_user_model().objects.filter(is_staff=True).order_by("first_name", "username")[:MOST_PEOPLE],
            "story": Article.objects.filter(pk=row_number(asked["story"]) or 0).first(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/record.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Where a list of the admin would lead: the record from this act on."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        number = row_number(str(object_id)) or 0
        return HttpResponseRedirect(f"{reverse('admin:articles_act_changelist')}?before={number + 1}")

    def table_view(self, request):
        """The acts that the same query shows, all of them, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        acts, _asked = sifted(request.GET)
        return tables.answer(table(acts), f"record-{timezone.localdate().isoformat()}")
