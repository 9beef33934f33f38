"""`manage.py demo`: fills an empty newsroom with the sample one. Run again, it changes nothing. `--remove` takes away
what nobody touched of it."""

import os
import uuid
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from articles import photos, workflow
from articles.copy import read_copy
from articles.management.commands.file_story import operator
from articles.models import Article, Newsroom, Photo, Section, Series, Tag
from authors.models import Author
from newsletter.models import Newsletter
from newsroom import sample
from newsroom.demo import material, readers
from newsroom.demo.desk import Desk
from newsroom.demo.people import NEWSLETTERS, NEWSROOM, PEOPLE, SECTIONS, TAGS
from newsroom.demo.together import SERIES
from newsroom.lib import images, media
from newsroom.lib.marks import Marks
from newsroom.lib.sample import record

LOGINS = {
    "reporter": ("Lana", "Karim"),
    "editor": ("Shirin", "Aziz"),
    "photo": ("Noor", "Salih"),
    "publisher": ("Karwan", "Ali"),
    "audience": ("Rezan", "Omer"),
    "admin": ("Dana", "Rashid"),
}
_SIZE = max(images.WIDTHS)  # nothing larger is ever shown, and drawing costs by the pixel
LOGO = uuid.UUID("00000000-0000-4000-8000-000000000001")
# Stories go back in time by these steps, ever wider, so that no two stand at one moment: the newest of today, the
# oldest of three weeks ago.
_FIRST, _STEP, _FURTHER = timedelta(minutes=4), timedelta(minutes=27), timedelta(seconds=18)


def _picture(name: str, marks: Marks) -> photos.Prepared:
    """Drawn, cut and encoded: all that takes long about a picture, and nothing that touches the database."""
    from newsroom.demo import pictures

    return photos.prepare(images.encode(pictures.draw(name, _SIZE), "jpeg", quality=92), marks=marks)


def _portrait(slug: str) -> bytes:
    from newsroom.demo import pictures

    return images.encode(pictures.portrait(slug), "png")


def _in_order(stories: list[material.Story]) -> list[material.Story]:
    """As they are filed, the oldest first. The editions take turns, so that each front has something from today."""
    places = {code: [s.group for s in stories if s.language == code] for code in material.LANGUAGES}
    return sorted(stories, key=lambda s: places[s.language].index(s.group), reverse=True)


def _marks(ordered: list[material.Story]) -> dict[str, Marks]:
    """What each picture's files say of who made it: the credit of the story with which it is taken in, the first."""
    found: dict[str, Marks] = {}
    for story in ordered:
        if story.group not in found:
            copy = read_copy(story.text, story.language, ZoneInfo(settings.TIME_ZONE))
            found[story.group] = Photo(creator=copy.photographer, agency=copy.agency).marks
    return found


class Command(BaseCommand):
    help = "Fills an empty newsroom with the sample newsroom: sections, people, stories in three languages, logins."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="remove what nobody touched, and the logins always")

    def handle(self, *args, remove: bool = False, **options):
        if remove:
            return self.remove()
        if record.removed_at():
            self.stdout.write("The sample newsroom was removed here; it is not added again.")
            return
        if Article.objects.exists() or Section.objects.exists() or Newsroom.objects.exists():
            self.stdout.write("The newsroom is not empty; the sample newsroom was not added.")
            return
        self.stdout.write("The sample newsroom is being made; that takes a minute, this once.")
        self.stdout.flush()
        now = timezone.now()
        stories = _in_order(material.stories())
        marks = _marks(stories)
        names = sorted({story.group for story in stories if story.picture})
        with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1), initializer=django.setup) as pool:
            drawn = dict(zip(names, pool.map(_picture, names, map(marks.get, names)), strict=True))
            slugs = [person["slug"] for person in PEOPLE if person["kind"] == "person"]
            portraits = dict(zip(slugs, pool.map(_portrait, slugs), strict=True))
        with transaction.atomic():
            self.settings()
            self.people(portraits)
            self.taxonomy()
            self.logins()
            self.stories(stories, drawn, now)
            self.site_pages(operator(), now)
            readers.invent(now)
            sample.write_down()
        self.stdout.write(f"The sample newsroom is there: {len(stories)} stories in three languages.")

    def remove(self) -> None:
        try:
            done = sample.remove(by=None, now=timezone.now())
        except sample.NotRemoved as error:
            raise CommandError(str(error)) from None
        for kind, gone, stays in done.groups():
            self.stdout.write(f"{kind}: {len(gone)} removed, {len(stays)} kept.")
            for item in stays:
                self.stdout.write(f"  {item.name}: {item.why}")
        self.stdout.write(f"The sample newsroom is removed. Stories of your own: {done.own}, as they were.")
        if not get_user_model().objects.filter(is_active=True, is_superuser=True).exists():
            self.stdout.write("Nobody can sign in now. Make an administrator: manage.py setup")

    def settings(self) -> None:
        from newsroom.demo import pictures

        Newsroom.objects.create(
            pk=1,
            names=NEWSROOM["name"],
            taglines=NEWSROOM["tagline"],
            languages=["en", "ar", "ckb"],
            time_zone=settings.TIME_ZONE,
            week_start=5,
            logo=media.keep_picture(LOGO, pictures.logo(), images.LOGO),
            dated_versions=True,
        )

    def site_pages(self, by, now) -> None:
        """The sample's own words on four pages of the site; the others say what they say by themselves."""
        for kind in ("about", "ethics", "corrections", "privacy"):
            for language, text in NEWSROOM[kind].items():
                parts = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
                workflow.write_site_page(by=by, kind=kind, language=language, text=parts, seen=0, now=now)

    def people(self, portraits: dict[str, bytes]) -> None:
        for person in PEOPLE:
            author = Author(
                slug=person["slug"], kind=person["kind"], names=person["names"], bios=person["bios"],
                job_titles=person["jobs"], contact=person.get("contact", ""), links=person.get("links", []),
                languages=person.get("languages", []),
            )  # fmt: skip
            if author.slug in portraits:
                picture = images.open_picture(portraits[author.slug], most_pixels=settings.PHOTO_MAX_PIXELS)
                author.portrait = media.keep_picture(author.uuid, picture, images.PORTRAIT)
            author.full_clean()
            author.save()

    def taxonomy(self) -> None:
        for place, section in enumerate(SECTIONS):
            Section.objects.create(position=place, **section)
        for tag in TAGS:
            Tag.objects.create(slug=tag["slug"], name=tag["names"]["en"], names=tag["names"])
        Series.objects.create(**SERIES)
        for place, letter in enumerate(NEWSLETTERS):
            Newsletter.objects.create(position=place, **letter)

    def logins(self) -> None:
        User = get_user_model()
        for name, (first, last) in LOGINS.items():
            user = User(
                username=name,
                first_name=first,
                last_name=last,
                email=sample.LOGIN_MAIL.format(name=name),
                is_staff=True,
            )
            user.is_superuser = name == "admin"
            user.author = Author.objects.filter(names__en=f"{first} {last}").first()
            user.set_password(settings.DEMO_PASSWORD)
            user.save()
            if name != "admin":
                user.groups.add(Group.objects.get(name=name))

    def stories(self, stories: list[material.Story], drawn: dict[str, photos.Prepared], now) -> None:
        people = {user.username: user for user in get_user_model().objects.filter(username__in=LOGINS)}
        desk = Desk(people, operator(), now)
        for age, story in zip(range(len(stories), 0, -1), stories, strict=True):
            desk.story(story, drawn.get(story.group), now - _FIRST - age * _STEP - age**3 * _FURTHER)
        desk.package()
        desk.planned()
        desk.complaints()
        desk.front()
        desk.moved_in()
        desk.done()
