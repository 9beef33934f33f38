"""Proof of the record: whether every version, act, correction, change of a front and public text is as it was
written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from hmac import compare_digest

from django.utils.translation import gettext as _

from articles import corrections, fronts, history, publication
from articles.models import Act, ActText, Article, Correction, FrontChange, Publication, Revision
from articles.record import digest_of, head, keys, text_digest


@dataclass
class Told:
    """What the chain says that there must be."""

    versions: dict = field(default_factory=dict)  # (story, number): digest
    adopted: dict = field(default_factory=dict)  # story: newest number that was there before the record
    corrections: dict = field(default_factory=dict)  # number: (digest, story)
    shown: dict = field(default_factory=dict)  # (story, opens): digests
    removed: set = field(default_factory=set)  # stories
    texts: dict = field(default_factory=dict)  # act: digest of its text
    erased_texts: set = field(default_factory=set)  # acts
    erased_versions: dict = field(default_factory=dict)  # (story, number): digest of what is left
    erased_corrections: dict = field(default_factory=dict)  # number: digest of what is left
    fronts: Counter = field(default_factory=Counter)  # changes of fronts: (number, digest of the plan after it)
    acts: int = 0
    erasures: int = 0


def faults() -> Iterator[str]:
    """A sentence for each thing that is not as it was written; none where all is."""
    told = Told()
    yield from _acts(told)
    yield from _texts(told)
    yield from _versions(told)
    yield from _corrections(told)
    yield from _fronts(told)
    yield from _public(told)


def summary() -> dict[str, int]:
    """How much there is: acts, versions, corrections, erasures."""
    return {
        "acts": Act.objects.count(),
        "versions": Revision.objects.count(),
        "corrections": Correction.objects.count(),
        "erasures": Act.objects.filter(verb="erased").count(),
    }


def _acts(told: Told) -> Iterator[str]:
    """The chain itself: no gap, each bound to the one before by our key; and as long as the head outside says."""
    known, previous, expected = keys(), "", 1
    try:
        kept = head.kept()
    except ValueError:
        kept = None
        yield _("The file record-head in DATA_DIR is not what the newsroom wrote.")
    if kept is None and Act.objects.exists():
        yield _("The file record-head is not in DATA_DIR, so nobody can tell whether the newest acts are still here.")
    at_head = None
    for act in Act.objects.order_by("number").iterator(chunk_size=2000):
        if act.number != expected:
            yield _("Acts %(first)d to %(last)d are missing.") % {"first": expected, "last": act.number - 1}
        if act.previous != previous:
            yield _("Act %(number)d does not follow the one before it.") % {"number": act.number}
        if not any(compare_digest(digest_of(act, key), act.digest) for key in known):
            yield _("Act %(number)d is not as it was written, or SECRET_KEY is another.") % {"number": act.number}
        else:
            _note(told, act)
        if kept and act.number == kept[0]:
            at_head = act.digest
        previous, expected = act.digest, act.number + 1
    told.acts = expected - 1
    if kept and kept[0] >= expected:
        yield _("The newest acts are missing: %(have)d are here, and there were %(were)d.") % {
            "have": expected - 1,
            "were": kept[0],
        }
    elif kept and at_head != kept[1]:
        yield _("Act %(number)d is not the one that the file record-head knows.") % {"number": kept[0]}


def _note(told: Told, act: Act) -> None:
    story, about = act.story, act.about
    if act.text_digest:
        told.texts[act.number] = act.text_digest
    if act.verb == "adopted":
        told.adopted[story] = act.version
        told.versions[story, act.version] = act.content
    elif act.verb == "told":
        told.corrections[about["correction"]] = (act.content, story)
    elif act.verb == "removed":
        told.removed.update(about["stories"])
        told.fronts.subtract((number, digest) for number, digest in about.get("fronts", ()))
    elif act.verb == "front":
        told.fronts[about["change"], act.content] += 1
    elif act.verb == "erased":
        told.erasures += 1
        told.erased_texts.update(about.get("texts", ()))
        told.erased_versions.update({(who, number): left for who, number, left in about.get("versions", ())})
        told.erased_corrections.update({number: left for number, left in about.get("corrections", ())})
        for number, was, left in about.get("fronts", ()):
            told.fronts.update({(number, was): -1, (number, left): 1})
    elif story and act.version and act.content:
        told.versions[story, act.version] = act.content
    for who, opens, digest in about.get("shown_anew", ()):  # what readers get was changed by this very act
        told.shown[who, opens] = {digest}
    if "shown" in about and "opens" in about:
        told.shown.setdefault((str(story), about["opens"]), set()).add(about["shown"])


def _texts(told: Told) -> Iterator[str]:
    left = dict(told.texts)
    for row in ActText.objects.order_by("act_id").iterator(chunk_size=2000):
        wanted = left.pop(row.act_id, None)
        erased = row.act_id in told.erased_texts and not row.text and not row.salt
        if wanted is None or not (erased or text_digest(row.salt, row.text) == wanted):
            yield _("The reason of act %(number)d is not as it was written.") % {"number": row.act_id}
    for number in left:
        yield _("The reason of act %(number)d is missing.") % {"number": number}


def _versions(told: Told) -> Iterator[str]:
    """Each story's versions: none missing, none that no act made, each bound to the one before."""
    left = dict(told.versions)
    for row, now, follows in history.proved(Revision.objects.all()):
        story = row.article.uuid
        wanted = left.pop((story, row.number), None)
        known = wanted if wanted is not None else (row.digest if row.number < told.adopted.get(story, 0) else None)
        erased = told.erased_versions.get((str(story), row.number))
        as_written = now == (erased or row.digest) and row.digest == known
        if not as_written or not follows:
            yield _("Version %(number)d of “%(story)s” is not as it was written.") % {
                "number": row.number,
                "story": row.article.headline,
            }
    for uuid, number in left:
        if str(uuid) not in told.removed:
            yield _("Version %(number)d of the story %(story)s is missing.") % {"number": number, "story": uuid}
    counted = dict(Article.objects.values_list("uuid", "version"))
    newest: dict = {}
    for uuid, number in told.versions:
        newest[uuid] = max(number, newest.get(uuid, 0))
    for uuid, version in counted.items():
        if version != newest.get(uuid, 0):
            yield _("The story %(story)s counts %(count)d versions, and the record has %(known)d.") % {
                "story": uuid,
                "count": version,
                "known": newest.get(uuid, 0),
            }


def _corrections(told: Told) -> Iterator[str]:
    left = dict(told.corrections)
    for row in Correction.objects.order_by("pk").iterator(chunk_size=2000):
        wanted = left.pop(row.pk, (None, None))[0]
        if corrections.digest(row) != (told.erased_corrections.get(row.pk) or wanted) or wanted is None:
            yield _("Correction %(number)d is not as it was written.") % {"number": row.pk}
    for number, (_digest, story) in left.items():
        if str(story) not in told.removed:
            yield _("Correction %(number)d is missing.") % {"number": number}


def _fronts(told: Told) -> Iterator[str]:
    """Each change of a front left the plan that its act says. A change is known by its number and that plan, not by its
    front's name, which a section may lose."""
    left, odd = Counter(told.fronts), Counter[int]()
    for row in FrontChange.objects.order_by("pk").iterator(chunk_size=2000):
        known = row.number, fronts.digest(row.after)
        if left[known] > 0:
            left[known] -= 1
        else:
            odd[row.number] += 1
            yield _("Change %(number)d of a front is not as it was written.") % {"number": row.number}
    for (number, _digest), count in left.items():
        for _n in range(count):
            if odd[number]:
                odd[number] -= 1
            else:
                yield _("Change %(number)d of a front is missing.") % {"number": number}


def _public(told: Told) -> Iterator[str]:
    """What readers get is what an act put before them. Publications of before the record are compared with nothing."""
    for out in Publication.objects.order_by("pk").iterator(chunk_size=500):
        story = str(out.story)
        opens = out.visible_from.astimezone(UTC).isoformat()
        if out.revision_number <= told.adopted.get(out.story, 0) and (story, opens) not in told.shown:
            continue
        if publication.shown_digest(out) not in told.shown.get((story, opens), ()):
            yield _("What readers get as “%(headline)s” is not what was published.") % {"headline": out.headline}
