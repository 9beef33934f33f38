"""Paste a story: wire copy, a mail or a message becomes a draft, over the same reader as `file_story`."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import workflow
from articles.copy import Copy, CopyError
from articles.copy.pasted import Pasted, read_pasted
from articles.edition import newsroom, offered
from articles.filing import file_copy, find_section
from articles.models import Credit, Section
from newsroom.lib.desk import NamedChoice, PlainForm
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.words import say

MOST = 200_000


NOTES = {
    "garbled": gettext_lazy("The letters were those of another encoding, and were turned back."),
    "headline": gettext_lazy(
        "There is no headline: the first words stand in for one. Write a better one in the draft."
    ),
    "table": gettext_lazy("A table became a list."),
}


class PasteForm(PlainForm):
    """The text as it came, its language, and its section where the text names none."""

    text = forms.CharField(
        label=gettext_lazy("the text as it came"),
        max_length=MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto"}),
        help_text=gettext_lazy(
            "A page, a mail, a message or wire copy. Labels such as Headline: and Byline: are read; so is plain text "
            "whose first line is the headline."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("language"),
        choices=lambda: [("", gettext_lazy("As the letters say")), *offered()],
        required=False,
    )
    section = NamedChoice(Section.objects.all(), label=gettext_lazy("section"), required=False)


class PastePages:
    """The page, for the story desk's admin."""

    def paste_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        now = timezone.now()
        read: Copy | None = None
        pasted: Pasted | None = None
        form = PasteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            text, section = form.cleaned_data["text"], form.cleaned_data["section"]
            try:
                pasted = read_pasted(text, form.cleaned_data["language"], newsroom().zone)
                read = pasted.copy
                section = section or self.section_of(read)
            except CopyError as error:
                form.add_error("text", str(error))
            else:
                if section is None:
                    form.add_error("section", _("The text does not say which section it is for. Choose one."))
                elif "make" in request.POST:
                    try:
                        return self.make(request, read, text, section, now)
                    except (workflow.WorkflowError, CopyError) as error:
                        form.add_error(None, str(error))
        context = self.admin_site.each_context(request) | {
            "title": _("Paste a story"),
            "form": form,
            "read": self.read_rows(read) if read else None,
            "unread": pasted.unread if pasted else (),
            "notes": [NOTES[note] for note in pasted.notes] if pasted else (),
            "language": pasted.language if pasted else "",
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "desk/paste.html", context, status=status)

    def section_of(self, read: Copy) -> Section | None:
        try:
            return find_section(read.section, None) if read.section else None
        except CopyError:
            return None

    def make(self, request, read: Copy, text: str, section: Section, now):
        author = request.user.author
        ours = [{"author": author, "role": Credit.Role.REPORTING}] if author and not read.bylines else None
        filed = file_copy(by=request.user, copy=read, text=text, section=section, credits=ours, now=now)
        said = _("The draft is made. Only the desk sees it.") if filed.changed else _("This text was filed before.")
        self.message_user(request, said)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[filed.article.pk]))

    def read_rows(self, read: Copy) -> list[tuple[str, str]]:
        """(label, what was read) of each field, in the order of the page."""
        rows = [
            (_("Language"), LANGUAGES[read.language].name),
            (_("Section"), self.section_name(read)),
            (_("Kicker"), read.kicker),
            (_("Headline"), read.headline),
            (_("Byline"), ", ".join(line.name for line in read.bylines)),
            (_("Date"), str(read.date or "")),
            (_("Standfirst"), read.standfirst),
            (_("Dateline"), read.dateline_place),
            (_("Caption"), read.caption),
            (_("Text alternative"), read.alt),
            (_("Credit"), " / ".join(name for name in (read.photographer, read.agency) if name)),
            (_("Tags"), ", ".join(read.tags)),
            (_("Body"), _("%(n)s paragraphs") % {"n": len(read.blocks)}),
        ]
        return [(label, value) for label, value in rows if value]

    def section_name(self, read: Copy) -> str:
        section = self.section_of(read)
        return say(section.names, get_language() or "en") if section else read.section
