"""The history of a front in words: who did what, to which story, and whether it can be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import fronts
from articles.models import Article, FrontChange
from articles.publication import standing
from articles.workflow.fronts import NOT_UNDONE

VERBS: dict[str, Promise] = {
    "top": gettext_lazy("Put on top: %(story)s"),
    "put": gettext_lazy("Placed: %(story)s"),
    "up": gettext_lazy("Moved up: %(story)s"),
    "down": gettext_lazy("Moved down: %(story)s"),
    "off": gettext_lazy("Taken off the front: %(story)s"),
    "words": gettext_lazy("Words, picture or time for the front: %(story)s"),
    "shape": gettext_lazy("A part of the front was changed"),
    "add": gettext_lazy("A part was added"),
    "drop": gettext_lazy("A part was removed"),
    "hide": gettext_lazy("A part was hidden"),
    "show": gettext_lazy("A part is shown again"),
    "place": gettext_lazy("A part was moved"),
    "undo": gettext_lazy("Change %(undoes)s undone"),
    "restore": gettext_lazy("An earlier front was brought back"),
    "launch": gettext_lazy("The draft was launched"),
    "schedule": gettext_lazy("A launch was put on the schedule"),
    "cancel": gettext_lazy("A launch was taken off the schedule"),
    "discard": gettext_lazy("The draft was discarded"),
}


@dataclass(frozen=True)
class Told:
    """One change as it is shown."""

    change: FrontChange
    words: str
    undoable: bool
    story: str = ""


def for_whom(change: FrontChange) -> str:
    """Who sees what was just done. Two queries where it is before readers and stays there with a story."""
    if not change.live:
        return _("It is in the draft; readers get it when you launch.")
    story = _story_of(change.ops)
    if story in fronts.pins(fronts.read(change.after)) and not standing([UUID(story)], change.at)[UUID(story)].live:
        return _("Readers cannot see this story now: it stands there as soon as they can.")
    return _("Readers see it now.")


def _story_of(ops: Iterable[Mapping]) -> str:
    return next((op["story"] for op in ops if op.get("story")), "")


def tell(changes: Iterable[FrontChange]) -> list[Told]:
    """These changes in words. One query, for the headlines."""
    changes = list(changes)
    stories = {UUID(story) for change in changes if (story := _story_of(change.ops))}
    headlines = dict(Article.objects.filter(uuid__in=stories).values_list("uuid", "headline")) if stories else {}
    return [
        Told(
            change,
            _words(change, headlines),
            undoable=change.verb not in NOT_UNDONE and bool(change.back),
            story=_story_of(change.ops),
        )
        for change in changes
    ]


def _words(change: FrontChange, headlines: Mapping[UUID, str]) -> str:
    story = _story_of(change.ops)
    headline = headlines.get(UUID(story), "…") if story else ""
    said = str(VERBS.get(change.verb, change.verb))
    told = {"story": _("“%(headline)s”") % {"headline": headline}, "undoes": change.undoes or ""}
    return said % told if "%(" in said else said
