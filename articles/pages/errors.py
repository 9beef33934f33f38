"""Addresses without a page: each knows the edition in which to say so."""

from articles.edition import Edition


class NoPage(Exception):
    """There is nothing to show at this address. `edition` is the one that the address names, if any."""

    def __init__(self, edition: Edition | None = None):
        super().__init__()
        self.edition = edition


class NotFound(NoPage):
    """404: nothing was ever here, or it is not for readers."""


class Gone(NoPage):
    """410: a story stood here and was taken down."""
