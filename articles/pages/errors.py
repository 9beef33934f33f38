"""Addresses without a page: each knows the edition in which to say so."""

from articles.edition import Edition
from articles.notices import STANDARD, InPlace


class NoPage(Exception):
    """There is nothing to show at this address. `edition` is the one that the address names, if any."""

    def __init__(self, edition: Edition | None = None):
        super().__init__()
        self.edition = edition


class NotFound(NoPage):
    """404: nothing was ever here, or it is not for readers."""


class Gone(NoPage):
    """A story stood here and was taken down; `in_place` is what readers are told."""

    def __init__(self, edition: Edition | None = None, in_place: InPlace = STANDARD):
        super().__init__(edition)
        self.in_place = in_place


def refused(in_place: InPlace, edition: Edition | None = None) -> NoPage:
    """Gone with its notice; or NotFound, as at any address where nothing ever stood."""
    return NotFound(edition) if in_place.never else Gone(edition, in_place)
