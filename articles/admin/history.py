"""A story's history at the desk: every version, any two compared, an earlier one brought back."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from articles import comparing, history, sources, workflow
from articles.admin.naming import label_of, names_for
from articles.admin.working import number
from articles.models import Article, Correction, Revision
from articles.publication import changed, standing_of
from articles.workflow.version_names import LONGEST
from newsroom.lib.languages import LANGUAGES

Kind = Revision.Kind
MILESTONES = (
    Kind.FILED, Kind.SUBMITTED, Kind.READY, Kind.PUBLISHED, Kind.UPDATED, Kind.CORRECTED, Kind.SCHEDULED,
    Kind.TAKEN_DOWN,
)  # fmt: skip
FEW = 2  # saves in a row that are shown each; more are folded


@dataclass
class Line:
    """One version of the list: what it is called, whether it is a milestone, whether it is where the story stands."""

    revision: Revision
    name: str
    milestone: bool
    now: bool = False
    given: str = ""  # the name that somebody gave it

    @property
    def note(self) -> str:
        return self.revision.why


@dataclass
class Fold:
    """Saves in a row between two milestones."""

    lines: list[Line] = field(default_factory=list)

    @property
    def first(self) -> datetime:
        return self.lines[-1].revision.at

    @property
    def last(self) -> datetime:
        return self.lines[0].revision.at


def name_of(revision: Revision) -> str:
    """What a version is called: as published; Lana’s text, 11:47."""
    if revision.kind == Kind.KEPT:
        at = timezone.localtime(revision.at).strftime("%H:%M")
        return _("%(who)s’s text, %(when)s") % {"who": revision.by or _("Someone"), "when": at}
    return capfirst(revision.get_kind_display())


def folded(lines: list[Line], chosen: set[int]) -> list[Fold | Line]:
    """The list with runs of plain saves folded; what is chosen, and where the story stands, stays in sight."""
    found: list[Fold | Line] = []
    run: list[Line] = []

    def close() -> None:
        if len(run) > FEW:
            found.append(Fold(list(run)))
        else:
            found.extend(run)
        run.clear()

    for line in lines:
        plain = line.revision.kind in (Kind.SAVED, Kind.MERGED) and not line.now and not line.given
        if plain and line.revision.number not in chosen:
            run.append(line)
        else:
            close()
            found.append(line)
    close()
    return found


def comes_back(article: Article, number: int) -> list[str]:
    """Sentences of what readers were spared or told since version `number`, which restoring it would undo."""
    found = []
    if sources.may_be_named(article, number):
        kept = article.revisions.filter(number=number, kind=Kind.KEPT).exists()
        found.append(
            _("A name was taken out of this story, and this text may be from before: then the name comes back with it. "
              "Take it out again. Before the text goes out, somebody has to say that they looked.")
            if kept else
            _("A name was taken out of this story after this version, and comes back with it. Take it out again then. "
              "Before the text goes out, somebody has to say that they looked.")
        )  # fmt: skip
    told = Correction.objects.filter(story=article.uuid, to_version__gt=number).of_mistakes().order_by("to_version")
    for correction in told:
        words = {"kind": correction.get_kind_display(), "text": Truncator(correction.text).chars(160)}
        found.append(
            _("Readers were told after this version: %(kind)s: “%(text)s” What was wrong comes back with it.") % words
        )
    return found


class HistoryPages:
    """The addresses `<id>/versions/`, `versions/name/` and `versions/restore/` of the story desk."""

    def versions_view(self, request, pk: int):
        start, to = number(request.GET.get("from", "")), number(request.GET.get("to", ""))
        return self.versions_page(request, self.story(request, pk), start, to)

    def versions_page(self, request, article: Article, start: int, to: int, typed: str | None = None):
        """The history, with versions `start` and `to` compared (0: the usual). `typed`: a name that was refused."""
        now = timezone.now()
        rows = list(article.revisions.select_related("by").defer(*history.CONTENTS))
        standing = standing_of(article, now)
        real = [row.number for row in rows if row.kind != Kind.KEPT]
        known = {row.number for row in rows}
        to = to if to in known else real[0]
        start = start if start in known else self.usual_start(rows, to)
        given = dict(article.version_names.values_list("number", "name"))
        lines = [
            Line(row, name_of(row), row.kind in MILESTONES, row.number == real[0], given.get(row.number, ""))
            for row in rows
        ]
        alone = "named" in request.GET and bool(given)
        shown = [line for line in lines if line.given or line.revision.number in (start, to)] if alone else lines
        pair = history.contents(article, [start, to])
        names = names_for(pair.values())
        found = comparing.compare(pair[start], pair[to], names=names)
        by_number = {line.revision.number: line for line in lines}
        context = self.admin_site.each_context(request) | {
            "title": _("History"),
            "a": article,
            "lines": folded(shown, {start, to}),
            "named": len(given),
            "named_alone": alone,
            "longest": LONGEST,
            "count": len(lines),
            "start": by_number[start],
            "to": by_number[to],
            "found": found,
            "changes": [(label_of(change.name), change) for change in found.fields],
            "restorable": start if to == real[0] and start != real[0] else to,
            "newest": real[0],
            "live": standing.revision_number if standing.live else 0,
            "private": standing.live and changed(article, now),
            "editable": workflow.can_edit(request.user, article),
            "now": now,
            "direction": LANGUAGES[article.language].direction,
            "opts": self.opts,
        }
        context["comes_back"] = comes_back(article, context["restorable"]) if context["restorable"] != real[0] else []
        context["restore_name"] = by_number[context["restorable"]].name
        context["typed"] = given.get(to, "") if typed is None else typed
        return TemplateResponse(request, "desk/versions.html", context)

    def usual_start(self, rows: list[Revision], to: int) -> int:
        """What one compares with when nothing was chosen: the last milestone before, else the version before."""
        before = [row for row in rows if row.number < to and row.kind != Kind.KEPT]
        milestone = next((row.number for row in before if row.kind in MILESTONES), None)
        return milestone or (before[0].number if before else to)

    def name_version_view(self, request, pk: int):
        """Names a version, or takes its name away; leads back to what was looked at."""
        article = self.story(request, pk)
        wanted, start = number(request.POST.get("number", "")), number(request.POST.get("from", ""))
        address = reverse("admin:articles_article_versions", args=[article.pk])
        if request.method != "POST":
            return HttpResponseRedirect(address)
        if not workflow.can_edit(request.user, article):
            raise PermissionDenied
        address += f"?from={start}&to={wanted}"
        try:
            named = workflow.name_version(
                by=request.user, article=article, number=wanted, name=request.POST.get("name", ""), now=timezone.now()
            )
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
            return self.versions_page(request, article, start, wanted, typed=request.POST.get("name", ""))
        if named is None:
            messages.success(request, _("Version %(n)d has no name of its own.") % {"n": wanted})
        else:
            messages.success(request, _("Version %(n)d is called “%(name)s”.") % {"n": wanted, "name": named.name})
        return HttpResponseRedirect(address)

    def restore_view(self, request, pk: int):
        article = self.story(request, pk)
        address = reverse("admin:articles_article_versions", args=[article.pk])
        if request.method != "POST":
            return HttpResponseRedirect(address)
        if not workflow.can_edit(request.user, article):
            raise PermissionDenied
        wanted, seen = number(request.POST.get("number", "")), number(request.POST.get("seen", ""))
        try:
            revision = workflow.restore(by=request.user, article=article, number=wanted, seen=seen, now=timezone.now())
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(address)
        if revision is None:
            messages.success(request, _("Nothing had changed: the story stands like this already."))
        else:
            told = {"n": wanted, "m": revision.number}
            said = _("Version %(n)d is back, as version %(m)d. Nothing is overwritten, nothing is public yet.")
            messages.success(request, said % told)
            self.say_named(request, article)
        return HttpResponseRedirect(address)
