"""Breaking news over every page of an edition: put up and taken down with one button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import workflow
from articles.admin.front_forms import BannerForm
from articles.admin.record import rows_of
from articles.admin.story_named import stories_of, unclear
from articles.admin.tabs import row_number
from articles.edition import Edition, UnknownEdition, edition
from articles.models import Act
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.moments import zone_words


def asked_edition(language: str) -> Edition:
    """The edition that an address of the desk names. Raises Http404."""
    try:
        return edition(language or "none")  # an empty one would be that of the root
    except UnknownEdition:
        raise Http404 from None


class BannerPages:
    """The address `banner/<language>/` of the fronts' desk."""

    def banner_view(self, request, language: str):
        if not self.has_view_permission(request):
            raise PermissionDenied
        here = asked_edition(language)
        now = timezone.now()
        stands = workflow.banner_of(here.language, now)
        if request.method != "POST":
            return self._banner(request, here, stands, BannerForm(initial=self._beginning(stands)), now)
        if "down" in request.POST:
            return self._down(request, here, now)
        form = BannerForm(request.POST)
        if not form.is_valid():
            return self._banner(request, here, stands, form, now)
        said = form.cleaned_data
        found = stories_of(said["story"])
        found = [story for story in found if story.language == here.language] or found
        if said["story"] and len(found) != 1:
            form.add_error("story", unclear(said["story"], found))
            return self._banner(request, here, stands, form, now)
        story = found[0] if found else None
        try:
            workflow.put_banner_up(
                by=request.user, language=here.language, text=said["text"], story=story, until=said["until"],
                seen=said["seen"] or 0, now=now,
            )  # fmt: skip
        except workflow.WorkflowError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, workflow.Stale) else 200
            stands = workflow.banner_of(here.language, timezone.now())
            form.data = form.data.copy()
            form.data["seen"] = str(stands.pk if stands else 0)
            return self._banner(request, here, stands, form, now, status)
        messages.success(request, _("The banner stands over every page of this edition now."))
        return HttpResponseRedirect(reverse("admin:articles_front_banner", args=[here.language]))

    def _down(self, request, here, now):
        seen = row_number(request.POST.get("seen", "")) or 0
        try:
            workflow.take_banner_down(by=request.user, language=here.language, seen=seen, now=now)
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The banner is down. Readers see it no more."))
        front = request.POST.get("back") == "front"
        to = "admin:articles_front_page" if front else "admin:articles_front_banner"
        return HttpResponseRedirect(reverse(to, args=[here.language]))

    def _beginning(self, stands) -> dict:
        if stands is None:
            return {"seen": 0}
        story = workflow.leads_to(stands)
        page = reverse("admin:articles_article_change", args=[story.pk]) if story else ""
        return {"text": stands.text, "story": page, "until": stands.visible_until, "seen": stands.pk}

    def _banner(self, request, here, stands, form, now, status: int = 200):
        acts = Act.objects.filter(verb__in=["banner_up", "banner_down"], about__language=here.language)
        context = self.admin_site.each_context(request) | {
            "title": _("Breaking news"),
            "form": form,
            "banner": stands,
            "language": here.language,
            "tabs": [(code, LANGUAGES[code].name, code == here.language) for code in here.languages],
            "direction": here.direction,
            "acts": rows_of(acts.select_related("by", "text").order_by("-number")[:10]),
            "zone": zone_words(now),
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/banner.html", context, status=status)
