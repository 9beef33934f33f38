"""One line an event in the log, whatever people type."""

import logging
import time

# Line ends, escapes and direction marks would let a visitor forge or hide lines (OWASP Logging Cheat Sheet).
_UNSAFE = {n: f"\\x{n:02x}" for n in (*range(0x20), 0x7F)}
_UNSAFE |= {n: f"\\u{n:04x}" for n in (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


class Line(logging.Formatter):
    """`2026-11-22T09:00:00Z LEVEL logger message`, UTC, control characters escaped."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        text = f"{record.levelname} {record.name} {record.getMessage()}".translate(_UNSAFE)
        stamp = self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ")
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return f"{stamp} {text}"
