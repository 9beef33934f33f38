"""Buttons of a story: each calls one verb by POST at an address of its own. A verb that readers will notice, or
that needs an answer, asks on a page first; that page is a plain form."""

import hashlib
import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import changes, checks, history, workflow
from articles.addresses import story_path
from articles.admin.forms import AskForm
from articles.admin.home import silent_heart
from articles.admin.publishing import PublishPages
from articles.admin.taking_down import TakenDownPages
from articles.edition import UnknownEdition, edition
from articles.models import Article, Correction, OldAddress
from articles.publication import changed, photo_value, standing_of
from newsroom.lib.images import recipe_in
from newsroom.lib.moments import both, zone_words

# What each verb needs besides the story, and what is said afterwards.
ASKS = {
    "submit": "", "send_back": "reason", "mark_ready": "", "publish": "", "schedule": "moment", "unschedule": "",
    "update": "changes", "add_update": "text", "take_down": "notice", "change_notice": "notice", "readdress": "slug",
}  # fmt: skip
DONE = {
    "submit": gettext_lazy("Sent to the desk."),
    "send_back": gettext_lazy("Sent back to the writer."),
    "mark_ready": gettext_lazy("Marked as ready."),
    "publish": gettext_lazy("The story is out. Readers see it now."),
    "schedule": gettext_lazy("Scheduled. It goes out by itself."),
    "unschedule": gettext_lazy("Taken off the schedule. What readers see does not change."),
    "update": gettext_lazy("Your changes are out. Readers see them now."),
    "take_down": gettext_lazy("Taken down. Below stands whether it is gone everywhere."),
    "change_notice": gettext_lazy("Changed. Below stands what readers find now."),
    "readdress": gettext_lazy("The story has its new web address. The old one leads there."),
    "add_update": gettext_lazy("The update is out, on top of the story. Your other changes are still private."),
}
TITLES = {
    "send_back": gettext_lazy("Send back"),
    "publish": gettext_lazy("Publish now"),
    "schedule": gettext_lazy("Publish at a set time"),
    "update": gettext_lazy("Publish changes to a live story"),
    "take_down": gettext_lazy("Take the story down"),
    "change_notice": gettext_lazy("Change what readers find there"),
    "readdress": gettext_lazy("Change the web address"),
    "add_update": gettext_lazy("Add an update on top"),
    "submit": gettext_lazy("Send to desk"),
    "mark_ready": gettext_lazy("Mark as ready"),
    "unschedule": gettext_lazy("Take off the schedule"),
}
BUTTONS = {
    "send_back": gettext_lazy("Send back"),
    "publish": gettext_lazy("Publish now"),
    "schedule": gettext_lazy("Put on the schedule"),
    "update": gettext_lazy("Publish the changes"),
    "take_down": gettext_lazy("Take down"),
    "change_notice": gettext_lazy("Change it"),
    "readdress": gettext_lazy("Change the web address"),
    "add_update": gettext_lazy("Publish the update"),
    "submit": gettext_lazy("Send to desk"),
    "mark_ready": gettext_lazy("Mark as ready"),
    "unschedule": gettext_lazy("Take off the schedule"),
}
STYLES = {"publish": "btn-go", "add_update": "btn-go", "update": "btn-go", "schedule": "btn-go", "take_down": "btn-bad"}
QUESTIONS = {"send_back", "publish", "schedule", "update", "take_down", "change_notice", "readdress", "add_update"}
TAKES_DOWN = {"take_down", "change_notice"}
CHECKED = {"publish", "schedule", "update"}


def story_address(article: Article, slug: str = "") -> str:
    """The whole address under which readers find the story, or would find it under `slug`; empty while it has none."""
    if not article.address_date:
        return ""
    try:
        page = edition(article.language)
    except UnknownEdition:
        return ""
    return settings.BASE_URL + story_path(page, article.address_date, slug or article.slug)


def old_addresses_of(article: Article) -> list[str]:
    """What leads to the story beside its address and its short link, the newest first."""
    return list(OldAddress.objects.filter(story=article.uuid).order_by("-pk").values_list("address", flat=True)[:20])


def zone_typed(form: AskForm) -> str:
    """The clocks on which the form's moment was typed; empty for the newsroom's, or where it asks for none."""
    return form.fields["at"].zone if "at" in form.fields else ""


def picture_mark(article: Article) -> str:
    """Tells one state of the story's picture and its words from another: they are no part of a version."""
    if article.photo is None:
        return ""
    said = photo_value(article)
    said["renditions"] = recipe_in(said["renditions"])  # that of AVIF comes later is no change
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


class VerbPages(PublishPages, TakenDownPages):
    """The addresses `<id>/verb/<name>/` of the story desk."""

    def verb_view(self, request, pk: int, name: str):
        if name not in ASKS:
            raise Http404
        article = self.story(request, pk)
        page = reverse("admin:articles_article_change", args=[article.pk])
        if request.method != "POST":
            return self.ask(request, article, name)
        if "base_version" in request.POST and not workflow.can_edit(request.user, article):
            return self.not_any_more(request, article)
        if "base_version" in request.POST:
            # The story's own form was sent: what is typed is saved before anything is done with it.
            form, status = self.save_posted(request, article, quietly=True)
            if form is not None:
                return self.show(request, article, form, status=status)
        if "confirmed" in request.POST:
            return self.answered(request, article, name)
        if name in QUESTIONS:
            return HttpResponseRedirect(reverse("admin:articles_article_verb", args=[article.pk, name]))
        try:
            self.call(request, article, name, {})
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, self.done(article, name))
        return HttpResponseRedirect(page)

    def answered(self, request, article: Article, name: str):
        found = changes.between(article, timezone.now()) if name == "update" else None
        form = self.ask_form(article, name, found, request.POST)
        if not form.is_valid():
            return self.ask(request, article, name, form)
        # An update on top stands by itself: it takes nothing from the text that somebody saved meanwhile.
        if name != "add_update" and history.as_of(article, form.cleaned_data["version"]) != history.as_of(
            article, article.version
        ):
            form.data = form.data.copy()
            form.data["version"] = str(article.version)
            form.add_error(None, _("Nothing is lost. Someone saved this story after you looked. Read it again first."))
            return self.ask(request, article, name, form, status=409)
        if name in CHECKED and form.cleaned_data["picture"] != picture_mark(article):
            form.data = form.data.copy()
            form.data["picture"] = picture_mark(article)
            form.add_error(
                None, _("Someone changed the picture or its words after you looked. Look at it again first.")
            )
            return self.ask(request, article, name, form, status=409)
        if name == "readdress" and form.cleaned_data["shown"] != form.cleaned_data["slug"]:
            form.data = form.data.copy()
            form.data["shown"] = form.cleaned_data["slug"]
            return self.ask(request, article, name, form, asked_again=True)
        try:
            self.call(request, article, name, form.cleaned_data, zone_typed(form))
        except workflow.WorkflowError as error:
            form.add_error(None, str(error))
            return self.ask(request, article, name, form)
        messages.success(request, self.done(article, name))
        return HttpResponseRedirect(self.comes_after(article, name, form.cleaned_data))

    def comes_after(self, article: Article, name: str, answers: dict) -> str:
        """The page that comes after a verb: for what readers must have heard or must not find, the one that looks."""
        if name in TAKES_DOWN:
            return reverse("admin:articles_article_gone", args=[article.pk])
        if name == "update" and answers.get("kind") in workflow.MISTAKES:
            told = Correction.objects.filter(story=article.uuid).of_mistakes().latest("pk")
            return reverse("admin:articles_article_told", args=[article.pk, told.pk])
        return reverse("admin:articles_article_change", args=[article.pk])

    def done(self, article: Article, name: str):
        """What is said afterwards: no more than is true."""
        now = timezone.now()
        if name == "add_update" and not changed(article, now):
            return _("The update is out, on top of the story.")
        if name in ("publish", "update", "schedule") and (opens := standing_of(article, now).at):
            article.refresh_from_db(fields=["publish_zone"])
            return _("Scheduled: %(when)s. It goes out by itself.") % {"when": both(opens, article.publish_zone)}
        return DONE[name]

    def call(self, request, article: Article, name: str, answers: dict, zone: str = "") -> None:
        """Calls the verb with what it needs; `zone` names the clocks on which a moment was typed. The verb asks for the
        right itself."""
        asked = ("at", "kind", "why", "slug", "note", "place", "text", "answer", "also")
        extra = {key: answers[key] for key in asked if key in answers}
        if "at" in answers:
            extra["zone"] = zone
        if answers.get("same"):
            extra["says"] = answers["original"]
        if name in CHECKED and answers.get("override"):
            extra["override"] = answers["override"]
        getattr(workflow, name)(by=request.user, article=article, now=timezone.now(), **extra)

    def ask_form(self, article: Article, name: str, found: changes.Changes | None, data=None) -> AskForm:
        """`found`: the changes to a live story, for the question that is about them."""
        stopped = name in CHECKED and bool(checks.stops(article))
        more: dict = {"stopped": stopped, "initial": {"version": article.version}}
        if name == "update":
            form = self.publish_form(article, found, data, **more)
        elif name in TAKES_DOWN:
            form = self.in_place_form(article, name, data, **more)
        else:
            zone = article.publish_zone or article.embargo_zone
            form = AskForm(data, asks=ASKS[name], zone=zone, **more)
        form.initial["picture"] = picture_mark(article)
        form.initial["slug"] = article.slug
        if name == "schedule":
            form.initial["at"] = article.publish_at or article.embargo_until or article.planned_for
        return form

    def ask(self, request, article: Article, name: str, form=None, status: int = 200, asked_again: bool = False):
        """The page of the question. `asked_again`: the answer is well formed; what it leads to is shown first."""
        now = timezone.now()
        standing, found = standing_of(article, now), changes.between(article, now)
        differ = found is not None and found.differ
        offered = {verb.name for verb in workflow.verbs(request.user, article, standing, changes=differ)}
        context = self.admin_site.each_context(request) | {
            "title": TITLES[name],
            "a": article,
            "verb": name,
            "form": form or self.ask_form(article, name, found),
            "standing": standing,
            "offered": name in offered,
            "stopping": checks.stops(article) if name in CHECKED else [],
            "button": _("Show the new address") if name == "readdress" and not asked_again else BUTTONS[name],
            "style": STYLES.get(name, "btn-main"),
            "address": story_address(article) if name == "readdress" or name in TAKES_DOWN else "",
            "new_address": story_address(article, form.cleaned_data["slug"]) if asked_again and form else "",
            "old": old_addresses_of(article) if name == "readdress" else (),
            "zone": zone_words(now),
            "now": now,
            "heart": silent_heart(request.user, now) if name == "schedule" else None,
            "opts": self.opts,
        }
        if name == "update":
            context |= self.publish_context(article, found)
            return TemplateResponse(request, "desk/publish.html", context, status=status)
        if name in TAKES_DOWN:
            context |= self.in_place_context(article)
            return TemplateResponse(request, "desk/take_down.html", context, status=status)
        return TemplateResponse(request, "desk/ask.html", context, status=status)
