"""Taking a name out of what stories say: who it is, where it stands, what stands there instead; then one confirmation.

The name is only ever sent in the body of a form: an address is kept in logs and histories.
"""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import complaints, erasing, workflow
from articles.admin.naming import label_of
from articles.edition import newsroom
from articles.models import Banner, Complaint, Front, SitePage
from articles.sources import ADDRESS, NOTE, Held, Looked, Place, look
from articles.workflow.fronts import Spot
from articles.workflow.sources import MOST_WORDS, SourceOff, beginnings, may_take_off, not_the_name, words_of
from newsroom.lib.desk import PlainForm
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.names import INSIDE, LINK, SPLIT, Found, Names
from newsroom.lib.typography import tidy, tidy_lines
from newsroom.lib.words import say

MOST_SPELLINGS = 12
SHOWN = 12  # places of one story on the page
STAYS = {
    SPLIT: gettext_lazy("Markup runs through it, so it cannot be mended by itself: open the story."),
    INSIDE: gettext_lazy("It is part of a longer word and stays, unless you look for that as well."),
    LINK: gettext_lazy("It stands in the address of a link, which cannot be mended by itself: open the story."),
    NOTE: gettext_lazy("Readers were told this, and it stays: only erasing from the history takes it out."),
    ADDRESS: gettext_lazy("The web address is made of it: open the story and give it another one."),
}  # fmt: skip


class NameForm(PlainForm):
    """Whose name it is, in every spelling."""

    name = forms.CharField(
        label=gettext_lazy("The name, as it stands in the text"),
        max_length=120,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Capitals and kinds of quotation marks do not matter."),
        error_messages={"required": gettext_lazy("Write the name as it stands in the text.")},
    )
    more = forms.CharField(
        label=gettext_lazy("Other spellings, one a line"),
        max_length=1600,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("In any script: as other languages write it, and the family name alone."),
    )
    inside = forms.BooleanField(label=gettext_lazy("Also where it is part of a longer word"), required=False)

    names: Names  # once it is valid

    def clean(self):
        said = super().clean() or self.cleaned_data
        name, more = (str(said.get(field) or "") for field in ("name", "more"))
        spellings = [text for text in [tidy(name), *tidy_lines(more)] if text]
        if "name" in said and "more" in said:
            if len(spellings) > MOST_SPELLINGS:
                self.add_error("more", _("At most %(n)d spellings at a time.") % {"n": MOST_SPELLINGS})
                return said
            whole = not said.get("inside")
            for field, texts in (("name", spellings[:1]), ("more", spellings[1:])):
                try:
                    if texts:
                        Names(texts, whole=whole)
                except ValueError:
                    self.add_error(
                        field,
                        _("One letter is no name that can be looked for.")
                        if whole
                        else _("Inside longer words a name needs five characters or more: fewer stand in many words."),
                    )
            if not self.errors:
                self.names = Names(spellings, whole=whole)
        return said


class WordsForm(PlainForm):
    """What stands in the name's place in each language that needs it, and why."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=400,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("For the record, and without the name. Readers do not see it."),
        error_messages={"required": gettext_lazy("Write a reason. It stays with the desk.")},
    )

    def __init__(self, data, names: Names, found: Looked):
        super().__init__(data)
        self.names, self.languages = names, found.languages
        for code in found.languages:
            language = LANGUAGES[code]
            self.fields[f"instead_{code}"] = forms.CharField(
                label=_("What stands in its place: %(language)s") % {"language": language.name},
                max_length=MOST_WORDS,
                widget=forms.TextInput({"lang": code, "dir": language.direction, "autocomplete": "off"}),
                help_text=_("Nothing is put there by itself. For example: %(words)s")
                % {"words": " · ".join(f"\u2068{words}\u2069" for words in beginnings(code))},
                error_messages={"required": _("Write what readers find instead of the name.")},
            )
        self.order_fields([f"instead_{code}" for code in found.languages])

    @property
    def instead(self) -> dict[str, str]:
        said = {code: self.cleaned_data.get(f"instead_{code}", "") for code in self.languages}
        return words_of(said)

    def clean(self):
        said = super().clean() or self.cleaned_data
        try:
            not_the_name(self.names, self.instead, said.get("why", ""))
        except workflow.NotPossible as error:
            self.add_error(None, str(error))
        return said


class HistoryForm(PlainForm):
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, erase it for good"),
        error_messages={"required": gettext_lazy("Say that you mean it: what is erased does not come back.")},
    )


@dataclass(frozen=True)
class Row:
    """One place as the page shows it: `then` is what will stand there, `stays` why it cannot be mended."""

    label: str
    language: str
    direction: str
    found: Found
    then: str
    stays: str


class SourcePages:
    """The addresses `source/` and `source/history/` of the story desk."""

    def source_view(self, request):
        """GET asks whose name, POST looks (`step` "look" or "see"), and with "do" does what was shown."""
        if not may_take_off(request.user):
            raise PermissionDenied
        complaint = _complaint(request)
        if request.method != "POST":
            begins = {"name": complaint.name} if complaint and complaint.kind == Complaint.Kind.NAME else {}
            return self._source(request, NameForm(initial=begins), complaint=complaint)
        form, now = NameForm(request.POST), timezone.now()
        if not form.is_valid():
            return self._source(request, form, complaint=complaint)
        found, step = look(form.names, now), request.POST.get("step")
        if step not in ("see", "do") or not found.languages:
            words = WordsForm(None, form.names, found)
            return self._source(request, form, found=found, words=words, complaint=complaint)
        words, status = WordsForm(request.POST, form.names, found), 200
        ready = words.is_valid()
        if ready and step == "do":
            try:
                done = workflow.take_source_off(
                    by=request.user, names=form.names, instead=words.instead, why=words.cleaned_data["why"], now=now,
                    seen=request.POST.get("seen", ""),
                )  # fmt: skip
            except workflow.WorkflowError as error:
                stale = isinstance(error, workflow.Stale)
                found = look(form.names, now)  # what stands now is what they decide on next
                words, status = WordsForm(request.POST, form.names, found), 409 if stale else 200
                ready = words.is_valid() and stale
                words.add_error(None, str(error))
            else:
                found = look(form.names, now)
                return self._source(request, form, done=done, found=found, complaint=complaint, erase=HistoryForm())
        return self._source(
            request, form, found=found, words=words, ready=words.instead if ready else None, complaint=complaint,
            status=status,
        )  # fmt: skip

    def source_history_view(self, request):
        """The second step: what versions, drafts and notes to readers still hold is erased, as `erase` does it."""
        if not (may_take_off(request.user) and request.user.is_superuser):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:articles_article_source"))
        form, sure, complaint, now = (
            NameForm(request.POST),
            HistoryForm(request.POST),
            _complaint(request),
            timezone.now(),
        )
        if not form.is_valid():
            return self._source(request, form, complaint=complaint)
        if not sure.is_valid():
            return self._source(request, form, found=look(form.names, now), erase=sure, complaint=complaint)
        left: list[str] = []
        for wanted in form.names.wanted:
            left += erasing.words(wanted.text, by=request.user, now=now).left
        return self._source(request, NameForm(), erased=True, left=list(dict.fromkeys(left)), complaint=complaint)

    def _source(
        self, request, form: NameForm, *, found: Looked | None = None, words: WordsForm | None = None,
        ready: dict[str, str] | None = None, done: SourceOff | None = None, erase: HistoryForm | None = None,
        complaint: Complaint | None = None, status: int = 200, **more,
    ):  # fmt: skip
        context = self.admin_site.each_context(request) | {
            "title": _("Take a name out of the text"),
            "form": form,
            "found": found,
            "held": [_shown(one, ready or {}) for one in found.held] if found else [],
            "photos": [(photo, _rows(places, ready or {})) for photo, places in found.photos] if found else [],
            "elsewhere": self._elsewhere(request, found.elsewhere) if found else [],
            "words": words,
            "ready": bool(ready),
            "seen": found.digest(form.names, ready) if found and ready else "",
            "done": done,
            "erase": erase if request.user.is_superuser else None,
            "complaint": complaint,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/source_off.html", context | more, status=status)

    def _elsewhere(self, request, rows: list[Model]) -> list[tuple[str, str, str]]:
        """What has the name and is no story: what it is called, what it is, and the address where it is changed; no
        address for somebody who does not come there, or in an edition that the newsroom gave up."""
        editions, shown = newsroom().languages if rows else [], []
        for row in rows:
            desk = self.admin_site.get_model_admin(Front if isinstance(row, Banner) else type(row))
            there = getattr(row, "language", "") in ("", *editions) and desk.has_view_permission(request)
            called, url = _called(row)
            shown.append((called, str(row._meta.verbose_name), url if there else ""))
        return shown


def _called(row: Model) -> tuple[str, str]:
    """What something beside stories is called for people, and where it is changed."""
    language = get_language() or "en"
    if isinstance(row, Front):
        parts = (LANGUAGES[row.language].name, say(row.section.names, language) if row.section else "")
        url = reverse("admin:articles_front_page", args=[Spot(row.language, row.section).key])
        return " · ".join(filter(None, parts)), url
    if isinstance(row, Banner):
        return row.text, reverse("admin:articles_front_banner", args=[row.language])
    if isinstance(row, SitePage):
        called = f"{row.get_kind_display()} · {LANGUAGES[row.language].name}"
        return called, reverse("admin:articles_sitepage_page", args=[row.kind, row.language])
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return say(getattr(row, "names", {}), language) or str(row), reverse(name, args=[row.pk])


def _complaint(request) -> Complaint | None:
    """The complaint from which somebody came, where they may see who complained."""
    asked = request.POST.get("complaint") or request.GET.get("complaint") or ""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return None
    if not request.user.has_perm("articles.change_complaint"):
        return None
    return complaints.seen_by(request.user).filter(pk=asked).first()


def _shown(one: Held, ready: dict[str, str]) -> dict:
    places = list(one.places)
    return {
        "story": one.story,
        "public": one.public,
        "rows": _rows(places[:SHOWN], ready),
        "more": max(0, len(places) - SHOWN),
    }


def _rows(places: list[Place], ready: dict[str, str]) -> list[Row]:
    labels = {NOTE: _("What readers are told"), ADDRESS: _("Web address")}
    return [
        Row(
            str(labels.get(place.field) or label_of(place.field)),
            place.language,
            "ltr" if place.field == ADDRESS else LANGUAGES[place.language].direction,
            place.found,
            place.instead(ready) if place.mended else "",
            str(STAYS.get(place.found.why, "")),
        )
        for place in places
    ]
