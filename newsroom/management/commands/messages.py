"""`manage.py messages`: collects what we say to people, so that every language of ours can say it.

Without GNU gettext: Babel reads the code, Django turns templates into something that Babel reads. An entry keeps
its translation as long as something asks for it. One without a reference to a file was put there by hand, for a
text that is asked for by a variable (the name of a city), and stays.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language_info
from django.utils.translation.template import templatize

PACKAGES = ("articles", "authors", "newsletter", "newsroom")
TEMPLATES = "templates"
KEYWORDS: dict[str, Any] = {
    name + kind: arguments
    for name, arguments in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for kind in ("", "_lazy", "_noop")
} | {"_": None}
# Those of Django's own catalogues: where they differ, it would not merge ours with its own.
PLURALS = {
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5"
    ),
    "ckb": "nplurals=2; plural=(n != 1)",
}
HEAD = """# Our words in {name}. Which word stands for what: docs/translations.md.
# Made up to date by `manage.py messages`, which keeps what has no reference to a file.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""

Key = tuple[str, str | None]


class Command(BaseCommand):
    """Writes the `django.po` of each language but English; `--check` writes nothing and exits 1 if one has a gap."""

    help = "Collects the texts of code and templates into newsroom/locale"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="only say which texts are missing, empty or fuzzy, and exit 1"
        )

    def handle(self, *args, check: bool, **options):
        asked = collect(settings.BASE_DIR)
        gaps = 0
        for code, plurals in PLURALS.items():
            path = catalogue_path(code)
            kept = read(path, code)
            merged = merge(asked, kept, code)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(written(merged, code, plurals))
            compared = kept if check else merged
            for message in merged:
                if message.id and (fault := fault_of(find(compared, key_of(message)), message)):
                    self.stdout.write(f"{code}: {fault}: {label(message)}")
                    gaps += 1
            self.stderr.write(f"{code}: {sum(1 for message in merged if message.id)} texts.")
        if gaps and check:
            raise CommandError(f"{gaps} texts are not translated.", returncode=1)


def catalogue_path(code: str) -> Path:
    """Where the words of the language `code` are kept."""
    return Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po"


def collect(root: Path) -> Catalog:
    """Every text for people in our packages and templates under `root`, by file and then in the file's order.

    Raises `SyntaxError` where a template cannot be read.
    """
    catalogue = Catalog(charset="utf-8")
    for path in sorted(sources(root), key=lambda path: path.relative_to(root).as_posix()):
        for _line, text, comments, context in texts_of(path):
            name = path.relative_to(root).as_posix()
            catalogue.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def sources(root: Path) -> Iterator[Path]:
    """The files that may hold a text for people; migrations repeat what the models say."""
    for package in PACKAGES:
        yield from (path for path in (root / package).rglob("*.py") if "migrations" not in path.parts)
    yield from (path for path in (root / TEMPLATES).rglob("*") if path.suffix in {".html", ".txt", ".xml"})


def texts_of(path: Path) -> Iterator[tuple]:
    """(line, text or plural texts, comments for translators, context) of each text in one file."""
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is no tag has become X's; within brackets Python does not mind how they are indented.
        code = f"(\n{templatize(code, origin=str(path))}\n)"
    return extract(
        "python", BytesIO(code.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"}, strip_comment_tags=True
    )


def read(path: Path, code: str) -> Catalog:
    """The catalogue at `path`, or an empty one. Raises `babel.messages.pofile.PoFileError`."""
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as lines:
        return read_po(lines, locale=code, abort_invalid=True)


def merge(asked: Catalog, kept: Catalog, code: str) -> Catalog:
    """What is asked for, with the translations kept so far, then what was put there by hand."""
    merged = Catalog(locale=code, charset="utf-8")
    for message in asked:
        if message.id:
            before = find(kept, key_of(message))
            same = before is not None and isinstance(before.id, str) == isinstance(message.id, str)
            merged.add(
                message.id,
                before.string if before is not None and same else None,
                locations=message.locations,
                flags=before.flags if before is not None else (),
                auto_comments=message.auto_comments,
                user_comments=before.user_comments if before is not None else (),
                context=message.context,
            )
    for message in kept:
        if message.id and not message.locations and find(merged, key_of(message)) is None:
            merged.add(
                message.id,
                message.string,
                flags=message.flags,
                user_comments=message.user_comments,
                context=message.context,
            )
    return merged


def written(catalogue: Catalog, code: str, plurals: str) -> bytes:
    """The file: no dates and no line numbers, so that a change shows what has changed."""
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    name = get_language_info(code)["name"]
    return HEAD.format(name=name, code=code, plurals=plurals).encode() + body.getvalue().strip() + b"\n"


def fault_of(found: Message | None, asked: Message) -> str:
    """What is wrong with the translation `found` of the text `asked`; empty where nothing is."""
    if found is None or isinstance(found.id, str) != isinstance(asked.id, str):
        return "missing"
    strings = found.string if isinstance(found.string, tuple | list) else (found.string,)
    if not all(strings):
        return "empty"
    return "fuzzy" if found.fuzzy else ""


def find(catalogue: Catalog, key: Key) -> Message | None:
    """The entry for a text in a context, if there is one."""
    return catalogue.get(key[0], key[1])


def key_of(message: Message) -> Key:
    """The text itself, or its singular, and its context."""
    return message.id if isinstance(message.id, str) else message.id[0], message.context


def label(message: Message) -> str:
    """How a person finds the text: its words, context and files."""
    text, context = key_of(message)
    place = ", ".join(dict.fromkeys(name for name, _line in message.locations)) or "by hand"
    return f"{text!r}{f' [{context}]' if context else ''} ({place})"
