"""What was done to a front, one line a change: undone by a change of its own, brought back, or shown again as readers
had it at a moment."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import fronts, workflow
from articles.admin.front_rows import chosen
from articles.admin.front_words import for_whom, tell
from articles.admin.media import desk_media
from articles.admin.tabs import row_number
from articles.fronts import Plan
from articles.models import FrontChange
from articles.pages import listings, render
from articles.pages.banners import with_banner
from articles.pages.front import front
from articles.pages.values import Page
from articles.workflow import Spot, front_pictures
from newsroom.lib.desk import PlainForm
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.moments import MomentField, both, zone_words

PER_PAGE = 40


class ThenForm(PlainForm):
    """The moment at which one wants to see the front."""

    at = MomentField(label=gettext_lazy("the front at"))


class FrontHistoryPages:
    """The addresses `history/`, `then/` and `preview/` of a front."""

    def history_page(self, request, key: str):
        spot = self.spot(request, key)
        now = timezone.now()
        changes = FrontChange.objects.filter(front__language=spot.language, front__section=spot.section)
        before = row_number(request.GET.get("before", ""))
        rows = list((changes.filter(number__lt=before) if before else changes).select_related("by")[: PER_PAGE + 1])
        stands = workflow.front_standing(spot, now)
        context = self.admin_site.each_context(request) | {
            "title": _("History of the front"),
            "rows": tell(rows[:PER_PAGE]),
            "older": rows[PER_PAGE - 1].number if len(rows) > PER_PAGE else None,
            "stands": stands,
            "base": stands.number,
            "then": ThenForm(initial={"at": now.replace(second=0, microsecond=0)}),
            "spot": spot,
            "key": key,
            "zone": zone_words(now),
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/front_history.html", context)

    def history_act(self, request, key: str, number: int):
        """POST: undoes change `number` (`do=undo`), or brings the front back as it was after it (`do=restore`). GET
        shows that front."""
        spot = self.spot(request, key)
        row = chosen(spot, number)
        if row is None:
            raise Http404
        if request.method != "POST":
            return self._of_change(request, spot, row)
        here, sent, now = reverse("admin:articles_front_history", args=[key]), request.POST, timezone.now()
        back = self.page_of(spot) if sent.get("back") == "front" else here
        try:
            if sent.get("do") == "restore":
                base = row_number(sent.get("base", "")) or 0
                made = workflow.restore_front(by=request.user, spot=spot, number=number, base=base, now=now)
                done = _("The front is as it was then.")
            else:
                made = workflow.undo_front(by=request.user, spot=spot, number=number, now=now)
                done = _("Undone.")
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{done} {for_whom(made)}")
        return HttpResponseRedirect(back)

    # -- fronts as pages
    def _of_change(self, request, spot: Spot, row: FrontChange):
        """The front after a change, as it was at its moment; of a draft, as readers would have got it then."""
        note = _("The front after change %(n)d, %(when)s") % {"n": row.number, "when": both(row.at)}
        plan = front_pictures.following(fronts.read(row.after), lock=False)  # its files may have other names since
        return self._page(spot, row.at, note, plan)

    def then_view(self, request, key: str):
        """The front as readers had it at a moment: what was decided and what was public then."""
        spot = self.spot(request, key)
        form = ThenForm(request.GET)
        if not form.is_valid():
            messages.error(request, _("Choose the moment at which you want to see the front."))
            return HttpResponseRedirect(reverse("admin:articles_front_history", args=[key]))
        at = form.cleaned_data["at"]
        return self._page(spot, at, _("The front as readers had it, %(when)s") % {"when": both(at)})

    def preview_view(self, request, key: str):
        """The front as it would be for readers if the draft were launched now."""
        spot = self.spot(request, key)
        now = timezone.now()
        stands = workflow.front_standing(spot, now)
        draft = stands.draft is not None
        note = _("Preview of the draft. Readers do not see this yet.") if draft else _("As readers see it")
        return self._page(spot, now, note, stands.plan)

    def _page(self, spot: Spot, at: datetime, note: str, plan: Plan | None = None) -> HttpResponse:
        if spot.section:
            page = listings.section(spot.language, spot.section.slug, at=at, plan=plan, media=desk_media())
        else:
            page = front(spot.language, at=at, plan=plan, media=desk_media())
        html, style = render.html(self._noted(with_banner(page, at), note, spot))
        response = HttpResponse(html)
        response.headers["Content-Security-Policy"] = render.policy(style)
        response.headers["Content-Language"] = spot.language
        response.headers["Cache-Control"] = "no-store"
        return response

    def _noted(self, page: Page, note: str, spot: Spot) -> Page:
        language = get_language() or "en"
        back = self.page_of(spot)
        said = {"note": note, "lang": language, "dir": LANGUAGES[language].direction, "back": back}
        return replace(
            page, template="desk/front_then.html", robots="noindex", canonical="", alternates=(), feeds=(),
            structured=(), css=(*page.css, "components/banner", "components/note"), texts=page.texts | said,
        )  # fmt: skip
