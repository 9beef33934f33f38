"""The demo newsroom's stories, read from the files beside this module."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "stories"
LANGUAGES = ("en", "ar", "ckb")


@dataclass(frozen=True)
class Story:
    """One text to be filed.

    ``language`` is ``en``, ``ar`` or ``ckb``. ``group`` is the file's slug: stories of one group are
    translations of each other, and ``pictures.draw(group)`` draws for all of them. ``picture`` says whether
    there is something to draw. ``text`` is labelled copy, or, where ``path`` ends in ``.page.txt``, the plain
    text of a news page.
    """

    language: str
    group: str
    path: Path
    picture: bool
    text: str


def stories() -> list[Story]:
    """Every story of the demo, English first, then by file name: the same order on every machine."""
    found = []
    for language in LANGUAGES:
        for path in sorted((FOLDER / language).glob("*.txt"), key=lambda path: path.name):
            text = path.read_text(encoding="utf-8")
            head = text.split("\n\n", 1)[0]
            found.append(
                Story(
                    language=language,
                    group=path.name.removesuffix(".txt").removesuffix(".page"),
                    path=path,
                    picture=any(line.startswith("Alt:") for line in head.splitlines()),
                    text=text,
                )
            )
    return found
