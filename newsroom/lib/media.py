"""The one place where pictures are written, read and removed (local `media/`, or whatever Django's storage is).

Four kinds of files: `originals/…`, which are never served, `renditions/<owner>/<name>`, which a view serves only
while something public shows them, `cards/<story>/<name>`, drawn for other sites and served likewise, and
`incoming/<owner>/<name>`, pieces of files that are still being sent.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from newsroom.lib import images
from newsroom.lib.marks import NONE, Marks


@dataclass(frozen=True)
class Kept:
    """One rendition on disk. `name` is the file's name in its owner's folder."""

    name: str
    crop: str
    format: str
    width: int
    height: int
    size: int = 0  # bytes


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_made: ContextVar[list[str] | None] = ContextVar("made", default=None)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Where what is done inside fails, the files that it made go again, as a transaction's rows do."""
    made: list[str] = []
    token = _made.set(made)
    try:
        yield
    except BaseException:
        for path in made:
            default_storage.delete(path)
        raise
    finally:
        _made.reset(token)
    around = _made.get()
    if around is not None:
        around += made


def _write(path: str, data: bytes) -> None:
    made = _made.get()
    if default_storage.exists(path):
        default_storage.delete(path)
    elif made is not None:
        made.append(path)
    default_storage.save(path, ContentFile(data))


def keep_original(owner: UUID, picture) -> tuple[str, bytes]:
    """Stores the picture re-encoded (PNG where transparent, else JPEG 92), and gives its path and bytes."""
    format = "png" if picture.mode == "RGBA" else "jpeg"
    data = images.encode(picture, format, quality=92)
    # Named by its contents too: a picture put in its place does not write over it before all is well.
    path = f"originals/{owner}-{hashlib.sha256(data).hexdigest()[:12]}.{images.SUFFIX[format]}"
    _write(path, data)
    return path, data


def keep_renditions(owner: UUID, picture, data: bytes, crops, focal=(0.5, 0.5), marks: Marks = NONE) -> list[dict]:
    """Makes and stores all renditions of `picture` (whose bytes are `data`) that are made at once; gives them as
    JSON-ready rows."""
    recipe = images.recipe(hashlib.sha256(data).hexdigest(), crops, focal, marks)
    rows = []
    for r in images.renditions(picture, crops, focal, marks):
        rows.append(row_of(recipe, r))
        keep_file(owner, rows[-1]["name"], r.data)
    return rows


def row_of(recipe: str, file: images.Rendition | images.Planned) -> dict:
    """The JSON-ready row of a file, made or planned (its size in bytes is not known then)."""
    name = f"{recipe}-{file.crop}-{file.width}.{images.SUFFIX[file.format]}"
    size = len(file.data) if isinstance(file, images.Rendition) else 0
    return asdict(Kept(name, file.crop, file.format, file.width, file.height, size))


def keep_file(owner: UUID | str, name: str, data: bytes) -> None:
    """Stores one rendition, in the place of one of the same name."""
    _write(rendition_path(owner, name), data)


def rendition_path(owner: UUID | str, name: str) -> str:
    return f"renditions/{owner}/{name}"


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept there
        return [], []


# -- share cards
def card_path(story: UUID | str, name: str) -> str:
    return f"cards/{story}/{name}"


def keep_card(path: str, data: bytes) -> None:
    """Stores a drawn card."""
    _write(path, data)


def card_owners() -> list[str]:
    """The stories that have a folder of cards."""
    return [name for name in _listed("cards")[0] if _UUID.match(name)]


def drop_cards(story: UUID | str, before: datetime | None = None) -> int:
    """Removes the cards of a story, those that were drawn before that moment where one is given, and their folder where
    it is empty then; gives how many."""
    names = _listed(f"cards/{story}")[1]
    old = [name for name in names if before is None or older(card_path(story, name), before)]
    for name in old:
        default_storage.delete(card_path(story, name))
    _drop_folder(f"cards/{story}")
    return len(old)


def _drop_folder(folder: str) -> None:
    try:
        default_storage.delete(folder)
    except OSError:
        pass  # something is in it


def rendition_owners() -> list[str]:
    """The owners that have a folder of renditions."""
    return [name for name in _listed("renditions")[0] if _UUID.match(name)]


def rendition_names(owner: str) -> set[str]:
    return set(_listed(f"renditions/{owner}")[1])


def original_paths() -> list[str]:
    return [f"originals/{name}" for name in _listed("originals")[1]]


def written_at(path: str) -> datetime:
    """When the file at `path` was written; FileNotFoundError where there is none."""
    return default_storage.get_modified_time(path)


def older(path: str, before: datetime) -> bool:
    """Whether the file at `path` was written before that moment; False where there is none."""
    try:
        return written_at(path) < before
    except FileNotFoundError:
        return False


def open_file(path: str):
    """The file at `path` for reading; FileNotFoundError where there is none."""
    return default_storage.open(path, "rb")


def read_original(path: str) -> bytes:
    with open_file(path) as file:
        return file.read()


def drop_original(path: str) -> None:
    """Removes an original; silent where it is gone already."""
    default_storage.delete(path)


def drop(owner: UUID | str, rows: list[dict]) -> None:
    """Removes these renditions; silent where one is gone already."""
    for row in rows:
        default_storage.delete(rendition_path(owner, row["name"]))


def exists(path: str) -> bool:
    return default_storage.exists(path)


def keep_picture(owner: UUID, picture: Image.Image, crops) -> dict:
    """Stores renditions of a portrait or logo (no original is kept): `{"uuid": …, "renditions": […]}`."""
    return {"uuid": str(owner), "renditions": keep_renditions(owner, picture, picture.tobytes(), crops)}


# -- files that come in pieces
def keep_piece(owner: str, data: bytes) -> str:
    """Stores one piece of what is being sent; gives its name. No two pieces share a file, whoever writes them."""
    name = uuid4().hex
    default_storage.save(f"incoming/{owner}/{name}", ContentFile(data))
    return name


def read_pieces(owner: str, names: list[str]) -> bytes:
    """The pieces of these names, one after the other; FileNotFoundError where one is gone."""
    found = []
    for name in names:
        with open_file(f"incoming/{owner}/{name}") as file:
            found.append(file.read())
    return b"".join(found)


def piece_owners() -> list[str]:
    """The owners that have a folder of pieces."""
    return _listed("incoming")[0]


def piece_names(owner: str) -> list[str]:
    return _listed(f"incoming/{owner}")[1]


def piece_path(owner: str, name: str) -> str:
    return f"incoming/{owner}/{name}"


def drop_pieces(owner: str, names: list[str]) -> None:
    """Removes these pieces, and their folder where it is empty then; silent where they are gone already."""
    for name in names:
        default_storage.delete(piece_path(owner, name))
    _drop_folder(f"incoming/{owner}")
