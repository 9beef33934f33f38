"""Pieces of Python run in processes of their own, on a database of their own, so that a test can kill them."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

BEGIN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from tests.factories import *
from articles import publication
from articles.history import broken_versions
from articles.models import *
from newsroom.lib.jobs.models import Job
from django.db import transaction
from django.utils import timezone
"""


def run(code: str, environment: dict, given: str | bytes = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode()


def environment(folder: Path, **more: str) -> dict:
    return (
        os.environ
        | {"DATA_DIR": str(folder), "PYTHONWARNINGS": "ignore", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        | more
    )
