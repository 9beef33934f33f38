"""The site's own pages at the desk: each in each of the newsroom's languages, with its versions."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from articles import body as bodies
from articles import site_pages, workflow
from articles.addresses import site_page_path
from articles.admin.tabs import row_number
from articles.edition import edition, languages_of, newsroom
from articles.models import SitePage, SitePageVersion
from newsroom.lib.desk import DeskAdmin, PlainForm
from newsroom.lib.languages import LANGUAGES

MOST_VERSIONS = 100


@dataclass(frozen=True)
class Text:
    """One page in one language, as the list names it."""

    language: str
    name: str
    url: str
    own: bool
    changed_at: datetime | None


class SitePageForm(PlainForm):
    """The text, and the version that it began from."""

    body = forms.CharField(label=gettext_lazy("text"), required=False, strip=False, widget=forms.Textarea({"rows": 24}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


@admin.register(SitePage)
class SitePageAdmin(DeskAdmin):
    """Pages of the site. There is one of each, whether anybody wrote it or not; none is added or removed."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_urls(self):
        wrap, name = self.admin_site.admin_view, "articles_sitepage"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<slug:kind>/<slug:language>/", wrap(self.page_view), name=f"{name}_page"),
            path("<slug:kind>/<slug:language>/versions/", wrap(self.versions_view), name=f"{name}_versions"),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        rows = {(row.kind, row.language): row for row in SitePage.objects.defer("body")}
        written = set(SitePage.objects.exclude(body="").values_list("kind", "language"))
        listed = [
            (
                site_pages.heading(kind),
                [
                    Text(
                        code, LANGUAGES[code].name, reverse("admin:articles_sitepage_page", args=[kind, code]),
                        (kind, code) in written, row.changed_at if (row := rows.get((kind, code))) else None,
                    )
                    for code in languages_of(newsroom())
                ],
            )
            for kind in SitePage.Kind
        ]  # fmt: skip
        context = self.admin_site.each_context(request) | {
            "title": _("Pages of the site"), "pages": listed, "now": timezone.now(), "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "desk/site_pages.html", context)

    def page_view(self, request, kind: str, language: str):
        """One page in one language. POST saves it, and readers see it."""
        here, standard, row = self._page(request, kind, language)
        may = self.has_change_permission(request)
        form = SitePageForm(
            request.POST if request.method == "POST" else None,
            initial={"body": row.body or standard, "seen": row.version},
        )
        status = 200
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            if form.is_valid():
                try:
                    saved = workflow.write_site_page(
                        by=request.user, kind=kind, language=language, text=form.cleaned_data["body"],
                        seen=form.cleaned_data["seen"], standard=standard, now=timezone.now(),
                    )  # fmt: skip
                except workflow.Stale as error:
                    form.add_error(None, str(error))
                    # Who has read this, and the other text, may save over it.
                    form.data = form.data.copy()
                    form.data["seen"] = str(SitePage.objects.get(kind=kind, language=language).version)
                    status = 409
                except workflow.WorkflowError as error:
                    form.add_error(None, str(error))
                else:
                    said = _("Saved. Readers see it now.") if saved else _("Nothing had changed.")
                    messages.success(request, said)
                    return HttpResponseRedirect(request.path)
        form.fields["body"].widget.attrs |= {"lang": language, "dir": LANGUAGES[language].direction}
        context = self.admin_site.each_context(request) | {
            "title": site_pages.heading(kind),
            "kind": kind,
            "language": LANGUAGES[language],
            "form": form,
            "row": row,
            "own": bool(row.body),
            "editable": may,
            "shown": SafeString(bodies.render(row.body or standard)),
            "tongues": [
                (LANGUAGES[code], reverse("admin:articles_sitepage_page", args=[kind, code]))
                for code in languages_of(newsroom())
            ],
            "public": site_page_path(here, kind),
            "of_names": kind in (SitePage.Kind.MASTHEAD, SitePage.Kind.CONTACT),
            "now": timezone.now(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/site_page.html", context, status=status)

    def _page(self, request, kind: str, language: str):
        """The edition, what stands on the page by itself, and its row (unsaved where there is none). Raises Http404."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        room = newsroom()
        if kind not in SitePage.Kind.values or language not in languages_of(room):
            raise Http404
        here = edition(language, of=room)
        with override(language):
            standard = site_pages.standard(kind, here, room.complaint_keep_days)
        row = SitePage.objects.filter(kind=kind, language=language).first()
        return here, standard, row or SitePage(kind=kind, language=language)

    def versions_view(self, request, kind: str, language: str):
        """What the page said before. POST brings a version back, as a new one."""
        _here, standard, row = self._page(request, kind, language)
        page = reverse("admin:articles_sitepage_page", args=[kind, language])
        rows = SitePageVersion.objects.filter(page=row.pk or 0).select_related("by")
        status = 200
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            wanted = rows.filter(number=row_number(request.POST.get("number", "")) or 0).first()
            if wanted is None:
                messages.error(request, _("There is no such version of this page."))
                return HttpResponseRedirect(request.path)
            seen = row_number(request.POST.get("seen", ""))
            try:
                saved = workflow.write_site_page(
                    by=request.user, kind=kind, language=language, text=wanted.body, seen=-1 if seen is None else seen,
                    standard=standard, now=timezone.now(),
                )  # fmt: skip
            except workflow.Stale:
                said = _(
                    "Someone else saved this page since you opened its versions, so nothing was done. Theirs is on top:"
                    " read it, then bring the older one back if it should stand."
                )
                messages.error(request, said)
                row, status = SitePage.objects.get(kind=kind, language=language), 409
            except workflow.WorkflowError as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(page)
            else:
                said = _("Version %(n)d again, as a new version. Readers see it now.") % {"n": wanted.number}
                messages.success(request, said if saved else _("Nothing had changed."))
                return HttpResponseRedirect(page)
        listed = [(one, SafeString(bodies.render(one.body or standard))) for one in rows[:MOST_VERSIONS]]
        context = self.admin_site.each_context(request) | {
            "title": _("Versions: %(page)s") % {"page": site_pages.heading(kind)},
            "versions": listed,
            "current": row.version,
            "language": LANGUAGES[language],
            "page": page,
            "heading": site_pages.heading(kind),
            "editable": self.has_change_permission(request),
            "now": timezone.now(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/site_page_versions.html", context, status=status)
