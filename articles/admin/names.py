"""Taking a person's name off all bylines: the question, asked beside what it would change."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import workflow
from articles.edition import newsroom
from articles.workflow.names import INSTEAD, NOTHING, STAFF, named, staff_words
from authors.models import Author
from newsroom.lib.desk import PlainForm
from newsroom.lib.languages import LANGUAGES

OPTIONS = {
    STAFF: (
        gettext_lazy("Other words stand in its place"),
        gettext_lazy("In each language its own. They can be changed afterwards, as any author’s name."),
    ),
    NOTHING: (
        gettext_lazy("Nothing stands in its place"),
        gettext_lazy("A story that names nobody else has no byline then."),
    ),
}


class NameOffForm(PlainForm):
    """What stands in the name's place, and why. Nothing is chosen beforehand."""

    instead = forms.ChoiceField(
        label=gettext_lazy("What do readers find instead?"),
        choices=[(value, OPTIONS[value][0]) for value in INSTEAD],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what stands in the place of the name.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=400,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("For the record, and without the name. Readers do not see it."),
        error_messages={"required": gettext_lazy("Write a reason. It stays with the desk.")},
    )
    from_history = forms.BooleanField(
        label=gettext_lazy("Also from the history, for good: the author’s record and old versions are emptied"),
        required=False,
    )

    def __init__(self, *args, may_erase: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_erase:
            del self.fields["from_history"]

    @property
    def options(self) -> list[dict]:
        chosen = str(self["instead"].value() or "")
        return [
            {"value": value, "label": label, "help": told, "chosen": value == chosen}
            for value, (label, told) in OPTIONS.items()
        ]


class NamePages:
    """The address `name/<author>/` of the story desk."""

    def name_view(self, request, author: int):
        if not (request.user.has_perm("articles.withdraw_article") and request.user.has_perm("authors.change_author")):
            raise PermissionDenied
        who = get_object_or_404(Author, pk=author)
        form = NameOffForm(request.POST or None, may_erase=request.user.is_superuser)
        now = timezone.now()
        if request.method == "POST" and form.is_valid():
            try:
                done = workflow.take_name_off(by=request.user, author=who, now=now, **form.cleaned_data)
            except workflow.WorkflowError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _said(done.stories))
                messages.info(request, _("It may stand in texts and under pictures too. Look for it there as well."))
                return HttpResponseRedirect(reverse("admin:authors_author_changelist"))
        languages = [code for code in LANGUAGES if code in newsroom().languages]
        context = self.admin_site.each_context(request) | {
            "title": _("Take a name off"),
            "who": who,
            "form": form,
            "named": named(who, now),
            "words": [(LANGUAGES[code], staff_words(code)) for code in languages],
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/name_off.html", context)


def _said(stories: int) -> str:
    return ngettext(
        "The name is off the byline of one story. Its version says so.",
        "The name is off the bylines of %(n)d stories. Their versions say so.",
        stories,
    ) % {"n": stories}
