"""`python newsroom/install.py FILE [PART ...]`: the packages that FILE pins, in .venv beside manage.py.

Needs the standard library alone, and does nothing where .venv already holds just these packages. PART names
files whose packages FILE holds as well. Two that run at once wait for each other.
"""

import fcntl
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def stamp(file: str) -> tuple[Path, str]:
    """The file that says what was installed last, and what it says when nothing has changed since."""
    content = (ROOT / file).read_bytes() + str(sys.version_info[:2]).encode()
    return VENV / f"installed-{file}", hashlib.sha256(content).hexdigest()


def up_to_date(file: str) -> bool:
    """Whether .venv holds the packages of this very file, for this very Python."""
    path, digest = stamp(file)
    return path.is_file() and path.read_text() == digest


def works() -> bool:
    """Whether .venv is whole and of the Python that runs this; a broken or an older one is made anew."""
    ask = "import pip, sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([VENV / "bin/python", "-c", ask], capture_output=True, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.split() == [str(n) for n in sys.version_info[:2]]


def main(file: str, *parts: str) -> int:
    """Installs; 0, or another code after a sentence on standard error."""
    if up_to_date(file) and works():
        return 0
    if not works():
        if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            print(
                f"The Python at {sys.executable} has no venv module: install it"
                f" (Debian, Ubuntu: apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv)"
                " and run make again.",
                file=sys.stderr,
            )
            return 2
        base = getattr(sys, "_base_executable", None) or sys.executable
        if subprocess.run([base, "-m", "venv", "--clear", str(VENV)]).returncode:
            print(f"The folder {VENV} could not be made; the lines above say why.", file=sys.stderr)
            return 2
    print(f"Installing the packages of {file}; this takes a minute, once.", flush=True)
    pip = [str(VENV / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "-r", file], cwd=ROOT).returncode:
        print(
            "The packages could not be installed; the lines above say which. Check the connection to"
            " the package index, then run make again.",
            file=sys.stderr,
        )
        return 2
    for name in (file, *parts):
        path, digest = stamp(name)
        path.write_text(digest)
    return 0


if __name__ == "__main__":
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(main(*sys.argv[1:]))
