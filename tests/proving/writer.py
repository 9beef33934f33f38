"""A process that does what editors and readers do, and writes down before each act what it tries and after it what
was acknowledged. Somebody else kills it; the judge reads what it wrote.

The log is JSON lines, each on disk before the act goes on: `{"try": verb, …}`, then `{"ack": verb, …}`.
"""

import hashlib
import json
import os
import random
from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone

from articles import erasing, fronts, photos, sources, translations, workflow
from articles.addresses import story_path
from articles.complaints import Typed
from articles.copy import read_copy
from articles.edition import edition, newsroom
from articles.filing import file_copy
from articles.merging import Answer
from articles.models import Article, Complaint, Newsroom, Photo, PreparedCorrection, Section, SentPhoto
from articles.workflow.samples import fingerprints
from authors.models import Author, User
from newsletter import subscriptions, tokens
from newsletter.models import Newsletter, Subscription
from newsroom.lib.jobs import work
from newsroom.lib.names import Names
from newsroom.lib.sample import record
from tests import factories
from tests.proving import beside
from tests.wsgi import ask

COPY = """Headline: {word} filed
Section: news
Byline: Lana Karim
Standfirst: Filed by hand, {word}.
Alt: A bus at night
Caption: A bus, {word}

Version {version} of {word}.
"""


def furnish() -> None:
    """What the acts need to be there once."""
    factories.newsroom()
    factories.section()
    factories.person("publisher", first_name="writer")
    factories.author("Lana Karim")
    factories.photo(factories.picture((64, 48)))
    Newsletter.objects.create(slug="daily", names={"en": "Daily"})


class Writer:
    """`log` is a file's path; `seed` makes words that no other writer has."""

    def __init__(self, log: str, seed: int):
        self.file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.seed, self.numbers = seed, count(1)
        self.by = User.objects.get(first_name="writer")
        self.section = Section.objects.get()
        self.author = Author.objects.order_by("pk").first()
        self.photo = Photo.objects.order_by("pk").first()

    # -- what is written down
    def note(self, **said) -> None:
        os.write(self.file, (json.dumps(said) + "\n").encode())
        os.fsync(self.file)

    def act(self, verb: str, do, **about):
        """Tries `do()`, then writes down that it came back, with the newest version of a story."""
        self.note(**{"try": verb}, **about)
        given = do()
        story = given if isinstance(given, Article) else about.get("story") and Article.objects.get(pk=about["story"])
        if story:
            last = story.revisions.order_by("-number").first()
            about |= {"story": story.pk, "number": last.number, "kind": last.kind, "digest": last.digest}
        self.note(ack=verb, **about)
        return given

    def on(self, verb: str, story: Article, **more):
        return self.act(
            verb,
            lambda: getattr(workflow, verb)(by=self.by, article=story, now=timezone.now(), **more),
            story=story.pk,
        )

    def word(self) -> str:
        return f"Word{self.seed}x{next(self.numbers)}"

    # -- the acts
    def begin(self) -> Article:
        fields = {
            "language": "en", "headline": self.word(), "body": factories.BODY, "section": self.section,
            "standfirst": "Eleven lines run until four in the morning, every night of the week from Friday on.",
            "photo": self.photo, "tags": ["Buses", "Night"], "credits": [{"author": self.author}],
        }  # fmt: skip
        return self.act("begin", lambda: workflow.begin(by=self.by, fields=fields, now=timezone.now()))

    def save(self, story: Article) -> None:
        self.on("save", story, fields={"headline": self.word()}, base_version=9999)

    def read(self, story: Article | None = None) -> None:
        """Readers come by, so that there are kept pages to go wrong."""
        paths = ["/", "/news/"]
        if story is not None and story.address_date:
            paths.append(story_path(edition(story.language), story.address_date, story.slug))
        for path in paths:
            ask(path)

    def steps(self) -> Article:
        story = self.begin()
        self.save(story)
        self.on("submit", story)
        self.on("send_back", story, why="Who says so?")
        self.on("submit", story)
        self.on("mark_ready", story)
        return story

    def going_out(self) -> Article:
        story = self.steps()
        self.read()
        self.on("publish", story, override="test")
        self.read(story)
        self.save(story)
        self.on("update", story, kind="update", override="test")
        self.read(story)
        return story

    def together(self) -> None:
        """Two write at one story: what goes together, what has to be decided; and an earlier version comes back."""
        story = self.begin()
        first = story.version
        self.on("save", story, fields={"headline": self.word()}, base_version=first)
        self.on("save", story, fields={"standfirst": f"{self.word()} beside it."}, base_version=first)
        mine = {"headline": self.word()}
        found = workflow.together(story, by=self.by, fields=mine, base_version=first)
        answers = {clash.name: Answer("theirs", "") for clash in found.merged.clashes}
        self.on("settle", story, fields=mine | {"kicker": self.word()}, base_version=first, answers=answers,
                mark=found.mark)  # fmt: skip
        self.on("restore", story, number=first, seen=story.words_version)
        name = self.word()
        self.act(
            "name_version",
            lambda: workflow.name_version(by=self.by, article=story, number=first, name=name, now=timezone.now()),
            story=story.pk, version=first, name=name,
        )  # fmt: skip

    def puts_together(self) -> None:
        """Stories into a package and out of it; a page of the site."""
        beside.arrange(self)

    def adds(self) -> None:
        """An update on top while other changes are private, and a correction."""
        story = self.going_out()
        self.save(story)
        self.on("add_update", story, text=f"{self.word()} was added.")
        self.read(story)
        self.on("update", story, kind="correction", note="Twelve lines, not eleven.", override="test")
        self.read(story)

    def not_needed(self) -> None:
        """The original is corrected, and somebody says that nothing is wrong in the translation."""
        original = self.going_out()
        fields = {
            "language": "ar", "headline": self.word(), "body": factories.BODY, "section": self.section,
            "translation_group": original.translation_group,
        }  # fmt: skip
        there = self.act("begin", lambda: workflow.begin(by=self.by, fields=fields, now=timezone.now()))
        self.on("update", original, kind="correction", note="Twelve lines, not eleven.", override="test")
        waits = PreparedCorrection.objects.get(article=there)
        self.act(
            "not_needed_here",
            lambda: workflow.not_needed_here(
                by=self.by, article=there, prepared=waits.pk, why="It says twelve here.", now=timezone.now()
            ),
            story=there.pk, prepared=waits.pk,
        )  # fmt: skip

    def translates(self) -> None:
        """A live story is translated, corrected, and the translation found up to date again."""
        original = self.going_out()
        there = self.act(
            "translate",
            lambda: workflow.translate(by=self.by, article=original, language="ar", now=timezone.now()),
            story=original.pk,
        )  # fmt: skip
        self.on("update", original, kind="correction", note="Twelve lines, not eleven.", override="test")
        seen = translations.version_of(original, timezone.now())
        self.on("catch_up", there, seen=seen)

    def erases(self) -> None:
        """A source's name is taken out of a live story, its history and what somebody has typed."""
        story, name = self.going_out(), self.word()
        self.on(
            "save", story, fields={"desk_note": f"{name} said it.", "standfirst": f"{name} told us."}, base_version=9999
        )
        self.on("update", story, kind="update", override=f"{name} wants it so")
        self.on(
            "keep_draft", story, controls={"headline": [f"{name} speaks"]}, base_version=story.version,
            typed=workflow.Typed("b" * 32),
        )  # fmt: skip
        self.act("erase", lambda: erasing.words(name, by=self.by, now=timezone.now()), story=story.pk, text=name)
        self.on("update", story, kind="correction", note="Somebody else told us.", override="test")

    def sends(self) -> None:
        """A browser sends a story, twice since the answer may be lost, and its photo."""
        key, data = uuid4(), factories.picture((68, 50))
        photo = workflow.Announced(uuid4(), len(data), hashlib.sha256(data).hexdigest(), "bus.jpg")
        fields = {"language": "en", "headline": self.word(), "body": factories.BODY, "section": self.section}
        for _time in (1, 2):
            story = self.act(
                "send",
                lambda: workflow.send(
                    by=self.by, key=key, fields=fields, to_desk=True, announced=[photo], now=timezone.now()
                ),
            )
        sent = SentPhoto.objects.get(key=photo.key)
        self.act(
            "receive",
            lambda: workflow.receive(sent=sent, prepared=photos.prepare(data), now=timezone.now()),
            story=story.pk,
        )

    def samples(self) -> None:
        """A story of the sample comes and goes."""
        story = self.begin()
        record.write_down([("story", story.pk, fingerprints([story.pk])[story.pk])])
        self.note(**{"try": "remove_samples"}, gone=story.pk)
        workflow.remove_samples(by=None, stories=[story.pk], now=timezone.now())
        self.note(ack="remove_samples", gone=story.pk)

    def schedules(self) -> None:
        story = self.going_out()
        self.save(story)
        self.on("schedule", story, at=timezone.now() + timedelta(days=9), override="test")
        self.read(story)
        self.on("unschedule", story)
        early = self.begin()
        self.on("schedule", early, at=timezone.now() + timedelta(days=9), override="test")
        self.read(early)
        self.on("unschedule", early)

    def moves(self) -> None:
        story = self.going_out()
        before = story_path(edition("en"), story.address_date, story.slug)
        slug = f"moved-{self.word().lower()}"
        self.act(
            "readdress",
            lambda: workflow.readdress(by=self.by, article=story, slug=slug, now=timezone.now()),
            story=story.pk, before=before,
        )  # fmt: skip
        self.read(story)

    def takes_down(self) -> None:
        story = self.going_out()
        self.save(story)
        self.on("schedule", story, at=timezone.now() + timedelta(days=9), override="test")
        self.read(story)
        self.on("take_down", story, why="To see what readers are told.")
        self.read(story)
        again = self.going_out()
        self.on("take_down", again, why="For an hour.", answer="never")
        self.read(again)
        self.on("change_notice", again, answer="page", text=f"{self.word()} was wrong.")
        self.read(again)
        self.on("publish", again, override="test")
        self.read(again)

    def names(self) -> None:
        """A name is taken off the only story that has it."""
        before, self.author = self.author, factories.author(self.word())
        story = self.going_out()
        who, self.author = self.author, before
        self.act(
            "take_name_off",
            lambda: workflow.take_name_off(by=self.by, author=who, instead="staff", why="Asked.", now=timezone.now()),
            name=who.names["en"],
        )  # fmt: skip
        self.read(story)

    def sources(self) -> None:
        """A source's name is taken out of a live story, of what was public of it before, and of what is private."""
        name, instead = self.word(), {"en": "a source"}
        story = self.going_out()
        self.on("save", story, fields={"body": f"<p>Then {name} spoke.</p>"}, base_version=9999)
        self.on("update", story, kind="correction", note="Somebody spoke then.")
        self.on("save", story, fields={"kicker": f"By {name}"}, base_version=9999)
        names = Names([name])
        seen = sources.look(names, timezone.now()).digest(names, instead)
        self.act(
            "take_source_off",
            lambda: workflow.take_source_off(
                by=self.by, names=names, instead=instead, seen=seen, why="Asked.", now=timezone.now()
            ),
            story=story.pk, name=name,
        )  # fmt: skip
        self.read(story)

    def files(self) -> None:
        word = self.word()
        for version in (1, 2):
            text = COPY.format(word=word, version=version)
            size = (60 + version, 45)

            def do(text=text, size=size):
                copy = read_copy(text, "en", newsroom().zone)
                return file_copy(
                    by=self.by, copy=copy, text=text, picture=factories.picture(size), now=timezone.now()
                ).article

            self.act("file", do, copy=text, size=size)

    def pictures(self) -> None:
        words = {"alts": {"en": "A bus"}, "creator": "Nazdar Amin"}
        photo = self.act(
            "take_in",
            lambda: photos.take_in(by=self.by, data=factories.picture((66, 50)), now=timezone.now(), **words),
        )
        self.act(
            "replace",
            lambda: photos.replace(by=self.by, photo=photo, data=factories.picture((70, 50)), now=timezone.now()),
            photo=photo.pk,
        )
        for x in (30, 70):
            self.act(
                "refocus",
                lambda x=x: photos.refocus(by=self.by, photo=photo, x=x, y=40, now=timezone.now()),
                photo=photo.pk,
            )
        self.going_out()  # with the photo that all stories have
        shown = Photo.objects.get(pk=self.photo.pk)
        self.act(
            "refocus",
            lambda: photos.refocus(by=self.by, photo=shown, x=(shown.focal_x + 30) % 100, y=40, now=timezone.now()),
            photo=shown.pk,
        )
        self.act(
            "renew_crops",
            lambda: workflow.renew_crops(by=self.by, photo=shown, now=timezone.now()),
            photo=shown.pk,
        )
        self.work()

    def letters(self) -> None:
        """One reader signs up and stays, another leaves again."""
        for leaves in (False, True):
            self.letter(leaves)

    def letter(self, leaves: bool) -> None:
        email = f"{self.word().lower()}@example.org"
        now = timezone.now()
        self.act(
            "sign_up",
            lambda: subscriptions.sign_up(email=email, newsletters=["daily"], language="en", now=now),
            email=email,
        )
        self.work()
        one = Subscription.objects.select_related("subscriber").get(subscriber__email=email)
        token = tokens.to_confirm([one.request], now=now)
        self.act("confirm", lambda: subscriptions.confirm(token, now=timezone.now()), email=email)
        if leaves:
            leave = tokens.to_leave(one.subscriber.uuid, one.newsletter_id)
            self.act("leave", lambda: subscriptions.leave(leave, now=timezone.now()), email=email)

    def complains(self) -> None:
        """Readers report errors, each twice since the answer may be lost; they are noted, answered and closed, and one
        of the two is emptied."""
        story = self.going_out()
        for emptied in (False, True):
            word = self.word()
            typed = Typed(f"{word} is wrong.", email=f"{word.lower()}@example.org")
            for _time in (1, 2):
                row = self.act(
                    "receive_complaint",
                    lambda typed=typed, word=word: workflow.receive_complaint(
                        story=story.uuid, kind="error", typed=typed, now=timezone.now(), form=word, client=word
                    ),
                    complaint=word,
                )
            self.on_complaint("note_on_complaint", row, word, text=f"{word} noted.")
            self.on_complaint("answer_complaint", row, word, text=f"{word} answered.", seen=row.turn)
            self.on_complaint(
                "close_complaint", row, word, outcome="nothing", why="Right.", answer=f"{word} stays.", seen=row.turn
            )
            self.work()
            if emptied:
                self.on_complaint("empty_complaint", row, word)

    def on_complaint(self, verb: str, row: Complaint, word: str, **more) -> None:
        def do():
            return getattr(workflow, verb)(by=self.by, complaint=row, now=timezone.now(), **more)

        self.act(verb, do, complaint=word)

    def curates(self) -> None:
        """A front: straight away, as a draft that is launched, scheduled, taken off and discarded; and a banner."""
        story, spot = self.going_out(), workflow.Spot("en")
        story_id = str(story.uuid)

        def front(name, **more):
            row = self.act(name, lambda: getattr(workflow, name)(by=self.by, spot=spot, now=timezone.now(), **more))
            self.note(front=row.number)
            return row.number

        for drafts in (False, True):
            Newsroom.objects.update(front_drafts=drafts)
            front(
                "change_front", ops=[fronts.put(story_id, fronts.TOP, first=True, pin=self.pin(story_id))], verb="top"
            )
            base = front("change_front", ops=[fronts.off(story_id)], verb="off")
            self.read()
            if drafts:
                base = front("launch_front", base=base, at=timezone.now() + timedelta(days=9))
                base = front("cancel_launch")
                front("launch_front", base=base)
                base = front("change_front", ops=[fronts.put(story_id, fronts.TOP)], verb="put")
                base = front("discard_front", base=base)
            else:
                front("undo_front", number=base)
                front("change_front", ops=[fronts.off(story_id)], verb="off")
        word = self.word()
        self.act(
            "put_banner_up",
            lambda: workflow.put_banner_up(by=self.by, language="en", text=word, story=story, now=timezone.now()),
            banner=word,
        )  # fmt: skip
        self.read(story)
        self.act("take_banner_down", lambda: workflow.take_banner_down(by=self.by, language="en", now=timezone.now()))

    def pin(self, story: str) -> dict:
        return {"story": story, "headline": self.word()}

    def work(self) -> None:
        """The worker's part, done by the same process so that one kill stops it too."""
        while work.run_once(timezone.now()) or work.run_idle(timezone.now()):
            pass

    ACTS = (
        "schedules", "moves", "takes_down", "names", "sources", "files", "pictures", "letters", "together", "adds",
        "not_needed", "puts_together", "translates",
        "erases", "sends", "samples", "complains", "curates", "work",
    )  # fmt: skip

    def all(self) -> None:
        """Each act once: passes every fail point."""
        for name in self.ACTS:
            getattr(self, name)()

    def for_ever(self) -> None:
        chance = random.Random(self.seed)
        while True:
            getattr(self, chance.choice(self.ACTS))()
