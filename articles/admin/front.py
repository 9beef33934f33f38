"""The desk of the fronts: one page a front, on which every button is one small change that is done at once.

The page works wholly without scripts; dragging (`static/desk/js/front.js`) sends the same form as the buttons.
"""

import secrets
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import fronts, workflow
from articles.admin.banners import BannerPages, asked_edition
from articles.admin.front_forms import CardForm, LaunchForm, PartForm
from articles.admin.front_history import FrontHistoryPages
from articles.admin.front_rows import desk, part_name, topic_names
from articles.admin.front_words import for_whom
from articles.admin.media import desk_media
from articles.admin.refusing import tried
from articles.admin.tabs import row_number
from articles.edition import edition
from articles.fronts import LEAD, TOP, Plan
from articles.models import Article, Front, FrontChange, Section
from articles.workflow import Spot
from articles.workflow.fronts import arranged
from newsroom.lib.desk import DeskAdmin
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.moments import zone_words

# What the page's buttons ask for, and what is said when it is done.
DONE = {
    "top": gettext_lazy("It is on top."),
    "first": gettext_lazy("It stands first there."),
    "hold": gettext_lazy("It is held there, and stays until somebody takes it off."),
    "up": gettext_lazy("Moved up."),
    "down": gettext_lazy("Moved down."),
    "to": gettext_lazy("Moved there."),
    "drag": gettext_lazy("Moved there."),
    "off": gettext_lazy("Taken off. Its place fills itself."),
    "part_up": gettext_lazy("The part was moved up."),
    "part_down": gettext_lazy("The part was moved down."),
    "hide": gettext_lazy("The part is hidden from readers."),
    "show": gettext_lazy("The part is shown again."),
    "drop": gettext_lazy("The part is removed."),
}
VERB = {"first": "put", "hold": "put", "to": "put", "drag": "put", "part_up": "place", "part_down": "place"}


@admin.register(Front)
class FrontAdmin(BannerPages, FrontHistoryPages, DeskAdmin):
    """Fronts. What may be done is asked of `workflow`."""

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("articles.curate_front")

    has_change_permission = has_view_permission

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="articles_front_changelist"),
            path("top/<int:pk>/", wrap(self.top_view), name="articles_front_top"),
            path("banner/<slug:language>/", wrap(self.banner_view), name="articles_front_banner"),
            path("<slug:key>/", wrap(self.front_view), name="articles_front_page"),
            path("<slug:key>/change/", wrap(self.change), name="articles_front_change"),
            path("<slug:key>/story/<uuid:story>/", wrap(self.card_view), name="articles_front_card"),
            path("<slug:key>/part/<slug:name>/", wrap(self.part_view), name="articles_front_part"),
            path("<slug:key>/launch/", wrap(self.launch_view), name="articles_front_launch"),
            path("<slug:key>/preview/", wrap(self.preview_view), name="articles_front_preview"),
            path("<slug:key>/history/", wrap(self.history_page), name="articles_front_history"),
            path("<slug:key>/history/<int:number>/", wrap(self.history_act), name="articles_front_act"),
            path("<slug:key>/then/", wrap(self.then_view), name="articles_front_then"),
        ]

    # -- which front
    def spot(self, request, key: str) -> Spot:
        """The front that an address names: `en`, `en-news`. Raises PermissionDenied, Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        language, dash, slug = key.partition("-")
        return Spot(asked_edition(language).language, get_object_or_404(Section, slug=slug) if dash else None)

    def page_of(self, spot: Spot) -> str:
        return reverse("admin:articles_front_page", args=[spot.key])

    def changelist_view(self, request, extra_context=None):
        """The list is the bar of every front's page: this leads to the one at the root."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:articles_front_page", args=[edition().language]))

    # -- the page
    def front_view(self, request, key: str):
        return self.show(request, self.spot(request, key))

    def show(self, request, spot: Spot, *, launch: LaunchForm | None = None, status: int = 200):
        now = timezone.now()
        query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        page = desk(spot, now, query)
        focus = (request.GET.get("story", "")[:36], request.GET.get("did", "")[:10])
        context = self.admin_site.each_context(request) | {
            "title": _("Front"),
            "d": page,
            "key": spot.key,
            "tabs": self._tabs(page.here.languages, spot),
            "sections": [(f"{spot.language}-{s.slug}", s.names) for s in Section.objects.all()],
            "direction": LANGUAGES[spot.language].direction,
            "language": spot.language,
            "launch": launch or LaunchForm(initial={"base": page.stands.number}),
            "banner": workflow.banner_of(spot.language, now),
            "media": desk_media(),
            "query": query,
            "focus": focus,
            "lead": LEAD if spot.section else TOP,
            "zone": zone_words(now),
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/front.html", context, status=status)

    def _tabs(self, languages, spot: Spot) -> list[tuple[str, str, bool]]:
        """(key, the language's own name, whether one is there)."""
        return [(code, LANGUAGES[code].name, code == spot.language) for code in languages]

    # -- one change
    def change(self, request, key: str):
        """POST only: `do` and what it is about. What is refused is said on the page, which shows what is there now."""
        spot = self.spot(request, key)
        if request.method != "POST":
            return HttpResponseRedirect(self.page_of(spot))
        sent = request.POST
        # `part_up:s3` names the part before which it goes; `at_once` is "on top, before readers now".
        do, _colon, before = (sent.get("do") or sent.get("at_once", "")).partition(":")
        base = row_number(sent.get("base", ""))
        if do == "discard":
            return self._launching(request, spot, workflow.discard_front, _("The draft is discarded."), base=base or 0)
        if do == "cancel":
            another = workflow.front_standing(spot, timezone.now()).draft is not None
            done = _("Taken off the schedule. The draft that you have is as it was; what waited is in the history.")
            done = done if another else _("Taken off the schedule. It is the draft again.")
            return self._launching(request, spot, workflow.cancel_launch, done)
        now, story = timezone.now(), sent.get("story", "")
        try:
            at_once = "at_once" in sent
            ops = self._ops(spot, do, sent, before, self._seen(spot, base, now, at_once))
            made = workflow.change_front(
                by=request.user, spot=spot, ops=ops, verb=VERB.get(do, do), now=now, base=base, at_once=at_once
            )
        except fronts.Clash:
            messages.error(request, _("Nothing was done: look at the front as it is now and try again."))
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{DONE[do]} {for_whom(made)}")
        return HttpResponseRedirect(self._back(spot, story, do))

    def _back(self, spot: Spot, story: str, do: str) -> str:
        """The page again, with the focus where it was."""
        stays = (do in DONE or do == "words") and do not in ("off", "drag")  # the button, and with it the focus
        try:
            where = f"?story={UUID(story)}&did={do}" if stays else ""
            # A fragment would take the focus away from the button that gets it.
            where += f"#s-{UUID(story)}" if where and do not in ("up", "down") else ""
        except ValueError:
            where = ""
        return self.page_of(spot) + where

    def _seen(self, spot: Spot, base: int | None, now, at_once: bool) -> Plan:
        """The plan that whoever asks has seen: what is “one up” is meant as it was there. What is done `at_once` is
        meant of what readers had."""
        stands = workflow.front_standing(spot, now)
        if at_once:
            live = workflow.front_of_readers(spot, now, base)
            return arranged(fronts.read(live.plan if live else None), spot)
        row = None
        if base is not None and stands.front and base != stands.number:
            row = stands.front.history.filter(number=base).first()
        return arranged(fronts.read(row.after) if row else stands.plan, spot)

    def _ops(self, spot: Spot, do: str, sent, part: str, plan: Plan) -> list[dict]:
        """The operations behind a button. Raises Clash, NotPossible."""
        if do in ("part_up", "part_down", "hide", "show", "drop"):
            return self._part_ops(do, sent.get("part", ""), part, plan)
        try:
            story = str(UUID(sent.get("story", "")))
            before = str(UUID(sent["before"])) if sent.get("before") else ""
        except ValueError:
            raise fronts.Clash("off") from None
        if do not in DONE:
            raise fronts.Clash("changed")
        here, _pin = fronts.pins(plan).get(story, (None, None))
        was, to = here.id if here else "", sent.get("to", "")[:40]
        if do == "off":
            return [fronts.off(story, was)]
        if do == "top":
            to = LEAD if spot.section else TOP
            return [fronts.put(story, to, first=True, seen=fronts.held(plan, to))]
        if do in ("first", "hold", "to"):
            return [fronts.put(story, to, first=do != "hold", was=was, seen=fronts.held(plan, to))]
        if do == "drag":
            return [fronts.put(story, to, before=before, was=was, seen=fronts.held(plan, to))]
        if here is None:
            raise fronts.Clash("off", story)
        order = [one.story for one in here.pins]
        at = order.index(story)
        if do == "up":
            return [fronts.put(story, here.id, before=order[max(0, at - 1)], was=was)] if at else []
        after = order[at + 2] if at + 2 < len(order) else ""
        return [fronts.put(story, here.id, before=after, was=was)]

    def _part_ops(self, do: str, name: str, before: str, plan: Plan) -> list[dict]:
        if do == "drop":
            return [fronts.drop(name, seen=fronts.held(plan, name))]
        if do in ("hide", "show"):
            return [fronts.shape(name, {"off": do == "hide"}, {"off": do != "hide"})]
        return [fronts.place(name, before)]

    # -- the words of one story
    def card_view(self, request, key: str, story: UUID):
        """What a story says on this front alone: headline, kicker, trail, picture, and when it leaves."""
        spot = self.spot(request, key)
        now = timezone.now()
        stands = workflow.front_standing(spot, now)
        article = get_object_or_404(Article, uuid=story)
        _here, pin = fronts.pins(stands.plan).get(str(story), (None, None))
        if pin is None:
            messages.error(request, _("This story is not pinned to this front any more."))
            return HttpResponseRedirect(self.page_of(spot))
        form = CardForm(request.POST if request.method == "POST" else None, pin=pin, base=stands.number)
        status = 200
        if request.method == "POST" and form.is_valid():
            fields, was = form.fields_and_was(spot.language)
            status = self._try(
                request, form, spot, [fronts.words(str(story), fields, was)], "words", form.cleaned_data["base"], now
            )
            if not status:
                return HttpResponseRedirect(self._back(spot, str(story), "words"))
            fresh = fronts.pins(workflow.front_standing(spot, now).plan).get(str(story), (None, pin))[1]
            form.begin_anew(fresh or pin, workflow.front_standing(spot, now).number)
        context = self.admin_site.each_context(request) | {
            "title": _("On the front alone"), "form": form, "a": article, "spot": spot, "key": key,
            "direction": LANGUAGES[spot.language].direction, "media": desk_media(), "zone": zone_words(now),
            "drafting": stands.drafting, "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "desk/front_card.html", context, status=status)

    def _try(self, request, form, spot: Spot, ops: list[dict], verb: str, base: int, now) -> int:
        """Does it: 0, or the status of the page that says why not."""
        made: list[FrontChange] = []

        def change(**told) -> None:
            made.append(workflow.change_front(**told))

        status = tried(form, change, by=request.user, spot=spot, ops=ops, verb=verb, now=now, base=base)
        if made:
            messages.success(request, f"{_('Saved.')} {for_whom(made[0])}")
        return status

    # -- a container
    def part_view(self, request, key: str, name: str):
        """A container's name, rule and places; `new` makes one."""
        spot = self.spot(request, key)
        now = timezone.now()
        stands = workflow.front_standing(spot, now)
        plan = arranged(stands.plan, spot)
        part = fronts.container(plan, name)
        if part is None and (name != "new" or spot.section):
            raise Http404
        form = PartForm(request.POST if request.method == "POST" else None, part=part, base=stands.number)
        status = 200
        if request.method == "POST" and form.is_valid():
            if part is None:
                ops, verb = [fronts.add(f"c{secrets.token_hex(4)}", form.wanted, before=self._second(plan))], "add"
            else:
                was = form.cleaned_data["was"]
                ops, verb = [fronts.shape(part.id, form.wanted, was, seen=was.get("pins") or ())], "shape"
            status = self._try(request, form, spot, ops, verb, form.cleaned_data["base"], now)
            if not status:
                return HttpResponseRedirect(self.page_of(spot))
            fresh = workflow.front_standing(spot, now)
            form.begin_anew(fronts.container(arranged(fresh.plan, spot), name) or fronts.Container(""), fresh.number)
        sections = {s.pk: s.name(request.LANGUAGE_CODE) or s.slug for s in Section.objects.all()}
        said = part_name(part, sections, topic_names(plan, request.LANGUAGE_CODE)) if part else ""
        context = self.admin_site.each_context(request) | {
            "title": _("Part of the front: %(name)s") % {"name": said} if part else _("New part of the front"),
            "form": form, "part": part, "spot": spot, "key": key, "drafting": stands.drafting,
            "direction": LANGUAGES[spot.language].direction, "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "desk/front_part.html", context, status=status)

    def _second(self, plan: Plan) -> str:
        """A new part stands under the top."""
        return plan[1].id if len(plan) > 1 else ""

    # -- the draft
    def launch_view(self, request, key: str):
        spot = self.spot(request, key)
        if request.method != "POST":
            return HttpResponseRedirect(self.page_of(spot))
        form = LaunchForm(request.POST)
        if not form.is_valid():
            return self.show(request, spot, launch=form)
        said, now = form.cleaned_data, timezone.now()
        try:
            row = workflow.launch_front(
                by=request.user, spot=spot, base=said["base"], at=said["at"], why=said["why"], now=now
            )
        except workflow.WorkflowError as error:
            form.add_error(None, str(error))
            form.data = form.data.copy()
            form.data["base"] = str(workflow.front_standing(spot, now).number)
            status = 409 if isinstance(error, workflow.Stale) else 200
            return self.show(request, spot, launch=form, status=status)
        done = _("Scheduled. It opens by itself.") if row.opens else _("Launched. Readers see it now.")
        messages.success(request, done)
        return HttpResponseRedirect(self.page_of(spot))

    def _launching(self, request, spot: Spot, verb, done: str, **told):
        try:
            verb(by=request.user, spot=spot, now=timezone.now(), **told)
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(self.page_of(spot))

    # -- from a story
    def top_view(self, request, pk: int):
        """POST: puts a story on top of its edition's front (`where=section`: its section's), takes it off again, or
        undoes the last of these; from its own page or the list, and back there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        article = get_object_or_404(Article.objects.select_related("section"), pk=pk)
        story = reverse("admin:articles_article_change", args=[article.pk])
        back = reverse("admin:articles_article_changelist") if request.POST.get("back") == "list" else story
        if request.method != "POST":
            return HttpResponseRedirect(story)
        now = timezone.now()
        where = request.POST.get("where") == "section" or "undo_section" in request.POST
        at_once = "at_once" in request.POST or request.POST.get("off") == "now"
        spot = Spot(article.language, article.section if where else None)
        try:
            number = row_number(request.POST.get("undo_section" if where else "undo", ""))
            if number:
                made = workflow.undo_front(by=request.user, spot=spot, number=number, now=now)
                done = _("Undone.")
            elif "off" in request.POST:
                ops = [fronts.off(str(article.uuid))]
                made = workflow.change_front(by=request.user, spot=spot, ops=ops, verb="off", now=now, at_once=at_once)
                done = str(DONE["off"])
            else:
                made = workflow.put_on_top(by=request.user, article=article, now=now, section=where, at_once=at_once)
                done = str(DONE["top"])
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            undo = {"number": made.number, "section": where, "action": request.path}
            button = "" if number else render_to_string("desk/parts/front_undo.html", undo)
            messages.success(request, format_html("{} {} {}", done, for_whom(made), button))
        return HttpResponseRedirect(back)
