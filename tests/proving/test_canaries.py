"""Nobody is told what is not public: by no address, in no format, header, file, mail or line of the log."""

import base64
import gzip
import html
import logging
import quopri
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
from django.utils import timezone

from articles.models.publication import PublicationQuerySet
from newsroom.lib.jobs import work
from newsroom.lib.page_store.pages import FOREVER, Rendered, pack
from tests.proving.asking import requests
from tests.proving.scan import Scanner
from tests.wsgi import ask

WORD = "cnry0123456789ab"
TEXT = f"Some words before {WORD} and behind."


def entities(text: str) -> bytes:
    return "".join(f"&#{ord(letter)};" for letter in text).encode()


def percent(text: str) -> str:
    return "".join(f"%{ord(letter):02x}" for letter in text)


LEAKS = {
    "plain": TEXT.encode(),
    "capitals": TEXT.upper().encode(),
    "gzip": gzip.compress(TEXT.encode()),
    "brotli": brotli.compress(TEXT.encode()),
    "gzip of gzip": gzip.compress(gzip.compress(TEXT.encode())),
    "in an address": b"/x/?q=" + percent(WORD).encode(),
    "in an address, twice": quote(percent(WORD)).encode(),
    "entities": entities(WORD),
    "entities in gzip": gzip.compress(entities(WORD)),
    "JSON": b'{"a": "%s"}' % "".join(f"\\u{ord(letter):04x}" for letter in WORD).encode(),
    "base64": base64.b64encode(TEXT.encode()),
    "base64, shifted": base64.b64encode(b"x" + TEXT.encode()),
    "base64, shifted twice": base64.urlsafe_b64encode(b"xy" + TEXT.encode()),
    "base64 in lines": base64.encodebytes(b"z" * 45 + TEXT.encode()),
    "quoted-printable": quopri.encodestring(b"x" * 70 + TEXT.encode()),
    "quoted-printable, each letter": "".join(f"={ord(letter):02X}" for letter in WORD).encode(),
    "attribute": f'<a href="/{html.escape(WORD)}/">x</a>'.encode(),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_scanner_finds_what_is_planted(leak):
    assert Scanner({"a headline": WORD, "another": "cnryffffffffffff"}).found(LEAKS[leak]) == ("a headline",)


def test_the_scanner_finds_what_headers_and_files_tell(tmp_path):
    scanner = Scanner({"a headline": WORD, "key": "not-a-canary-but-a-key"})
    assert scanner.found_in_answer([("ETag", f'"{WORD}"')], b"") == ("a headline",)
    assert scanner.found_in_answer([("Location", "/not-a-CANARY-but-a-key/")], b"") == ("key",)
    for body, headers in ((TEXT.encode(), []), (b"x", [("X-About", WORD)])):
        page = tmp_path / "x.page"
        page.write_bytes(pack("/x/", Rendered(body, headers, ()), (0, 1), until=FOREVER, release="x"))
        assert scanner.found_in_file(page) == ("a headline",)
    assert scanner.found(b"nothing of all that") == ()


def leaks_in(asked, scanner: Scanner) -> dict[str, tuple]:
    found = {}
    for path, way in asked:
        answer = ask(path, way.method, **way.headers)
        assert answer.status < 500, (path, way)
        if told := scanner.found_in_answer(answer.pairs, answer.body, str(answer.status)):
            found[f"{way.method} {path} {way.headers}"] = told
    return found


def leaks_in_files(scanner: Scanner, *folders: Path) -> dict[str, tuple]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    # The mark of a story that was taken down is named by its address, which was public; it holds what readers are told.
    marks = [path for path in files if path.suffix == ".gone"]
    assert marks and not any(scanner.found(path.read_bytes()) for path in marks)
    return {str(path): told for path in files if path not in marks and (told := scanner.found_in_file(path))}


def test_no_answer_no_kept_page_and_no_line_of_the_log_tells(planted, kept, tmp_path, caplog):
    scanner = Scanner(planted.words)
    assert len(planted.words) > 150
    with caplog.at_level(logging.INFO):
        found = leaks_in(requests(planted, all_ways=False), scanner)
    assert found == {}
    assert leaks_in_files(scanner, Path(kept.root)) == {}
    asked = "|".join([*planted.paths, *planted.files])
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    for line in lines:  # the address that somebody asked for stands in the log; nothing else of it may
        told = scanner.found(line.encode())
        assert all(planted.words[what] in asked for what in told), line
    print(f"{scanner.scanned} answers and files, {scanner.bytes / 2**20:.1f} MB, {len(planted.words)} words: none told")


def test_mails_tell_their_reader_nothing_of_others(planted, settings):
    while work.run_once(timezone.now()):
        pass
    mails = sorted(Path(settings.MAIL_DIR).glob("*.eml"))
    assert len(mails) >= 2
    for mail in mails:
        told = Scanner(planted.words).found(mail.read_bytes())
        who = {what.partition(":")[0] for what in told}
        assert len(who) == 1 and who <= {"asked", "confirmed", "left"}, (mail, told)


def test_pictures_that_readers_get_have_lost_what_the_camera_wrote(planted):
    scanner = Scanner(planted.words)
    pictures = [path for path in planted.public if path.startswith("/media/")]
    assert len(pictures) > 3
    for path in pictures:
        answer = ask(path)
        assert answer.status == 200 and scanner.found(answer.body) == (), path
    assert {ask(path).status for path in planted.files} == {404}


def test_a_page_that_breaks_does_not_say_why(planted, monkeypatch, settings):
    """500, with an error whose text is a secret (T59); at the desk as well."""
    settings.PAGE_STORE = False  # which would answer with what it kept of the page

    def visible(self, at):
        raise RuntimeError(planted.words["draft: headline"])

    monkeypatch.setattr(PublicationQuerySet, "visible", visible)
    scanner, cookie = Scanner(planted.words), f"desk={planted.words['publisher: session']}"
    for path in ("/", "/ar/", "/news/", planted.public[0], "/a/1/", "/search/?q=buses"):
        answer = ask(path, cookie=cookie)
        assert answer.status == 500 and scanner.found_in_answer(answer.pairs, answer.body) == (), path
