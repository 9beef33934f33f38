"""The picture that other sites show of a story: what stands on it, and its address. No storage, no database."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from articles.edition import Edition
from articles.models import Publication
from articles.pages import pictures
from articles.pages.cards import label
from articles.pages.values import Picture
from newsroom.lib import share_card
from newsroom.lib.marks import NONE, Marks
from newsroom.lib.share_card import Card

ENDS = "-card-1200.jpg"


@dataclass(frozen=True)
class ShareCard:
    """A card, the file of the photo on it (a row of its renditions; None without), and the card's own name."""

    card: Card
    photo: Mapping | None
    name: str


def of(out: Publication, here: Edition) -> ShareCard:
    """The card of `out`, in the words of its edition, which is to be the active language. Named after all that is on
    it: other words, another crop or another way of drawing give another address."""
    section = next((s.name for s in here.sections if s.pk == out.section_id), "")
    photo = _square(out.photo)
    credit = " / ".join(name for name in (out.photo.get("creator"), out.photo.get("agency")) if name)
    card = Card(
        newsroom=here.name,
        headline=out.headline,
        over=label(out.genre) or section,
        language=out.language,
        rtl=here.direction == "rtl",
        marks=Marks(out.photo.get("creator", ""), credit, out.photo.get("copyright", "")) if photo else NONE,
    )
    said = repr((share_card.RECIPE, share_card.shapes(), card, photo and (out.photo["uuid"], photo["name"])))
    return ShareCard(card, photo, hashlib.sha256(said.encode()).hexdigest()[:16] + ENDS)


def _square(photo: Mapping) -> Mapping | None:
    """The photo's square, where it has enough pixels for the card's height."""
    rows = [row for row in photo.get("renditions", ()) if row["crop"] == "1x1" and row["format"] == "jpeg"]
    large = [row for row in rows if min(row["width"], row["height"]) >= share_card.HEIGHT]
    return max(large, key=lambda row: row["width"], default=None)


def picture(out: Publication, here: Edition, base: str) -> Picture:
    """The card as a page names it. `base` is absolute."""
    alt = f"{here.name}: {out.headline}"
    if out.photo.get("alt"):
        alt += f" — {out.photo['alt']}"
    row = {"name": of(out, here).name}
    return Picture(pictures.address(str(out.story), row, base), share_card.WIDTH, share_card.HEIGHT, alt=alt)
