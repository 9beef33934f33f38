"""Twenty editors at one story: `python -m tests.articles.twenty prepare | work FIRST COUNT SAVES | look`.

Each has two windows that grow stale, types into a paragraph of their own (where only their other window can clash) and
now and then into one that all share, has some of it kept on the way, saves, and decides where two texts clash. What
they did is written out, a line of JSON each; `look` reads it and tells what of it the story and its history have.
"""

import json
import os
import random
import re
import sys
import threading
import traceback
from functools import partial
from itertools import pairwise

os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles import history, workflow  # noqa: E402
from articles.body import parse, plain  # noqa: E402
from articles.merging import Answer  # noqa: E402
from articles.models import Article, Draft, Revision  # noqa: E402
from authors.models import User  # noqa: E402
from tests import factories  # noqa: E402

EDITORS = 20
SHARED = re.compile(r"shared-[\w-]+")


def prepare() -> None:
    call_command("migrate", verbosity=0)
    factories.newsroom()
    people = [factories.person("editor", first_name=f"Editor {n}") for n in range(EDITORS)]
    body = "".join(f"<p>Own of editor {n}: begun.</p>" for n in range(EDITORS)) + "<p>shared-none</p>"
    factories.story(by=people[0], body=body)


class Window:
    """One window: the text that it shows, and the version that it began from."""

    def __init__(self, name: str) -> None:
        self.name, self.turn = name, 0
        self.load()

    def load(self) -> None:
        fresh = Article.objects.get()
        self.base, self.body = fresh.version, fresh.body

    def type(self, marker: str, change) -> str:
        """Changes the paragraph that holds `marker`; gives what it held."""
        rows = self.body.split("\n")
        place = next(n for n, row in enumerate(rows) if marker in row)
        before, rows[place] = rows[place], change(rows[place])
        self.body = "\n".join(rows)
        return before


class Editor:
    """One person at work with two windows."""

    def __init__(self, number: int) -> None:
        self.number, self.chance = number, random.Random(number)
        self.user = User.objects.get(first_name=f"Editor {number}")
        self.windows = [Window(f"{number:04d}aaaa"), Window(f"{number:04d}bbbb")]
        self.log: list[dict] = []
        self.waited = 0

    def patiently(self, act):
        """A database that is busy is told to people, who press again: nothing of theirs is gone."""
        while True:
            try:
                return act()
            except OperationalError as error:
                assert "lock" in str(error), error
                traceback.clear_frames(error.__traceback__)  # as the desk does, and why: newsroom/desk.py
                self.waited += 1
            except workflow.NotPossible as error:
                assert "at this moment" in str(error), error

    def turn(self, count: int) -> None:
        window = self.chance.choice(self.windows)
        word = f"e{self.number}n{count}"
        own = f"Own of editor {self.number}:"
        window.type(own, lambda row: row.replace("</p>", f" {word}</p>"))
        seen = wrote = ""
        if self.chance.random() < 0.15:
            wrote = f"shared-{word}"
            seen = SHARED.search(window.type("shared-", lambda row: SHARED.sub(wrote, row)))[0]
        typed = workflow.Typed(window.name)
        if self.chance.random() < 0.3:
            self.patiently(lambda: self.keep(window))
        self.log.append(self.save(window, typed) | {"word": word, "seen": seen, "wrote": wrote})
        window.load()
        if self.chance.random() < 0.3:
            self.windows[0].load() if window is self.windows[1] else self.windows[1].load()

    def keep(self, window: Window) -> None:
        window.turn += 1
        workflow.keep_draft(
            by=self.user, article=Article.objects.get(), controls={"body": [window.body]}, turn=window.turn,
            base_version=window.base, typed=workflow.Typed(window.name), now=timezone.now(),
        )  # fmt: skip

    def save(self, window: Window, typed) -> dict:
        what = {"fields": {"body": window.body}, "base_version": window.base, "typed": typed}
        verb, chose = workflow.save, {}
        while True:
            try:
                made = self.patiently(partial(self.call, verb, what))
                return {"version": made and made.number, "chose": chose}
            except workflow.Clashing as clashing:
                chose, answers = self.decide(clashing.together.merged.clashes)
                verb, what = workflow.settle, what | {"answers": answers, "mark": clashing.together.mark}

    def call(self, verb, what: dict):
        return verb(by=self.user, article=Article.objects.get(), now=timezone.now(), **what)

    def decide(self, clashes: list) -> tuple[dict, dict]:
        """({"shared" or "own": choice}, answers): one of two shared texts; the words of both windows in one's own."""
        chose, answers = {}, {}
        for clash in clashes:
            mine, theirs = plain(clash.mine), plain(clash.theirs)
            if "shared-" in mine:
                chose["shared"] = self.chance.choice(["mine", "theirs"])
                answers[clash.name] = Answer(chose["shared"])
            else:
                more = [word for word in mine.split() if word not in theirs.split()]
                chose["own"] = "own"
                answers[clash.name] = Answer("own", " ".join([theirs, *more]))
        return chose, answers


def work(first: int, count: int, saves: int) -> None:
    lines = threading.Lock()

    def one(number: int) -> None:
        editor = Editor(number)
        for turn in range(saves):
            editor.turn(turn)
        window = editor.windows[0]  # and then the machine dies: what was typed last is kept
        window.load()
        window.type(f"Own of editor {number}:", lambda row: row.replace("</p>", f" unsaved{number}</p>"))
        editor.patiently(lambda: editor.keep(window))
        with lines:
            for row in editor.log:
                print(json.dumps(row | {"editor": number}))
            print(json.dumps({"editor": number, "waited": editor.waited}))
            sys.stdout.flush()
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(first, first + count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def look() -> None:
    said = [json.loads(line) for line in sys.stdin if line.strip()]
    rows = [row for row in said if "word" in row]
    article = Article.objects.get()
    numbers = list(range(1, article.version + 1))
    held = {number: state["body"] for number, state in history.contents(article, numbers).items()}
    kinds = dict(Revision.objects.filter(article=article).values_list("number", "kind"))
    real = [number for number in numbers if kinds[number] != "kept"]
    final = set(plain(article.body).split())
    every = set(" ".join(plain(body) for body in held.values()).split())
    lost = [row["word"] for row in rows if row["word"] not in final]
    lost += [row["wrote"] for row in rows if row["wrote"] and row["wrote"] not in every]
    kept = " ".join(draft.fields["body"][0] for draft in Draft.objects.all())
    lost += [f"unsaved{n}" for n in {row["editor"] for row in rows} if f"unsaved{n}" not in kept]
    silent, by_version = [], {row["version"]: row for row in rows}
    for before, after in pairwise(real):
        was, became = (SHARED.search(held[number])[0] for number in (before, after))
        row = by_version[after]
        if was != became and row["seen"] != was and row["chose"].get("shared") != "mine":
            silent.append((after, was, became, row))
    assert len(parse(article.body)) == EDITORS + 1, "paragraphs came or went"
    assert history.broken_versions(article) == []
    told = {
        "saves": len(rows), "versions": len(real), "merged": sum(kind == "merged" for kind in kinds.values()),
        "clashes": sum(bool(row["chose"]) for row in rows), "kept aside": len(numbers) - len(real),
        "waited": sum(row.get("waited", 0) for row in said), "bytes a version": history.weight(article).each,
        "lost": lost, "silent": silent,
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    {"prepare": prepare, "work": work, "look": look}[sys.argv[1]](*map(int, sys.argv[2:]))
