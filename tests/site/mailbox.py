"""The mail that a newsroom writes to files."""

import email
import email.policy
import re
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Letter:
    """A mail with the two links that matter, as paths."""

    message: EmailMessage
    confirm: str
    leave: str


class Mailbox:
    """Reads DATA_DIR/mail; `base` is the newsroom's own address."""

    def __init__(self, folder: Path, base: str):
        self.folder, self.base = folder, base

    def letter(self, address: str, seconds: float = 30) -> Letter:
        """The first mail to this address, as soon as the worker has sent it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for file in sorted(self.folder.glob("*.eml")):
                message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                if address in str(message["To"]):
                    return self._read(message)
            time.sleep(0.1)
        raise AssertionError(f"No mail came to {address} in {seconds} s.")

    def _read(self, message) -> Letter:
        plain = message.get_body(("plain",)).get_content()
        (confirm,) = set(re.findall(rf"{re.escape(self.base)}(\S*/newsletter/confirm/[^\s>]+)", plain))
        (leave,) = re.findall(rf"<{re.escape(self.base)}([^>]+)>", message["List-Unsubscribe"])
        return Letter(message, confirm, leave)
