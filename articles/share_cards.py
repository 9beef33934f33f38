"""Share cards as files: drawn when a story goes out, or when the first of other sites asks.

What opens the door is the publication: only the card of what is visible at that moment has an address.
"""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import override
from PIL import Image

from articles.edition import UnknownEdition, edition
from articles.models import Publication
from articles.pages import share_cards as values
from newsroom.lib import media, share_card

KEEP = timedelta(days=30)  # then it is drawn again, should somebody ask
PARTS = 24


def is_card(name: str) -> bool:
    return name.endswith(values.ENDS)


def find(story: UUID | str, name: str, now: datetime) -> bytes | None:
    """The card of this name, drawn if need be; None unless it is that of what readers see of the story at `now`."""
    for out in Publication.objects.visible(now).filter(story=story):
        wanted = _of(out)
        if wanted is not None and wanted.name == name:
            return _file(out, wanted)
    return None


def make(out: Publication) -> bool:
    """Draws the card of `out` where it is not there; gives whether it is there then."""
    wanted = _of(out)
    return wanted is not None and _file(out, wanted) is not None


def sweep(now: datetime, part: int) -> int:
    """Removes cards that were drawn long ago; gives how many. `part` (0 to 23) looks at one story in 24."""
    gone = 0
    for story in media.card_owners():
        if UUID(story).int % PARTS == part:
            gone += media.drop_cards(story, now - KEEP)
    return gone


def forget(stories: Iterable[UUID | str] | None = None) -> int:
    """Removes every card of these stories, of all where none are named, also those that showed what was public before;
    gives how many. Outside of a transaction, behind the commit of what went: until then the old one is drawn again."""
    return sum(map(media.drop_cards, media.card_owners() if stories is None else stories))


def _of(out: Publication) -> values.ShareCard | None:
    try:
        here = edition(out.language)
    except UnknownEdition:  # the newsroom gave this language up
        return None
    with override(here.language):
        return values.of(out, here)


def _file(out: Publication, wanted: values.ShareCard) -> bytes | None:
    path = media.card_path(out.story, wanted.name)
    try:
        with media.open_file(path) as file:
            return file.read()
    except FileNotFoundError:
        pass
    photo = None
    if wanted.photo is not None:
        try:
            with media.open_file(media.rendition_path(out.photo["uuid"], wanted.photo["name"])) as file:
                photo = Image.open(io.BytesIO(file.read()), formats=("JPEG",))
        except FileNotFoundError:
            return None  # a card without it would stand under the name of one with it
    data = share_card.draw(wanted.card, photo)
    media.keep_card(path, data)
    return data
