"""A newsroom with one of everything, and someone in each role who has signed in."""

import pytest
import time_machine
from django.test import Client

from articles.models import Tag
from newsletter.models import Newsletter
from tests import factories

from .signing import NOW, someone

ROLES = ("reporter", "editor", "photo", "publisher", "audience", "admin")


@pytest.fixture
def room(db):
    return factories.newsroom()


@pytest.fixture
def people(room):
    """Each role's person, by role; `admin` is the administrator."""
    found = {role: factories.person(role) for role in ROLES if role != "admin"}
    found["admin"] = factories.person("", is_superuser=True)
    return found


@pytest.fixture
def desk(people):
    """`desk("editor")` gives a browser in which the editor has signed in."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(people[role])
        return client

    return sign_in


@pytest.fixture
def everything(people):
    """One of each thing that has a page at the desk."""
    tag = Tag.objects.create(name="Buses", names={"en": "Buses"})
    photo = factories.photo(factories.picture((64, 48)), by=people["photo"])
    story = factories.live_story(by=people["editor"], photo=photo, tags=[tag])
    Newsletter.objects.get_or_create(slug="daily", defaults={"names": {"en": "Daily"}})
    return story


def form_of(story, **typed) -> dict:
    """What a browser sends for the story's form, with `typed` changed."""
    sent = {
        "base_version": story.version,
        "headline": story.headline,
        "kicker": story.kicker,
        "standfirst": story.standfirst,
        "dateline_place": story.dateline_place,
        "body": story.body,
        "section": story.section_id,
        "language": story.language,
        "genre": story.genre,
        "slugline": story.slugline,
        "slug": story.slug,
        "byline_override": story.byline_override,
        "desk_note": story.desk_note,
        "tags": ", ".join(tag.name for tag in story.tags.all()),
        "photo": story.photo_id or "",
        "credit_author": [credit.author.name("en") for credit in story.credits.all()],
        "credit_role": [credit.role for credit in story.credits.all()],
        "credit_name": [credit.display_name for credit in story.credits.all()],
    }
    return sent | typed


# --- the door ------------------------------------------------------------------------------------------------


@pytest.fixture
def clock(room):
    """The moment at which the tests of signing in stand still."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(clock):
    """An editor who knows the password."""
    return someone("editor")


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_DEMANDED = True
