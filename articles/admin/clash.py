"""Two texts for one place: both side by side, as differences from their common ground, and a choice for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import comparing, sources, workflow
from articles.admin.forms import StoryForm
from articles.admin.naming import label_of, names_for
from articles.admin.working import typed_in
from articles.merging import Answer, Clash, Piece
from articles.models import Article, Draft
from newsroom.lib.kept import accept
from newsroom.lib.languages import LANGUAGES


@dataclass
class Row:
    """One line of the clash page: what was changed by whom, or what is to be chosen."""

    kind: str  # same, mine, theirs, both, clash
    label: str
    number: int
    runs: list
    clash: Clash | None = None
    mine: list | None = None
    theirs: list | None = None
    base: str = ""
    own: str = ""
    chosen: str = ""


class ClashPages:
    """The address `<id>/clash/` of the story desk; a save that clashes shows the same page."""

    def clash_view(self, request, pk: int):
        """Both texts side by side, from one's newest unsaved text. GET shows, POST decides."""
        article = self.story(request, pk)
        drafts = self.own_drafts(request, article) if workflow.can_edit(request.user, article) else []
        typed = typed_in(request.POST) if request.method == "POST" else None
        if typed:
            drafts = [draft for draft in drafts if draft.window == typed.window]
        if not drafts:
            messages.success(request, _("Nothing is lost. There is nothing left to choose in this story."))
            return HttpResponseRedirect(self.page_of(article))
        draft = drafts[0]
        form = self.draft_form(request, article, draft)
        if not form.is_valid():
            return HttpResponseRedirect(self.page_of(article))
        if request.method == "POST":
            return self.settle(request, article, form, draft)
        found = workflow.together(article, by=request.user, fields=form.wanted(), base_version=draft.base_version)
        if not found.merged.clashes:
            return HttpResponseRedirect(self.page_of(article))
        return self.clash_page(request, article, found, workflow.nothing_is_lost(found), window=draft.window)

    def settle(self, request, article: Article, form: StoryForm, draft: Draft):
        answers = {
            name[2:]: Answer(choice, request.POST.get(f"own_{name[2:]}", "")[:100_000])
            for name, choice in request.POST.items()
            if name.startswith("c_")
        }
        try:
            revision = workflow.settle(
                by=request.user, article=article, fields=form.wanted(), base_version=draft.base_version,
                answers=answers, mark=request.POST.get("mark", ""), now=timezone.now(),
                typed=workflow.Typed(draft.window),
            )  # fmt: skip
        except workflow.Clashing as error:
            return self.clash_page(
                request, article, error.together, str(error), window=draft.window, answers=answers, status=409
            )
        except workflow.WorkflowError as error:
            found = workflow.together(article, by=request.user, fields=form.wanted(), base_version=draft.base_version)
            return self.clash_page(
                request, article, found, workflow.nothing_is_lost(found), window=draft.window, answers=answers,
                wrong=str(error), status=422,
            )  # fmt: skip
        accept(request)
        self.say_saved(request, revision)
        return HttpResponseRedirect(self.page_of(article))

    def clash_page(
        self, request, article: Article, found: workflow.Together, said: str, *, window: str,
        answers: Mapping[str, Answer] | None = None, wrong: str = "", status: int = 409,
    ) -> TemplateResponse:  # fmt: skip
        rows = self.clash_rows(found, answers or {})
        context = self.admin_site.each_context(request) | {
            "title": _("Two texts for one place"),
            "a": article,
            "rows": rows,
            "said": said,
            "wrong": wrong,
            "window": window,
            "mark": found.mark,
            "kept": request.POST.get("kept", ""),  # the browser's own copy goes once the choice is saved
            "who": ", ".join(found.others) or request.user,
            "same_person": not found.others,
            "theirs": found.theirs,
            "named": sources.may_be_named(article, found.began),
            "clashes": len(found.merged.clashes),
            "together": found.merged.counts("mine") + found.merged.counts("theirs"),
            "now": timezone.now(),
            "direction": LANGUAGES[article.language].direction,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/clash.html", context, status=status)

    def clash_rows(self, found: workflow.Together, answers: Mapping[str, Answer]) -> list[Row]:
        """The fields that somebody changed, then every paragraph."""
        merged = found.merged
        names = names_for([found.base, found.mine, found.theirs.snapshot])
        by_name = {clash.name: clash for clash in merged.clashes}
        rows = []
        for name in found.mine:
            if name == "body":
                continue
            if name in by_name:
                rows.append(self.choice(by_name[name], label_of(name), 0, names, answers))
            elif name in merged.fields and (name in merged.mine or name in merged.theirs):
                kind = "mine" if name in merged.mine else "theirs"
                kind = "both" if name in merged.mine and name in merged.theirs else kind
                change = comparing.fields({name: found.base.get(name)}, {name: merged.fields[name]}, names)
                rows += [Row(kind, label_of(name), 0, part.runs) for part in change]
        place = 0
        for piece in merged.pieces:
            place += bool(piece.after or piece.clash)
            rows.append(self.paragraph(piece, place, by_name, names, answers))
        return rows

    def paragraph(self, piece: Piece, place: int, by_name: Mapping[str, Clash], names, answers) -> Row:
        if piece.clash:
            clash = by_name[piece.clash]
            label = _("Paragraph %(n)d") % {"n": place}
            return self.choice(clash, label, place, names, answers)
        runs = comparing.words(bodies.plain(piece.before), bodies.plain(piece.after))
        return Row(piece.kind, "", place if piece.after else 0, runs)

    def choice(self, clash: Clash, label: str, place: int, names, answers: Mapping[str, Answer]) -> Row:
        answer = answers.get(clash.name, Answer(""))
        if clash.of_body:
            base, mine, theirs = (bodies.plain(text) for text in (clash.base, clash.mine, clash.theirs))
            sides = [comparing.words(base, text) for text in (mine, theirs)]
            if mine == theirs:  # they differ in links or emphasis alone
                sides = [[comparing.Run(comparing.SAME, text)] for text in (mine, theirs)]
        else:
            whole = {
                which: {clash.name: value}
                for which, value in (("base", clash.base), ("mine", clash.mine), ("theirs", clash.theirs))
            }
            sides = []
            for which in ("mine", "theirs"):
                change = comparing.fields(whole["base"], whole[which], names)
                sides.append([run for part in change if part.name != f"photo_{part.name[6:]}" for run in part.runs])
            base, mine = str(clash.base or ""), str(clash.mine or "")
        return Row(
            "clash", label, place, [], clash, sides[0], sides[1], base if clash.takes_own else "",
            own=answer.text or (mine if clash.takes_own else ""), chosen=answer.choice,
        )  # fmt: skip
