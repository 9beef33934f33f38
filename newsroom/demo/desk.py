"""What the people of the demo newsroom do with its stories: how each went over the desk, and what is planned.

Everything is done by the verbs, at told moments, so that histories, moments and notices are those of a newsroom at
work. A story without a course of its own was filed, sent to the desk, read, and published.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from articles import address_list, fronts, photos, workflow
from articles.copy import Copy, read_copy
from articles.edition import newsroom
from articles.filing import file_copy
from articles.models import Article, Package, Photo, Section, Series
from articles.packages import Wanted
from articles.workflow import Spot
from newsroom.demo import complaints
from newsroom.demo.material import Story
from newsroom.demo.people import PEOPLE
from newsroom.demo.site import SEED_TAGS
from newsroom.demo.together import METHOD, METHOD_OF, PACKAGE, PARTS, SERIES
from newsroom.lib.jobs.models import Job

LANA = next(person["names"] for person in PEOPLE if person["slug"] == "lana-karim")  # the reporter's own name
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Course:
    """How one story went over the desk, and where it stands.

    `end`: live, draft, submitted, editing, ready, sent_back, scheduled, embargoed or taken_down. `by`: the login of
    whoever wrote it ("" for correspondents, whose copy comes in from outside). `due`: hours from now. `why`: what was
    said when it was sent back, taken down or corrected. `was`: (as printed now, as first printed) of what was put
    right later; `told`: what readers were told of it. `added`: an update put on top. `slug_was`: the address under
    which it first stood.
    """

    end: str = "live"
    by: str = "reporter"
    due: float | None = None
    words: int | None = None
    note: str = ""
    why: str = ""
    was: tuple[tuple[str, str], ...] = ()
    told: str = ""
    added: str = ""
    slug_was: str = ""


COURSES: dict[tuple[str, str], Course] = {
    ("en", "footbridge-lights"): Course(
        "draft", due=3, words=450, note="Roads office promised an answer for tomorrow before ten. Picture is in."
    ),
    ("en", "school-meals"): Course(
        "submitted", due=1.5, words=400, note="Budget vote is in three weeks: no later than Sunday."
    ),
    ("ar", "river-taxi"): Course(
        "submitted", due=-2, words=350, note="أرقام الركاب من الإخوة أنفسهم، ولم أجد مصدراً ثانياً."
    ),
    ("ar", "cycling-club"): Course("editing", by="editor", due=20, words=300, note="ترجمة، تخرج مع النسخة الإنجليزية."),
    ("en", "water-meters"): Course(
        "editing", due=5, words=600, note="Tariff table checked against the draft, page 12."
    ),
    ("ckb", "pottery-kiln"): Course("ready", by="", due=2, words=350),
    ("en", "parking-fees"): Course(
        "sent_back",
        due=-4,
        words=500,
        why="Who decides, and on which day? Ask two shopkeepers by name, and the committee for its estimate.",
    ),
    ("en", "cycling-club"): Course("scheduled", by="", due=10, words=400),
    ("en", "wheat-count"): Course(
        "embargoed", by="", due=26, words=450, note="Under embargo. Nobody outside the desk."
    ),
    ("en", "street-lamps"): Course(
        "taken_down", why="The list that the council gave us was last year’s. Down while we ask for the right one."
    ),
    ("en", "hill-honey"): Course(
        by="",
        why="46 families, not 64: the treasurer wrote to us.",
        was=(("46 families with", "64 families with"), ("which is 25 for each", "which is 18 for each")),
        told="An earlier version of this story said that the cooperative has 64 families. It has 46. The number of "
        "hives for each household has been put right as well.",
    ),
    ("ar", "date-harvest"): Course(
        by="",
        why="رقم الجمعية في بيانها الثاني 400.",
        was=(("وهو هذا العام 400", "وهو هذا العام 450"),),
        told="ذكرت نسخة سابقة من هذه المادة أن محصول الجمعية هذا العام 450 طناً. والصحيح 400.",
    ),
    ("ckb", "mountain-road"): Course(
        by="",
        why="کوێخا خۆی ژمارەکەی ڕاست کردەوە.",
        was=(("نزیکەی ١٬٩٠٠ کەس", "نزیکەی ٢٬٩٠٠ کەس"),),
        told="وەشانێکی پێشووی ئەم هەواڵە نووسیبووی نزیکەی ٢٬٩٠٠ کەس لەودیو دەژین. ڕاستەکەی ١٬٩٠٠ ـە.",
    ),
    ("en", "mountain-road"): Course(
        by="", added="The road is open to lorries with more than two axles as well, the roads office said this morning."
    ),
    ("en", "swifts-return"): Course(by="", slug_was="swifts-return-to-the-tower"),
}


def is_live(language: str, group: str) -> bool:
    """Whether readers see this story as soon as the demo is there."""
    return COURSES.get((language, group), Course()).end == "live"


@dataclass(frozen=True)
class Planned:
    """A line of the budget: a story that has a headline, somebody who does it, and no text yet."""

    language: str
    section: str
    headline: str
    who: str
    due: float
    words: int
    note: str = ""


PLANNED = (
    Planned(
        "en",
        "news",
        "Bus depot opens its new washing hall",
        "reporter",
        -6,
        250,
        "Pictures at 9, ask for Mr Omar at the gate.",
    ),
    Planned("en", "politics", "Council votes on the night bus trial: what changes on which line", "reporter", 7, 500),
    Planned(
        "en", "culture", "The bookbinder in the market hall", "editor", 30, 700, "Long read for Friday, with a gallery."
    ),
    Planned("ar", "news", "جدول امتحانات نصف السنة: ما الذي تغيّر", "reporter", 12, 300),
    Planned("ckb", "sport", "تیپی قوتابخانە و یەکەم یاری لە یاریگا نوێیەکەدا", "editor", 22, 350, "وێنەگر لەگەڵمانە."),
)


class Desk:
    """The people at work. `logins` are the demo's users by name, `operator` files what comes from outside."""

    def __init__(self, logins: dict, operator, now: datetime):
        self.logins, self.operator, self.now = logins, operator, now
        self.zone = newsroom().zone
        self.siblings: dict[str, Article] = {}
        self.stories: dict[tuple[str, str], Article] = {}

    def story(self, story: Story, prepared: photos.Prepared | None, at: datetime) -> Article:
        """Brings one story to where it stands; `at` is when it was published, if it was."""
        course = COURSES.get((story.language, story.group), Course(by=""))
        copy = self.read(story, story.text)
        if not course.by and any(line.name in LANA.values() for line in copy.bylines):
            course = replace(course, by="reporter")  # her own, not a correspondent's
        going = course.end in ("live", "taken_down")
        filed = at - 3 * HOUR if going else self.now - 5 * HOUR + len(self.siblings) * MINUTE
        first = story.text
        for now_printed, first_printed in course.was:
            assert now_printed in first
            first = first.replace(now_printed, first_printed)
        article = self.filed(story, self.read(story, first), first, course, prepared, filed)
        self.plan(article, course, story.language, story.group, filed + 10 * MINUTE)
        getattr(self, course.end)(article, course, copy, filed, at)
        edited = Article.objects.filter(pk=article.pk)
        edited.update(made_at=filed, saved_at=article.revisions.values_list("at", flat=True).first())
        return article

    def read(self, story: Story, text: str) -> Copy:
        copy = read_copy(text, story.language, self.zone)
        if story.group == "seed-iraq-us-presence":
            copy = replace(copy, tags=SEED_TAGS)  # a page's text names none
        return copy

    def filed(self, story, copy: Copy, text: str, course: Course, prepared, at: datetime) -> Article:
        by = self.logins[course.by] if course.by else self.operator
        sibling = self.siblings.get(story.group)
        photo: Photo | None = sibling.photo if sibling else None
        if photo is None and prepared is not None:
            photo = photos.take_in(
                by=self.logins["photo"], prepared=prepared, now=at, creator=copy.photographer, agency=copy.agency
            )
        article = file_copy(
            by=by,
            copy=copy,
            text=text,
            now=at,
            photo=photo,
            source=sibling,
        ).article
        self.siblings.setdefault(story.group, article)
        self.stories[story.language, story.group] = article
        return article

    def save(self, article: Article, by, at: datetime, **fields) -> None:
        workflow.save(by=by, article=article, fields=fields, base_version=article.version, now=at)

    def plan(self, article: Article, course: Course, language: str, group: str, at: datetime) -> None:
        """Who does it, until when, how long, and what the desk should know. Correspondents' copy has an editor."""
        who = course.by or ("editor" if language == "en" else "publisher")
        fields: dict = {"assigned_to": self.logins[who]}
        if course.due is not None:
            fields["planned_for"] = (self.now + course.due * HOUR).replace(minute=0, second=0, microsecond=0)
        if course.words:
            fields["planned_words"] = course.words
        if course.note:
            fields["desk_note"] = course.note
        if course.slug_was:
            fields["slug"] = course.slug_was
        if part := PARTS.get(group):
            fields |= {"series": Series.objects.get(slug=SERIES["slug"]), "part": part}
        if group == METHOD_OF:
            fields |= METHOD[language]
        self.save(article, self.logins[who], at, **fields)

    # -- the ends

    def draft(self, article, course, copy, filed, at) -> None:
        """It is being written."""

    def submitted(self, article, course, copy, filed, at) -> None:
        workflow.submit(by=self.logins["reporter"], article=article, now=filed + HOUR)

    def editing(self, article, course, copy, filed, at) -> None:
        by = self.logins[course.by]
        workflow.submit(by=by, article=article, now=filed + HOUR)
        editor = self.logins["editor" if course.by != "editor" else "publisher"]
        self.save(article, editor, filed + 2 * HOUR, slugline=article.slug)

    def sent_back(self, article, course, copy, filed, at) -> None:
        workflow.submit(by=self.logins["reporter"], article=article, now=filed + HOUR)
        workflow.send_back(by=self.logins["editor"], article=article, why=course.why, now=filed + 2 * HOUR)

    def ready(self, article, course, copy, filed, at) -> None:
        by = self.logins[course.by] if course.by else self.operator
        workflow.submit(by=by, article=article, now=filed + 20 * MINUTE)
        workflow.mark_ready(by=self.logins["editor"], article=article, now=filed + 90 * MINUTE)

    def scheduled(self, article, course, copy, filed, at) -> None:
        self.ready(article, course, copy, filed, at)
        workflow.schedule(by=self.logins["publisher"], article=article, at=self.morning(1), now=filed + 2 * HOUR)

    def embargoed(self, article, course, copy, filed, at) -> None:
        self.save(article, self.logins["editor"], filed + 15 * MINUTE, embargo_until=self.morning(2, 10))
        self.ready(article, course, copy, filed, at)
        workflow.publish(by=self.logins["publisher"], article=article, now=filed + 2 * HOUR)

    def live(self, article, course, copy, filed, at) -> None:
        self.ready(article, course, copy, filed, at)
        by = self.logins["publisher"]
        moment = copy.date
        if moment and not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(), self.zone)
        workflow.publish(by=by, article=article, now=at, first_published_at=moment)
        if course.was:
            editor, later = self.logins["editor"], min(at + 5 * HOUR, self.now - MINUTE)
            self.save(article, editor, later, body=copy.body_html)
            workflow.update(by=editor, article=article, kind="correction", note=course.told, why=course.why, now=later)
        if course.added:
            later = min(at + 3 * HOUR, self.now - MINUTE)
            workflow.add_update(by=self.logins["editor"], article=article, text=course.added, now=later)
        if course.slug_was:
            workflow.readdress(by=by, article=article, slug=copy.slug, now=at + 20 * MINUTE)

    def taken_down(self, article, course, copy, filed, at) -> None:
        self.live(article, course, copy, filed, at)
        later = min(at + 2 * HOUR, self.now - MINUTE)
        workflow.take_down(by=self.logins["editor"], article=article, why=course.why, now=later)

    def morning(self, days: int, hour: int = 6) -> datetime:
        """A full hour in the newsroom's own morning, `days` from today."""
        day = self.now.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, time(hour), self.zone)

    def planned(self) -> None:
        """The budget: what is not written yet, some of it late."""
        for place, line in enumerate(PLANNED):
            due = (self.now + line.due * HOUR).replace(minute=0, second=0, microsecond=0)
            begun = self.now - 20 * HOUR + place * MINUTE
            article = workflow.begin(
                by=self.logins["editor"],
                fields={
                    "language": line.language,
                    "section": Section.objects.get(slug=line.section),
                    "headline": line.headline,
                    "assigned_to": self.logins[line.who],
                    "planned_for": due,
                    "planned_words": line.words,
                    "desk_note": line.note,
                },
                now=begun,
            )

            Article.objects.filter(pk=article.pk).update(made_at=begun, saved_at=begun)

    def complaints(self) -> None:
        """What readers and others hold against stories: open, late, closed."""
        complaints.make(self.stories, self.logins, self.now.astimezone(self.zone).date(), self.now)

    def front(self) -> None:
        """The English front by hand: what leads, and a story of last week held for a night under other words. The rest,
        and the other editions, fill themselves."""
        spot, first, second = Spot("en"), self.stories["en", "canal-cleanup"], self.stories["en", "night-buses"]
        by, tonight = self.logins["editor"], self.morning(1, 6)
        workflow.put_on_top(by=by, article=second, now=self.now - 50 * MINUTE)
        fields = {"headline": "Tonight the buses run until two", "trail": fronts.NOTHING, "until": tonight.isoformat()}
        was = dict.fromkeys(fields, "") | {"trail": fronts.OWN}
        words = fronts.words(str(second.uuid), fields, was)
        workflow.change_front(by=by, spot=spot, ops=[words], verb="words", now=self.now - 48 * MINUTE)
        workflow.put_on_top(by=self.logins["publisher"], article=first, now=self.now - 20 * MINUTE)

    def moved_in(self) -> None:
        """Addresses of the system that the newsroom came from: a story, a section, an author and a photo."""
        photo = Photo.objects.exclude(original="").order_by("pk")[0]
        seed = Article.objects.get(slug__startswith="iraq-wants-to-end-us-presence")
        rows = (("?p=17", f"/a/{seed.pk}/"), ("/category/local-news/", "news"), ("/writers/lana/", "lana-karim"),
                ("/uploads/2024/02/front.jpg", photo.uuid))  # fmt: skip
        address_list.enter("\n".join(f"{old},{target}" for old, target in rows))

    def package(self) -> None:
        """Stories that belong together, in all their languages."""
        workflow.arrange_package(
            by=self.logins["editor"], package=Package(), name=PACKAGE["name"], titles=PACKAGE["titles"], shown=True,
            wanted=[Wanted(self.siblings[group].translation_group, role) for group, role in PACKAGE["stories"]],
            now=self.now - HOUR,
        )  # fmt: skip

    def done(self) -> None:
        """What the acts of days gone by left to do is due now: nothing has been waiting since then."""
        Job.objects.filter(run_after__lt=self.now).update(run_after=self.now, created_at=self.now)
