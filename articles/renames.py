"""Names that stand in publications follow their author or topic when those are renamed.

A publication keeps what it prints, so that a page is one row. When an author or a tag is saved, by whatever road,
a row of the outbox is written with it, and the worker brings the publications up to date. Pages that ask the author
or the tag itself are told at once.
"""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from articles import press, search
from articles.models import Publication, PublicationCredit, Tag
from articles.models.publication import SEARCHED
from articles.publication import credit_value
from authors.models import Author
from newsroom.lib.jobs.outbox import enqueue

_BATCH = 200


@receiver(post_save, sender=Author, dispatch_uid="articles.author_saved")
def author_saved(sender, instance: Author, created: bool, **kwargs) -> None:
    if kwargs.get("raw"):
        return
    press.announce(press.told_by_author(instance.pk))
    if not created:
        enqueue("articles.author_changed", {"author": instance.pk}, key=str(instance.pk), now=timezone.now())


@receiver(post_delete, sender=Author, dispatch_uid="articles.author_removed")
def author_removed(sender, **kwargs) -> None:
    press.announce([press.MASTHEAD])


@receiver(post_save, sender=Tag, dispatch_uid="articles.tag_saved")
def tag_saved(sender, instance: Tag, created: bool, **kwargs) -> None:
    if not created and not kwargs.get("raw"):
        press.announce(press.told_by_topic(instance.pk))
        enqueue("articles.tag_changed", {"tag": instance.pk}, key=str(instance.pk), now=timezone.now())


def _follow(queryset, field: str, change) -> int:
    """Rewrites `field` of each publication by `change(publication)`, and what it is found by, in batches by key; gives
    how many moved."""
    last, moved = 0, 0
    while True:
        with transaction.atomic():
            rows = list(queryset.select_for_update(of=("self",)).filter(pk__gt=last).order_by("pk")[:_BATCH])
            if not rows:
                return moved
            gone: set[str] = set()
            for row in rows:
                value = change(row)
                if value != getattr(row, field):
                    before = search.names_of(row).keys()
                    setattr(row, field, value)
                    gone |= before - search.names_of(row).keys()
                    search.index(row)
                    if row.search_tokens:  # not where it was taken down
                        search.learn(row)
                    # Only where nobody republished meanwhile: a new publication has its own row.
                    row.save(update_fields=[field, *SEARCHED])
                    moved += 1
            search.forget_words(gone)
        last = rows[-1].pk


def follow_author(pk: int) -> int:
    """Brings the bylines of all publications that credit this author up to date; gives how many changed."""
    author = Author.objects.filter(pk=pk).first()
    if author is None:
        return 0

    def change(row: Publication) -> list[dict]:
        return [
            credit_value(credit, author, row.language) if credit["author"] == pk else credit for credit in row.credits
        ]

    credits = PublicationCredit.objects.filter(author=author)
    return _follow(Publication.objects.filter(pk__in=credits.values("publication")), "credits", change)


def follow_tag(pk: int) -> int:
    """Brings the topics of all publications on this tag up to date; gives how many changed."""
    tag = Tag.objects.filter(pk=pk).first()
    if tag is None:
        return 0

    def change(row: Publication) -> list[dict]:
        return [
            topic | {"slug": tag.slug, "name": tag.say(row.language)} if topic["tag"] == pk else topic
            for topic in row.topics
        ]

    return _follow(Publication.objects.filter(topic_links__tag=tag), "topics", change)
