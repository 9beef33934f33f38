"""Translating at the desk: a story's other languages, and the original beside its translation."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import translations, workflow
from articles.admin.naming import label_of
from articles.admin.working import number
from articles.edition import offered
from articles.models import Article, Correction, PreparedCorrection
from articles.publication import NOT_PUBLIC, Standing, standing
from articles.translations import Behind, Original
from newsroom.lib.languages import LANGUAGES, Language

Told = Correction.Kind
SAID: dict[str, Promise] = {
    Told.CORRECTION: gettext_lazy("The original was corrected on %(when)s."),
    Told.CLARIFICATION: gettext_lazy("The original was clarified on %(when)s."),
    Told.RETRACTION: gettext_lazy("The original was retracted on %(when)s."),
    Told.UPDATE: gettext_lazy("The original was updated on %(when)s."),
    translations.TAKEN_DOWN: gettext_lazy("The original was taken down on %(when)s."),
    translations.PUBLISHED: gettext_lazy("The original went out on %(when)s, changed since it was translated."),
}


def said(behind: Behind) -> str:
    """Why a translation must be looked at, as a sentence."""
    at = timezone.localtime(behind.at) if behind.at else None
    return str(SAID[behind.kind]) % {"when": date_format(at, "DATETIME_FORMAT") if at else "—"}


@dataclass(frozen=True)
class Tongue:
    """One other language of a story: the story in it, or None where there is none yet."""

    language: Language
    story: Article | None
    stands: Standing = NOT_PUBLIC
    behind: Behind | None = None
    may_begin: bool = False
    original: bool = False  # what the story is translated from


def tongues(article: Article, user, now: datetime) -> list[Tongue]:
    """The story's other languages: those that the newsroom publishes in, and those that it is in all the same."""
    group = Article.objects.filter(translation_group=article.translation_group).exclude(pk=article.pk)
    there = {story.language: story for story in group.defer("body", "desk_note")}
    stands = standing([story.uuid for story in there.values()], now)
    marks = translations.marks([story.pk for story in there.values()], now)
    open_ones = {code for code, _name in offered()}
    may = user.has_perm("articles.add_article")
    found = []
    for code, language in LANGUAGES.items():
        story = there.get(code)
        if story is not None:
            original = story.pk == article.source_id
            found.append(Tongue(language, story, stands[story.uuid], marks.get(story.pk), original=original))
        elif code != article.language and code in open_ones:
            found.append(Tongue(language, None, may_begin=may))
    return found


def beside(article: Article, prepared: list[PreparedCorrection], now: datetime) -> dict:
    """What the page of a story shows of the original that it is translated from, and of the corrections that wait here.
    A text that readers never saw is not corrected: what they were told of the original is part of what changed."""
    original = translations.original(article, now)
    if original is None:
        return {"prepared": prepared}
    fresh = article.first_published_at is None and original.moved
    return {
        "prepared": [] if fresh else prepared,
        "original_told": prepared if fresh else [],
        "original": original,
        "original_parts": [(label_of(part.name), part) for part in original.parts],
        "original_says": said(original.behind) if original.behind else "",
        "original_changed": _changed(original),
    }


def _changed(original: Original) -> list[tuple[str, list]]:
    """(name, words old and new) of what says something else; paragraphs are called by their number."""
    found = [(label_of(part.name), part.runs) for part in original.parts if part.changed]
    for passage in original.passages:
        if passage.kind in ("changed", "in", "out"):
            name = _("Paragraph %(n)d") % {"n": passage.number} if passage.number else _("A paragraph that is gone")
            found.append((name, passage.runs))
    return found


class TranslatePages:
    """The addresses `<id>/translate/` and `<id>/up_to_date/` of the story desk."""

    def translate_view(self, request, pk: int):
        """Leads to the story in the language `into`: the one that is there, or a draft that is made."""
        article, page, instead = self._asked(request, pk)
        if instead is not None:
            return instead
        language = request.POST.get("into", "")
        there = workflow.sibling(article, language)
        try:
            made = workflow.translate(by=request.user, article=article, language=language, now=timezone.now())
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
            return page
        if there is not None or made.made_by_id != request.user.pk:
            messages.success(request, _("The story is in this language already. This is it."))
        else:
            messages.success(request, _("The translation is begun. The original stands beside it."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[made.pk]))

    def _asked(self, request, pk: int):
        """The story, the way to its page, and what is answered instead of doing it: to a GET, or where what was typed
        could not be saved first; None where it is done."""
        article = self.story(request, pk)
        page = HttpResponseRedirect(self.page_of(article))
        return article, page, page if request.method != "POST" else self.saved_first(request, article)

    def up_to_date_view(self, request, pk: int):
        """Says that somebody has looked at what changed in the original."""
        article, page, instead = self._asked(request, pk)
        if instead is not None:
            return instead
        try:
            workflow.catch_up(
                by=request.user, article=article, seen=number(request.POST.get("seen", "")), now=timezone.now()
            )
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Noted: the translation is up to date with the original."))
        return page

    def saved_first(self, request, article: Article):
        """Saves what was typed into the story's own form, where it was sent along. Gives the page to show instead where
        that could not be."""
        if "window" not in request.POST:
            return None  # a page on which nothing could be typed
        if not workflow.can_edit(request.user, article):
            return self.not_any_more(request, article)
        form, status = self.save_posted(request, article, quietly=True)
        return None if form is None else self.show(request, article, form, status=status)
