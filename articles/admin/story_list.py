"""The list of stories: tabs with their counts, filters, one page of rows. Its cost does not grow with the rows."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles import translations, workflow
from articles.admin.forms import people
from articles.admin.tabs import Tab, row_number, tabs
from articles.models import Article, Publication, Section
from articles.publication import standing
from newsroom.lib.languages import CHOICES, CODES

PER_PAGE = 40
TABS = {
    "": _("All"),
    "mine": _("Mine"),
    "desk": _("With the desk"),
    "ready": _("Ready"),
    "scheduled": _("Scheduled"),
    "live": _("Live"),
    "down": _("Taken down"),
    "behind": _("Behind the original"),
}


def _mine(user) -> Q:
    return Q(assigned_to=user) | Q(made_by=user, assigned_to=None)


def _conditions(user, now: datetime) -> dict[str, Q]:
    """The rule of each tab. What readers see is asked of the publications, never of the story."""
    live = Publication.objects.visible(now).values("story")
    coming = Publication.objects.filter(visible_from__gt=now).values("story")
    return {
        "": Q(),
        "mine": _mine(user),
        "desk": Q(step__in=[Article.Step.SUBMITTED, Article.Step.EDITING]) & Q(taken_down_at=None) & ~Q(uuid__in=live),
        "ready": Q(step=Article.Step.READY, publish_at=None) & ~Q(uuid__in=live),
        "scheduled": Q(uuid__in=coming),
        "live": Q(uuid__in=live),
        "down": Q(taken_down_at__isnull=False),
        "behind": translations.behind(now),
    }


def _order(tab: str) -> tuple:
    if tab in ("mine", "desk", "ready"):
        return (F("planned_for").asc(nulls_last=True), "-saved_at", "-pk")
    if tab == "scheduled":
        return (F("publish_at").asc(nulls_last=True), "-pk")
    return ("-saved_at", "-pk")


@dataclass
class StoryList:
    """One page of the list and what stands around it."""

    tabs: list[Tab]
    page: object
    count: int
    rows: list[tuple]
    filters: dict
    sections: list[Section]
    people: list
    languages: list
    query: str
    filtered: bool


def story_list(stories: QuerySet[Article], user, asked, now: datetime) -> StoryList:
    """The list for `user`, as `asked` (a QueryDict of `view`, `q`, `section`, `language`, `who`, `p`) wants it."""
    conditions = _conditions(user, now)
    tab = asked.get("view", "")
    tab = tab if tab in TABS else ""
    counts = stories.aggregate(**{f"n{name}": Count("pk", filter=rule) for name, rule in conditions.items() if name})
    total = stories.count()
    views = tabs(TABS, {name: counts[f"n{name}"] if name else total for name in TABS}, tab, asked)
    filters = {
        "q": asked.get("q", "").strip()[:100],
        "section": row_number(asked.get("section", "")),
        "language": asked.get("language", "") if asked.get("language", "") in CODES else "",
        "who": row_number(asked.get("who", "")),
    }
    found = stories.filter(conditions[tab])
    if filters["q"]:
        q = filters["q"]
        found = found.filter(Q(headline__icontains=q) | Q(slugline__icontains=q) | Q(slug__icontains=q))
    if filters["section"]:
        found = found.filter(section=filters["section"])
    if filters["language"]:
        found = found.filter(language=filters["language"])
    if filters["who"]:
        found = found.filter(Q(assigned_to=filters["who"]) | Q(made_by=filters["who"], assigned_to=None))
    filtered = any(filters.values())
    paginator = Paginator(
        found.select_related("section", "assigned_to", "made_by").defer("body", "desk_note").order_by(*_order(tab)),
        PER_PAGE,
    )
    if not filtered:
        paginator.count = counts[f"n{tab}"] if tab else total  # known already
    page = paginator.get_page(asked.get("p"))
    stories_here = list(page)
    stands = standing([story.uuid for story in stories_here], now)
    marks = translations.marks([story.pk for story in stories_here if story.source_id], now)
    here = workflow.company([story.pk for story in stories_here], now, but=user)
    return StoryList(
        tabs=views,
        page=page,
        count=paginator.count,
        rows=[(story, stands[story.uuid], here.get(story.pk, []), marks.get(story.pk)) for story in stories_here],
        filters=filters | {"view": tab},
        sections=list(Section.objects.all()),
        people=list(people()),
        languages=CHOICES,
        query=next(view.query for view in views if view.here),
        filtered=filtered,
    )
