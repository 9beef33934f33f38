"""The complaints' desk: what came, by when it should be answered, who sees to it, how it ended.

Editors handle all of them. A reporter sees those about their own stories, and of those neither who complained nor what
the desk wrote about it.
"""

import secrets

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import complaints, workflow
from articles.admin import complaint_forms as its
from articles.admin.complaint_list import complaint_list
from articles.admin.record import rows_of
from articles.admin.refusing import tried
from articles.models import Act, Article, Complaint, ComplaintEntry, Correction
from articles.workflow.sources import may_take_off
from newsroom.lib.desk import DeskAdmin
from newsroom.lib.jobs import outbox
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.moments import zone_words

TITLES = {
    "answer": gettext_lazy("Answer whoever complained"),
    "close": gettext_lazy("Close the complaint"),
    "reopen": gettext_lazy("Open the complaint again"),
    "empty": gettext_lazy("Erase what the complaint says"),
}
BUTTONS = {
    "answer": gettext_lazy("Send the answer"),
    "close": gettext_lazy("Close the complaint"),
    "reopen": gettext_lazy("Open it again"),
    "empty": gettext_lazy("Erase it for good"),
}
VERBS = ("note", *TITLES)


@admin.register(Complaint)
class ComplaintAdmin(DeskAdmin):
    """Complaints. Reading and writing is asked of `workflow`, which the verbs ask again."""

    def has_view_permission(self, request, obj=None) -> bool:
        if obj is None:
            return request.user.has_perm("articles.view_complaint")
        return complaints.seen_by(request.user).filter(pk=obj.pk).exists()

    def has_change_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("articles.change_complaint")

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # one that is closed is emptied

    def get_urls(self):
        verb = path(
            "<int:pk>/verb/<slug:name>/", self.admin_site.admin_view(self.verb_view), name="articles_complaint_verb"
        )
        return [verb, *super().get_urls()]

    # -- the list
    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return HttpResponseRedirect(request.get_full_path())
        today = timezone.localdate()
        context = self.admin_site.each_context(request) | {
            "title": _("Complaints"),
            "list": complaint_list(complaints.seen_by(request.user), request.user, request.GET, today),
            "handles": self.has_change_permission(request),
            "today": today,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/complaints.html", context)

    # -- by hand
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        now = timezone.now()
        form = its.HandForm(request.POST or None, initial=self._beginning(request, now))
        form.fields["received_at"].help_text = zone_words(now)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                row = workflow.enter_complaint(
                    by=request.user, article=said["story"], kind=said["kind"], via=said["via"], typed=form.typed,
                    received_at=said["received_at"], due_on=said["due_on"], assigned_to=said["assigned_to"],
                    form=said["form"], now=now,
                )  # fmt: skip
            except workflow.WorkflowError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The complaint is entered, under %(reference)s.") % {"reference": row})
                return HttpResponseRedirect(self.page_of(row))
        context = self.admin_site.each_context(request) | {
            "title": _("Enter a complaint"), "form": form, "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "desk/complaint_new.html", context)

    def _beginning(self, request, now) -> dict:
        asked = request.GET.get("story", "")
        number = asked if asked.isascii() and asked.isdigit() and len(asked) < 12 else ""
        known = Article.objects.filter(pk=number).exists() if number else False
        page = reverse("admin:articles_article_change", args=[number]) if known else ""
        return {
            "story": request.build_absolute_uri(page) if page else "",
            "received_at": now.replace(second=0, microsecond=0),
            "assigned_to": request.user.pk,
            "form": secrets.token_hex(12),
        }

    # -- one complaint
    def complaint(self, request, pk) -> Complaint:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not (str(pk).isascii() and str(pk).isdigit() and len(str(pk)) < 18):
            raise Http404
        seen = complaints.seen_by(request.user)
        return get_object_or_404(seen.select_related("article", "assigned_to", "made_by", "outcome_by"), pk=pk)

    def page_of(self, row: Complaint) -> str:
        return reverse("admin:articles_complaint_change", args=[row.pk])

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The complaint's page. POST says who sees to it, what is wanted and by when."""
        row = self.complaint(request, object_id)
        if request.method != "POST":
            return self.show(request, row)
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = its.HandleForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            status = tried(
                form, workflow.handle_complaint, by=request.user, complaint=row, kind=said["kind"],
                due_on=said["due_on"], assigned_to=said["assigned_to"], seen=said["turn"], now=timezone.now(),
            )  # fmt: skip
            if not status:
                messages.success(request, _("Saved: who sees to it, and by when."))
                return HttpResponseRedirect(self.page_of(row))
            return self.show(request, self.complaint(request, object_id), handle=form, status=status)
        return self.show(request, row, handle=form)

    def history_view(self, request, object_id, extra_context=None):
        """The admin's own page knows nothing of what was done; the complaint's page does."""
        return HttpResponseRedirect(self.page_of(self.complaint(request, object_id)))

    def show(self, request, row: Complaint, *, handle=None, note=None, status: int = 200):
        """The page, with forms as they came."""
        handles = self.has_change_permission(request)
        if handle is None:
            handle = its.HandleForm(
                initial={"turn": row.turn, "kind": row.kind, "due_on": row.due_on, "assigned_to": row.assigned_to_id}
            )
        else:
            handle.data = handle.data.copy()
            handle.data["turn"] = str(row.turn)  # what they see now is what they decide on next
        told = Correction.objects.filter(pk=row.correction).first() if row.correction else None
        acts = Act.objects.filter(story=row.article.uuid, about__complaint=row.pk).select_related("by", "text")
        offered = complaints.offers(row.article, Complaint.objects.filter(pk=row.pk)) if handles else []
        entries = list(row.entries.select_related("by")) if handles else []
        waits = any(entry.mail == ComplaintEntry.Mail.WAITING for entry in entries)
        context = self.admin_site.each_context(request) | {
            "title": _("Complaint %(reference)s") % {"reference": row},
            "c": row,
            "a": row.article,
            "handles": handles,
            "may_empty": request.user.has_perm("articles.empty_complaint") and not row.is_open and not row.emptied_at,
            "may_take_off": row.kind == Complaint.Kind.NAME and handles and may_take_off(request.user),
            "entries": entries,
            "unsent": outbox.given_up("articles.complaint_answer", "entry") if waits else set(),
            "sees_jobs": request.user.has_perm("jobs.view_job"),
            "handle": handle,
            "note": note or its.NoteForm(),
            "told": told,
            "offer": next((one for one in offered if one.outcome), None),
            "acts": rows_of(acts.order_by("-number")[:20]),
            "direction": LANGUAGES[row.language].direction,
            "today": timezone.localdate(),
            "now": timezone.now(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/complaint.html", context, status=status)

    # -- the verbs
    def verb_view(self, request, pk: int, name: str):
        """GET asks, POST does; a note is asked for on the complaint's own page."""
        row = self.complaint(request, pk)
        if name not in VERBS:
            raise Http404
        needs = "articles.empty_complaint" if name == "empty" else "articles.change_complaint"
        if not request.user.has_perm(needs):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.page_of(row)) if name == "note" else self.ask(request, row, name)
        return getattr(self, f"_{name}")(request, row, timezone.now())

    def _note(self, request, row: Complaint, now):
        form = its.NoteForm(request.POST)
        if form.is_valid() and not tried(
            form, workflow.note_on_complaint, by=request.user, complaint=row, text=form.cleaned_data["text"], now=now
        ):
            messages.success(request, _("The note is added."))
            return HttpResponseRedirect(self.page_of(row) + "#entries")
        return self.show(request, row, note=form)

    def _answer(self, request, row: Complaint, now):
        form = self.form_of(row, "answer", request.POST)
        return self._done(
            request, row, "answer", form,
            lambda said: {"verb": workflow.answer_complaint, "text": said["text"], "seen": said["turn"]}, now,
        )  # fmt: skip

    def _close(self, request, row: Complaint, now):
        form = self.form_of(row, "close", request.POST)
        return self._done(
            request, row, "close", form,
            lambda said: {
                "verb": workflow.close_complaint, "outcome": said["outcome"], "why": said["why"],
                "correction": said["correction"], "answer": said["answer"], "seen": said["turn"],
            }, now,
        )  # fmt: skip

    def _reopen(self, request, row: Complaint, now):
        form = self.form_of(row, "reopen", request.POST)
        return self._done(
            request, row, "reopen", form,
            lambda said: {"verb": workflow.reopen_complaint, "why": said["text"], "seen": said["turn"]}, now,
        )  # fmt: skip

    def _empty(self, request, row: Complaint, now):
        form = self.form_of(row, "empty", request.POST)
        return self._done(request, row, "empty", form, lambda said: {"verb": workflow.empty_complaint}, now)

    def _done(self, request, row: Complaint, name: str, form, told, now):
        if not form.is_valid():
            return self.ask(request, row, name, form)
        said = told(form.cleaned_data)
        status = tried(form, said.pop("verb"), by=request.user, complaint=row, now=now, **said)
        if status:
            return self.ask(request, self.complaint(request, row.pk), name, form, status)
        messages.success(request, self._said(row, name, bool(form.cleaned_data.get("answer", "").strip())))
        back = request.POST.get("back") == "story" and request.user.has_perm("articles.view_article")
        page = reverse("admin:articles_article_change", args=[row.article_id]) if back else self.page_of(row)
        return HttpResponseRedirect(page)

    def _said(self, row: Complaint, name: str, answered: bool) -> str:
        if name == "answer":
            return _("The answer goes out by mail.") if row.email else _("Noted: they were answered so.")
        if name == "close":
            if row.email and not answered and row.outcome != Complaint.Outcome.SPAM:
                return _("Closed. Whoever complained left an address and has not been told: you can answer them now.")
            return _("The complaint is closed.")
        return _("The complaint is open again.") if name == "reopen" else _("What the complaint said is erased.")

    def form_of(self, row: Complaint, name: str, data=None):
        tongue = {"language": row.language, "direction": LANGUAGES[row.language].direction}
        turn: dict[str, int | str | None] = {"turn": row.turn}
        if name == "answer":
            return its.AnswerForm(data, initial=turn, **tongue)
        if name == "reopen":
            return its.ReopenForm(data, initial=turn)
        if name == "empty":
            return its.EmptyForm({} if data is not None else None)
        offer = next(iter(complaints.offers(row.article, Complaint.objects.filter(pk=row.pk))), None)
        if offer is not None and offer.outcome:
            turn |= {"outcome": offer.outcome, "correction": offer.correction}
        told = Correction.objects.filter(story=row.article.uuid).of_mistakes().latest_first()[:20]
        return its.CloseForm(data, initial=turn, told=list(told), by_mail=bool(row.email), **tongue)

    def ask(self, request, row: Complaint, name: str, form=None, status: int = 200):
        """The page of one verb, with its form as it came."""
        if form is None:
            form = self.form_of(row, name)
        elif "turn" in form.fields:
            form.data = form.data.copy()
            form.data["turn"] = str(row.turn)  # what they see now is what they decide on next
        possible = row.is_open if name == "close" else not row.is_open if name in ("reopen", "empty") else True
        context = self.admin_site.each_context(request) | {
            "title": TITLES[name],
            "c": row,
            "a": row.article,
            "name": name,
            "form": form,
            "possible": possible and not (row.emptied_at and name in ("reopen", "empty", "answer")),
            "button": BUTTONS[name],
            "today": timezone.localdate(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/complaint_ask.html", context, status=status)
