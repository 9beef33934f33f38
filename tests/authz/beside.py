"""Series, packages and the site's own pages in the newsroom that is knocked at: their rows, addresses and forms."""

from collections.abc import Callable
from typing import Any

from articles import workflow
from articles.models import Article, Package, Series, SitePage
from articles.packages import Wanted
from tests import factories

SLUGS = {"live": "the-bridges", "missing": "nothing-here"}


def build(scene) -> None:
    """A series with a public part and one without any; a package; a page of the site with two versions."""
    by, now = scene.people["admin"], scene.now
    used = Series.objects.create(slug="the-bridges", names={"en": "The bridges"})
    Series.objects.create(slug="unused", names={"en": "Unused"})
    factories.live_story(by=by, now=now, series=used, part=1, headline="The first bridge", slug="the-first-bridge")
    group = Article.objects.get(pk=scene.c.stories["live 5"]).translation_group
    workflow.arrange_package(by=by, package=Package(), name="Any", titles={}, shown=True, now=now,
                             wanted=[Wanted(group, "main")])  # fmt: skip
    for seen in (0, 1):
        workflow.write_site_page(by=by, kind="about", language="en", text=f"<p>Text {seen}</p>", seen=seen, now=now)


def rows(first: Callable[[Any], Any]) -> dict[str, dict[str, Callable[[], Any]]]:
    """How the rows of each kind are found, as in `Scene.things`."""
    return {
        "articles/series": {
            "used": lambda: first(Series.objects.filter(slug="the-bridges")),
            "unused": lambda: first(Series.objects.filter(slug="unused")),
        },
        "articles/package": {"any": lambda: first(Package.objects.filter(name="Any"))},
    }


def special(scene, route: str, thing: str) -> str:
    """Addresses whose parts are no row's number."""
    if "/sitepage/<" in route:
        end = "versions/" if route.endswith("versions/") else ""
        return f"/admin/articles/sitepage/{'about' if thing == 'any' else 'nothing'}/en/{end}"
    if "/readership/table/" in route:
        return f"/admin/articles/readership/table/{'story' if thing == 'any' else 'nothing'}/"
    if "/readership/story/" in route:
        number = {"live": "live 6"}.get(thing, thing)
        return f"/admin/articles/readership/story/{scene.c.stories.get(number, 999_999)}/"
    if "series/<latin" in route:
        tongue = "/ar" if route.startswith("<tongue") else ""
        slug = SLUGS.get(thing) or f"of-{scene.c.words['series of drafts: address']}"
        return f"{tongue}/series/{slug}/"
    return ""


def _story(scene) -> int:
    return scene.c.stories["live 6"]


FORMS: dict[str, Callable[[Any], dict]] = {
    "admin/articles/package/add/": lambda scene: {
        "name": "Made by somebody", "turn": "0", "shown": "on", "item_story": [f"#{_story(scene)}"],
        "item_role": ["main"],
    },
    "admin/articles/package/put/": lambda scene: {
        "story": _story(scene), "package": Package.objects.get(name="Any").pk, "role": "sidebar",
    },
    "admin/articles/sitepage/<slug:kind>/<slug:language>/": lambda scene: {
        "body": "<p>Typed by somebody.</p>", "seen": SitePage.objects.get(kind="about", language="en").version,
    },
    "admin/articles/sitepage/<slug:kind>/<slug:language>/versions/": lambda scene: {
        "number": "1", "seen": SitePage.objects.get(kind="about", language="en").version,
    },
}  # fmt: skip
