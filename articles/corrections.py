"""Corrections: the sentences that they begin with, their rows, and what waits at translations.

Only the verbs in `articles.workflow` call what writes here, inside their transaction.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import Article, Correction, PreparedCorrection, Publication
from articles.record import write
from articles.significance import HEADLINE, NAME, NUMBER, Flag

Kind, Place = Correction.Kind, Correction.Place
BLANK = "[…]"  # what is still to be written in a sentence that we offer; none goes out with it
MOST_TEXT = 1200  # characters


def beginnings(kind: str, language: str, flags: Iterable[Flag] = ()) -> list[str]:
    """Sentences to begin with, in the story's language; what was flagged is put in where it fits."""
    with override(language):
        if kind == Kind.UPDATE:
            return [_("This story was updated with […].")]
        if kind == Kind.RETRACTION:
            return [_("We have retracted this story because […]. What it said about […] cannot be upheld.")]
        if kind == Kind.CLARIFICATION:
            return [_("An earlier version of this story did not make clear that […].")]
        found = []
        for flag in flags:
            if not (flag.before and flag.after):
                continue
            said = {"before": flag.before, "after": flag.after}
            if flag.kind == HEADLINE:
                found.append(_("An earlier headline of this story said “%(before)s”. That was wrong: […].") % said)
            elif flag.kind == NAME:
                found.append(_("An earlier version of this story gave a name as %(before)s. It is %(after)s.") % said)
            elif flag.kind == NUMBER:
                found.append(_("An earlier version of this story said %(before)s. It is %(after)s.") % said)
        found.append(_("An earlier version of this story said […]. It is […]."))
        return list(dict.fromkeys(found))


def digest(row: Correction) -> str:
    """SHA-256 over all that the row says, salted; the record holds it."""
    moments = [moment.astimezone(UTC).isoformat() for moment in (row.visible_from, row.made_at)]
    said = [
        str(row.story), row.language, row.kind, row.place, row.text, row.from_version, row.to_version, *moments,
        row.salt,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def issue(
    article: Article, *, by, kind: str, text: str, place: str, before: Publication, out: Publication, now: datetime
) -> Correction:
    """Writes what readers are told, between the publication that they saw and the one that takes its place."""
    row = Correction(
        story=article.uuid,
        language=article.language,
        kind=kind,
        place=place,
        text=text,
        from_version=before.revision_number,
        to_version=out.revision_number,
        visible_from=out.visible_from,
        made_at=now,
        salt=secrets.token_hex(16),
    )
    row.save()
    write(
        "told", by=by, at=now, story=article.uuid, version=out.revision_number, content=digest(row),
        about={"correction": row.pk, "kind": kind},
    )  # fmt: skip
    return row


def prepare(article: Article, correction: Correction, now: datetime) -> int:
    """Puts a prepared correction at each translation of `article`; gives how many."""
    siblings = Article.objects.filter(translation_group=article.translation_group).exclude(pk=article.pk)
    rows = [
        PreparedCorrection(
            article=sibling,
            correction=correction.pk,
            kind=correction.kind,
            original=correction.text,
            original_language=correction.language,
            made_at=now,
        )
        for sibling in siblings
    ]
    return len(PreparedCorrection.objects.bulk_create(rows))


def open_at(article: Article) -> list[PreparedCorrection]:
    """What waits at this story because its original was corrected."""
    return list(PreparedCorrection.objects.filter(article=article, settled_at=None))


def settle(article: Article, *, by, outcome: str, now: datetime, only: int | None = None) -> int:
    """Settles what waits at this story (`only` this row of it); gives how many."""
    rows = PreparedCorrection.objects.filter(article=article, settled_at=None)
    if only is not None:
        rows = rows.filter(pk=only)
    return rows.update(settled_at=now, settled_by=by, outcome=outcome[:500])
