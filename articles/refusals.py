"""Why a verb is refused. The text of each error is a sentence for the person who tried."""

from articles.checks import Check
from articles.models import Revision


class WorkflowError(Exception):
    """A verb that was refused; `str()` says why and what to do."""


class NotAllowed(WorkflowError):
    """The person's role does not include this."""


class NotPossible(WorkflowError):
    """The story is not in a state where this can be done, or a value cannot be taken."""


class Stale(WorkflowError):
    """Somebody saved the story since it was opened; `current` is the version that stands."""

    def __init__(self, message: str, current: Revision | None):
        super().__init__(message)
        self.current = current


class Stopped(WorkflowError):
    """Checks stop it; `checks` are those."""

    def __init__(self, stopping: list[Check]):
        super().__init__(" ".join(check.message for check in stopping))
        self.checks = stopping
