"""What would go, what would stay, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CASCADE, ManyToOneRel, Model, Q
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import history, workflow
from articles.models import Act, Article, Newsroom, OldAddress, Publication, PublicationPhoto, Revision
from articles.workflow import samples
from newsroom.lib.sample import record
from newsroom.sample.written import CONTENTS, SETTINGS, digests, setting_digests

KINDS = (
    "story", "complaint", "photo", "author", "section", "tag", "series", "package", "page", "newsletter", "setting",
    "login",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing that the sample made. `why` says why it stays; empty where it goes."""

    kind: str
    key: str
    name: str
    why: str = ""
    language: str = ""


@dataclass
class Plan:
    """All that the sample made and that is still there; `own` counts the stories that it did not make."""

    items: list[Item] = field(default_factory=list)
    own: int = 0

    @property
    def going(self) -> list[Item]:
        return [item for item in self.items if not item.why]

    @property
    def staying(self) -> list[Item]:
        return [item for item in self.items if item.why]

    def keys(self, kind: str, *, staying: bool = False) -> list[str]:
        return [item.key for item in self.items if item.kind == kind and bool(item.why) == staying]

    def pks(self, kind: str, *, staying: bool = False) -> set[int]:
        return {int(key) for key in self.keys(kind, staying=staying)}

    @property
    def seen(self) -> str:
        """A digest of the plan: the one that is carried out must be the one that was looked at."""
        return record.digest([[item.kind, item.key, bool(item.why)] for item in self.items])

    def groups(self) -> list[tuple[str, list[Item], list[Item]]]:
        """(name of the kind, what goes, what stays) of each kind that there is something of."""
        found = []
        for kind in KINDS:
            of = [item for item in self.items if item.kind == kind]
            if of:
                found.append((kind_name(kind), [i for i in of if not i.why], [i for i in of if i.why]))
        return found


def kind_name(kind: str) -> str:
    if kind == "setting":
        return capfirst(str(Newsroom._meta.verbose_name))
    others: dict[str, type[Model]] = {"story": Article, "login": get_user_model()}
    model = others.get(kind) or CONTENTS[kind][0]
    return capfirst(str(model._meta.verbose_name_plural))


def _name(row: Any) -> str:
    """What a row is called at the desk, in the language that the desk speaks now."""
    language = get_language() or "en"
    if isinstance(row, Article | Publication):
        return row.headline
    say: Callable[[str], str] | None = getattr(row, "say", None) or getattr(row, "name", None)
    return (say(language) if callable(say) else "") or str(row)


class _Uses:
    """Who still needs what the sample made, once the stories `going` are away. Whatever table points at a thing
    holds it, those included that nobody thought of here, unless the row goes along."""

    def __init__(self, going: set[int], logins: set[int], things: dict[str, set[int]]):
        self.going, self.logins, self.things = going, logins, things
        self.uuids = set(Article.objects.filter(pk__in=going).values_list("uuid", flat=True))
        types = ContentType.objects.get_for_models(*(CONTENTS[kind][0] for kind in CONTENTS), Article)
        about = Q(content_type=types[Article], object_id__in=[str(pk) for pk in going])
        for kind, pks in things.items():
            about |= Q(content_type=types[CONTENTS[kind][0]], object_id__in=[str(pk) for pk in pks])
        self.log_gone = about

    def _along(self, model: type[Model]) -> Q | None:
        """Which rows of a table go with the sample's stories and logins."""
        name = model.__name__
        if name == "Article":
            return Q(pk__in=self.going)
        if name in ("Credit", "Draft", "Revision", "VersionName"):
            return Q(article__in=self.going)
        if name in ("Complaint", "ComplaintEntry"):
            here = "" if name == "Complaint" else "complaint__"
            return Q(**{f"{here}article__in": self.going}) | Q(**{f"{here}pk__in": self.things["complaint"]})
        if name == "PackageItem":
            return Q(package__in=self.things["package"])
        if name == "SitePageVersion":
            return Q(page__in=self.things["page"])
        if name == "TaggedArticle":
            return Q(content_object__in=self.going)
        if name == "Publication" or name == "OldAddress":
            return Q(story__in=self.uuids)
        if name.startswith("Publication"):
            return Q(publication__story__in=self.uuids)
        if model is get_user_model():
            return Q(pk__in=self.logins)
        return self.log_gone if model is LogEntry else None

    def of(self, model: type[Model], pks: Iterable[int]) -> dict[int, str]:
        """For each of the rows `pks` that something needs: by what, for people."""
        pks = set(pks)
        found: dict[int, str] = {}
        for relation in model._meta.get_fields(include_hidden=True):
            if not isinstance(
                relation, ManyToOneRel
            ):  # one-to-one is one of these; many-to-many has a table of its own
                continue
            other: Any = relation.related_model
            link: Any = relation.field
            whole = model is get_user_model() and link.remote_field.on_delete is CASCADE
            if whole and other.__name__ not in ("Draft", "LogEntry"):
                continue  # a login's own, such as its roles
            rows = other._base_manager.filter(**{f"{link.name}__in": pks})
            along = self._along(other)
            rows = (rows.exclude(along) if along is not None else rows).order_by()
            # One row of each is enough to name, however many there are.
            for pk in rows.values_list(link.attname, flat=True).distinct():
                if pk not in found:
                    found[pk] = self._said(rows.filter(**{link.attname: pk}).order_by("pk").first())
        return found

    def _said(self, row: Any) -> str:
        holder = getattr(row, "article", None) or getattr(row, "content_object", None) or row
        holder = getattr(row, "publication", None) or holder
        if isinstance(holder, Article | Publication):
            return holder.headline
        if isinstance(holder, Act):
            return ""  # the record of the newsroom, which has no name
        return f"{row._meta.verbose_name} {_name(row)}".strip() if isinstance(row, Model) else str(row)

    def photos(self, by_uuid: dict) -> dict[int, str]:
        """Pictures are named by UUID as well: by publications, on fronts, by old addresses."""
        found: dict[int, str] = {}
        shown = PublicationPhoto.objects.filter(photo__in=by_uuid).exclude(publication__story__in=self.uuids)
        for link in shown.select_related("publication"):
            found.setdefault(by_uuid[link.photo], link.publication.headline)
        for story, photo in workflow.pictures_on_fronts(by_uuid):
            if story not in self.uuids:
                headline = Article.objects.filter(uuid=story).values_list("headline", flat=True).first()
                found.setdefault(by_uuid[photo], headline or _("Front"))
        for row in OldAddress.objects.filter(photo__in=by_uuid):
            found.setdefault(by_uuid[row.photo], row.address)
        return found

    def remembered(self) -> dict[tuple[str, str], str]:
        """What earlier versions of the stories that stay name: they must stay restorable."""
        found: dict[tuple[str, str], str] = {}
        versions = Revision.objects.exclude(article__in=self.going).select_related("article")
        for version, holds in history.read_through(versions):
            named = [("photo", (holds["photo"] or {}).get("uuid")), ("section", holds["section"])]
            named += [("tag", tag) for tag in holds["tags"] or ()]
            named.append(("series", holds.get("series")))
            named += [("author", str(credit["author"])) for credit in holds["credits"] or ()]
            for what in named:
                found.setdefault(what, version.article.headline)
        return found


def plan() -> Plan:
    """What a removal would do now. Its cost grows with the sample and with the versions of one's own stories."""
    found = Plan()
    made = {kind: record.keys(kind) for kind in ("story", *CONTENTS, "login")}
    now_is = samples.fingerprints(made["story"])
    going = samples.untouched(now_is)
    for story in Article.objects.filter(pk__in=made["story"]).order_by("language", "pk"):
        why = "" if story.pk in going else _("Somebody worked on it.")
        found.items.append(Item("story", str(story.pk), story.headline, why, story.language))
    found.own = Article.objects.exclude(pk__in=made["story"]).count()

    same: dict[str, set[int]] = {}
    for kind in CONTENTS:
        before = record.made(kind)
        same[kind] = {pk for pk, digest in digests(kind, made[kind]).items() if before[str(pk)] == digest}
    uses = _Uses(going, made["login"], same)
    remembered = uses.remembered()
    for kind, (model, _fields) in CONTENTS.items():
        rows: dict[int, Any] = {row.pk: row for row in model._default_manager.filter(pk__in=made[kind])}
        needed = uses.of(model, same[kind])
        if kind == "photo":
            needed |= uses.photos({rows[pk].uuid: pk for pk in same[kind]})
        for pk, row in rows.items():
            named: dict[str, Callable[[Any], str]] = {
                "photo": lambda r: str(r.uuid),
                "author": lambda r: str(r.pk),
                "complaint": str,
                "package": str,
                "page": str,
            }
            key = named.get(kind, lambda r: r.slug)(row)
            by = needed.get(pk) or remembered.get((kind, key))
            why = ""
            if pk not in same[kind]:
                why = _("Somebody changed it.")
            elif by:
                why = _("It is used by “%(name)s”.") % {"name": by}
            found.items.append(Item(kind, str(pk), _name(row), why))
    _settings(found)
    _logins(found, made["login"], uses)
    return found


def _settings(found: Plan) -> None:
    before, room = record.made("setting"), Newsroom.objects.first()
    for name, digest in setting_digests().items():
        if name in before and getattr(room, name):
            why = "" if before[name] == digest else _("Somebody changed it.")
            label = capfirst(str(getattr(Newsroom._meta.get_field(name), "verbose_name", name)))
            found.items.append(Item("setting", name, label, why))
    found.items.sort(
        key=lambda item: (KINDS.index(item.kind), SETTINGS.index(item.key) if item.kind == "setting" else 0)
    )


def _logins(found: Plan, pks: set[int], uses: _Uses) -> None:
    needed = uses.of(get_user_model(), pks)
    for user in get_user_model().objects.filter(pk__in=pks).order_by("pk"):
        why = ""
        if user.pk in needed:
            why = _("Nobody can sign in with it any more; the name stays, because the record tells what it did.")
            if needed[user.pk]:
                why = _("Nobody can sign in with it any more; the name stays, because “%(name)s” tells of it.") % {
                    "name": needed[user.pk]
                }
        found.items.append(Item("login", str(user.pk), f"{user.username} ({user})", why))
