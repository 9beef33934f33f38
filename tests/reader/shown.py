"""A small newsroom, and each kind of its pages as readers get it: rendered once, looked at by many checks."""

import email.message

import time_machine
from django.core.management import call_command
from django.test import Client

from articles import workflow
from articles.models import Article
from tests.articles.test_file_story import SEED
from tests.factories import DAY, HOUR, NOW, author, live_story, newsroom, person, photo, picture, section, story
from tests.site.reading import Answer, prefix

LANGUAGES = ("en", "ar", "ckb")
THEN = NOW + 6 * HOUR
BASE = "http://127.0.0.1:8000"
PATHS = {
    "front": "/", "section": "/news/", "author": "/authors/awa-karim/", "authors": "/authors/",
    "topic": "/topics/buses/", "topics": "/topics/", "about": "/about/", "corrections": "/corrections/",
    "archive": "/2026/11/", "search": "/search/", "found": "/search/?q=buses", "newsletter": "/newsletter/",
    "full": "/2026/11/22/night-buses/", "versions": "/2026/11/22/night-buses/versions/",
    "report": "/2026/11/22/night-buses/report/", "plain": "/2026/11/21/an-older-story/", "missing": "/nothing-here/",
    "gone": "/2026/11/22/taken-down/",
}  # fmt: skip
WORDS = {
    "en": (
        "Night buses return to the city", "Transport",
        "Eleven lines run until four in the morning, for the first time since the bridges were closed in spring.",
        "Erbil", "Buses run again, line 11 too.",
    ),
    "ar": (
        "الحافلات الليلية تعود إلى المدينة", "النقل",
        "أحد عشر خطاً تعمل حتى الرابعة فجراً للمرة الأولى منذ إغلاق الجسور في الربيع الماضي.",
        "أربيل", "عادت الحافلات، والخط 11 معها.",
    ),
    "ckb": (
        "پاسەکانی شەو دەگەڕێنەوە شار", "گواستنەوە",
        "یازدە هێڵ تا چواری بەیانی کار دەکەن، بۆ یەکەم جار لەوەتەی پردەکان لە بەهاردا داخران.",
        "هەولێر", "پاسەکان دەگەڕێنەوە، هێڵی ١١یش.",
    ),
}  # fmt: skip
NOTE = "The story said twelve lines; there are eleven."


def make() -> dict[str, str]:
    """Fills an empty newsroom; gives the paths that are its own to know."""
    newsroom(dated_versions=True)
    section("news"), section("culture")
    by = person()
    awa = author(
        slug="awa-karim", names={"en": "Awa Karim", "ar": "آوا كريم", "ckb": "ئاوا کەریم"},
        bios={"en": "Awa writes about streets.", "ar": "تكتب آوا عن الشوارع.", "ckb": "ئاوا لەسەر شەقام دەنووسێت."},
    )  # fmt: skip
    agency = author("Canal Data", kind="organisation", slug="canal-data")
    shot = photo(picture((1400, 900)))
    group = None
    for code in LANGUAGES:
        headline, kicker, standfirst, place, fix = WORDS[code]
        live_story(by=by, language=code, headline=f"{headline} ٢", slug="an-older-story", now=NOW - DAY)
        gone = live_story(by=by, language=code, headline=headline, slug="taken-down")
        workflow.take_down(by=by, article=gone, why="test", now=NOW + HOUR)
        fields = {
            "headline": headline, "kicker": kicker, "genre": "analysis", "standfirst": standfirst,
            "slug": "night-buses",
            "dateline_place": place, "tags": ["Buses", "Night"], "photo": shot, "language": code,
            "credits": [{"author": awa, "role": "reporting"}, {"author": agency, "role": "data"}],
            "body": f"<p>{standfirst} " + f"{fix} " * 20 + "</p><h2>" + kicker + "</h2><blockquote><p>" + fix
            + '</p><p><cite>Awa Karim</cite></p></blockquote><p><q lang="en" dir="ltr">Mind the gap</q> '
            + f'<a href="https://elsewhere.example/a?b=1&amp;c=2">{place}</a> <a href="/authors/">{kicker}</a></p>',
        }  # fmt: skip
        if group:
            fields["translation_group"] = group
        article = live_story(by=by, **fields)
        group = article.translation_group
        _correct(article, by)
    story(by=by, headline="A draft nobody sees")
    held = story(by=by, headline="Held back", embargo_until=NOW + DAY)
    workflow.publish(by=by, article=held, now=NOW)
    call_command("file_story", str(SEED), "--publish")
    seed = Article.objects.get(language="en", headline__startswith="Iraq wants")
    return {"seed": f"/2024/02/08/{seed.slug}/"}


def _correct(article: Article, by) -> None:
    article.refresh_from_db()
    body = article.body.replace("</h2>", "</h2><p>+</p>")
    workflow.save(by=by, article=article, fields={"body": body}, base_version=article.version, now=NOW + HOUR)
    workflow.update(by=by, article=article, kind="correction", note=NOTE, now=NOW + 2 * HOUR, override="test")


def get(path: str, **headers: str) -> Answer:
    """What a reader gets for this path, from Django itself."""
    answer = Client().get(path, headers=headers)
    message = email.message.Message()
    for name, value in answer.items():
        message[name] = value
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert not answer.cookies, path
    return Answer(path, answer.status_code, message, body)


def pages() -> dict[tuple[str, str], Answer]:
    """(language, kind): each page of a newsroom that is filled for it; and its light version, "lite …"."""
    with time_machine.travel(THEN, tick=False):
        own = make()
        found = {("en", "seed"): get(own["seed"]), ("en", "lite seed"): get(own["seed"] + "?lite")}
        for language in LANGUAGES:
            for kind, path in PATHS.items():
                where = prefix(language) + path
                found[language, kind] = get(where)
                found[language, f"lite {kind}"] = get(where + ("&" if "?" in where else "?") + "lite")
    return found
