"""The key that signs sessions and links, where the environment gives none."""

import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The random key kept in `data_dir/secret-key`, made at its first reading (mode 0600).

    It is state like the database: whoever moves DATA_DIR takes it along, and links in mails go on working.
    """
    file = data_dir / "secret-key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(parents=True, exist_ok=True)
    fresh = data_dir / f".secret-key-{os.getpid()}"
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as out:
        out.write(secrets.token_urlsafe(50))
    try:
        os.link(fresh, file)  # whole or not at all, and the first of two processes wins
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return file.read_text().strip()
