"""Why an operation on a front was refused, as a sentence that shows what is there now and says what to do."""

from uuid import UUID

from django.utils.translation import gettext as _

from articles.edition import newsroom
from articles.fronts import MOST_CARDS, MOST_CONTAINERS, Clash, Container
from articles.models import Article, Front


def _headline(story: str) -> str:
    try:
        found = Article.objects.filter(uuid=UUID(story)).values_list("headline", flat=True).first()
    except ValueError:
        found = None
    return found or "…"


def container_name(c: Container | None) -> str:
    """What the desk calls a container that has no name of its own."""
    if c is None:
        return ""
    return c.name or {"top": _("Top"), "lead": _("Lead")}.get(c.id, _("its section"))


def _who(front: Front | None, base: int | None) -> str:
    """Who changed the front last, after `base`: the beginning of the sentence; empty where nobody did."""
    last = front.history.select_related("by").first() if front else None
    if last is None or base is None or last.number <= base:
        return ""
    told = {"who": str(last.by or _("Someone")), "when": last.at.astimezone(newsroom().zone).strftime("%H:%M")}
    return _("%(who)s changed this front at %(when)s, after you looked at it.") % told + " "


def sentence(clash: Clash, front: Front | None, base: int | None) -> str:
    """For the person who tried. `base`: the last change that they had seen."""
    who, kind = _who(front, base), clash.kind
    if kind == "same":
        return who + _("It is so already: nothing had to be changed.")
    if kind == "off":
        return who + _("“%(story)s” is not pinned here any more. Put it back if it should stand on the front.") % {
            "story": _headline(clash.about)
        }
    if kind == "moved":
        return who + _("“%(story)s” stands in “%(place)s” by now. Look at it there and move it again.") % {
            "story": _headline(clash.about), "place": container_name(clash.now),
        }  # fmt: skip
    if kind == "anchor":
        return who + _("“%(story)s”, beside which it was to stand, is not there any more. Choose its place again.") % {
            "story": _headline(clash.about)
        }
    if kind == "unseen":
        return who + _(
            "“%(story)s” was put into “%(place)s” by then and would leave the front. Nothing was done: look at the"
            " front as it is now, and take it off first if it should go."
        ) % {"story": _headline(clash.about), "place": container_name(clash.now)}
    if kind == "words":
        said = clash.now.headline or clash.now.kicker or clash.now.text or _("the story’s own words")
        return who + _("The words for the front are by now: “%(words)s”. Yours are below; save again to take them.") % {
            "words": said
        }
    if kind == "shape":
        return who + _("This part has been changed by now. Yours is below; save again to take it.")
    if kind == "container":
        return who + _("This part of the front is gone. Look at the front as it is now.")
    if kind == "top":
        return _("This part stays: the top is always on top, and a section’s own part can be hidden, not removed.")
    if kind == "full":
        return _(
            "A front has at most %(cards)d places in %(parts)d parts, so that it stays quick to load. Make another part"
            " smaller, or hide one."
        ) % {"cards": MOST_CARDS, "parts": MOST_CONTAINERS}
    return who + _("Nothing was done, because it would undo what was changed since. Look at the front as it is now.")
