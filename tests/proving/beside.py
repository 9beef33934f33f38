"""Packages and the site's own pages, as the writer makes them and as the judge finds them."""

import json

from django.conf import settings
from django.utils import timezone

from articles import workflow
from articles.models import Act, Package, PublicPackage, SitePage
from articles.packages import Wanted
from tests.wsgi import ask


def arrange(writer) -> None:
    """Two stories are put together, apart, and a page of the site is written."""
    stories, name = [writer.begin(), writer.begin()], writer.word()

    def put() -> Package:
        roles = ("main", "sidebar")
        return workflow.arrange_package(
            by=writer.by, package=Package(), name=name, titles={"en": name}, shown=True, now=timezone.now(),
            wanted=[Wanted(story.translation_group, role) for story, role in zip(stories, roles, strict=True)],
        )  # fmt: skip

    def act(verb: str, do):
        writer.note(**{"try": verb}, named=name)
        given = do()
        writer.note(ack=verb, named=name)
        return given

    made = act("arrange_package", put)
    act("put_into_package", lambda: workflow.put_into_package(
        by=writer.by, package=made, story=stories[1], role="factbox", now=timezone.now()))  # fmt: skip
    ask("/ethics/")
    seen = SitePage.objects.filter(kind="ethics", language="en").values_list("version", flat=True).first() or 0
    act("write_site_page", lambda: workflow.write_site_page(
        by=writer.by, kind="ethics", language="en", text=f"<p>{name}</p>", seen=seen, now=timezone.now()))  # fmt: skip
    act("remove_package", lambda: workflow.remove_package(by=writer.by, package=made, now=timezone.now()))


def faults(said: list[dict]) -> list[str]:
    """Sentences; none where each package is whole on both sides, and each page is its newest version."""
    found = []
    acked = {(act["ack"], act["named"]) for act in said if "ack" in act and "named" in act}
    tried = {(act["try"], act["named"]) for act in said if "try" in act and "named" in act}
    names = dict(Package.objects.values_list("name", "pk"))
    for verb, name in acked:
        if verb == "arrange_package" and name not in names and ("remove_package", name) not in tried:
            found.append(f"the package {name} was acknowledged and is lost")
        if verb == "remove_package" and name in names:
            found.append(f"the package {name} was removed and is still here")
    for package in Package.objects.all():
        desk = list(package.items.values_list("group", "role", "position"))
        public = PublicPackage.objects.filter(uuid=package.uuid).first()
        if public is None or list(public.places.values_list("group", "role", "position")) != desk:
            found.append(f"readers get another package than the desk has: {package}")
    if PublicPackage.objects.exclude(uuid__in=Package.objects.values("uuid")).exists():
        found.append("readers get a package that the desk does not have")
    for page in SitePage.objects.exclude(version=0):
        newest = page.versions.order_by("-number").first()
        acts = Act.objects.filter(verb="site_page").count()
        if newest is None or (newest.number, newest.body) != (page.version, page.body) or acts < page.version:
            found.append(f"the page {page} is not its newest version, or its act is missing")
        shown = ask("/ethics/").text
        if page.body not in shown.replace("\n", ""):
            found.append(f"readers get another text than {json.dumps(page.body)} on {settings.BASE_URL}/ethics/")
    return found
