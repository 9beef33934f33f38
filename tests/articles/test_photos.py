"""Photos at the desk: what is kept of an upload, and where."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from articles import photos
from articles.models import Photo
from newsroom.lib.images import PictureRefused
from tests.factories import NOW, newsroom, person, photo, picture

pytestmark = pytest.mark.django_db
GPS = b"SERIAL-12345"


@pytest.fixture(autouse=True)
def room(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    newsroom()


def files() -> dict[str, bytes]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_every_kept_file_is_pixels_alone():
    exif = Image.Exif()
    exif[0x010F] = GPS.decode()
    exif.get_ifd(0x8825)[2] = (36.0, 11.0, 28.0)
    shot = photo(picture((1700, 1200), exif=exif.tobytes(), comment=GPS, xmp=b"<x>" + GPS + b"</x>"))
    kept = files()
    assert len(kept) == 1 + len(shot.renditions) and shot.original in kept
    for name, data in kept.items():
        assert GPS not in data and b"Exif" not in data, name
        assert not Image.open(io.BytesIO(data)).getexif(), name


def test_each_rendition_is_the_file_that_it_says():
    shot = photo(picture((1700, 1200)))
    for row in shot.renditions:
        data = files()[f"renditions/{shot.uuid}/{row['name']}"]
        assert Image.open(io.BytesIO(data)).size == (row["width"], row["height"])
        assert str(shot.uuid) not in row["name"] and row["name"].islower()
    assert shot.rendition("full", 800)["width"] == 800


@pytest.mark.parametrize("data", [b"", b"<html>", b"%PDF-1.7", picture((64, 64))[:200], b"8BPS\0\1" + b"\0" * 99])
def test_a_refused_file_leaves_nothing(data):
    with pytest.raises(PictureRefused):
        photos.take_in(by=person("photo"), data=data, now=NOW)
    assert not Photo.objects.exists() and not files()


def test_a_file_that_is_too_heavy_is_refused_before_it_is_looked_at(settings):
    settings.UPLOAD_MAX_BYTES = 1000
    with pytest.raises(PictureRefused, match="MB"):
        photos.take_in(by=person("photo"), data=b"\0" * 1001, now=NOW)


@pytest.mark.parametrize("words", [{"focal_x": 101}, {"creator": "x" * 121}, {"alts": {"de": "x"}}, {"alts": "x"}])
def test_words_that_cannot_be_kept_are_refused(words):
    with pytest.raises(ValidationError):
        photos.take_in(by=person("photo"), data=None, now=NOW, **words)
    assert not Photo.objects.exists()


def test_a_new_focal_point_cuts_anew_under_other_addresses_and_keeps_the_old():
    shot = photo(picture((1700, 700)))
    before = {row["name"] for row in shot.renditions}
    photos.refocus(by=person("photo"), photo=shot, x=0, y=50, now=NOW)
    after = {row["name"] for row in shot.renditions}
    assert not before & after
    assert {Path(name).name for name in files() if name.startswith("renditions")} == before | after
    left = next(row for row in shot.renditions if row["crop"] == "16x9")
    pixels = Image.open(io.BytesIO(files()[f"renditions/{shot.uuid}/{left['name']}"])).convert("RGB")
    assert pixels.getpixel((5, 5))[0] > 150  # the red quarter, at the left


def test_replace_keeps_what_live_pages_show_and_one_original(django_capture_on_commit_callbacks):
    shot = photo(picture((900, 600)))
    before, old = {row["name"] for row in shot.renditions}, shot.original
    with django_capture_on_commit_callbacks(execute=True):
        photos.replace(by=person("photo"), photo=shot, data=picture((1000, 600)), now=NOW)
    assert shot.width == 1000 and before <= {Path(name).name for name in files()}
    assert [name for name in files() if name.startswith("originals")] == [shot.original] != [old]


def test_files_that_are_missing_are_made_again():
    shot = photo(picture((900, 600)))
    kept = files()
    for name in [name for name in kept if name.startswith("renditions")][:2]:
        (Path(settings.MEDIA_ROOT) / name).unlink()
    assert photos.ensure_renditions(shot, NOW) == 2 and photos.ensure_renditions(shot, NOW) == 0
    assert files().keys() == kept.keys()


def test_the_sweep_removes_what_nothing_names_and_keeps_what_a_story_showed():
    from tests.factories import DAY, live_story

    shot = photo(picture((900, 600)))
    live_story(photo=shot)
    published = {row["name"] for row in shot.renditions}
    photos.refocus(by=None, photo=shot, x=0, y=50, now=NOW)
    between = {row["name"] for row in shot.renditions}
    photos.refocus(by=None, photo=shot, x=100, y=50, now=NOW)
    photos.prepare(picture((700, 500)))  # and never saved
    later = datetime.now(UTC) + 2 * DAY
    assert photos.sweep(later - 2 * DAY) == 0  # too young, all of it
    assert photos.sweep(later) > 0 and photos.sweep(later) == 0
    left = {Path(name).name for name in files() if name.startswith("renditions")}
    assert left == published | {row["name"] for row in shot.renditions} and not left & between
    assert [name for name in files() if name.startswith("originals")] == [shot.original]
