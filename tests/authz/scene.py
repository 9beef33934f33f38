"""Who knocks, at what, and what they send.

The newsroom is the one full of canaries; each role has a story and a photo of its own in it. `path` makes the address
of a route for an object named in the matrix, `form` what an administrator's browser would send from the page at it.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles import old_addresses, photos, sources, translations, workflow
from articles.admin.verbs import picture_mark
from articles.complaints import Typed
from articles.models import (
    Act,
    Article,
    Complaint,
    Correction,
    Draft,
    Newsroom,
    OldAddress,
    Photo,
    PreparedCorrection,
    Publication,
    Section,
    SentPhoto,
    Tag,
)
from authors.models import Author, User
from newsletter.models import Newsletter, Subscriber
from newsroom.first_run import setting_up
from newsroom.lib.jobs.models import Job
from newsroom.lib.names import Names
from newsroom.lib.once import links
from tests import factories
from tests.authz import beside, machines
from tests.authz.sent import sent_from
from tests.proving import canaries

LATER = timedelta(seconds=2)
DESK = ("nobody", "reporter", "editor", "photo", "publisher", "audience", "admin")
UNKNOWN = 999_999


@dataclass
class Scene:
    """`people` by role; `stories` by name, those in `own` by role; `clients` have signed in."""

    now: datetime
    c: canaries.Canaries
    people: dict[str, User] = field(default_factory=dict)
    own: dict[str, Article] = field(default_factory=dict)
    own_photo: dict[str, Photo] = field(default_factory=dict)
    cookies: dict[str, dict] = field(default_factory=dict)
    forms: dict[tuple[str, str], dict] = field(default_factory=dict)
    clients: dict[tuple, Client] = field(default_factory=dict)
    sent: dict[str, SentPhoto] = field(default_factory=dict)
    complaints: dict[str, int] = field(default_factory=dict)
    factor: int = 0

    def client(self, role: str, **options) -> Client:
        """A browser as new for each request, signed in where the role is one of the desk's."""
        key = tuple(sorted((name, str(value)) for name, value in options.items()))
        if key not in self.clients:  # its handler loads all middleware, which takes long
            self.clients[key] = Client(raise_request_exception=False, **options)
        client = self.clients[key]
        client.cookies.clear()
        for name, value in self.cookies.get(role, {}).items():
            client.cookies[name] = value
        return client

    def user(self, role: str):
        return self.people.get(role, AnonymousUser())

    # -- addresses
    def story(self, thing: str, role: str) -> Any:
        """The number of the story that the matrix calls `thing`."""
        if thing == "own":
            return self.own[role if role in self.own else "nobody"].pk
        return {"missing": UNKNOWN, "odd": "²", "other": self.own["someone"].pk}.get(thing) or self.c.stories[
            {"live": "live 5", "corrected": "live 6", "changed": "live 0", "change-waits": "live 1"}.get(thing, thing)
        ]

    def things(self, role: str) -> dict[str, Callable[[str], Any]]:
        """How the objects of each kind of row are found, by the model in the admin's address."""

        def first(queryset) -> Any:
            return queryset.order_by("pk").values_list("pk", flat=True).first()

        rows: dict[str, dict[str, Callable[[], Any]]] = {
            "articles/photo": {
                "own": lambda: self.own_photo[role if role in self.own_photo else "nobody"].pk,
                "other": lambda: self.own_photo["someone"].pk,
                "live": lambda: first(Photo.objects.filter(creator="Nazdar Amin")),
            },
            "articles/publication": {
                "live": lambda: first(Publication.objects.filter(story_number=self.c.stories["live 5"])),
                "scheduled": lambda: first(Publication.objects.filter(story_number=self.c.stories["scheduled"])),
                "gone": lambda: first(Publication.objects.filter(story_number=self.c.stories["gone"])),
            },
            "articles/section": {"used": lambda: first(Section.objects.filter(slug="news")),
                                 "unused": lambda: first(Section.objects.filter(slug="empty"))},
            "articles/tag": {"used": lambda: first(Tag.objects.filter(name="Buses")),
                             "unused": lambda: first(Tag.objects.filter(name="Unused"))},
            "articles/complaint": {
                "own": lambda: self.complaint("own", role), "other": lambda: self.complaint("other", role),
                "closed": lambda: self.complaint("closed", role), "late": lambda: self.complaint("late", role),
            },
            "articles/act": {"any": lambda: first(Act.objects.all())},
            "articles/oldaddress": {"any": lambda: first(OldAddress.objects.all())},
            "articles/newsroom": {"any": lambda: first(Newsroom.objects.all())},
            "authors/author": {"used": lambda: first(Author.objects.filter(slug="lana-karim")),
                               "unused": lambda: first(Author.objects.filter(slug="unused"))},
            "authors/user": {"own": lambda: self.people[role if role in self.people else "nobody"].pk,
                             "other": lambda: self.people["someone"].pk},
            "auth/group": {"any": lambda: first(Group.objects.filter(name="photo"))},
            "newsletter/newsletter": {"any": lambda: first(Newsletter.objects.filter(slug="daily"))},
            "newsletter/subscriber": {"any": lambda: first(Subscriber.objects.all())},
            "jobs/job": {"any": lambda: first(Job.objects.filter(state="failed"))},
            **beside.rows(first),
        }  # fmt: skip

        def finder(kind: str):
            return lambda thing: UNKNOWN if thing == "missing" else rows[kind][thing]()

        return {kind: finder(kind) for kind in rows}

    def path(self, route: str, thing: str, role: str) -> str:
        """The address of `route` for `thing`; where a route has no object, `thing` is "-" or what stands in PATHS."""
        if thing.startswith("/"):
            return thing
        if special := self.special(route, thing, role):
            return special
        kind = re.match(r"admin/(\w+/\w+)/", route)
        name = kind[1] if kind else ""
        if name == "articles/article" and "<" in route:
            story, _, verb = thing.partition(":")
            number = self.story(story, role)
            values = {
                "pk": number,
                "object_id": number,
                "name": verb or "publish",
                "number": self.row_at(route, number) if "<int:number>" in route else 0,
            }
        elif "<" in route:
            thing, _, verb = thing.partition(":")
            pk = self.things(role)[name](thing)
            values = {"object_id": pk, "id": pk, "pk": pk, "name": verb}
        else:
            values = {}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route)

    def complaint(self, thing: str, role: str) -> int:
        """The number of a complaint: `own` is about this role's own story, `other` about somebody else's."""
        whose = {"own": f"own {role if role in self.own else 'nobody'}", "other": "own someone"}.get(thing, thing)
        return self.complaints[whose]

    def row_at(self, route: str, story: Any) -> int:
        """The number of the row that the address names behind the story's."""
        rows = PreparedCorrection if "/prepared/" in route else Correction
        here = (
            {"article": story}
            if rows is PreparedCorrection
            else {"story__in": Article.objects.filter(pk=story).values("uuid")}
        )
        found = rows.objects.filter(**here) if story != UNKNOWN else rows.objects.none()
        return found.values_list("pk", flat=True).first() or UNKNOWN

    def special(self, route: str, thing: str, role: str) -> str:
        """Addresses whose parts are no row's number."""
        c = self.c
        if not route.endswith("feed.<feed:form>") and (found := beside.special(self, route, thing)):
            return found
        if route.startswith("admin/articles/front/") and "<" in route:
            return self.front(route, thing, role)
        if route.endswith("/name/<int:author>/"):
            return f"/admin/articles/article/name/{self.things(role)['authors/author'](thing)}/"
        if "^setup/" in route:
            return f"/admin/setup/{c.words['set-up: link'] if thing == 'spent' else 'forged'}/"
        if "/second-factor/<int:pk>/" in route:
            return f"/admin/second-factor/{self.factor if thing == 'other' else UNKNOWN}/remove/"
        if "/incoming/" in route:
            whose = role if thing == "own" and role in self.sent else "someone"
            return f"/admin/articles/article/incoming/{uuid4() if thing == 'missing' else self.sent[whose].key}/"
        if route.startswith("sitemap-pages-"):
            return f"/sitemap-pages-{'01' if thing == 'live' else '02'}.xml"
        if found := machines.special(self, route, thing, role):
            return found
        if route.startswith("sitemap-<"):
            part = "-01" if "part" in route else ""
            return f"/sitemap-{self.now:%Y-%m}{part}.xml" if thing == "live" else f"/sitemap-2009-05{part}.xml"
        if route.endswith(("year>/", "month>/", "day>/")):
            shown = next(path for path in self.c.public if re.match(r"/\d{4}/", path))
            parts = (shown if thing == "live" else "/2009/05/04/").split("/")[
                : route.count("<yyyy") + route.count("<dd") + 1
            ]
            return "/".join(["/ar" if route.startswith("<tongue") else "", *parts[1:], ""])
        if route.endswith(("feeds/latest.<feed:form>", "feeds/corrections.<feed:form>")):
            name = route.removeprefix("<tongue:language>/").removesuffix("<feed:form>")
            return ("/ar" if route.startswith("<tongue") else "") + f"/{name}{thing}"
        if route.endswith("/feed.<feed:form>"):
            page = self.special(route.removesuffix("feed.<feed:form>"), thing, role)
            return f"{page}feed.{'json' if thing == 'live' else 'xml'}"
        if "photo/file/" in route or route.startswith("^media/"):
            hidden = next(path for path in c.files if path.count("/") == 3 and "originals" not in path)
            shown = next(path for path in c.public if path.startswith("/media/"))
            path = {"live": shown, "draft": hidden, "missing": hidden[:-8] + "0000.jpg"}[thing]
            return path if route.startswith("^") else path.replace("/media/", "/admin/articles/photo/file/")
        if "newsletter/" in route and "(?P<token>" in route:
            word = {
                "mine": "asked: link to confirm" if "confirm" in route else "confirmed: link to leave",
                "left": "left: link to leave", "done": "confirmed: link to confirm",
            }.get(thing)  # fmt: skip
            purpose = "confirm" if "confirm" in route else "unsubscribe"
            return f"/newsletter/{purpose}/{c.words[word] if word else 'forged.token'}/"
        if route.startswith("a/"):
            return f"/a/{self.story(thing, role)}/"
        tongue = "/ar" if route.startswith("<tongue") else ""
        if route.endswith("/report/"):
            return f"{self.special(route.removesuffix('report/'), thing, role)}report/"
        if route.endswith("<latin:slug>/") and "yyyy" in route:
            if thing.startswith("live"):
                return tongue + next(path for path in c.public if re.match(r"/\d{4}/", path))
            paths = {path.rpartition("slug-")[2]: path for path in c.paths if re.match(r"/\d{4}/", path)}
            key = c.words.get(f"{thing}: slug", "")
            return tongue + paths.get(f"{key}/", "/2026/11/22/nothing-here/")
        if route.endswith("/versions/") and "yyyy" in route:
            return self.special(route.removesuffix("versions/"), thing, role) + "versions/"
        if "authors/<" in route or "topics/<" in route:
            what = "author address" if "authors/" in route else "tag"
            place = "authors" if "authors/" in route else "topics"
            slug = {"live": "lana-karim" if place == "authors" else "buses", "missing": "nothing-here"}.get(thing)
            if slug is None:
                slug = ("by-" if place == "authors" else "") + c.words[f"{thing}: {what}"]
            return f"{tongue}/{place}/{slug}/"
        if route in ("<latin:slug>/", "<tongue:language>/<latin:slug>/"):
            return f"{tongue}/{thing}/"
        return f"{tongue}/" + route.partition("<tongue:language>/")[2] if tongue else ""

    def front(self, route: str, thing: str, role: str) -> str:
        """An address of the fronts: `thing` is a front (en, en-news), or what stands on the English one."""
        if "<int:pk>" in route:
            return f"/admin/articles/front/top/{self.story(thing, role)}/"
        if "<slug:language>" in route:
            return f"/admin/articles/front/banner/{thing}/"
        values = {"key": thing, "number": 1 if thing == "en" else UNKNOWN, "name": thing, "story": uuid4()}
        if "<uuid:story>" in route or "<slug:name>" in route:
            values["key"] = "en"
        if thing in ("pinned", "draft"):
            story = self.story("live" if thing == "pinned" else "draft", role)
            values["story"] = Article.objects.values_list("uuid", flat=True).get(pk=story)
        if "<int:number>" in route:
            values["key"] = "en"
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route)

    # -- what is sent
    def form(self, route: str, thing: str, role: str) -> dict:
        """What a browser sends from the page at this address, with a text changed, as an administrator sees it."""
        if "articles/complaint/<" in route:
            return self.complaint_form(route, thing, role)
        if route.endswith("/report/"):
            return {"text": "Line 11 does not run.", "email": "reader@example.org", "form": "f" * 24}
        if ":" in thing and "/verb/" in route:
            story = Article.objects.filter(pk=self.story(thing.partition(":")[0], role)).first()
            said = {"confirmed": "yes", "why": "Because.", "kind": "fix", "override": "Because.", "answer": "page",
                    "at": (self.now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")}  # fmt: skip
            return said | ({"version": story.version, "picture": picture_mark(story)} if story else {})
        if route == "admin/articles/front/top/<int:pk>/":
            return {"where": "section"}  # it is on top of the edition's front already
        if route == "admin/articles/front/<slug:key>/change/":
            return {"do": "off", "story": Article.objects.get(pk=self.story("live", role)).uuid, "base": "1"}
        if route in FORMS:
            return FORMS[route](self)
        if route in STORY_FORMS:
            return STORY_FORMS[route](self, self.story(thing, role), role)
        if "/incoming/" in route:
            return Raw(PIECE, {"Upload-Offset": "0", "Content-Digest": DIGEST})
        path = self.path(route, thing, role)
        if (route, path) not in self.forms:
            page = self.client("admin").get(path)
            readable = page.status_code == 200 and page["Content-Type"].startswith("text/html")
            self.forms[route, path] = sent_from(page.content.decode()) if readable else {"x": "y"}
            for close in page._resource_closers:
                close()
        return self.forms[route, path]

    def complaint_form(self, route: str, thing: str, role: str) -> dict:
        """What is sent to a complaint's page, or to one of its verbs."""
        name, _, _verb = thing.partition(":")
        number = UNKNOWN if name == "missing" else self.complaint(name, role)
        row = Complaint.objects.filter(pk=number).first()
        turn = row.turn if row else 1
        if "/verb/" in route:
            return {"turn": turn, "text": "Because.", "outcome": "elsewhere", "why": "Because.", "answer": "Told so."}
        return {"turn": turn, "kind": "conduct", "due_on": "2030-01-02", "assigned_to": self.people["editor"].pk}


@dataclass(frozen=True)
class Raw:
    """What is sent as it is, with these headers."""

    body: bytes
    headers: dict[str, str]


PIECE = b"\xff\xd8"
DIGEST = f"sha-256=:{base64.b64encode(hashlib.sha256(PIECE).digest()).decode()}:"
WINDOW = "0123456789abcdef"
SOURCE = {"name": "Eleven lines run", "instead_en": "Some lines run", "why": "They asked for it."}  # of bodies


def seen(scene: Scene) -> str:
    names = Names([SOURCE["name"]])
    return sources.look(names, scene.now).digest(names, {"en": SOURCE["instead_en"]})


NEW = {"headline": "Sent from the street", "language": "en", "text": "Three lines of it."}


def choices(scene: Scene, story: Any, role: str) -> dict:
    """What is sent from the page of two texts: one's own words at each place."""
    page = scene.client(role).get(f"/admin/articles/article/{story}/clash/") if role in scene.own else None
    if page is None or page.status_code != 409:
        return {"window": WINDOW, "mark": "x", "c_headline": "mine"}
    html = page.content.decode()
    return sent_from(html) | dict.fromkeys(re.findall(r'name="(c_[^"]+)"', html), "mine")


def draft_of(scene: Scene, story: Any) -> dict:
    """The number of an unsaved text at this story, whosever it is."""
    found = Draft.objects.filter(article=story).values_list("pk", flat=True).first() if story != UNKNOWN else None
    return {"discard": found or UNKNOWN}


# What is sent to an address of one story: the scene, the story's number, the role.
STORY_FORMS: dict[str, Callable[[Scene, Any, str], dict]] = {
    f"admin/articles/article/<int:pk>/{route}": form
    for route, form in {
        "draft/": lambda scene, story, role: {"window": WINDOW, "headline": "Typed", "base_version": "1", "turn": "1"},
        "draft/discard/": lambda scene, story, role: draft_of(scene, story),
        "here/": lambda scene, story, role: {"window": WINDOW, "unsaved": "yes", "base_version": "1"},
        "lock/": lambda scene, story, role: {
            "lock": "lock", "window": WINDOW, "headline": "Typed", "base_version": "1",
        },
        "clash/": choices,
        "versions/name/": lambda scene, story, role: {"number": "1", "name": f"Named by {role}"},
        "versions/restore/": lambda scene, story, role: {
            "number": "1", "seen": Article.objects.filter(pk=story).values_list("version", flat=True).first() or 1,
        },
        "translate/": lambda scene, story, role: {"into": "ar"},
        "up_to_date/": lambda scene, story, role: {
            "seen": translations.version_of(Article.objects.get(pk=scene.c.stories["live 6"]), scene.now + LATER),
        },
        "prepared/<int:number>/": lambda scene, story, role: {"why": "It says so here already."},
    }.items()
}  # fmt: skip

FORMS: dict[str, Callable[[Scene], dict]] = {
    "admin/second-factor/": lambda scene: {"code": "000000"},
    "admin/second-factor/options/": lambda scene: {"for": "confirm"},
    "admin/second-factor/confirm/": lambda scene: {"password": "wrong"},
    "admin/second-factor/app/": lambda scene: {"code": "000000"},
    "admin/second-factor/passkey/": lambda scene: {"name": "Mine", "credential": "{}"},
    "admin/mail/": lambda scene: {"email": "new@example.org"},
    "admin/sample/": lambda scene: {"remove": "1", "sure": "1"},
    "admin/articles/oldaddress/many/": lambda scene: {"text": "/2009/06/of-a-list/, news", "enter": "1"},
    "admin/articles/article/send/": lambda scene: NEW | {
        "section": Section.objects.get(slug="news").pk, "key": str(uuid4()), "to_desk": "yes",
    },
    "admin/articles/photo/several/": lambda scene: {
        "files": SimpleUploadedFile("bus.jpg", factories.picture((64, 48)), "image/jpeg"), "creator": "Nazdar Amin",
    },
    "admin/login/": lambda scene: {"username": "nobody-known", "password": "wrong"},
    "admin/language/": lambda scene: {"language": "ar"},
    "admin/articles/article/name/<int:author>/": lambda scene: {"instead": "staff", "why": "She asked for it."},
    "admin/articles/article/source/": lambda scene: SOURCE | {"step": "do", "seen": seen(scene)},
    "admin/articles/article/source/history/": lambda scene: {"name": SOURCE["name"], "sure": "on"},
    "admin/articles/article/paste/": lambda scene: {
        "text": "Headline: Pasted by somebody\nByline: Lana Karim\n\nA text that is long enough to be one.",
        "language": "en", "section": Section.objects.get(slug="news").pk, "make": "1",
    },
    "admin/articles/oldaddress/add/": lambda scene: {"address": "/2009/05/of-old/", "leads_to": "/news/"},
    "admin/articles/complaint/add/": lambda scene: {
        "form": "f" * 24, "story": f"/admin/articles/article/{scene.c.stories['live 5']}/change/", "kind": "error",
        "via": "letter", "received_at": (scene.now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "text": "Wrong.",
    },
    "admin/jobs/job/": lambda scene: {
        "action": "try_again", "_selected_action": [Job.objects.get(state="failed").pk], "index": "0",
    },
    **beside.FORMS,
    r"^(?:(?P<language>en|ar|ckb)/)?newsletter/$": lambda scene: {"email": "new@example.org", "newsletter": "daily"},
}  # fmt: skip


def _at_work(scene: Scene, role: str) -> None:
    """At their own story each has typed what somebody else's save goes against, and photos are on their way."""
    person, story, now = scene.people[role], Article.objects.get(pk=scene.own[role].pk), scene.now
    typed = scene.c.word(f"{role}: own unsaved text")
    if workflow.can_edit(person, story):
        controls = {"headline": [typed], "language": ["en"], "section": [str(story.section_id)],
                    "body": [factories.BODY], "slug": [story.slug], "genre": [story.genre]}  # fmt: skip
        workflow.keep_draft(by=person, article=story, controls=controls, base_version=1,
                            typed=workflow.Typed(f"{WINDOW}-{role}"), now=now)  # fmt: skip
    said = {"headline": f"Of {role} {scene.c.words[f'{role}: own headline']}, saved again"}
    workflow.save(by=scene.people["admin"], article=story, fields=said, base_version=1, now=now)
    scene.sent[role] = SentPhoto.objects.create(
        key=uuid4(), by=person, article=story, name="bus.jpg", size=1000, sha256="0" * 64, begun_at=now, touched_at=now,
    )  # fmt: skip


def _complained(scene: Scene) -> None:
    """Something is held against each role's own story, and against live ones: one is open, one is closed."""
    by = scene.people["admin"]
    for role in scene.own:
        email = f"{scene.c.word(f'{role}: complains')}@example.org"
        row = workflow.enter_complaint(
            by=by, article=scene.own[role], kind="error", via="letter", received_at=scene.now, now=scene.now,
            typed=Typed(scene.c.word(f"{role}: own complaint"), email=email),
        )  # fmt: skip
        scene.complaints[f"own {role}"] = row.pk
    for name, thing in (("late", "live 7"), ("closed", "live 8")):
        story = Article.objects.get(pk=scene.c.stories[thing])
        row = workflow.receive_complaint(
            story=story.uuid, kind="error", typed=Typed(scene.c.word(f"{name}: complaint")), now=scene.now
        )
        scene.complaints[name] = row.pk
    workflow.close_complaint(by=by, complaint=row, outcome="elsewhere", seen=row.turn, now=scene.now)


def _corrected(scene: Scene) -> None:
    """A live story was corrected, which leaves its translation behind; what it said waits there, and at the draft."""
    story, by = Article.objects.get(pk=scene.c.stories["live 6"]), scene.people["admin"]
    there = workflow.translate(by=scene.people["someone"], article=story, language="ckb", now=scene.now)
    scene.c.stories["translation"] = there.pk
    workflow.save(
        by=by, article=story, fields={"standfirst": "Twelve lines run until four."}, base_version=99, now=scene.now
    )
    now = scene.now + timedelta(seconds=1)
    workflow.update(by=by, article=story, kind="correction", note="Twelve lines, not eleven.", place="foot",
                    override="test", now=now)  # fmt: skip
    row = Correction.objects.get(story=story.uuid)
    draft = Article.objects.get(pk=scene.c.stories["draft"])
    PreparedCorrection.objects.create(article=draft, correction=row.pk, kind=row.kind, original=row.text,
                                      original_language="en", made_at=scene.now)  # fmt: skip


def build(now: datetime) -> Scene:
    """The scene in an empty database."""
    scene = Scene(now, canaries.plant(now))
    scene.c.words["set-up: link"] = links.fresh(setting_up.PURPOSE, lasts=setting_up.LASTS, now=now)
    boss = scene.people["admin"] = factories.person("", is_superuser=True)
    for role in DESK[:-1]:
        name = scene.c.words.get(f"{role}: user name")
        scene.people[role] = User.objects.get(username=name) if name else factories.person("")
    scene.people["disabled"] = factories.person("editor", is_active=False)
    scene.people["someone"] = factories.person("reporter")
    scene.people["halfway"] = factories.person("publisher")
    for role in ("someone", "halfway"):  # they have an app; `halfway` has given the password alone
        secret = scene.c.words[f"{role}: secret of the app"] = generate_totp_secret()
        row = TOTP.activate(scene.people[role], secret).instance
        scene.factor = scene.factor or row.pk
    for role in (*DESK, "someone"):
        fields = {"headline": f"By {role} {scene.c.word(f'{role}: own headline')}", "language": "en",
                  "section": Section.objects.get(), "body": factories.BODY}  # fmt: skip
        made = workflow.begin(by=boss, fields=fields, now=now)
        Article.objects.filter(pk=made.pk).update(made_by=scene.people[role], assigned_to=None)
        scene.own[role] = made
        scene.own_photo[role] = photos.take_in(
            by=scene.people[role], now=now, captions={"en": scene.c.word(f"{role}: own caption")}
        )
        _at_work(scene, role)
    live = Article.objects.get(pk=scene.story("live", "editor"))
    workflow.put_on_top(by=boss, article=live, now=now)
    _corrected(scene)
    _complained(scene)
    beside.build(scene)
    factories.section("empty")
    Tag.objects.create(name="Unused", names={"en": "Unused"}, slug="unused")
    factories.author("Unused", slug="unused")
    old_addresses.enter(address="/2009/old-news/", language="en", section=Section.objects.get(slug="news"))
    for role in (*DESK, "disabled", "halfway"):
        client = Client()
        client.force_login(scene.people[role])
        scene.cookies[role] = {name: morsel.value for name, morsel in client.cookies.items()}
    return scene
