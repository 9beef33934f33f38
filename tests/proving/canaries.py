"""A newsroom in which every secret thing holds a word of its own, so that any answer, file, mail or log line that tells
one says which.

`plant(now)` fills the newsroom that Django is set up for; it gives {what: word} and what is public beside it. It runs
in a test and, by `manage.py shell`, in a newsroom that is served. A thing that becomes secret with a new feature gets a
word here; the scan (tests/proving/scan.py) looks for all of them everywhere.
"""

import io
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from PIL import Image

from articles import history, incoming, old_addresses, photos, workflow
from articles.addresses import story_path, versions_path
from articles.complaints import Typed
from articles.edition import edition
from articles.models import Article, Package, Photo, PreparedCorrection, Publication, Revision, SentPhoto, Series, Tag
from articles.packages import Wanted
from articles.record import write
from authors import factors
from newsletter import subscriptions, tokens
from newsletter.models import Newsletter, Subscription
from newsroom.first_run import setting_up
from newsroom.lib.jobs.models import Job
from newsroom.lib.once import links
from tests import factories

PREFIX = "cnry"
FIELDS = (
    "headline", "kicker", "standfirst", "dateline_place", "slugline", "byline_override", "desk_note", "method",
    "source_list",
)  # fmt: skip
# In which state a story keeps all its words from readers.
HIDDEN = ("draft", "submitted", "scheduled", "held", "gone")


@dataclass
class Canaries:
    """`words`: the secrets. `stories`: numbers by state. `paths`: addresses that must tell nothing. `public`: paths of
    what readers may see. `files`: paths of pictures that nothing public shows."""

    words: dict[str, str] = field(default_factory=dict)
    stories: dict[str, int] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def word(self, what: str) -> str:
        """A word that stands nowhere but at `what`."""
        assert what not in self.words, what
        self.words[what] = PREFIX + secrets.token_hex(6)
        return self.words[what]

    def as_json(self) -> dict:
        return asdict(self)


def picture(exif_word: str, size: tuple[int, int] = (90, 60)) -> bytes:
    """A photograph whose metadata say who made it, with what and where."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = exif_word  # description, artist, copyright
    exif[0xC4A5] = exif_word.encode()
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG", exif=exif, comment=exif_word.encode())
    return out.getvalue()


class _Planter:
    def __init__(self, now: datetime):
        self.now, self.c = now, Canaries()
        self.room = factories.newsroom(dated_versions=True)
        self.by = self._people()
        self.section = factories.section()
        self.author = factories.author("Lana Karim", slug="lana-karim")

    def _people(self):
        """Logins of every role: names to sign in with, addresses, passwords and sessions are secrets."""
        for role in ("reporter", "editor", "photo", "publisher", "audience"):
            user = factories.person(role, email=f"{self.c.word(f'{role}: e-mail')}@example.org")
            user.username = self.c.word(f"{role}: user name")
            user.set_password(self.c.word(f"{role}: password"))
            user.save()
            self.c.words[f"{role}: password as kept"] = user.password
            session = SessionStore()
            session["_auth_user_id"] = str(user.pk)
            session.create()
            self.c.words[f"{role}: session"] = session.session_key
        return get_user_model().objects.get(username=self.c.words["publisher: user name"])

    def photo(self, what: str, *, secret: bool) -> Photo:
        c = self.c
        data = picture(c.word(f"{what}: EXIF"), (90 + len(c.files), 60))
        if not secret:
            made = photos.take_in(by=self.by, data=data, now=self.now, alts={"en": "A red bus"}, creator="Nazdar Amin",
                                  usage_terms=c.word(f"{what}: usage terms"))  # fmt: skip
        else:
            made = photos.take_in(
                by=self.by, data=data, now=self.now,
                alts={"en": c.word(f"{what}: alt")}, captions={"en": c.word(f"{what}: caption")},
                creator=c.word(f"{what}: photographer"), agency=c.word(f"{what}: agency"),
                credit_lines={"ar": c.word(f"{what}: credit line")},
                copyright_notice=c.word(f"{what}: copyright"), usage_terms=c.word(f"{what}: usage terms"),
            )  # fmt: skip
            c.words[f"{what}: number"] = str(made.uuid)
            c.files += [f"/media/{made.uuid}/{row['name']}" for row in made.renditions]
        c.words[f"{what}: original"] = made.original.rpartition("/")[2]
        c.files += [f"/media/{made.original}", f"/{made.original}"]
        return made

    def fields(self, what: str) -> dict:
        """A story's fields, each with its own word."""
        c = self.c
        said = {name: f"Of the {name} {c.word(f'{what}: {name}')} here" for name in FIELDS}
        said["slug"] = f"slug-{c.word(f'{what}: slug')}"
        said["body"] = (
            f"<h2>{c.word(f'{what}: heading')}</h2><p>Nobody may read {c.word(f'{what}: body')}, not even by a "
            f'<a href="https://example.org/{c.word(f"{what}: link")}">link</a>.</p>'
        )
        tag = c.word(f"{what}: tag")
        writer = factories.author(c.word(f"{what}: byline"), slug=f"by-{c.word(f'{what}: author address')}")
        writer.bios = {"en": c.word(f"{what}: bio")}
        writer.links = [f"https://social.example/{c.word(f'{what}: page elsewhere')}"]
        writer.save()
        made = Tag.objects.create(name=tag, names={"en": c.word(f"{what}: tag for readers")}, slug=tag)
        made.descriptions = {"en": c.word(f"{what}: tag description")}
        made.save()
        c.paths += [f"/authors/{writer.slug}/", f"/topics/{tag}/"]
        return said | {
            "section": self.section, "language": "en", "tags": [tag],
            "photo": self.photo(f"{what}: photo", secret=True),
            "credits": [{"author": writer, "role": "reporting", "display_name": c.word(f"{what}: name as printed")}],
        }  # fmt: skip

    def begin(self, what: str) -> Article:
        made = workflow.begin(by=self.by, fields=self.fields(what), now=self.now, why=self.c.word(f"{what}: why"))
        self.c.stories[what] = made.pk
        self.c.words[f"{what}: number of the story"] = str(made.uuid)
        self.c.words[f"{what}: digest"] = made.revisions.get().digest
        day = self.now.astimezone(self.room.zone).date()
        self.c.paths += [
            f"/a/{made.pk}/",
            story_path(edition("en"), day, made.slug),
            versions_path(edition("en"), day, made.slug),
            f"/{made.slug}/",
        ]
        return made

    def stories(self) -> None:
        c, by, now = self.c, self.by, self.now
        later = (now + timedelta(days=90)).replace(second=0, microsecond=0)
        self.begin("draft")
        sent = self.begin("submitted")
        workflow.submit(by=by, article=sent, now=now)
        workflow.send_back(by=by, article=sent, now=now, why=c.word("submitted: reason of sending back"))
        workflow.submit(by=by, article=sent, now=now)
        workflow.schedule(
            by=by, article=self.begin("scheduled"), at=later, now=now, override=c.word("scheduled: override")
        )
        held = self.begin("held")
        workflow.save(by=by, article=held, fields={"embargo_until": later}, base_version=99, now=now)
        workflow.publish(by=by, article=held, now=now, override=c.word("held: override"))
        gone = self.begin("gone")
        workflow.publish(by=by, article=gone, now=now, override=c.word("gone: override"))
        workflow.take_down(by=by, article=gone, why=c.word("gone: reason"), now=now + timedelta(seconds=1))
        old_addresses.enter(address=f"/old/{c.word('draft: old address')}/", language="en",
                            story=Article.objects.get(pk=c.stories["draft"]).uuid)  # fmt: skip
        c.paths.append(f"/old/{c.words['draft: old address']}/")

    def live(self) -> None:
        """Public stories, with what the desk keeps to itself: working names, notes, reasons, changes not yet out."""
        c, by, now = self.c, self.by, self.now
        photo = self.photo("live: photo", secret=False)
        for n in range(25):
            fields = {
                "headline": f"Night buses return, part {n}", "section": self.section, "language": "en",
                "body": factories.BODY, "standfirst": "Eleven lines run until four in the morning.",
                "tags": ["Buses"], "credits": [{"author": self.author}], "photo": photo,
            }  # fmt: skip
            if n == 0:
                fields |= {"slugline": c.word("live: slugline"), "desk_note": c.word("live: desk note")}
            made = workflow.begin(by=by, fields=fields, now=now)
            workflow.publish(by=by, article=made, now=now, override=c.word("live: override") if n == 0 else "test")
            self.c.public.append(story_path(edition("en"), made.address_date, made.slug))
            if n < 3:  # two of them have changes that are not out
                self.c.public.append(versions_path(edition("en"), made.address_date, made.slug))
            if n < 2:
                changed = {"photo": self.photo(f"live {n}, changed: photo", secret=True)}
                changed |= {name: f"{c.word(f'live {n}, changed: {name}')} now" for name in ("headline", "standfirst")}
                changed["body"] = f"<p>{c.word(f'live {n}, changed: body')}</p>"
                changed["tags"] = ["Buses", c.word(f"live {n}, changed: tag")]
                workflow.save(by=by, article=made, fields=changed, base_version=99, now=now)
            if n == 1:
                workflow.schedule(by=by, article=made, at=now + timedelta(days=9), now=now, override="test")
            c.public.append(f"/a/{made.pk}/")
            c.stories[f"live {n}"] = made.pk
        c.public += [f"/media/{photo.uuid}/{row['name']}" for row in photo.renditions]
        c.public += ["/topics/buses/", "/authors/lana-karim/"]

    def audience(self) -> None:
        c, now = self.c, self.now
        daily = Newsletter.objects.get_or_create(slug="daily", defaults={"names": {"en": "Daily"}})[0]
        closed = Newsletter.objects.create(slug=c.word("closed newsletter: slug"), is_open=False,
                                           names={"en": c.word("closed newsletter: name")})  # fmt: skip
        for who in ("asked", "confirmed", "left"):
            email = f"{c.word(f'{who}: e-mail')}@example.org"
            subscriptions.sign_up(email=email, newsletters=["daily"], language="en", now=now, client="192.0.2.77")
            one = Subscription.objects.select_related("subscriber").get(subscriber__email=email)
            c.words[f"{who}: number"] = str(one.subscriber.uuid)
            c.words[f"{who}: request"] = str(one.request)
            c.words[f"{who}: link to confirm"] = confirm = tokens.to_confirm([one.request], now=now)
            c.words[f"{who}: link to leave"] = leave = tokens.to_leave(one.subscriber.uuid, daily.pk)
            c.words[f"{who}: link to leave all"] = tokens.to_leave(one.subscriber.uuid, None)
            if who != "asked":
                subscriptions.confirm(confirm, now=now)
            if who == "left":
                subscriptions.leave(leave, now=now)
        assert closed.pk

    def at_work(self) -> None:
        """What the desk keeps of people at work: unsaved words, texts kept aside, who is here, photos on their way,
        corrections that wait, reasons on the record, second factors, the link of the first run."""
        c, by, now = self.c, self.by, self.now
        for what in ("draft", "live 3"):
            story = Article.objects.get(pk=c.stories[what])
            controls = {name: [c.word(f"{what}, unsaved: {name}")] for name in ("headline", "body", "credit_name")}
            window = c.words[f"{what}, unsaved: window"] = uuid4().hex
            workflow.keep_draft(by=by, article=story, controls=controls, base_version=1,
                                typed=workflow.Typed(window), now=now)  # fmt: skip
            workflow.here(by=by, article=story, window=window, unsaved=True, now=now)
            aside = {name: c.word(f"{what}, kept aside: {name}") for name in ("headline", "standfirst", "desk_note")}
            state = history.snapshot(story) | aside
            history.record(story, kind=Revision.Kind.KEPT, by=by, at=now, state=state,
                           why=c.word(f"{what}, kept aside: why"))  # fmt: skip
            sent = SentPhoto.objects.create(
                key=uuid4(), by=by, article=story, name=f"{c.word(f'{what}, on its way: name')}.jpg", size=5000,
                sha256="0" * 64, begun_at=now, touched_at=now,
            )  # fmt: skip
            c.words[f"{what}, on its way: number"] = str(sent.key)
            incoming.add(sent, 0, picture(c.word(f"{what}, on its way: EXIF")), now)
            c.files += [f"/media/incoming/{sent.pk}/{name}" for name in sent.pieces]
            c.files += [f"/media/{name}" for name in sent.pieces]
            workflow.name_version(by=by, article=story, number=1, name=c.word(f"{what}: name of a version"), now=now)
            waits = PreparedCorrection.objects.create(
                article=story, correction=1, kind="correction", original=c.word(f"{what}, prepared: text"),
                original_language="ar", made_at=now,
            )  # fmt: skip
            workflow.not_needed_here(
                by=by, article=story, prepared=waits.pk, why=c.word(f"{what}, prepared: why not needed"), now=now
            )
        write("changed", by=by, at=now, why=c.word("record: reason"))
        secret = c.words["second factor: secret of the app"] = factors.new_secret()
        careful = factories.person("publisher")  # the others sign in with the password alone
        TOTP.activate(careful, secret)
        for n, code in enumerate(factors.new_codes(careful, now)):
            c.words[f"second factor: recovery code {n}"] = code
        c.words["set-up: link"] = links.fresh(setting_up.PURPOSE, lasts=setting_up.LASTS, now=now)

    def complaints(self) -> None:
        """What readers and others hold against stories: what they wrote, who they are, what the desk wrote about it."""
        c, by, now = self.c, self.by, self.now
        said = {
            name: lambda what, name=name: c.word(f"{what}: {name}")
            for name in ("text", "quote", "source", "name", "contact")
        }
        for what in ("live 2", "gone"):
            where = f"{what}, complaint"
            typed = Typed(
                **{name: word(where) for name, word in said.items()}, email=f"{c.word(f'{where}: e-mail')}@x.example"
            )
            story = Article.objects.get(pk=c.stories[what])
            row = workflow.receive_complaint(story=story.uuid, kind="error", typed=typed, now=now, client="192.0.2.78")
            c.words[f"{where}: reference"] = row.reference
            c.words[f"{where}: reference as people read it"] = row.shown_reference
            workflow.note_on_complaint(by=by, complaint=row, text=c.word(f"{where}: note"), now=now)
            if what == "gone":
                workflow.close_complaint(
                    by=by, complaint=row, outcome="nothing", why=c.word(f"{where}: why"), seen=row.turn, now=now
                )

    def beside(self) -> None:
        """A package's working name and one that readers do not see; a series of drafts; what a page said before."""
        c, by, now = self.c, self.by, self.now
        stories = [Article.objects.get(pk=c.stories[what]) for what in ("live 2", "live 3", "draft")]
        for shown in (True, False):
            what = "package" if shown else "package that is not shown"
            titles = {"en": "The bridges"} if shown else {"en": c.word(f"{what}: title")}
            wanted = [Wanted(story.translation_group, "sidebar") for story in stories]
            workflow.arrange_package(by=by, package=Package(), name=c.word(f"{what}: working name"), titles=titles,
                                     shown=shown, wanted=wanted, now=now)  # fmt: skip
        told = c.word("series of drafts: description")
        of = Series.objects.create(slug=f"of-{c.word('series of drafts: address')}", descriptions={"en": told},
                                   names={"en": c.word("series of drafts: name")})  # fmt: skip
        workflow.save(by=by, article=stories[2], fields={"series": of, "part": 1}, base_version=99, now=now)
        c.paths += [f"/series/{of.slug}/", f"/series/{of.slug}/feed.xml"]
        c.public += ["/ownership/", "/series/"]
        for seen, text in enumerate((c.word("page of the site: as it was"), "We own ourselves.")):
            workflow.write_site_page(by=by, kind="ownership", language="en", text=f"<p>{text}</p>", seen=seen, now=now)

    def machinery(self) -> None:
        c = self.c
        c.words["SECRET_KEY"] = settings.SECRET_KEY
        Job.objects.create(
            kind=c.word("outbox: kind"), payload={"about": c.word("outbox: payload")}, run_after=self.now,
            created_at=self.now, finished_at=self.now, state=Job.State.FAILED, last_error=c.word("outbox: error"),
        )  # fmt: skip


def plant(now: datetime) -> Canaries:
    """Fills an empty newsroom as of the moment `now` (aware)."""
    planter = _Planter(now)
    planter.live()
    planter.stories()
    planter.audience()
    planter.at_work()
    planter.complaints()
    planter.beside()
    planter.machinery()
    hidden = Publication.objects.filter(story_number__in=[planter.c.stories[state] for state in HIDDEN])
    planter.c.paths += [f"/news/?before={pk}" for pk in hidden.values_list("pk", flat=True)]
    return planter.c
