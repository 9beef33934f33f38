"""While somebody writes: what is typed is kept, who else is here is said."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import sources, workflow
from articles.admin.forms import SAVED, StoryForm
from articles.models import Article, Draft

# What stands beside the moments: on whose clocks, and which of two.
MOMENTS = ("embargo_until_zone", "embargo_until_choice", "planned_for_choice")
CONTROLS = (*SAVED, *MOMENTS, "tags", "new_alt", "new_caption", "new_creator", "new_agency")
ROWS = ("credit_author", "credit_role", "credit_name")
_WINDOW = re.compile(r"[0-9a-f-]{8,36}\Z")
_TAKEN_UP = re.compile(r"(\d{1,15})\.(\d{1,9})\Z")
LAST_TURN = 2**31 - 1
MOST_DRAFTS = 4  # of one's own unsaved texts that a page looks at


def new_window() -> str:
    """A name for the window that this page is opened in."""
    return uuid4().hex


def number(text: str, most: int = LAST_TURN) -> int:
    """A number that a form brought along; 0 for what is none."""
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def typed_in(data: Mapping[str, str]) -> workflow.Typed | None:
    """The window that a form was sent from, and the draft that it took up."""
    window = data.get("window", "")
    if not _WINDOW.match(window):
        return None
    took = _TAKEN_UP.match(data.get("draft", ""))
    return workflow.Typed(window, (int(took[1]), int(took[2])) if took else None)


def controls_of(data: QueryDict) -> dict[str, list[str]]:
    """What the form's controls held, name by name; nothing else that was sent."""
    return {name: data.getlist(name) for name in (*CONTROLS, *ROWS) if name in data}


def as_posted(draft: Draft) -> QueryDict:
    """A draft as the form would have sent it."""
    data = QueryDict(mutable=True)
    for name, texts in draft.fields.items():
        data.setlist(name, texts)
    data["base_version"] = str(draft.base_version)
    return data


class WorkingPages:
    """The addresses `<id>/draft/`, `<id>/here/` and `<id>/lock/` of the story desk."""

    # -- kept while typing
    def draft_view(self, request, pk: int):
        """Keeps what the form holds. 200: kept; 409: kept, and the story was saved by somebody meanwhile; 403, 413:
        not kept, `said` says why. Always JSON with `said`."""
        if request.method != "POST":
            return JsonResponse({"said": ""}, status=405)
        article, now = self.story(request, pk), timezone.now()
        typed = typed_in(request.POST)
        if typed is None:
            return JsonResponse({"said": _("Nothing was sent that could be kept.")}, status=400)
        base = number(request.POST.get("base_version", ""))
        try:
            draft = workflow.keep_draft(
                by=request.user, article=article, controls=controls_of(request.POST), base_version=base, typed=typed,
                turn=number(request.POST.get("turn", "")), now=now,
            )  # fmt: skip
        except workflow.NotAllowed as error:
            return JsonResponse({"said": str(error)}, status=403)
        except workflow.WorkflowError as error:
            return JsonResponse({"said": str(error)}, status=413)
        at = timezone.localtime(draft.kept_at).strftime("%H:%M:%S")
        stale = base < article.words_version
        said = _("Kept at %(when)s, not saved yet.") % {"when": at}
        if stale:
            said = _("Kept at %(when)s. Someone else saved this story. We will put both texts together.") % {"when": at}
        answer = {"said": said, "kept_at": draft.kept_at.isoformat(), "draft": f"{draft.pk}.{draft.turn}"}
        return JsonResponse(answer | {"version": article.words_version}, status=409 if stale else 200)

    def discard_view(self, request, pk: int):
        article = self.story(request, pk)
        if request.method == "POST" and workflow.discard_draft(
            by=request.user, article=article, number=number(request.POST.get("discard", ""))
        ):
            messages.success(request, _("Your unsaved words are discarded. The story stands as it was saved."))
        return HttpResponseRedirect(self.page_of(article))

    def page_of(self, article: Article) -> str:
        return reverse("admin:articles_article_change", args=[article.pk])

    def window_of(self, request, form: StoryForm) -> dict:
        """The names that the page's form brings along: of its window, and of the draft that it took up."""
        typed, kept = typed_in(request.POST), form.restored
        if kept is None and typed and form.is_bound:
            kept = Draft.objects.filter(typed.rows, article=form.instance, user=request.user).first()
        return {"window": new_window(), "taken_up": f"{kept.pk}.{kept.turn}" if kept else ""}

    def own_drafts(self, request, article: Article) -> list[Draft]:
        """One's unsaved texts that say something which the story does not; the newest, or the one asked for, first.

        Each is compared with the story, so a page looks at a few: the others come when these are saved or discarded.
        """
        asked = number(request.GET.get("draft", ""))
        own = Draft.objects.filter(article=article, user=request.user)
        first = Case(When(pk=asked, then=Value(0)), default=Value(1))
        return [
            draft
            for draft in own.order_by(first, "-kept_at", "-pk")[:MOST_DRAFTS]
            if self.brings(request, article, draft)
        ]

    def brings(self, request, article: Article, draft: Draft) -> bool:
        form = self.draft_form(request, article, draft)
        if not form.is_valid():
            return True  # it says something that cannot be saved yet
        try:
            found = workflow.together(article, by=request.user, fields=form.wanted(), base_version=draft.base_version)
        except workflow.WorkflowError:
            return True
        return found.brings

    def draft_form(self, request, article: Article, draft: Draft) -> StoryForm:
        fresh = Article.objects.select_related("section", "photo").get(pk=article.pk)
        return StoryForm(as_posted(draft), instance=fresh, may_upload=self.may_upload(request, True))

    def keep_what_came(self, request, article: Article, data, now: datetime) -> str:
        """Keeps a text that could not be saved, whatever the reason, so that it is there when they come back. Gives
        the name of the window that it is kept under."""
        typed = typed_in(request.POST) or workflow.Typed(new_window())
        try:
            workflow.keep_draft(
                by=request.user, article=article, controls=controls_of(data), typed=typed,
                base_version=number(request.POST.get("base_version", "")), now=now,
            )  # fmt: skip
        except workflow.WorkflowError:
            pass  # the page shows it all the same
        return typed.window

    # -- who is here
    def here_view(self, request, pk: int):
        """A window says that it is here; it is told who else is, and whether the story was saved meanwhile."""
        if request.method != "POST":
            return JsonResponse({"said": []}, status=405)
        article, now = self.story(request, pk), timezone.now()
        typed = typed_in(request.POST)
        if typed and workflow.can_edit(request.user, article):
            if "gone" in request.POST:
                workflow.gone(by=request.user, article=article, window=typed.window)
            else:
                unsaved = request.POST.get("unsaved") == "yes"
                workflow.here(by=request.user, article=article, window=typed.window, unsaved=unsaved, now=now)
        seen = number(request.POST.get("base_version", ""))
        return JsonResponse({"said": self.presence(request, article, now, seen=seen), "version": article.words_version})

    def presence(self, request, article: Article, now: datetime, *, seen: int) -> list[str]:
        """Sentences about who else has the story open, who asked to have it alone, and what was saved since."""

        def clock(moment: datetime) -> str:
            return timezone.localtime(moment).strftime("%H:%M")

        said = []
        for other in workflow.company([article.pk], now, but=request.user).get(article.pk, []):
            told: dict[str, object] = {"who": other.name, "when": clock(other.unsaved_since or other.since)}
            if other.unsaved_since:
                said.append(_("%(who)s has unsaved changes here since %(when)s.") % told)
            else:
                said.append(_("%(who)s has this open since %(when)s, no unsaved changes.") % told)
        if seen and seen < article.words_version:
            newest = article.revisions.select_related("by").filter(number=article.words_version).first()
            if newest:
                told = {"who": newest.by or _("Someone"), "n": newest.number, "when": clock(newest.at)}
                sentence = _("%(who)s saved version %(n)d at %(when)s. Your next save puts both texts together.")
                said.append(sentence % told)
        return said

    def lock_view(self, request, pk: int):
        """Asks to have the story alone, gives it back, or takes it over. What is typed is kept first."""
        article, now = self.story(request, pk), timezone.now()
        page = HttpResponseRedirect(self.page_of(article))
        if request.method != "POST":
            return page
        if "base_version" in request.POST:
            self.keep_what_came(request, article, request.POST, now)
        what = request.POST.get("lock", "")
        try:
            if what == "lock":
                workflow.lock(by=request.user, article=article, now=now)
                messages.success(request, _("You have this story alone. Others can read it."))
            elif what == "take":
                workflow.take_over(
                    by=request.user, article=article, now=now, texts=self.unsaved_texts(request, article)
                )
                messages.success(
                    request, _("Nothing is lost. You have this story now; what the other had typed is in the history.")
                )
            elif what == "unlock":
                workflow.unlock(by=request.user, article=article, now=now)
                messages.success(request, _("Everyone who may edit this story can save again."))
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        return page

    def unsaved_texts(self, request, article: Article) -> list[tuple]:
        """(who, version) of what the one who has the story alone had typed and not saved."""
        lock = workflow.lock_of(article)
        if lock is None or lock.by_id == request.user.pk:
            return []
        texts = []
        for draft in Draft.objects.filter(article=article, user=lock.by).order_by("kept_at"):
            form = self.draft_form(request, article, draft)
            form.is_valid()
            try:
                found = workflow.together(article, by=lock.by, fields=form.wanted(), base_version=draft.base_version)
            except workflow.WorkflowError:
                continue  # it cannot be a version; the draft itself stays
            if found.brings:
                texts.append((lock.by, found.mine))
        return texts

    def say_saved(self, request, revision) -> None:
        """What a save did, in a sentence."""
        if revision is None:
            said = _("Nothing had changed.")
        elif revision.beside is not None:
            told = {"n": revision.number, "m": revision.beside.number, "who": revision.beside.by or _("Someone")}
            said = (
                _("Nothing is lost. Your text and version %(m)d of %(who)s are put together as version %(n)d.") % told
            )
        else:
            said = _("Saved as version %(n)d.") % {"n": revision.number}
        messages.success(request, said)
        if revision is not None and revision.beside is not None:
            self.say_named(request, revision.article)

    def say_named(self, request, article: Article) -> None:
        """Says, after words from before came into the story, that these may have a name which was taken out."""
        if sources.name_may_be_back(article):
            messages.warning(
                request, _("The text may say a name again that was taken out. Read it, and take the name out again.")
            )
