"""Arrows point down: the contracts in pyproject.toml hold."""

import subprocess
import sys

from django.conf import settings

COMMAND = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def test_every_import_contract_holds():
    run = subprocess.run([sys.executable, "-c", COMMAND], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
