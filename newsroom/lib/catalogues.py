"""Translations compiled in Python, so that a machine without GNU gettext can run the newsroom."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> list[Path]:
    """Compiles each `<language>/LC_MESSAGES/*.po` under `folder` that is newer than its `.mo`.

    Returns the files made. Entries marked fuzzy are left out: a reader gets English rather than a guess.
    Raises `babel.messages.pofile.PoFileError` where a file cannot be read.
    """
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parent.parent.name, abort_invalid=True)
        fresh = target.with_name(f".{target.name}-{os.getpid()}")
        with fresh.open("wb") as out:
            write_mo(out, catalogue)
        fresh.replace(target)  # whole or not at all, for a server that reads it meanwhile
        made.append(target)
    return made
