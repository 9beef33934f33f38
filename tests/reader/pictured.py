"""A story with a busy photo, in three languages: its pages and all files that they name, as bytes.

Everything is made inside of one transaction that is rolled back, so that many checks share what takes seconds.
"""

import io
import random
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import time_machine
from django.db import connection, transaction
from django.test import Client, override_settings
from PIL import Image

from articles import photos
from newsroom.lib import images, media
from newsroom.lib.jobs import work
from tests import factories
from tests.factories import NOW
from tests.site.reading import Answer

CREDIT = ("نازدار ئەمین", "Nazdar Amin")
COPYRIGHT = "© 2026 Nazdar Amin & AFP <all rights>"
SERIAL = b"SERIAL-12345"
PATHS = {"en": "/2026/11/22/night-buses/", "ar": "/ar/2026/11/22/night-buses/", "ckb": "/ckb/2026/11/22/night-buses/"}
HEADLINES = {
    "en": "Night buses return to the city",
    "ar": "الحافلات الليلية تعود إلى المدينة",
    "ckb": "پاسە شەوانەکان دەگەڕێنەوە بۆ شار",
}


def busy(size: tuple[int, int] = (2400, 1600)) -> Image.Image:
    """A picture with as much in it as a photo of a crowd: noise of every size, the same on every machine."""
    chance, out = random.Random(7), Image.new("RGB", size, (128, 128, 128))
    for step, share in ((160, 0.6), (40, 0.45), (12, 0.4), (4, 0.3), (2, 0.16)):
        small = (size[0] // step, size[1] // step)
        noise = Image.frombytes("RGB", small, chance.randbytes(3 * small[0] * small[1]))
        out = Image.blend(out, noise.resize(size, Image.Resampling.BICUBIC), share)
    return out


def uploaded(picture: Image.Image) -> bytes:
    """The picture as a camera gives it: with a place, its own number and somebody else's notes."""
    exif = Image.Exif()
    exif[0x010E] = SERIAL.decode()
    exif.get_ifd(0x8825)[2] = (36.0, 11.0, 28.0)
    exif.get_ifd(0x8769)[0xA431] = SERIAL.decode()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, exif=exif.tobytes(), comment=SERIAL, xmp=b"<x>" + SERIAL + b"</x>")
    return out.getvalue()


@dataclass
class Pictured:
    """`pages` by language, before AVIF was made and after; `files` by path, with what came with them."""

    before: dict[str, Answer] = field(default_factory=dict)
    pages: dict[str, Answer] = field(default_factory=dict)
    files: dict[str, Answer] = field(default_factory=dict)
    front: Answer | None = None

    def opened(self, path: str) -> Image.Image:
        return Image.open(io.BytesIO(self.files[path].body))


def fetch(client: Client, path: str) -> Answer:
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return Answer(path, answer.status_code, answer.headers, body)


@contextmanager
def nothing_is_kept(folder: Path):
    """Inside of it, what is made in the database and in the store of pictures is gone again afterwards."""
    with override_settings(MEDIA_ROOT=folder, BASE_URL="http://news.example"), transaction.atomic():
        if connection.vendor == "postgresql":  # here pictures are made inside of a transaction, in life outside of it
            connection.cursor().execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            yield
        transaction.set_rollback(True)


def make(folder: Path) -> Pictured:
    """The whole scene."""
    scene = Pictured()
    with nothing_is_kept(folder):
        factories.newsroom()
        who = factories.author("Awa", bios={"en": "Awa writes about buses."})
        who.portrait = media.keep_picture(
            who.uuid, images.open_picture(factories.picture((400, 400)), most_pixels=10**6), images.PORTRAIT
        )
        who.save()
        shot = photos.take_in(
            by=None, data=uploaded(busy()), now=NOW, alts={code: f"What is seen, {code}" for code in PATHS},
            captions={code: f"A caption, {code}" for code in PATHS}, creator=CREDIT[0], agency=CREDIT[1],
            copyright_notice=COPYRIGHT, focal_x=70, focal_y=30,
        )  # fmt: skip
        by = factories.person()
        small = factories.photo(factories.picture((700, 500)))
        factories.live_story(by=by, photo=small, slug="without-much")
        group = None
        for code in PATHS:
            more = {"translation_group": group} if group else {}
            story = factories.live_story(
                by=by, photo=shot, language=code, headline=HEADLINES[code], slug="night-buses",
                credits=[{"author": who}], **more,
            )  # fmt: skip
            group = story.translation_group
        client = Client()
        scene.before = {code: fetch(client, path) for code, path in PATHS.items()}
        while work.run_once(NOW) or work.run_idle(NOW):
            pass
        scene.pages = {code: fetch(client, path) for code, path in PATHS.items()}
        scene.front = fetch(client, "/")
        for page in (*scene.before.values(), *scene.pages.values(), scene.front):
            for path in re.findall(rb"/media/[0-9a-f-]+/[0-9a-z-]+\.[a-z]+", page.body):
                scene.files.setdefault(path.decode(), fetch(client, path.decode()))
    return scene
