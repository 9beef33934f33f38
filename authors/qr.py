"""A QR code as one path of an SVG, which stands in the page itself: nothing to load, nothing inline but a drawing."""

from dataclasses import dataclass

import qrcode

QUIET = 4  # modules of white around it (ISO/IEC 18004)


@dataclass(frozen=True)
class Drawing:
    """`path` for an SVG whose view is `size` units wide and high."""

    size: int
    path: str


def drawing(text: str) -> Drawing:
    """The QR code of `text`, one unit a module."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return Drawing(len(rows), "".join(dark))
