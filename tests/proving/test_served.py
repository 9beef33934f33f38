"""The canaries in a newsroom that real processes serve: 20,000 answers, all that is kept, all that is logged."""

import http.client
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proving.asking import SURFACES, WAYS, Way
from tests.proving.canaries import Canaries
from tests.proving.scan import Scanner
from tests.site.reading import Answer, resources
from tests.site.running import HOST, Running

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]
LEAST = 20_000
PLANT = """
import json
from django.utils import timezone
from tests.proving import asking, canaries
c = canaries.plant(timezone.now())
print("PLANTED", json.dumps([c.as_json(), asking.addresses(c)]))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(newsroom, canaries, addresses): planted, served by two web processes and the worker."""
    newsroom = Running(tmp_path_factory.mktemp("canaries") / "data")
    newsroom.manage("prepare")
    newsroom.manage("migrate", "--verbosity=0")
    said, paths = json.loads(newsroom.manage("shell", "-c", PLANT).partition("PLANTED ")[2])
    newsroom.start()
    yield newsroom, Canaries(**said), paths
    newsroom.stop()
    newsroom.kill_all()


def ask_all(port: int, asked: list[tuple[str, Way]], scanner: Scanner) -> tuple[list, dict[int, int]]:
    """Asks over one connection kept open; gives what was told, and how often each status came."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    told, statuses = [], {}
    for path, way in asked:
        headers = {name.replace("_", "-").title(): value for name, value in way.headers.items()}
        for attempt in (1, 2):
            try:
                connection.request(way.method, path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                break
            except (http.client.HTTPException, OSError):
                connection.close()  # a server may close after a refusal
                if attempt == 2:
                    raise
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        if found := scanner.found_in_answer(answer.getheaders(), body, f"{answer.status} {answer.reason}"):
            told.append((way.method, path, way.headers, found))
    connection.close()
    return told, statuses


def test_twenty_thousand_answers_tell_nothing(served):
    newsroom, planted, paths = served
    scanner = Scanner(planted.words)
    asked = [(path, way) for path in paths for way in WAYS if way.headers.get("content_length") != "x"]
    asked += [(path, WAYS[0]) for path in SURFACES]
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda n: ask_all(newsroom.port, asked[n::4], scanner), range(4)))
    told = [one for part, _statuses in parts for one in part]
    statuses: dict[int, int] = {}
    for _told, part in parts:
        for status, count in part.items():
            statuses[status] = statuses.get(status, 0) + count
    print(f"{sum(statuses.values())} answers {dict(sorted(statuses.items()))}, {scanner.bytes / 2**20:.0f} MB")
    assert told == []
    assert sum(statuses.values()) >= LEAST and not any(status >= 500 for status in statuses)
    assert {200, 301, 304, 400, 404, 405, 410} <= set(statuses)

    newsroom.manage("worker", "--once")
    leaks = {}
    kept = list((newsroom.data_dir / "pages").rglob("*"))
    for file in kept:
        if file.is_file() and file.suffix != ".gone" and (found := scanner.found_in_file(file)):
            leaks[str(file)] = found
    assert leaks == {} and len(kept) > 30
    mails = list((newsroom.data_dir / "mail").glob("*.eml"))
    for mail in mails:
        assert len({what.partition(":")[0] for what in scanner.found(mail.read_bytes())}) == 1, mail
    assert mails
    log = newsroom.log.read_text()
    for path in sorted([*planted.paths, *planted.files], key=len, reverse=True):
        log = log.replace(path.partition("?")[0], "(asked)")  # the address that somebody asked for
    assert scanner.found(re.sub(r"/originals/\S+|/media/\S+", "", log).encode()) == ()


def test_what_pages_load_tells_nothing(served):
    newsroom, planted, _paths = served
    scanner, found, connection = Scanner(planted.words), set(), http.client.HTTPConnection(HOST, newsroom.port)
    for path in ("/", "/news/", planted.public[0], "/admin/login/"):
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        page = Answer(path, answer.status, answer.headers, answer.read())
        found |= {address for address in resources(page) if address.startswith("/")}
    connection.close()
    told, statuses = ask_all(newsroom.port, [(path, WAYS[0]) for path in sorted(found)], scanner)
    assert told == [] and set(statuses) == {200} and len(found) > 5
    assert scanner.scanned >= len(found)
