"""Taking a story down at the desk: what readers find instead, and whether it is gone."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import notices, traces, translations
from articles.admin.forms import AskForm
from articles.models import Article, Notice
from articles.notices import Answer
from articles.publication import standing_of
from newsroom.lib.languages import LANGUAGES, Language

# What readers may find: its name, and what that means.
OPTIONS = {
    Answer.GONE: (
        gettext_lazy("A notice stands in its place"),
        gettext_lazy(
            "Its address says that a story was taken down, and is gone for good (410). Search engines drop it."
        ),
    ),
    Answer.PAGE: (
        gettext_lazy("A notice, as a page that stays"),
        gettext_lazy("The same notice as an ordinary page (200) that search engines are asked not to list."),
    ),
    Answer.NEVER: (
        gettext_lazy("It is gone, as if it had never been"),
        gettext_lazy(
            "Its address, its short link and its old addresses answer as any address where nothing ever stood (404)."
        ),
    ),
}


class OthersField(forms.MultipleChoiceField):
    """Other languages of the story, by number. One that readers lost meanwhile, or that came off the schedule, is no
    error: it is gone already."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, stories: list[Article], **kwargs):
        super().__init__(choices=[(str(one.pk), one.headline) for one in stories], **kwargs)
        self.stories = stories

    def clean(self, value) -> list[Article]:
        return [one for one in self.stories if str(one.pk) in (value or ())]


class InPlaceForm(AskForm):
    """How the address answers and what readers are told. The standard notice is chosen beforehand."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What do readers find there?"),
        choices=[(value, words[0]) for value, words in OPTIONS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("What readers are told"),
        required=False,
        max_length=notices.MOST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "In the story’s language, and without what the story said. Empty: “We published a story at this address "
            "and have withdrawn it.”"
        ),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=400,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("For the record. Readers do not see it."),
        error_messages={"required": gettext_lazy("Write a reason. It stays with the desk.")},
    )
    field_order = ["version", "picture", "confirmed", "also", "answer", "text", "why"]

    def __init__(self, *args, article: Article, needs_reason: bool = True, others: list[Article], **kwargs):
        super().__init__(*args, **kwargs)
        if others:
            self.fields["also"] = OthersField(others, label=_("Take down with it"), required=False)
        row = Notice.objects.filter(story=article.uuid).first()
        self.initial.update(answer=row.answer if row else Answer.GONE, text=row.text if row else "")
        self.fields["why"].required = needs_reason
        if needs_reason:
            self.fields["why"].help_text = _("Needed, for the record. Readers do not see it.")
        self.fields["text"].widget.attrs |= {
            "lang": article.language, "dir": LANGUAGES[article.language].direction, "data-begins": "",
        }  # fmt: skip

    def clean_answer(self):
        return self.cleaned_data["answer"] or Answer.GONE

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == Answer.NEVER and cleaned.get("text", "").strip():
            self.add_error("text", _("Nothing is told where nothing stands. Empty this, or choose a notice."))
        return cleaned

    @property
    def others(self) -> list[dict]:
        """The story's other languages that readers have, or will have: these with the moment in which one opens."""
        if "also" not in self.fields:
            return []
        chosen = {str(value) for value in self["also"].value() or ()}
        return [
            {
                "story": one, "language": LANGUAGES[one.language], "chosen": str(one.pk) in chosen,
                "opens": getattr(one, "opens", None),
            }
            for one in self.fields["also"].stories
        ]  # fmt: skip

    @property
    def some_public(self) -> bool:
        return any(not other["opens"] for other in self.others)

    @property
    def some_waiting(self) -> bool:
        return any(other["opens"] for other in self.others)

    @property
    def options(self) -> list[dict]:
        """The choices with what readers find."""
        chosen = str(self["answer"].value() or Answer.GONE)
        return [
            {"value": value, "label": label, "help": told, "chosen": value == chosen}
            for value, (label, told) in OPTIONS.items()
        ]


class TakenDownPages:
    """What the pages `verb/take_down/` and `verb/change_notice/` show besides the question, and the address `gone/`."""

    def in_place_form(self, article: Article, name: str, data=None, **more) -> InPlaceForm:
        down, now = name == "take_down", timezone.now()
        others = [*translations.public_now(article, now), *translations.to_come(article, now)] if down else []
        return InPlaceForm(data, article=article, needs_reason=down, others=others, **more)

    def in_place_context(self, article: Article) -> dict:
        return {
            "beginnings": notices.beginnings(article.language),
            "story_direction": LANGUAGES[article.language].direction,
        }

    def gone_view(self, request, pk: int):
        """Whether it is gone: every address is asked for now. Nothing is written."""
        article = self.story(request, pk)
        if not request.user.has_perm("articles.withdraw_article"):
            raise PermissionDenied
        now = timezone.now()
        found = traces.look(article, now)
        context = self.admin_site.each_context(request) | {
            "title": _("Is it gone?"),
            "a": article,
            "look": found,
            "others": _languages(translations.public_now(article, now)) if found else [],
            "to_come": _languages(translations.to_come(article, now)) if found else [],
            "option": OPTIONS[Answer(found.in_place.answer)] if found else None,
            "standing": standing_of(article, now),
            "story_direction": LANGUAGES[article.language].direction,
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/gone.html", context)


def _languages(stories: list[Article]) -> list[tuple[Article, Language]]:
    return [(one, LANGUAGES[one.language]) for one in stories]
