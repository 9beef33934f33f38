"""`/healthz`: is this process alive? `/readyz`: can it do all its work? Both for machines, as JSON.

Neither names a version, a host or an error: what is wrong stands in the log.
"""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.lib.jobs import outbox

logger = logging.getLogger(__name__)

# A job that has been due for so long means that no worker is at work, or that it cannot keep up.
LONGEST_WAIT = timedelta(minutes=5)


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 whenever this process answers at all."""
    return _answer({"status": "alive"}, 200)


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200, or 503 where any part is not ready; `checks` has "ok" or "not ready" for each part."""
    checks = {name: "ok" if _passes(name, check) else "not ready" for name, check in CHECKS.items()}
    bad = [name for name, state in checks.items() if state != "ok"]
    body = {"status": "not ready" if bad else "ready", "not_ready": bad, "checks": checks}
    return _answer(body, 503 if bad else 200)


def _answer(body: dict, status: int) -> JsonResponse:
    response = JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever it is, this part is not ready, and the others are still asked
        logger.warning("not ready: %s", name, exc_info=True)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    key, value = "readyz", uuid4().hex
    cache.set(key + value, value, 10)
    return cache.get(key + value) == value


def _storage() -> bool:
    if isinstance(default_storage, FileSystemStorage):
        folder = default_storage.path("")
        return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)
    default_storage.exists("readyz")  # a store over the network answers, or raises
    return True


def _oldest_waiting_job() -> bool:
    waited = outbox.oldest_waiting(timezone.now())
    return waited is None or waited <= LONGEST_WAIT


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "storage": _storage,
    "oldest waiting job": _oldest_waiting_job,
}
