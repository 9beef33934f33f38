"""Taking a person's name off all bylines and off the masthead: one act over all stories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import erasing, history, press, publication, search
from articles.addresses import author_path, site_page_path
from articles.edition import edition
from articles.models import Article, Credit, Publication, PublicationCredit, Revision, SitePage
from articles.models.publication import SEARCHED
from articles.publication import credit_value
from articles.record import write
from articles.refusals import NotAllowed, NotPossible
from articles.workflow.rights import may
from authors.models import Author
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import enqueue
from newsroom.lib.languages import CODES
from newsroom.lib.names import without_name

STAFF, NOTHING = "staff", "nothing"  # what stands in the name's place
INSTEAD = (STAFF, NOTHING)
STAFF_SLUG = "staff-writer"


@dataclass(frozen=True)
class Named:
    """How many stories name an author in their byline: those that readers see, and all of them."""

    public: int
    all: int


@dataclass(frozen=True)
class TakenOff:
    """What was changed: stories of the desk, and public texts, of those that readers see now and of before."""

    stories: int
    texts: int


def named(who: Author, now: datetime) -> Named:
    """Two queries, however many stories there are."""
    public = Publication.objects.visible(now).filter(credit_links__author=who).distinct().count()
    return Named(public, Article.objects.filter(credits__author=who).distinct().count())


def staff_words(language: str) -> str:
    """What a byline says in the place of a name that was taken off, in `language`."""
    with override(language):
        return _("A staff writer")


def staff() -> Author:
    """The author who stands in for names that were taken off, made where there is none. The newsroom may give it other
    words; they are an author's names like any other's."""
    names = {code: staff_words(code) for code in CODES}
    return Author.objects.get_or_create(
        slug=STAFF_SLUG, defaults={"names": names, "kind": Author.Kind.ORGANISATION}
    )[0]  # fmt: skip


@transaction.atomic
def take_name_off(
    *, by, author: Author, instead: str, why: str, now: datetime, from_history: bool = False
) -> TakenOff:  # fmt: skip
    """Takes an author's name off every byline: stories that are public, wait or are not, and what was public before;
    and off the pages that say who works here and who can be written to, where their author form puts it back.

    `instead` is STAFF (a name in each language's own words) or NOTHING. Each story gets a version; its private changes
    stay private, and its "updated" time does not move. No page names the author then, so that theirs answer as
    addresses where nothing ever stood; nothing kept falls back on the name. The act does not repeat it, and holds `why`
    as a reason that can be erased. `from_history` also empties the author and what is printed of the name in old
    versions (`erasing.author`), for good: administrators alone. Raises NotAllowed, NotPossible.
    """
    may(by, "withdraw_article", _("Your role does not include taking names off stories."))
    if not by.has_perm("authors.change_author"):
        raise NotAllowed(_("Your role does not include taking names off stories."))
    if from_history and not by.is_superuser:
        raise NotAllowed(_("Only an administrator erases a name from the history."))
    if instead not in INSTEAD:
        raise NotPossible(_("Choose what stands in the place of the name."))
    if not why.strip():
        raise NotPossible(_("Say why the name is taken off. Readers do not see it; the record keeps it."))
    who = Author.objects.select_for_update().get(pk=author.pk)
    if who.slug == STAFF_SLUG:
        raise NotPossible(_("This is the name that stands in for others. Change its words in its form."))
    stories = _stories(who)
    outs = list(Publication.objects.filter(credit_links__author=who).distinct().order_by("pk"))
    if not stories and not outs:
        raise NotPossible(_("No story has this name in its byline."))
    names = _names_of(who, outs, stories)
    if any(without_name(why, name, "") != why for name in names):
        raise NotPossible(_("The reason has the name in it. Write it without: the record is kept for good."))
    other = staff() if instead == STAFF else None
    keys, tags = _pages_of(who), _tags_of(who, outs)
    anew = _public(who, other, outs, names)
    search.forget(*names)
    who.on_masthead = False
    who.save(update_fields=["on_masthead"])
    failpoint("take_name_off.after_public")
    for story in stories:
        before = story.words_version
        _at_the_desk(story, who, other, names)
        version = history.record(story, kind=Revision.Kind.SAVED, by=by, at=now, verb="name_off")
        publication.renew(story, version.number, before)
    failpoint("take_name_off.after_stories")
    write("name_off", by=by, at=now, why=why, about={"author": str(who.uuid), "instead": instead, "shown_anew": anew})
    if from_history:
        erasing.author(who, by=by, now=now)
    transaction.on_commit(lambda: press.forget(tags, keys))
    enqueue("articles.name_taken_off", {"tags": tags, "keys": keys}, now=now)
    failpoint("take_name_off.after_outbox")
    return TakenOff(len(stories), len(outs))


def _stories(who: Author) -> list[Article]:
    """Locked: whoever saves one of them meanwhile waits, and meets the new byline."""
    pks = set(Credit.objects.filter(author=who).values_list("article", flat=True))
    rows = Article.objects.select_for_update(of=("self",)).select_related("section", "photo").filter(pk__in=pks)
    return list(rows.prefetch_related("credits").order_by("pk"))


def _names_of(who: Author, outs: list[Publication], stories: list[Article]) -> list[str]:
    """Every spelling in which the name was printed, the longest first."""
    printed = {credit["name"] for out in outs for credit in out.credits if credit["author"] == who.pk}
    printed |= {row.display_name for story in stories for row in story.credits.all() if row.author_id == who.pk}
    return sorted({name for name in (*who.names.values(), *printed) if name}, key=len, reverse=True)


def _pages_of(who: Author) -> list[str]:
    """Keys of the pages that are named after the author, and of those that list names, in every edition."""
    root = edition()
    found = []
    for here in [root, *(edition(code) for code in root.languages if code != root.language)]:
        path = author_path(here, who.slug)
        found += [path, path + "feed.xml", here.url("/authors/")]
        found += [site_page_path(here, kind) for kind in SitePage.WITH_PEOPLE]
    return found


def _tags_of(who: Author, outs: Iterable[Publication]) -> list[str]:
    return sorted({press.name_tag(who.pk), *(tag for out in outs for tag in press.moved_by(out))})


def _public(who: Author, other: Author | None, outs: list[Publication], names: list[str]) -> list[tuple]:
    """The public rows; gives what readers get from now on where its digest is another."""
    anew = []
    for out in outs:
        before = publication.shown_digest(out)
        out.credits = _credits(out.credits, who, other, out.language)
        out.byline_override = _line(out.byline_override, names, other, out.language)
        search.index(out)
        out.save(update_fields=["credits", "byline_override", *SEARCHED])
        said = publication.shown(out)
        if said["shown"] != before:
            anew.append((str(out.story), said["opens"], said["shown"]))
    links = PublicationCredit.objects.filter(publication__in=outs)
    links.filter(author=who).delete()
    if other is not None:
        there = set(links.filter(author=other).values_list("publication", "role"))
        PublicationCredit.objects.bulk_create(
            PublicationCredit.to(out, author=other, role=credit["role"])
            for out in outs
            for credit in out.credits
            if credit["author"] == other.pk and (out.pk, credit["role"]) not in there
        )
    return anew


def _credits(credits: list[dict], who: Author, other: Author | None, language: str) -> list[dict]:
    """A byline as publications keep it, with `other` once a role in the place of `who`."""
    found: list[dict] = []
    for credit in credits:
        if credit["author"] == who.pk:
            if other is None:
                continue
            plain = {"author": other.pk, "uuid": str(other.uuid), "role": credit["role"], "as_printed": False}
            credit = credit_value(plain | {"name": "", "lang": language}, other, language)
        if not any((one["author"], one["role"]) == (credit["author"], credit["role"]) for one in found):
            found.append(credit)
    return found


def _line(line: str, names: list[str], other: Author | None, language: str) -> str:
    """A byline that was written by hand, without the name; empty where no word is left of it."""
    before = line
    for name in names:
        line = without_name(line, name, other.name(language) if other else "")
    line = " ".join(line.split())
    return line if line == before or any(letter.isalpha() for letter in line) else ""


def _at_the_desk(story: Article, who: Author, other: Author | None, names: list[str]) -> None:
    rows = list(story.credits.all())
    kept = {(row.author_id, row.role) for row in rows}
    for row in rows:
        if row.author_id != who.pk:
            continue
        if other is None or (other.pk, row.role) in kept:
            row.delete()
        else:
            row.author, row.display_name = other, ""
            row.save(update_fields=["author", "display_name"])
            kept.add((other.pk, row.role))
    story._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # the version is to hold what stands now
    line = _line(story.byline_override, names, other, story.language)
    if line != story.byline_override:
        story.byline_override = line
        story.save(update_fields=["byline_override"])
