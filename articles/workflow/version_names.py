"""Naming a version of a story, so that it is found again among many."""

from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Article, VersionName
from articles.record import write
from articles.refusals import NotPossible
from articles.workflow.rights import may_edit
from articles.workflow.story import locked
from newsroom.lib.failpoints import failpoint
from newsroom.lib.typography import tidy

LONGEST = 80


def name_version(*, by, article: Article, number: int, name: str, now: datetime) -> VersionName | None:
    """Calls version `number` `name`; an empty one takes the name away. The version itself stays as it was written.

    Gives the name as it is then, or None where the version has none. Raises NotAllowed, NotPossible.
    """
    with locked(article, now) as (story, now):
        may_edit(by, story)
        name = tidy(name)
        if len(name) > LONGEST:
            raise NotPossible(_("A version’s name has at most %(most)d characters.") % {"most": LONGEST})
        if not story.revisions.filter(number=number).exists():
            raise NotPossible(_("There is no version %(n)d of this story.") % {"n": number})
        row = VersionName.objects.filter(article=story, number=number).first()
        if name == (row.name if row else ""):
            return row
        if not name:
            VersionName.objects.filter(article=story, number=number).delete()
            row = None
        else:
            row, _made = VersionName.objects.update_or_create(
                article=story, number=number, defaults={"name": name, "by": by, "at": now}
            )
        failpoint("name_version.after_row")
        write("named" if name else "unnamed", by=by, at=now, story=story.uuid, version=number, why=name)
        failpoint("name_version.after_act")
        return row
