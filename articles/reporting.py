"""Readers report what is wrong with a story: the form under its address. GET shows, POST does; no cookie, no session,
no token (docs/decisions/0005-forms-without-cookies.md). Never kept: each form has a number of its own."""

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import complaints, old_addresses, workflow
from articles.addresses import report_path, story_path
from articles.answers import answer, onward, private
from articles.edition import Edition, UnknownEdition, edition, newsroom
from articles.models import Complaint, Newsroom, Publication
from articles.pages import report, small
from articles.pages.banners import with_banner
from articles.pages.errors import Gone, NoPage
from articles.pages.values import Page
from articles.views import not_found
from newsroom.lib import posted
from newsroom.lib.visitors import client_of

MOST_BYTES = 100 * 1024  # of a posted form
DONE = "done"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def form(
    request: HttpRequest, year: int, month: int, day: int, slug: str, language: str | None = None
) -> HttpResponse:  # fmt: skip
    """`report/` under a story's address. POST takes `text`, `quote`, `source`, `email`, `wish`.

    After a report the browser is sent to the thanks (303), so that a reload sends nothing twice. Where readers see no
    story, it answers as any address without a page; one that has moved is followed, with what was typed.
    """
    now = timezone.now()
    try:
        when = date(year, month, day)
        room = newsroom()
        here = edition(language, of=room)
    except (ValueError, UnknownEdition):
        return not_found(request)
    with override(here.language):
        token = request.GET.get(DONE, "")
        try:
            out = report.find(here, when, slug, at=now)
        except Gone as error:
            # It was taken down while a reader wrote. What they wrote is as true as before, and so are the thanks.
            last = _taken_down(here, when, slug)
            if last is None or (request.method != "POST" and report.opened(token, last.story) is None):
                return answer(request, small.gone(request.path, error.edition, error.in_place, at=now))
            out = last
        except NoPage as error:
            return _moved(request, here, when, slug, now) or not_found(request, known=error.edition)
        if language is not None and not here.prefix:  # the language at the root has no prefix
            path = _with_query(request, report_path(here, when, slug))
            return HttpResponsePermanentRedirect(path, preserve_request=True)
        if request.method == "POST":
            return _take_in(request, out, here, room, now)
        if done := report.opened(token, out.story):
            thanks = replace(report.thanks(out, here, *done), query=urlencode({DONE: token}))
            return _private(request, thanks)
        response = answer(request, with_banner(report.page(out, here, room), now), keep="private, no-store")
        response["X-Robots-Tag"] = "noindex"
        return response


form.should_append_slash = False  # type: ignore[attr-defined]  # `not_found` knows the whole way, in one hop


def _take_in(request: HttpRequest, out: Publication, here: Edition, room: Newsroom, now: datetime) -> HttpResponse:
    if not posted.is_ours(request):
        said = _("This form was sent from another website. Nothing was done: look at it here and send it again.")
        return _private(request, report.page(out, here, room, refused=said, status=403))
    sent = posted.fields(request, MOST_BYTES)
    if sent is None:
        said = _(
            "The report was too large, or broken on its way, and nothing of it arrived. Go back in your browser, where "
            "your words still are; shorten them, and send the form again."
        )
        return _private(request, report.page(out, here, room, refused=said, status=413))
    typed = {name: sent.get(name, "") for name in (*complaints.Typed.WRITTEN, "wish", report.FORM)}
    if sent.get(report.TRAP):  # who fills that field learns nothing
        due = complaints.due_on(Complaint.Kind.ERROR, now, room)
        return _thank(request, here, out, complaints.new_reference(), due)
    said_of = complaints.Typed.of({name: typed[name] for name in complaints.Typed.WRITTEN})
    if faults := said_of.faults():
        return _private(request, report.page(out, here, room, typed=typed, faults=faults, status=422))
    try:
        row = workflow.receive_complaint(
            story=out.story, kind=sent.get("wish") or Complaint.Kind.ERROR, typed=said_of, now=now,
            form=sent.get(report.FORM, "")[:24], client=client_of(request),
        )  # fmt: skip
    except workflow.TooMany as error:
        return _private(request, report.page(out, here, room, typed=typed, refused=str(error), status=429))
    except workflow.NotPossible as error:
        return _private(request, report.page(out, here, room, typed=typed, refused=str(error), status=422))
    return _thank(request, here, out, row.reference, row.due_on)


def _thank(request: HttpRequest, here: Edition, out: Publication, reference: str, due: date) -> HttpResponse:
    path = report_path(here, out.address_date, out.slug)
    path = onward(request, f"{path}?{DONE}={report.sealed(reference, due, out.story)}")
    response = HttpResponseRedirect(path, status=303)
    response["Cache-Control"] = "no-store"
    return response


def _private(request: HttpRequest, page: Page) -> HttpResponse:
    return private(request, page, referrer="same-origin")


def _taken_down(here: Edition, day: date, slug: str) -> Publication | None:
    """What readers saw last of the story that stood here, without its headline: the notice does not tell it either.
    None where nobody saw any of it."""
    stood = Publication.objects.filter(language=here.language, address_date=day, slug=slug)
    last = stood.order_by("-visible_from").first()
    if last is not None:
        last.headline = ""
    return last


def _moved(request: HttpRequest, here: Edition, day: date, slug: str, now: datetime) -> HttpResponse | None:
    """One hop on where the story has another address by now; a form goes along with what was typed into it."""
    old = old_addresses.find(story_path(here, day, slug))
    path = old_addresses.leads_to(old, now) if old is not None and old.story is not None else None
    if path is None:
        return None
    return HttpResponsePermanentRedirect(_with_query(request, f"{path}report/"), preserve_request=True)


def _with_query(request: HttpRequest, path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
