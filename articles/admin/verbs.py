"""Buttons of a story: each calls one verb by POST at an address of its own. A verb that readers will notice, or
that needs an answer, asks on a page first; that page is a plain form."""

import hashlib
import json

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import changes, checks, workflow
from articles.admin.forms import AskForm
from articles.admin.publishing import PublishPages
from articles.models import Article
from articles.publication import changed, photo_value, standing_of
from newsroom.lib.desk import zone_words

# What each verb needs besides the story, and what is said afterwards.
ASKS = {
    "submit": "", "send_back": "reason", "mark_ready": "", "publish": "", "schedule": "moment", "unschedule": "",
    "update": "changes", "take_down": "reason",
    "add_update": "text",
}  # fmt: skip
DONE = {
    "submit": gettext_lazy("Sent to the desk."),
    "send_back": gettext_lazy("Sent back to the writer."),
    "mark_ready": gettext_lazy("Marked as ready."),
    "publish": gettext_lazy("The story is out. Readers see it now."),
    "schedule": gettext_lazy("Scheduled. It goes out by itself."),
    "unschedule": gettext_lazy("Taken off the schedule. What readers see does not change."),
    "update": gettext_lazy("Your changes are out. Readers see them now."),
    "take_down": gettext_lazy("Taken down. Readers find a note that the story is gone."),
    "add_update": gettext_lazy("The update is out, on top of the story. Your other changes are still private."),
}
TITLES = {
    "send_back": gettext_lazy("Send back"),
    "publish": gettext_lazy("Publish now"),
    "schedule": gettext_lazy("Publish at a set time"),
    "update": gettext_lazy("Publish changes to a live story"),
    "take_down": gettext_lazy("Take the story down"),
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
    "add_update": gettext_lazy("Publish the update"),
    "submit": gettext_lazy("Send to desk"),
    "mark_ready": gettext_lazy("Mark as ready"),
    "unschedule": gettext_lazy("Take off the schedule"),
}
STYLES = {"publish": "btn-go", "add_update": "btn-go", "update": "btn-go", "schedule": "btn-go", "take_down": "btn-bad"}
QUESTIONS = {"send_back", "publish", "schedule", "update", "take_down", "add_update"}
CHECKED = {"publish", "schedule", "update"}


def picture_mark(article: Article) -> str:
    """Tells one state of the story's picture and its words from another: they are no part of a version."""
    if article.photo is None:
        return ""
    return hashlib.sha256(json.dumps(photo_value(article), sort_keys=True).encode()).hexdigest()[:16]


class VerbPages(PublishPages):
    """The addresses `<id>/verb/<name>/` of the story desk."""

    def verb_view(self, request, pk: int, name: str):
        if name not in ASKS:
            raise Http404
        article = self.story(request, pk)
        page = reverse("admin:articles_article_change", args=[article.pk])
        if request.method != "POST":
            return self.ask(request, article, name)
        if "base_version" in request.POST and workflow.can_edit(request.user, article):
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
            messages.success(request, DONE[name])
        return HttpResponseRedirect(page)

    def answered(self, request, article: Article, name: str):
        form = self.ask_form(article, name, request.POST)
        if not form.is_valid():
            return self.ask(request, article, name, form)
        # An update on top stands by itself: it takes nothing from the text that somebody saved meanwhile.
        if form.cleaned_data["version"] != article.version and name != "add_update":
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
        try:
            self.call(request, article, name, form.cleaned_data)
        except workflow.WorkflowError as error:
            form.add_error(None, str(error))
            return self.ask(request, article, name, form)
        messages.success(request, DONE[name])
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def call(self, request, article: Article, name: str, answers: dict) -> None:
        """Calls the verb with what it needs. The verb asks for the right itself."""
        extra = {key: answers[key] for key in ("at", "kind", "why", "note", "place", "text") if key in answers}
        if name in CHECKED and answers.get("override"):
            extra["override"] = answers["override"]
        getattr(workflow, name)(by=request.user, article=article, now=timezone.now(), **extra)

    def ask_form(self, article: Article, name: str, data=None) -> AskForm:
        stopped = name in CHECKED and bool(checks.stops(article))
        more: dict = {"stopped": stopped, "initial": {"version": article.version}}
        if name == "update":
            form = self.publish_form(article, changes.between(article, timezone.now()), data, **more)
        else:
            form = AskForm(data, asks=ASKS[name], **more)
        form.initial["picture"] = picture_mark(article)
        if name == "schedule":
            form.initial["at"] = article.publish_at or article.embargo_until or article.planned_for
        return form

    def ask(self, request, article: Article, name: str, form: AskForm | None = None, status: int = 200):
        now = timezone.now()
        standing = standing_of(article, now)
        offered = {verb.name for verb in workflow.verbs(request.user, article, standing, changes=changed(article, now))}
        context = self.admin_site.each_context(request) | {
            "title": TITLES[name],
            "a": article,
            "verb": name,
            "form": form or self.ask_form(article, name),
            "standing": standing,
            "offered": name in offered,
            "stopping": checks.stops(article) if name in CHECKED else [],
            "button": BUTTONS[name],
            "style": STYLES.get(name, "btn-main"),
            "zone": zone_words(now),
            "now": now,
            "opts": self.opts,
        }
        if name == "update":
            context |= self.publish_context(article, changes.between(article, now))
            return TemplateResponse(request, "desk/publish.html", context, status=status)
        return TemplateResponse(request, "desk/ask.html", context, status=status)
