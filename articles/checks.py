"""What stops a story from going out, and what is worth a look."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import sources
from articles.copy import useless_alt
from articles.models import Article, Credit, TaggedArticle
from newsroom.lib.slugs import slug_of

# A journalist's mark for what is still to come, which no word of English holds.
_TO_COME = re.compile(r"\bTK\b")
STOP, WARN, OK = "stop", "warn", "ok"


@dataclass(frozen=True)
class Check:
    """One look at a story: `level` stop, warn or ok; `field` is where to mend it; `message` is a sentence."""

    level: str
    field: str
    message: str


def checks(article: Article) -> list[Check]:
    """All checks of the working copy, those that stop it first. One query (byline, tags, the record) beside what is
    loaded."""
    found: list[Check] = []
    credited, tagged, name_is_back = (
        Article.objects.filter(pk=article.pk)
        .values_list(
            Exists(Credit.objects.filter(article=OuterRef("pk"))),
            Exists(TaggedArticle.objects.filter(content_object=OuterRef("pk"))),
            Exists(sources.came_back(article)),
        )
        .get()
    )

    def look(bad: bool, level: str, field: str, message: str, fine: str = "") -> None:
        if bad:
            found.append(Check(level, field, message))
        elif fine:
            found.append(Check(OK, field, fine))

    look(not article.body.strip(), STOP, "body", _("The story has no body."), _("There is a body."))
    look(
        not article.slug and not slug_of(article.headline),
        STOP,
        "slug",
        _("The story needs a web address: none can be made from its headline."),
    )
    if article.source is not None:
        _translated(article, look)
    look(
        name_is_back,
        STOP,
        "body",
        _("Words came back that may say a name which was taken out since. Read the text for it, take the name out "
          "again if it is there, and say in the reason that you looked."),
    )  # fmt: skip
    look(
        not (article.byline_override or credited),
        STOP,
        "credits",
        _("The story has no byline."),
        _("There is a byline."),
    )
    photo = article.photo
    if photo is not None and photo.renditions:
        alt, caption = photo.alts.get(article.language, ""), photo.captions.get(article.language, "")
        look(
            not photo.decorative and useless_alt(alt, article.headline, caption),
            STOP,
            "photo",
            _("The picture has no text alternative that says what it shows.")
            if not alt
            else _("The picture’s text alternative repeats other words. Say what the picture shows."),
            _("The picture has a text alternative."),
        )
        look(not photo.credit, WARN, "photo", _("Nobody is credited for the picture."))
        look(not caption, WARN, "photo", _("The picture has no caption in this language."))
    elif photo is not None:
        found.append(Check(WARN, "photo", _("The picture is still to come; caption and credit stand without it.")))
    else:
        found.append(Check(WARN, "photo", _("The story has no picture.")))
    look(
        not article.standfirst,
        WARN,
        "standfirst",
        _("The story has no standfirst."),
        _("There is a standfirst."),
    )
    look(
        len(article.headline) > 100,
        WARN,
        "headline",
        _("The headline has %(count)s characters. Lists and search results cut it after 100.")
        % {"count": len(article.headline)},
    )
    look(bool(_TO_COME.search(bodies.plain(article.body))), WARN, "body", _("“TK” still stands in the body."))
    look(not tagged, WARN, "tags", _("The story has no tags, so no topic page shows it."))
    order = {STOP: 0, WARN: 1, OK: 2}
    return sorted(found, key=lambda check: order[check.level])


def _translated(article: Article, look: Callable) -> None:
    """What only a translation can lack. Two queries."""
    assert article.source is not None
    headline, original = _letters(article.headline), _letters(article.source.headline)
    look(bool(headline) and headline == original, STOP, "headline", _("The headline is still that of the original."))
    translators = article.credits.filter(role=Credit.Role.TRANSLATION).exists()
    look(not translators, WARN, "credits", _("Nobody is credited for the translation."))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())


def stops(article: Article) -> list[Check]:
    return [check for check in checks(article) if check.level == STOP]
