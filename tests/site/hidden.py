"""What readers must not find: stories that are drafts, held, scheduled or taken down. Run by `manage.py shell`."""

from datetime import timedelta

# Each stands in every text of its story, and nowhere else in the newsroom.
MARKS = ("Quillwort", "Saxifrage", "Spleenwort", "Woodruff")
_COPY = """Headline: {mark} story number {number}
Section: news
Byline: Lana Karim
Standfirst: The {mark} council meets behind closed doors, as long as this story is not public.
Slug: {slug}
Alt: A {mark} in a pot

The {mark} council has decided nothing yet, and nobody may read so.
"""


def make() -> dict[str, str]:
    """Files the stories; the paths of those that were taken down, by language."""
    from django.utils import timezone

    from articles import workflow
    from articles.addresses import story_path
    from articles.copy import read_copy
    from articles.edition import edition, newsroom
    from articles.filing import file_copy
    from articles.management.commands.file_story import OVERRIDE, operator

    now, by, room = timezone.now(), operator(), newsroom()
    later = now + timedelta(days=400)

    def filed(mark, language="en", number=1, embargo=None):
        text = _COPY.format(mark=mark, number=number, slug=f"{mark.lower()}-story-{number}")
        copy = read_copy(text, language, room.zone)
        return file_copy(by=by, copy=copy, text=text, picture=None, embargo=embargo, now=now).article

    draft, scheduled, held, gone = MARKS
    filed(draft)
    workflow.schedule(by=by, article=filed(scheduled), at=later, now=now, override=OVERRIDE)
    workflow.publish(by=by, article=filed(held, embargo=later), now=now, override=OVERRIDE)
    paths = {}
    for number, language in enumerate(room.languages, 1):
        article = filed(gone, language, number)
        workflow.publish(by=by, article=article, now=now, override=OVERRIDE)
        article.refresh_from_db()
        paths[language] = story_path(edition(language), article.address_date, article.slug)
        workflow.take_down(by=by, article=article, why="To see what readers are told.", now=timezone.now())
    return paths
