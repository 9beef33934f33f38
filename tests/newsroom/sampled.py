"""A sample newsroom in small, and its removal."""

from articles import old_addresses, workflow
from articles.models import Package, Series, Tag
from articles.packages import Wanted
from authors.models import User
from newsletter.models import Newsletter
from newsroom import sample
from newsroom.demo import readers
from newsroom.management.commands.demo import Command as Demo
from tests import factories
from tests.factories import DAY, HOUR, MINUTE, NOW


class Filled:
    """A sample newsroom in small: one of each kind, and a story in each state."""

    def __init__(self):
        factories.newsroom(taglines={"en": "Of the sample"})
        self.news, self.culture = factories.section("news"), factories.section("culture")
        self.tag, self.other_tag = (Tag.objects.create(name=name, names={"en": name}) for name in ("Buses", "Birds"))
        self.letter = Newsletter.objects.create(slug="daily", names={"en": "Daily"})
        self.author, self.other_author = factories.author("Lana Karim"), factories.author("Yusuf Haddad")
        Demo().logins()
        self.boss, self.reporter = User.objects.get(username="admin"), User.objects.get(username="reporter")
        self.photo, self.other_photo = (factories.photo(factories.picture((64, 48))) for _ in range(2))
        self.by = factories.person("publisher", email="")
        common = {"by": self.by, "section": self.news, "credits": [{"author": self.author}], "tags": [self.tag]}
        self.series = Series.objects.create(slug="trams", names={"en": "Trams"})
        self.live = factories.live_story(photo=self.photo, series=self.series, part=1, **common)
        workflow.arrange_package(
            by=self.by, package=Package(), name="Sample", titles={}, shown=True, now=NOW,
            wanted=[Wanted(self.live.translation_group, "main")],
        )  # fmt: skip
        workflow.write_site_page(by=self.by, kind="about", language="en", text="<p>A sample.</p>", seen=0, now=NOW)
        self.draft = factories.story(**common | {"by": self.reporter})
        self.scheduled = factories.story(**common)
        workflow.schedule(by=self.by, article=self.scheduled, at=NOW + DAY, now=NOW, override="test")
        self.down = factories.live_story(**common)
        workflow.take_down(by=self.by, article=self.down, why="test", now=NOW + MINUTE)
        old_addresses.enter(address="/2019/old/", language="en", story=self.live.uuid)
        readers.invent(NOW)
        sample.write_down()
        self.stories = [self.live, self.draft, self.scheduled, self.down]
        self.path = f"/{self.live.address_date:%Y/%m/%d}/{self.live.slug}/"


def remove(by=None, **more):
    return sample.remove(by=by, now=NOW + HOUR, **more)


def staying(plan) -> dict[str, str]:
    """What stays and why, without logins that the record tells of: as names they stay, whatever becomes of the rest."""
    told = "because the record tells what it did."
    return {f"{item.kind} {item.name}": item.why for item in plan.staying if not item.why.endswith(told)}
