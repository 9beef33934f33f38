"""Stories of the sample newsroom: whether anybody touched them, and taking away those that nobody did."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from articles import packages, press, search
from articles.addresses import story_path
from articles.edition import UnknownEdition, edition
from articles.models import Article, Banner, Complaint, Notice, OldAddress, Publication, Revision
from articles.record.lifting import lifted
from articles.refusals import NotAllowed, NotPossible
from articles.workflow.fronts import forget_on_fronts, history_of_none_but
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import enqueue
from newsroom.lib.sample import record

# Rows that belong to a story and are in its versions, or pass with a window; every other row that points at one counts
# as people's work.
_IN_VERSIONS = ("Credit", "TaggedArticle", "Revision", "Opened", "Lock")


def fingerprints(stories: Iterable[int]) -> dict[int, str]:
    """A digest of each story (by primary key) as it stands, which every act of people changes: the head of its
    chain of versions, and the keys of all rows beside it, such as unsaved text. As many queries as kinds of rows."""
    stories = list(stories)
    heads = dict(
        Revision.objects.filter(article__in=stories).order_by("article", "number").values_list("article", "digest")
    )
    beside: dict[int, list] = {pk: [] for pk in heads}
    for relation in Article._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        if isinstance(model, str) or model.__name__ in _IN_VERSIONS:
            continue
        # What was done with a complaint is people's work as well.
        more = ("turn", Count("entries")) if model is Complaint else ()
        rows = model._base_manager.filter(**{f"{field}__in": stories}).order_by("pk").values_list(field, "pk", *more)
        for story, *key in rows:
            beside.setdefault(story, []).append([model._meta.label, *key])
    return {pk: record.digest([head, beside[pk]]) for pk, head in heads.items()}


def untouched(now_is: dict[int, str]) -> set[int]:
    """Which of these stories (their fingerprints by key) are as the sample made them."""
    made = record.made("story")
    return {pk for pk, digest in now_is.items() if made.get(str(pk)) == digest}


def _path(row: Publication | Notice) -> str:
    """Where the page is kept; empty in an edition that the newsroom gave up since."""
    try:
        return story_path(edition(row.language), row.address_date, row.slug)
    except UnknownEdition:
        return ""


@transaction.atomic
def remove_samples(*, by, stories: Iterable[int], now: datetime) -> int:
    """Removes these stories of the sample with all that is theirs, as if they had never been, and gives how many.

    Only what the sample's record names and nobody touched since; else NotPossible, and nothing is removed. `by` is
    an administrator; None stands for whoever runs commands on the server.
    """
    if by is not None and not by.is_superuser:
        raise NotAllowed(_("Only an administrator removes the sample newsroom."))
    rows = list(Article.objects.select_for_update().filter(pk__in=set(stories)))
    pks, uuids = [row.pk for row in rows], [row.uuid for row in rows]
    if untouched(fingerprints(pks)) != set(pks):
        raise NotPossible(_("Somebody worked on a sample story at this moment. Look again at what would go."))
    outs = Publication.objects.filter(story__in=uuids)
    tags = sorted({tag for out in outs for tag in press.moved_by(out)})
    notices = Notice.objects.filter(story__in=uuids)
    keys = ({_path(out) for out in outs} | {_path(notice) for notice in notices}) - {""}
    changes = history_of_none_but(uuids)
    with lifted("The sample newsroom was removed", by=by, now=now, stories=uuids, changes=changes) as lift:
        lift.remove_history()
        failpoint("remove_samples.after_history")
        search.drop(outs)
        notices.delete()
        OldAddress.objects.filter(story__in=uuids).delete()
        forget_on_fronts(uuids)
        Banner.objects.filter(story__in=uuids).delete()
        Article.objects.filter(pk__in=pks).delete()
        packages.forget({row.translation_group for row in rows})
    failpoint("remove_samples.after_stories")
    press.after_commit(lambda: press.forget(tags, keys))
    about = {"tags": tags, "keys": sorted(keys), "stories": [str(story) for story in uuids]}
    enqueue("articles.samples_removed", about, now=now)
    return len(pks)
