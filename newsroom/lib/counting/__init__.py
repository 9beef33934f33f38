"""Counting what is read, without knowing by whom: which requests are somebody reading (`who`), and how many there were
(`tally`). Neither an address of a reader nor what their browser calls itself is ever kept."""

from functools import cache

from django.conf import settings

from newsroom.lib.counting.tally import Spool, Tally

__all__ = ["spool", "tally"]


def spool() -> Spool:
    """The folder through which web processes hand over what they counted."""
    return Spool(settings.READERSHIP_DIR)


@cache
def _tally() -> Tally:
    return Tally(spool())


def tally() -> Tally | None:
    """This process's numbers; None where it is not the server that counts (READERSHIP)."""
    return _tally() if settings.READERSHIP == "server" else None
