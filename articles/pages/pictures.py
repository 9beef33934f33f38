"""Pictures of publications as a page shows them. Plain values in and out: no storage, no database."""

from collections.abc import Mapping

from articles.pages.values import Picture
from newsroom.lib.images import TYPES

_MODERN = ("avif", "webp")  # lighter first: a browser takes the first type that it knows
HERO_SIZES = "(min-width:48rem) 46rem,100vw"
LEAD_SIZES = "(min-width:70rem) 40rem,(min-width:48rem) 57vw,100vw"
MEDIA = "/media/"


def address(owner: str, row: Mapping, base: str = MEDIA) -> str:
    return f"{base}{owner}/{row['name']}"


def names(kept: Mapping | None, owner: str, name: str) -> bool:
    """Whether `kept` (uuid and renditions; None: no picture) has the file `name` of `owner`."""
    kept = kept or {}
    return kept.get("uuid") == owner and any(row["name"] == name for row in kept.get("renditions") or ())


def picture(
    kept: Mapping, crop: str, *, sizes: str = "", near: int = 800, alt: str = "", lang: str = "", base: str = MEDIA
) -> Picture | None:
    """The `<picture>` of `kept` (uuid and renditions, as a publication keeps them) in one crop; None without files.

    `near` is the width in pixels of the plain JPEG that old browsers take, and of the only AVIF and WebP where there
    are no `sizes` to choose by.
    """
    rows = [row for row in kept.get("renditions", ()) if row["crop"] == crop]
    plain = [row for row in rows if row["format"] not in _MODERN]
    if not plain:
        return None
    owner = kept["uuid"]

    def nearest(of: list) -> Mapping:
        return min(of, key=lambda row: abs(row["width"] - near))

    main = nearest(plain)

    def srcset(of: list) -> str:
        ordered = sorted(of, key=lambda row: row["width"])
        return ",".join(f"{address(owner, row, base)} {row['width']}w" for row in ordered)

    sources = []
    for format in _MODERN:
        of = [row for row in rows if row["format"] == format]
        if of:
            sources.append((TYPES[format], srcset(of) if sizes else address(owner, nearest(of), base)))
    return Picture(
        src=address(owner, main, base),
        width=main["width"],
        height=main["height"],
        alt=alt,
        srcset=srcset(plain) if len(plain) > 1 and sizes else "",
        sources=tuple(sources),
        sizes=sizes,
        lang=lang,
        size=main.get("size", 0),
    )


def largest(kept: Mapping, crop: str, base: str) -> tuple[str, int, int] | None:
    """Absolute address, width and height of the largest JPEG or PNG in a crop. `base` is absolute."""
    rows = [row for row in kept.get("renditions", ()) if row["crop"] == crop and row["format"] not in _MODERN]
    if not rows:
        return None
    row = max(rows, key=lambda r: r["width"])
    return address(kept["uuid"], row, base), row["width"], row["height"]
