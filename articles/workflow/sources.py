"""Taking a person's name out of what stories say: one act over all that readers get and the desk works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Field, Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import body as bodies
from articles import history, press, publication, search
from articles.models import Article, Photo, Publication, Revision
from articles.record import write
from articles.refusals import NotAllowed, NotPossible, Stale
from articles.sources import Looked, look, mended_photo, mended_public_photo, mended_words
from articles.workflow.rights import may
from articles.writing import tidied
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import enqueue
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.names import Names

MOST_WORDS = 80  # characters that stand in a name's place


@dataclass(frozen=True)
class SourceOff:
    """What was changed: stories at the desk, public texts (of now and of before), pictures' words."""

    stories: int
    texts: int
    photos: int


def may_take_off(user) -> bool:
    return user.has_perm("articles.withdraw_article") and user.has_perm("authors.change_author")


def beginnings(language: str) -> list[str]:
    """Words that may stand in a source's place, in `language`. None is taken unless somebody types it."""
    with override(language):
        return [_("a source whose name is known to us"), _("a person who asked not to be named")]


def words_of(instead: Mapping[str, str]) -> dict[str, str]:
    """What people typed, by language, as it is printed. Only languages that we know."""
    said = {code: tidied("headline", instead.get(code, ""), code, "") for code in LANGUAGES}
    return {code: text for code, text in said.items() if text}


def not_the_name(names: Names, instead: Mapping[str, str], why: str) -> None:
    """Raises NotPossible where the name would stand in its own place, or on the record for good."""
    if any(names.stands_in(text) for text in instead.values()):
        raise NotPossible(_("What stands in the name’s place has the name in it. Write other words."))
    if names.stands_in(why):
        raise NotPossible(_("The reason has the name in it. Write it without: the record is kept for good."))
    if any(len(text) > MOST_WORDS for text in instead.values()):
        raise NotPossible(_("At most %(n)d characters stand in a name’s place.") % {"n": MOST_WORDS})


@transaction.atomic
def take_source_off(
    *, by, names: Names, instead: Mapping[str, str], seen: str, why: str, now: datetime
) -> SourceOff:  # fmt: skip
    """Puts other words in a name's place in every story that holds it: headlines, texts, captions, public or not, also
    in what was public before, since dated versions show it.

    `instead` are those words by language, `seen` the digest of what the person was shown (`Looked.digest`): anything
    else there by now raises Stale, and nothing is changed. Each story gets a version of words, so that a form that is
    open begins anew; private changes stay private, and no "updated" time moves. What `Looked` says cannot be mended
    stays. The record has neither the name nor what stands instead. Raises NotAllowed, NotPossible, Stale.
    """
    may(by, "withdraw_article", _("Your role does not include taking names off stories."))
    if not may_take_off(by):
        raise NotAllowed(_("Your role does not include taking names off stories."))
    instead = words_of(instead)
    if not why.strip():
        raise NotPossible(_("Say why the name is taken off. Readers do not see it; the record keeps it."))
    not_the_name(names, instead, why)
    found = _locked(names, now)
    if not any(place.mended for place in found.places):
        raise NotPossible(_("The name stands in no story where it can be taken off."))
    if missing := [code for code in found.languages if code not in instead]:
        said = ", ".join(LANGUAGES[code].name for code in missing)
        raise NotPossible(_("Write what stands in the name’s place: %(languages)s.") % {"languages": said})
    if found.digest(names, instead) != seen:
        raise Stale(
            _("Nothing is changed yet: something is another since you looked. Look at it again, then confirm."), None
        )
    held = sorted((one.story for one in found.held if any(p.mended for p in one.places)), key=lambda story: story.pk)
    shown = {story.photo_id for story in held if story.photo_id} | {photo.pk for photo, _places in found.photos}
    photos = _pictures(names, instead, shown)
    anew, texts = _public(names, instead, [story.uuid for story in held])
    search.forget(*(wanted.text for wanted in names.wanted))
    enqueue("articles.words_went", {}, key="words", now=now)
    failpoint("take_source_off.after_public")
    stories = Article.objects.select_related("section", "photo").prefetch_related("credits")
    for story in stories.filter(pk__in=[story.pk for story in held]).order_by("pk"):
        before = story.words_version
        _at_the_desk(names, instead, story)
        version = history.record(story, kind=Revision.Kind.SAVED, by=by, at=now, verb="source_off")
        publication.renew(story, version.number, before)
    failpoint("take_source_off.after_stories")
    write("source_off", by=by, at=now, why=why, about={"stories": len(held), "shown_anew": anew})
    # What was kept of pages, lists and feeds is no fallback either: it has the name.
    press.everything_changed(now=now, gone=True)
    failpoint("take_source_off.after_outbox")
    return SourceOff(len(held), texts, photos)


def _locked(names: Names, now: datetime) -> Looked:
    """What there is by now, its stories locked in their order: whoever saves one waits, and meets the new words."""
    first = look(names, now)
    held = sorted(one.story.pk for one in first.held)
    list(Article.objects.select_for_update(of=("self",)).filter(pk__in=held).order_by("pk").values_list("pk"))
    return look(names, now)


def _pictures(names: Names, instead: Mapping[str, str], pks: set[int]) -> int:
    """The words of these pictures; gives how many changed."""
    changed = 0
    for photo in Photo.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
        fresh = mended_photo(names, photo, instead)
        for name, texts in fresh.items():
            most = getattr(_column(Photo, name), "max_words_length", None)
            for text in texts.values():
                _short_enough(text, most, _column(Photo, name), str(photo))
            setattr(photo, name, texts)
        if fresh:
            photo.save(update_fields=list(fresh))
            changed += 1
    return changed


def _public(names: Names, instead: Mapping[str, str], stories: list[UUID]) -> tuple[list[tuple], int]:
    """All public rows of these stories; gives what readers get from now on where its digest is another, and how many
    rows changed."""
    anew, changed = [], 0
    for out in Publication.objects.filter(story__in=stories).order_by("pk"):
        before = publication.shown_digest(out)
        fresh = _mended(names, out, instead)
        photo = mended_public_photo(names, out, instead)
        if not fresh and photo == out.photo:
            continue
        for name, text in fresh.items():
            setattr(out, name, text)
        out.photo = photo
        publication.set_body(out, out.body)  # and what is searched
        out.save()
        changed += 1
        said = publication.shown(out)
        if said["shown"] != before:
            anew.append((str(out.story), said["opens"], said["shown"]))
    return anew, changed


def _at_the_desk(names: Names, instead: Mapping[str, str], story: Article) -> None:
    fresh = _mended(names, story, instead)
    for name, text in fresh.items():
        setattr(story, name, text)
    if fresh:
        story.word_count = bodies.count(story.body)
        story.save(update_fields=[*fresh, "word_count"])


def _mended(names: Names, row: Article | Publication, instead: Mapping[str, str]) -> dict[str, str]:
    """The fields of `row` that are others without the name. Raises NotPossible where one of them would be too long."""
    if row.language not in instead:
        return {}
    fresh = mended_words(names, row, instead[row.language])
    for name, text in fresh.items():
        column = _column(Article, name)
        _short_enough(text, bodies.MOST_CHARACTERS if name == "body" else column.max_length, column, row.headline)
    return fresh


def _column(model: type[Model], name: str) -> Field:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)  # never the far end of a relation
    return field


def _short_enough(text: str, most: int | None, column: Field, where: str) -> None:
    if most and len(text) > most:
        raise NotPossible(
            _("Nothing is changed: with these words “%(field)s” of “%(where)s” has %(have)d characters, and %(most)d "
              "is the most. Write fewer, or shorten it there first.")
            % {"field": column.verbose_name, "where": where, "have": len(text), "most": most}
        )  # fmt: skip
