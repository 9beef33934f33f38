"""The desk's first page: what waits for one person, what goes out next, what is live, how the background works."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import checks, complaints, history, translations, workflow
from articles.admin.translating import said
from articles.edition import UNNAMED
from articles.models import Article, Complaint, Newsroom, Publication, Revision, Section
from articles.publication import Standing, standing
from newsroom.lib.jobs import outbox
from newsroom.lib.moments import zone_words
from newsroom.lib.sample import record

Step = Article.Step
MOST_OPEN = 12
MOST_COMPLAINTS = 5
MOST_OUTDATED = 6


@dataclass
class Row:
    """One story on the page: why it is there, what its button says, where it leads."""

    article: Article
    why: str = ""
    icon: str = ""
    act: str = ""
    note: str = ""
    at: datetime | None = None
    stands: Standing | None = None
    here: list[workflow.Company] = field(default_factory=list)
    behind: translations.Behind | None = None

    @property
    def url(self) -> str:
        return reverse("admin:articles_article_change", args=[self.article.pk])


@dataclass(frozen=True)
class FirstStep:
    """What to do in a newsroom that begins: `next` is the first that is not done."""

    name: str
    why: str
    act: str
    url: str
    icon: str
    done: bool = False
    next: bool = False


@dataclass
class Overview:
    """All that the page shows. `heart`: how the background works, for those who can do something about it."""

    now: datetime
    zone: str
    waiting: list[Row] = field(default_factory=list)
    coming: list[Row] = field(default_factory=list)
    live: list[Row] = field(default_factory=list)
    open: list[Row] = field(default_factory=list)
    outdated: list[Row] = field(default_factory=list)
    more_outdated: int = 0
    complaints: list[Complaint] = field(default_factory=list)
    more_complaints: int = 0
    today: date | None = None
    failing: list[tuple[Row, str]] = field(default_factory=list)
    heart: outbox.Heart | None = None
    behind: timedelta | None = None
    reads_stories: bool = False
    steps: list[FirstStep] = field(default_factory=list)
    sample: bool = False


def _waiting(user, now: datetime) -> list[Row]:
    stories = Article.objects.select_related("section", "assigned_to")
    due_first = (F("planned_for").asc(nulls_last=True), "-saved_at")
    mine = Q(assigned_to=user) | Q(made_by=user, assigned_to=None)
    rows = []
    if user.has_perm("articles.edit_any_article"):
        for story in stories.filter(step=Step.SUBMITTED).order_by(*due_first)[:12]:
            rows.append(Row(story, _("Sent to the desk"), "list", _("Edit")))
    if user.has_perm("articles.publish_article"):
        ready = stories.filter(step=Step.READY, publish_at=None).exclude(
            uuid__in=Publication.objects.filter(Q(visible_until=None) | Q(visible_until__gt=now)).values("story")
        )
        for story in ready.order_by(*due_first)[:12]:
            rows.append(Row(story, _("Ready"), "check", _("Look and publish")))
    own = stories.filter(mine, step__in=(Step.DRAFT, Step.EDITING)).order_by(*due_first)[:12]
    shown = {row.article.pk for row in rows}
    own = [story for story in own if story.pk not in shown]
    back = {
        r.article_id: r
        for r in Revision.objects.filter(article__in=[s.pk for s in own], kind=Revision.Kind.SENT_BACK)
        .filter(number=history.newest())
        .select_related("by")
    }
    for story in own:
        sent = back.get(story.pk)
        if sent:
            rows.insert(0, Row(story, _("Sent back to you"), "stop", _("Edit"), note=f"{sent.by}: {sent.why}"))
        else:
            rows.append(Row(story, story.get_step_display(), "user", _("Write")))
    return rows[:15]


def _outdated(user, now: datetime) -> tuple[list[Row], int]:
    """Translations whose original was corrected, updated or taken down: one's own, or all for those who edit others';
    those that readers see first. And how many there are beside these. Three queries."""
    found = Article.objects.filter(translations.behind(now))
    if not user.has_perm("articles.edit_any_article"):
        found = found.filter(Q(assigned_to=user) | Q(made_by=user, assigned_to=None))
    stories = list(
        found.select_related("section")
        .defer("body", "desk_note")
        .order_by(F("first_published_at").desc(nulls_last=True), "-pk")[:MOST_OUTDATED]
    )
    marks = translations.marks([story.pk for story in stories], now)
    rows = [Row(story, note=said(marks[story.pk]), behind=marks[story.pk]) for story in stories if story.pk in marks]
    return rows, max(found.count() - len(stories), 0)


def _first_steps(user) -> list[FirstStep]:
    """What to do first, for this person. Once a story was public, or will be at its moment, only what every page
    lacks; and then nothing."""
    room, begun = Newsroom.objects.first(), Publication.objects.exists()
    steps = []
    if user.has_perm("articles.change_newsroom") and (room is None or room.names == UNNAMED):
        url = reverse("admin:articles_newsroom_changelist")
        steps.append(
            FirstStep(_("Give the newsroom its name"), _("It stands on every page."), _("Name it"), url, "list")
        )
    if not begun:
        steps += _first_story(user)
        if user.has_perm("authors.add_user"):
            people = get_user_model().objects.filter(is_active=True, is_staff=True).count() > 1
            why = _("Each gets a login of their own and a role: reporter, editor, photo desk, duty editor, audience.")
            url = reverse("admin:authors_user_add")
            steps.append(FirstStep(_("Invite colleagues"), why, _("Make a login"), url, "user", done=people))
        why = _("This is what readers find now.")
        steps.append(FirstStep(_("Look at the site"), why, _("Open the site"), "/", "eye"))
    first = next((step for step in steps if not step.done), None)
    return [replace(step, next=step is first) for step in steps]


def _first_story(user) -> list[FirstStep]:
    """The way to it: a section, a draft, its publication."""
    if not Section.objects.exists():
        url = reverse("admin:articles_section_add")
        step = FirstStep(_("Make a section"), _("Each story stands in one."), _("Make it"), url, "list")
        return [step] if user.has_perm("articles.add_section") else []
    draft = Article.objects.order_by("-saved_at").first()
    if draft is not None:
        url = reverse("admin:articles_article_change", args=[draft.pk])
        return [FirstStep(_("Publish your first story"), draft.headline, _("Go on"), url, "live")]
    url, why = reverse("admin:articles_article_add"), _("Begin with a headline; then body, byline and a picture.")
    return [FirstStep(_("Write your first story"), why, _("Begin a story"), url, "list")]


def acts_on_the_background(user) -> bool:
    """Whether this person schedules stories or looks after what waits: others can do nothing about a silent worker."""
    return user.has_perm("articles.publish_article") or user.has_perm("jobs.view_job")


def silent_heart(user, now: datetime) -> outbox.Heart | None:
    """What somebody who has scheduled a story, or is about to, is warned of; None while the background works."""
    heart = outbox.heart(now) if acts_on_the_background(user) else None
    return heart if heart and heart.silent else None


def overview(user, now: datetime) -> Overview:
    """The page for this person. The number of queries does not grow with the stories."""
    page = Overview(now=now, zone=zone_words(now), reads_stories=user.has_perm("articles.view_article"))
    if acts_on_the_background(user):
        page.heart, page.behind = outbox.heart(now), outbox.oldest_waiting(now)
    page.steps = _first_steps(user) if user.has_perm("articles.add_article") else []
    page.today = timezone.localdate(now)
    if user.has_perm("articles.change_complaint"):
        waiting = complaints.open_ones().select_related("article", "assigned_to")
        page.complaints = list(waiting[:MOST_COMPLAINTS])
        page.more_complaints = max(waiting.count() - MOST_COMPLAINTS, 0)
    page.sample = user.is_superuser and record.is_there()
    if not page.reads_stories:
        return page
    page.waiting = _waiting(user, now)
    page.outdated, page.more_outdated = _outdated(user, now)
    coming = list(Publication.objects.filter(visible_from__gt=now).order_by("visible_from")[:10])
    live = list(Publication.objects.visible(now).order_by("-visible_from", "-first_published_at")[:8])
    stories = {
        story.uuid: story
        for story in Article.objects.filter(uuid__in={p.story for p in coming + live}).select_related("section")
    }
    page.coming = [Row(stories[p.story], at=p.visible_from) for p in coming if p.story in stories]
    page.live = [Row(stories[p.story], at=p.visible_from) for p in live if p.story in stories]
    here = workflow.company(None, now, but=user)
    opened = Article.objects.filter(pk__in=list(here)[:MOST_OPEN])
    page.open = sorted((Row(story, here=here[story.pk]) for story in opened), key=lambda row: row.here[0].since)
    rows = page.waiting + page.outdated + page.coming + page.live
    stands = standing({row.article.uuid for row in rows}, now)
    for row in rows:
        row.stands = stands[row.article.uuid]
    # Only what is about to go out: the next ones of the schedule, and what waits as ready.
    near = page.coming[:4] + [row for row in page.waiting if row.article.step == Step.READY][:4]
    for row in near:
        page.failing += [(row, check.message) for check in checks.stops(row.article)]
    return page
