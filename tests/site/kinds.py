"""One page of every kind that readers can meet, in one language."""

import re
from urllib.parse import urlencode

from django.utils.translation import override

from articles.pages import render, small
from tests.site.mailbox import Mailbox
from tests.site.reading import Answer, Reader, prefix

# Pages at an address of their own; the rest is the answer to a form or to a link in a mail.
BY_ADDRESS = (
    "front", "section", "story", "story without a picture", "versions", "author", "authors", "topic", "topics",
    "about", "masthead", "series", "part of a series", "report", "newsletter", "newsletter, asked", "not found",
    "taken down", "corrections", "story with a correction", "search", "search, found", "search, nothing found",
    "archive of a year", "archive of a month", "archive of a day",
)  # fmt: skip
BY_FORM = (
    "report, refused", "reported", "newsletter, refused", "confirm", "confirmed", "leave", "left",
    "a link that does not work", "broken",
)  # fmt: skip
KINDS = BY_ADDRESS + BY_FORM


def last_name(entry: tuple[str, Answer]) -> tuple[str, str]:
    """What a page is called, without the date before it, and then its whole path."""
    path = entry[0]
    return re.sub("/[0-9]{4}/[0-9]{2}/[0-9]{2}/", "/", path), path


def kinds_of(language: str, reader: Reader, pages: dict[str, Answer], mailbox: Mailbox, gone: str) -> dict[str, Answer]:
    """(kind: answer). Signs one address up, confirms it and leaves again."""
    start = prefix(language)
    # In the order of their last names, which no clock changes: what the crawl met first depends on the hour.
    own = {path: page for path, page in sorted(pages.items(), key=last_name) if page.language == language}
    stories = {path: page for path, page in own.items() if page.all("article")}

    def first(beginning: str) -> Answer:
        return next(page for path, page in own.items() if path.startswith(beginning) and path != beginning)

    found = {
        "front": own[f"{start}/"],
        "section": own[f"{start}/news/"],
        "story": next(page for page in stories.values() if page.all("figure img")),
        "versions": next(page for path, page in own.items() if path.endswith("/versions/")),
        "author": next(
            page for page in own.values() if f"{start}/authors/" in page.path and page.all("header.author img")
        ),
        "authors": own[f"{start}/authors/"],
        "topic": first(f"{start}/topics/"),
        "topics": own[f"{start}/topics/"],
        "about": own[f"{start}/about/"],
        "masthead": own[f"{start}/masthead/"],
        "series": first(f"{start}/series/"),
        "part of a series": next(page for page in stories.values() if page.all("nav.parts")),
        "newsletter": own[f"{start}/newsletter/"],
        "corrections": own[f"{start}/corrections/"],
        "story with a correction": next(page for page in stories.values() if page.all("[role=note]")),
        **{
            f"archive of a {span}": next(page for page in own.values() if re.fullmatch(start + form, page.path))
            for span, form in (("year", "/[0-9]{4}/"), ("month", "/[0-9]{4}/[0-9]{2}/"), ("day", "(/[0-9]+){3}/"))
        },
        "search": reader.get(f"{start}/search/"),
        "search, nothing found": reader.get(
            f"{start}/search/?{urlencode({'q': 'xyzzyx' if language == 'en' else 'ژژژژژ'})}"
        ),
        "not found": reader.get(f"{start}/nothing-stands-here/"),
        "taken down": reader.get(gone),
    }
    word = found["story"].text("h1").split()[0]
    found["search, found"] = reader.get(f"{start}/search/?{urlencode({'q': word})}")
    bare = [page for page in stories.values() if not page.all("figure img")]
    if bare:
        found["story without a picture"] = bare[0]
    report = f"{found['story'].path}report/"
    found["report"] = reader.get(report)
    found["report, refused"] = reader.get(report, form={"text": " ", "email": "nobody"})
    sent = reader.get(report, form={"text": "Line 11 does not run on Fridays.", "wish": "reply"})
    assert sent.status == 303, f"{sent.status} for a report"
    found["reported"] = reader.get(sent.headers["Location"])
    address = f"kinds-{language}@example.org"
    asked = reader.get(f"{start}/newsletter/", form={"email": address, "page": f"{start}/", "form": "page"})
    assert asked.status == 303, f"{asked.status} for a sign-up"
    found["newsletter, asked"] = reader.get(asked.headers["Location"].removeprefix(reader.base))
    found["newsletter, refused"] = reader.get(f"{start}/newsletter/", form={"email": "nobody"})
    letter = mailbox.letter(address)
    found["confirm"] = reader.get(letter.confirm)
    found["confirmed"] = reader.get(letter.confirm, form={})
    found["leave"] = reader.get(letter.leave)
    found["left"] = reader.get(letter.leave, form={})
    found["a link that does not work"] = reader.get(f"{start}/newsletter/confirm/not-a-token/")
    # Nothing is broken in the running newsroom: the page that would say so is made here.
    with override(language):
        body, _style = render.html(small.broken(f"{start}/"))
    found["broken"] = Answer(f"{start}/", 500, found["not found"].headers, body)
    return found
