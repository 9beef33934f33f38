"""Compares what was acknowledged with what is there. Run in a fresh process after a writer was killed.

Every acknowledged act must be there, once, and nothing that was not may be half there: the story and its versions, its
publications and what finds them, notices, the outbox, the search's words, the pages that a fresh process answers, the
record of who agreed to which newsletter, the files of pictures, the database itself.
"""

import json
import re
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles import notices, proof, search, sources
from articles.addresses import story_path
from articles.copy import read_copy
from articles.edition import edition, newsroom
from articles.filing import file_copy
from articles.fronts import digest
from articles.history import broken_versions
from articles.models import (
    Act,
    ActText,
    Article,
    Banner,
    Complaint,
    Front,
    FrontPlan,
    Notice,
    Photo,
    PreparedCorrection,
    Publication,
    Revision,
    VersionName,
)
from articles.models.publication import SEARCHED
from articles.search import engines
from newsletter.models import ConsentEvent, Subscription
from newsroom.lib import media
from newsroom.lib.jobs import work
from newsroom.lib.jobs.models import Job
from newsroom.lib.names import Names
from tests import factories
from tests.proving import beside
from tests.wsgi import ask

Kind = Revision.Kind
LIVE = {Kind.PUBLISHED, Kind.UPDATED, Kind.CORRECTED}
OUT = LIVE | {Kind.SCHEDULED}
TOLD = OUT | {Kind.UNSCHEDULED, Kind.TAKEN_DOWN, Kind.NOTICE, Kind.READDRESSED}
WORDED = {Kind.SAVED, Kind.FILED, Kind.MERGED, Kind.RESTORED, Kind.TRANSLATED}
WORD = re.compile(r"Word\d+x\d+")


def words_of(log: str) -> list[dict]:
    """What the writers wrote down. A line that was cut off by a kill was not acknowledged."""
    found = []
    for line in Path(log).read_text().splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


class Judge:
    """`faults` are sentences; none means that all is well."""

    def __init__(self, log: str, since: int = 0):
        self.said = words_of(log)
        self.stories = list(Article.objects.filter(pk__gt=since).order_by("pk"))
        self.faults: list[str] = []
        self.now = timezone.now()

    def wrong_if(self, wrong, sentence: str) -> None:
        if wrong:
            self.faults.append(sentence)

    def all(self) -> list[str]:
        self.acknowledged()
        self.promised_pages()
        for story in self.stories:
            self.story(story)
        self.outbox()
        self.after_the_outbox()
        self.pages()
        self.names()
        self.sources()
        self.newsletter()
        self.complaints()
        self.faults += beside.faults(self.said)
        self.fronts()
        self.pictures()
        self.filed_again()
        self.database()
        self.faults += [f"the record: {fault}" for fault in proof.faults()]
        return self.faults

    # -- the desk
    def acknowledged(self) -> None:
        gone = {act["gone"] for act in self.said if act.get("try") == "remove_samples"}
        left = set(Article.objects.filter(pk__in=gone).values_list("pk", flat=True))
        done = {act["gone"] for act in self.said if act.get("ack") == "remove_samples"}
        self.wrong_if(left & done, f"removed and still here: {sorted(left & done)}")
        gone -= left
        for act in self.said:
            if "ack" in act and act.get("story") and act["story"] not in gone:
                if act["ack"] == "name_version":
                    named = VersionName.objects.filter(article=act["story"], number=act["version"], name=act["name"])
                    acts = Act.objects.filter(verb="named", story=Article.objects.get(pk=act["story"]).uuid)
                    self.wrong_if((len(named), len(acts)) != (1, 1), f"the name of {act['story']} is lost, or is twice")
                row = Revision.objects.filter(article=act["story"], number=act["number"]).values("kind", "digest")
                self.wrong_if(
                    list(row) != [{"kind": act["kind"], "digest": act["digest"]}],
                    f"{act['ack']} of story {act['story']} was acknowledged as version {act['number']} and is lost",
                )

        for row in PreparedCorrection.objects.filter(article__in=self.stories):
            acts = Act.objects.filter(verb__in=("not_needed", "up_to_date"), story=row.article.uuid).count()
            self.wrong_if(acts != bool(row.settled_at), f"correction {row.pk} is settled without its act, or unsettled")
        settled = set(PreparedCorrection.objects.exclude(settled_at=None).values_list("pk", flat=True))
        lost = {act["prepared"] for act in self.said if act.get("ack") == "not_needed_here"} - settled
        self.wrong_if(lost, f"acknowledged as not needed and still waiting: {sorted(lost)}")

        for act in self.said:
            if "erase" in (act.get("try"), act.get("ack")) and act["story"] not in gone:
                self.erased(act)

    def erased(self, act: dict) -> None:
        """All of it is gone, or nothing is."""
        story = Article.objects.get(pk=act["story"])
        places = [
            act["text"] in f"{story.desk_note} {story.standfirst}",
            any(act["text"] in str(version.snapshot) for version in story.revisions.all()),
            Publication.objects.filter(story=story.uuid, standfirst__contains=act["text"]).exists(),
            ActText.objects.filter(text__contains=act["text"]).exists(),
            any(act["text"] in str(draft.fields) for draft in story.drafts.all()),
        ]
        self.wrong_if(any(places) and ("ack" in act or not all(places)), f"half erased of story {story.pk}: {places}")

    def story(self, a: Article) -> None:
        def wrong_if(wrong, sentence: str) -> None:
            self.wrong_if(wrong, f"story {a.pk}: {sentence}")

        versions = list(a.revisions.order_by("number"))
        erased = Act.objects.filter(story=a.uuid, verb="emptied").exists()  # proof knows what is left of those
        wrong_if(not erased and broken_versions(a), "its chain of versions is broken")
        wrong_if(not versions or a.version != len(versions), f"counts {a.version} versions of {len(versions)}")
        if not versions:
            return
        last = versions[-1].snapshot
        for name in ("headline", "slug", "step", "standfirst", "body"):
            wrong_if(last[name] != getattr(a, name), f"its {name} is not that of its last version")
        says = last.get("source", {}).get("version", 0)
        wrong_if(a.source_version != says, "the version of its original is not that of its last version")
        added = set(Act.objects.filter(story=a.uuid, verb="added").values_list("version", flat=True))
        worded = [v.number for v in versions if v.kind in WORDED or v.number in added]
        wrong_if(a.words_version != worded[-1], "its last version with words is another")
        rows = factories.publications(a)
        by_number = {row.revision_number: row for row in rows}
        wrong_if(len(by_number) != len(rows), "two publications of one version")
        for version in versions:
            if version.kind in LIVE:
                wrong_if(version.number not in by_number, f"version {version.number} went out and is not there")
        kinds = {v.number: v for v in versions}
        for row in rows:
            version = kinds.get(row.revision_number)
            wrong_if(version is None or version.kind not in OUT, f"publication {row.pk} belongs to no version")
            if version is None:
                continue
            for name in ("headline", "standfirst"):
                wrong_if(getattr(row, name) != version.snapshot[name], f"publication {row.pk} has another {name}")
            wrong_if(row.slug != a.slug or row.address_date != a.address_date, f"publication {row.pk} is elsewhere")
            wrong_if(row.credit_links.count() != len(row.credits) or not row.credits, "credits cannot be found by")
            wrong_if(row.topic_links.count() != len(row.topics), "topics cannot be found by")
            wrong_if(row.photo_links.count() != bool(row.photo.get("renditions")), "the picture cannot be found by")
            self.search(row, wrong_if)
        for row, later in pairwise(rows):
            wrong_if(row.visible_until is None or row.visible_until > later.visible_from, "two at one time")
        visible = Publication.objects.visible(self.now).filter(story=a.uuid)
        notice = Notice.objects.filter(story=a.uuid).first()
        wrong_if(bool(a.first_published_at) != bool(rows), "it has a first publication, or none, and should not")
        wrong_if(bool(a.taken_down_at) != (notice is not None and not a.publish_at), "the notice and the story differ")
        wrong_if(visible and notice, "it is public and taken down")
        chosen = [v.snapshot.get("notice") for v in versions if v.kind in (Kind.TAKEN_DOWN, Kind.NOTICE)][-1:]
        wrong_if(
            notice and chosen != [{"answer": notice.answer, "text": notice.text}],
            "readers find what nobody chose there",
        )
        acts = [v.kind for v in versions if v.kind in LIVE or v.kind == Kind.TAKEN_DOWN]
        if acts:
            wrong_if((acts[-1] == Kind.TAKEN_DOWN) == bool(visible), f"after {acts[-1]} readers see {len(visible)}")
            wrong_if((acts[-1] == Kind.TAKEN_DOWN) != bool(notice), f"after {acts[-1]} there is a notice, or none")
        waiting = [row for row in rows if row.visible_from > self.now]
        scheduled = [v.kind for v in versions if v.kind in TOLD - {Kind.NOTICE}][-1:] == [Kind.SCHEDULED]
        wrong_if(bool(waiting) != scheduled or bool(a.publish_at) != scheduled, "the schedule and the history differ")

    def search(self, row: Publication, wrong_if) -> None:
        """It is found by what it says, or by nothing where it was taken from its readers."""
        kept = [getattr(row, name) for name in SEARCHED]
        closed = row.visible_until is not None and row.visible_until <= self.now
        left = closed and (not row.search_tokens or Notice.objects.filter(story=row.story).exists())
        search.index(row)
        if left:
            row.search_headline = row.search_text = row.search_tokens = ""
        headline, text, tokens, _rules = (getattr(row, name) for name in SEARCHED)
        wrong_if(kept[0] != headline, "the search has another headline")
        wrong_if(kept[1] != text, "the search lacks words")
        wrong_if(kept[2] != tokens, "the search finds it by other words")

    def outbox(self) -> None:
        asked = Job.objects.filter(kind="articles.public_changed").count()
        due = Revision.objects.filter(kind__in=TOLD).count()
        self.wrong_if(asked != due, f"{due} public acts, {asked} rows in the outbox")

    def after_the_outbox(self) -> None:
        """The worker comes back: leases are over after minutes, ceilings of mails after a day."""
        for later in (timedelta(0), timedelta(minutes=10), timedelta(days=2)):
            while work.run_once(self.now + later) or work.run_idle(self.now + later):
                pass
        undone = Job.objects.exclude(state=Job.State.DONE).filter(run_after__lte=self.now + timedelta(days=2))
        self.wrong_if(undone.exists(), f"the outbox cannot do {[(j.kind, j.last_error) for j in undone[:3]]}")

    # -- what readers get
    def path(self, a: Article) -> str:
        return story_path(edition(a.language), a.address_date, a.slug)

    def look(self, a: Article, when: str) -> None:
        if not a.address_date:
            return
        out = Publication.objects.visible(timezone.now()).filter(story=a.uuid).first()
        gone = Notice.objects.filter(story=a.uuid).first()
        answer = ask(self.path(a))
        right = 200 if out else notices.of(gone).status if gone else 404
        self.wrong_if(answer.status != right, f"story {a.pk} answers {answer.status}, not {right}, {when}")
        silent = gone and not out and gone.text not in answer.text
        self.wrong_if(silent, f"story {a.pk} does not say its notice, {when}")
        if out and answer.status == 200:
            heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
            self.wrong_if(
                not heading or out.headline not in heading[1], f"story {a.pk} is answered with old words {when}"
            )

    def promised_pages(self) -> None:
        """Of stories whose last act was acknowledged the page is right at once, before the worker comes back."""
        last = {}
        for act in self.said:
            if act.get("story"):
                last[act["story"]] = "ack" in act
        for a in self.stories:
            if last.get(a.pk):
                self.look(a, "after its verb came back")

    def pages(self) -> None:
        for a in self.stories:
            self.look(a, "after the outbox was done")
        visible = Publication.objects.visible(timezone.now()).values_list("headline", "standfirst")
        up = Banner.objects.visible(timezone.now()).filter(language="en").values_list("text", flat=True)
        pinned = str(list(FrontPlan.objects.visible(timezone.now()).values_list("plan", flat=True)))
        words = {word for texts in (*visible, up, [pinned]) for word in WORD.findall(" ".join(texts))}
        newest = Publication.objects.visible(timezone.now()).filter(language="en").latest_first().first()
        for path in ("/", "/news/"):
            answer = ask(path)
            shown = set(WORD.findall(answer.text))
            self.wrong_if(answer.status != 200 or shown - words, f"{path} shows {sorted(shown - words)}")
            self.wrong_if(newest and newest.headline not in answer.text, f"{path} lacks the newest story")
        for act in self.said:
            if act.get("ack") == "readdress":
                a = Article.objects.get(pk=act["story"])
                if Publication.objects.visible(timezone.now()).filter(story=a.uuid).exists():
                    hop = ask(act["before"])
                    self.wrong_if(
                        (hop.status, hop.headers.get("location")) != (301, self.path(a)),
                        f"{act['before']} answers {hop.status} and does not lead to story {a.pk}",
                    )

    # -- the rest
    def names(self) -> None:
        """A name that was taken off stands nowhere that readers come."""
        off = {act["name"] for act in self.said if act.get("ack") == "take_name_off"}
        for out in Publication.objects.visible(self.now):
            here = {credit["name"] for credit in out.credits} | {out.byline_override}
            self.wrong_if(here & off, f"publication {out.pk} has a name that was taken off")
            self.wrong_if(off and any(name in ask(self.path(out)).text for name in off & here), "and its page")

    def sources(self) -> None:
        """A name that was taken out of the text stands in none, at the desk or before readers; where that was not
        acknowledged, it may stand where it stood, in all of it."""
        acknowledged = {act["name"] for act in self.said if act.get("ack") == "take_source_off"}
        for act in self.said:
            if act.get("try") != "take_source_off":
                continue
            story = Article.objects.get(pk=act["story"])
            done = Act.objects.filter(verb="source_off", story=story.uuid).exists()
            self.wrong_if(act["name"] in acknowledged and not done, f"no act says that {story.pk} lost a name")
            fields = {place.field for place in sources.look(Names([act["name"]]), self.now).places}
            wanted = set() if done else {"body", "kicker"}
            self.wrong_if(fields != wanted, f"the name that was to go from {story.pk} stands in {sorted(fields)}")
            live = Publication.objects.visible(self.now).filter(story=story.uuid).first()
            self.wrong_if(
                live is None or done == (act["name"] in ask(self.path(live)).text), f"so does {story.pk}’s page"
            )

    def newsletter(self) -> None:
        mails = Counter(
            email
            for file in Path(settings.MAIL_DIR).glob("*.eml")
            for email in re.findall(r"^To: (\S+)", file.read_text(errors="replace"), re.MULTILINE)
        )
        acked = defaultdict(list)
        for act in self.said:
            if "ack" in act and act.get("email"):
                acked[act["email"]].append(act["ack"])
        State, Action = Subscription.State, ConsentEvent.Action
        for one in Subscription.objects.select_related("subscriber"):
            email = one.subscriber.email
            events = list(
                ConsentEvent.objects.filter(subscriber=one.subscriber).order_by("pk").values_list("action", flat=True)
            )
            told = [e for e in events if e in (Action.REQUESTED, Action.CONFIRMED, Action.LEFT)]
            right = {
                State.PENDING: [Action.REQUESTED],
                State.CONFIRMED: [Action.REQUESTED, Action.CONFIRMED],
                State.LEFT: [Action.REQUESTED, Action.CONFIRMED, Action.LEFT],
            }[one.state]
            self.wrong_if(told != right, f"{email} is {one.state}, on the record {told}")
            done = acked.pop(email, [])
            self.wrong_if("leave" in done and one.state != State.LEFT, f"{email} left and is still here")
            self.wrong_if("confirm" in done and one.state == State.PENDING, f"{email} confirmed, and it is lost")
            self.wrong_if(not 1 <= mails[email] <= 2, f"{email} got {mails[email]} mails to confirm")
        self.wrong_if(acked, f"signed up and lost: {sorted(acked)}")

    def complaints(self) -> None:
        """Each that was acknowledged is there once, as far as it was acknowledged; its mails are one or two each."""
        acked, tried = defaultdict(set), defaultdict(set)
        for act in self.said:
            if act.get("complaint"):
                (acked if "ack" in act else tried)[act["complaint"]].add(act.get("ack") or act["try"])
        mails = Counter(
            line
            for file in Path(settings.MAIL_DIR).glob("*.eml")
            for line in re.findall(
                r"^(Word\d+x\d+ (?:answered|stays))\.", file.read_text(errors="replace"), re.MULTILINE
            )
        )
        for word, did in tried.items():
            done, rows = acked[word], list(Complaint.objects.filter(email=f"{word.lower()}@example.org"))
            gone = "empty_complaint" in did and not rows
            lost = "receive_complaint" in done and not rows and not gone
            self.wrong_if(lost or len(rows) > 1, f"complaint {word} is there {len(rows)} times")
            if not rows:
                continue
            row, written = rows[0], {entry.text for entry in rows[0].entries.all()}
            for verb, text in (("note_on_complaint", "noted"), ("answer_complaint", "answered")):
                self.wrong_if(verb in done and f"{word} {text}." not in written, f"{word} {text} is lost")
            self.wrong_if("close_complaint" in done and row.is_open, f"complaint {word} was closed and is open")
            self.wrong_if("close_complaint" not in did and not row.is_open, f"complaint {word} closed by itself")
            self.wrong_if("empty_complaint" in done, f"complaint {word} was emptied and is not")
            for entry in row.entries.filter(kind="answer"):
                many = mails[entry.text.rstrip(".")]
                self.wrong_if(entry.mail != "sent" or not 1 <= many <= 2, f"{entry.text} was mailed {many} times")
        on_record = Act.objects.filter(verb="complaint_in").values_list("about__complaint", flat=True)
        self.wrong_if(
            sorted(on_record) != sorted(Complaint.objects.values_list("pk", flat=True)), "complaints and record"
        )

    def fronts(self) -> None:
        """Every change that was acknowledged is in the history with its act; readers have what the last one says."""
        acked = {act["front"] for act in self.said if act.get("front")}
        for front in Front.objects.all():
            rows = {row.number: row for row in front.history.all()}
            self.wrong_if(sorted(rows) != list(range(1, front.changes + 1)), f"front {front}: {sorted(rows)}")
            self.wrong_if(acked - rows.keys(), f"front {front}: acknowledged and lost: {sorted(acked - rows.keys())}")
            acts = Act.objects.filter(verb="front", about__front=front.language)
            told = dict(acts.values_list("about__change", "content"))
            wanted = {number: digest(row.after) for number, row in rows.items()}
            self.wrong_if(told != wanted, f"front {front}: the record has other changes than the history")
            live = max((row for row in rows.values() if row.live), key=lambda row: row.number, default=None)
            shown = FrontPlan.objects.visible(self.now).filter(language=front.language, section=front.section)
            plans = list(shown.values_list("number", "plan"))
            self.wrong_if(
                plans != ([(live.number, live.after)] if live else []),
                f"front {front}: readers have {len(plans)} of them",
            )
            self.wrong_if(FrontPlan.objects.filter(visible_until=None).count() > 1, f"front {front} is open twice")
        up = Act.objects.filter(verb="banner_up").count()
        texts = {act["banner"] for act in self.said if act.get("ack") == "put_banner_up"}
        there = set(Banner.objects.values_list("text", flat=True))
        self.wrong_if(texts - there or up != len(there), f"{up} banners on the record, {len(there)} there")

    def pictures(self) -> None:
        for photo in Photo.objects.exclude(original=""):
            names = [media.rendition_path(photo.uuid, row["name"]) for row in photo.renditions]
            missing = [name for name in (photo.original, *names) if not media.exists(name)]
            self.wrong_if(missing or not names, f"photo {photo.pk} has a row, but not {missing[:2]}")
        acked = {act["photo"] for act in self.said if act.get("ack") in ("replace", "refocus")}
        self.wrong_if(acked - set(Photo.objects.values_list("pk", flat=True)), "a photo is lost")

    def filed_again(self) -> None:
        """Whoever was cut off files the same copy again: it is there once, as it was filed last."""
        newest = {WORD.search(act["copy"])[0]: act for act in self.said if act.get("try") == "file"}  # type: ignore[index]
        acked = {(act["copy"]) for act in self.said if act.get("ack") == "file"}
        by = factories.person("publisher")
        for word, act in newest.items():
            copy = read_copy(act["copy"], "en", newsroom().zone)
            filed = file_copy(
                by=by, copy=copy, text=act["copy"], picture=factories.picture(tuple(act["size"])), now=timezone.now()
            )
            self.wrong_if(filed.changed and act["copy"] in acked, f"{word} was acknowledged and had to be filed again")
            self.wrong_if(Article.objects.filter(headline=f"{word} filed").count() != 1, f"{word} is there twice")
            self.story(filed.article)

    def database(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA integrity_check")
                self.wrong_if(cursor.fetchall() != [("ok",)], "SQLite finds its file damaged")
        connection.check_constraints()
        for fault in engines.of(connection).check(connection):
            self.faults.append(fault)


def judge(log: str, since: int = 0) -> dict:
    """The verdict on what the writers of `log` did to stories beyond number `since`."""
    one = Judge(log, since)
    faults = one.all()
    return {
        "faults": faults,
        "tried": sum("try" in act for act in one.said),
        "acknowledged": sum("ack" in act for act in one.said),
        "stories": len(one.stories),
        "last": max((a.pk for a in one.stories), default=since),
    }
