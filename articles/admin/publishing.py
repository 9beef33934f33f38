"""Publishing the changes to a live story: what changed, what it is, what readers are told, and whether it arrived."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import changes, corrections, translations, workflow
from articles.admin.channels import channels
from articles.admin.forms import AskForm
from articles.models import Article, Correction, PreparedCorrection
from newsroom.lib.desk import PlainForm
from newsroom.lib.languages import LANGUAGES

# What it may be: its name, and what readers will notice.
OPTIONS = {
    "fix": (
        gettext_lazy("Small fix"),
        gettext_lazy("Spelling or layout. Readers are not told; the time on the page stays."),
    ),
    "update": (
        gettext_lazy("Update"),
        gettext_lazy("There is more news. The page says when it was updated; the story counts as changed in feeds."),
    ),
    "correction": (
        gettext_lazy("Correction"),
        gettext_lazy("Something was wrong. The page says what, and it stands among the corrections."),
    ),
    "clarification": (
        gettext_lazy("Clarification"),
        gettext_lazy("Something could be misunderstood. The page says what was meant; its time stays."),
    ),
    "retraction": (
        gettext_lazy("Retraction"),
        gettext_lazy("The story, or a part of it, cannot be upheld. The page says so above everything."),
    ),
}
PLACES = [
    ("top", gettext_lazy("Above the story: it meant something else before")),
    ("foot", gettext_lazy("Below the story: what it meant stays the same")),
]
BUTTONS = {
    "": gettext_lazy("Choose what it is"),
    "fix": gettext_lazy("Publish the small fix"),
    "update": gettext_lazy("Publish the update"),
    "correction": gettext_lazy("Publish the correction"),
    "clarification": gettext_lazy("Publish the clarification"),
    "retraction": gettext_lazy("Publish the retraction"),
}
PARTS = {
    "credits": gettext_lazy("byline"),
    "topics": gettext_lazy("tags"),
    "caption": gettext_lazy("caption"),
    "alt": gettext_lazy("text alternative"),
    "photo": gettext_lazy("picture"),
    "links": gettext_lazy("links"),
}


class PublishForm(AskForm):
    """What the changes are, and what readers are told. What it is nobody chooses beforehand; where the note stands is
    what the verb takes unasked: above a text in which something was found that changes its meaning, else below."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[(value, words[0]) for value, words in OPTIONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is: a small fix, an update or a correction.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What readers are told"),
        required=False,
        max_length=corrections.MOST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("In the story’s language. Say what was wrong and what is right."),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Where readers find it"), choices=PLACES, required=False, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=gettext_lazy("Reason for the record"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Readers do not see it. A small fix needs one where something above was found."),
    )
    field_order = ["version", "picture", "confirmed", "kind", "note", "place", "same", "original", "why", "override"]

    def __init__(self, *args, article: Article, flagged: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.flagged = flagged
        self.initial["place"] = Correction.Place.TOP if flagged else Correction.Place.FOOT
        self.original = translations.version_of(article.source, timezone.now()) if article.source else 0
        if self.original != article.source_version and article.source:
            self._ask_about_the_original(article)
        direction = LANGUAGES[article.language].direction
        self.fields["note"].widget.attrs |= {"lang": article.language, "dir": direction}

    def _ask_about_the_original(self, article: Article) -> None:
        """Whether the text says the same as its original again: ticked where a correction of that waits here."""
        self.fields["same"] = forms.BooleanField(
            label=_("With this it says the same as the original"),
            required=False,
            initial=bool(corrections.open_at(article)),
            help_text=_("The translation is up to date again then. Leave it empty where more of the original changed."),
        )
        self.fields["original"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=self.original)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if cleaned.get("same") and cleaned.get("original") != self.original:
            self.data = self.data.copy()
            self.data["original"] = str(self.original)
            self.add_error("same", _("The original changed again after you looked. Look at it once more."))
        if kind == "fix" and self.flagged and not cleaned.get("why", "").strip():
            self.add_error("why", _("A small fix needs a reason here: more than spelling changed."))
        if kind in workflow.MISTAKES and not cleaned.get("note", "").strip():
            self.add_error("note", str(workflow.WITHOUT_NOTE[kind]))
        if kind in ("correction", "clarification") and not cleaned.get("place"):
            self.add_error("place", _("Choose where readers find the note: above the story or below it."))
        return cleaned

    @property
    def options(self) -> list[dict]:
        """The choices with what readers notice."""
        chosen = str(self["kind"].value() or "")
        return [
            {"value": value, "label": label, "help": told, "chosen": value == chosen}
            for value, (label, told) in OPTIONS.items()
        ]


class ReasonForm(PlainForm):
    """Why nothing has to be corrected in a translation."""

    why = forms.CharField(
        label=gettext_lazy("Why nothing has to be corrected here"),
        max_length=400,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write a reason. It stays on the record.")},
    )


def part_name(name: str) -> str:
    """What a part of a story is called; empty for a paragraph of the body."""
    if not name:
        return ""
    return capfirst(str(PARTS.get(name) or Article._meta.get_field(name).verbose_name))


class PublishPages:
    """What the page `verb/update/` shows besides the question, and the addresses `prepared/` and `told/`."""

    def publish_form(self, article: Article, found: changes.Changes | None, data=None, **more) -> PublishForm:
        return PublishForm(data, article=article, flagged=bool(found and found.flags), **more)

    def publish_context(self, article: Article, found: changes.Changes | None) -> dict:
        flags = found.flags if found else []
        return {
            "found": found,
            "parts": [(part_name(part.name), part) for part in found.parts] if found else [],
            "beginnings": [
                (kind, corrections.beginnings(kind, article.language, flags)) for kind in (*workflow.MISTAKES, "update")
            ],
            "buttons": BUTTONS,
            "prepared": corrections.open_at(article),
            "story_direction": LANGUAGES[article.language].direction,
        }

    # -- a correction of the original waits at this translation
    def prepared_view(self, request, pk: int, number: int):
        article = self.story(request, pk)
        row = get_object_or_404(PreparedCorrection, pk=number, article=article)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                workflow.not_needed_here(
                    by=request.user, article=article, prepared=row.pk, why=form.cleaned_data["why"], now=timezone.now()
                )
            except workflow.WorkflowError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Noted: nothing has to be corrected here."))
                return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        context = self.admin_site.each_context(request) | {
            "title": _("The original was corrected"), "a": article, "row": row, "form": form, "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "desk/prepared.html", context)

    # -- whether what readers are told has arrived
    def told_view(self, request, pk: int, number: int):
        article = self.story(request, pk)
        row = Correction.objects.filter(pk=number, story=article.uuid).first()
        if row is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": _("What readers are told"),
            "a": article,
            "row": row,
            "channels": channels(article, row, timezone.now()),
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/told.html", context)
