"""Readers' pages of the newsletter. GET shows, only POST does; no cookie, no session, no CSRF token anywhere."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.answers import answer, onward, private
from articles.edition import Edition, UnknownEdition, edition
from articles.pages import small
from articles.pages.banners import with_banner
from articles.pages.values import Link, Page
from newsletter import consent, subscriptions
from newsletter.models import Newsletter
from newsroom.lib import posted
from newsroom.lib.addresses import BadAddress
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.visitors import client_of
from newsroom.lib.words import told

MOST_BYTES = 64 * 1024  # of a posted form
SHOWN_AGAIN = 320  # characters of what was typed
HONEYPOT = "note"

_show_and_do = require_http_methods(["GET", "HEAD", "POST"])


# --- Signing up ---------------------------------------------------------------------------------------------


@csrf_exempt
@_show_and_do
def front(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """The sign-up page; POST takes `email`, `newsletter` (none, one or several slugs), `page`, `form`, `text`.

    After a sign-up the browser is sent to this page again (303), so that a reload asks for nothing twice.
    """
    try:
        its = edition(language)
    except UnknownEdition:
        return answer(request, small.not_found(request.path, at=timezone.now()))
    with override(its.language):
        if request.method == "POST":
            return _sign_up(request, its)
        done = "done" in request.GET
        if language is not None and not its.prefix:
            # The language at the root has no prefix: one page, one address.
            return HttpResponsePermanentRedirect(
                onward(request, its.url("/newsletter/?done" if done else "/newsletter/"))
            )
        return answer(request, with_banner(_sign_up_page(its, done=done), timezone.now()))


def _sign_up(request: HttpRequest, its: Edition) -> HttpResponse:
    if not posted.is_ours(request):
        return _refusal(
            request, its, 403, gettext("This form was sent from another website"),
            gettext("Nothing was done. Open our own sign-up page and send the form from there."),
        )  # fmt: skip
    fields = posted.fields(request, MOST_BYTES)
    if fields is None:
        return _too_much(request, its)
    if not fields.get(HONEYPOT):  # people neither see nor reach that field; who fills it learns nothing
        asked = fields.getlist("newsletter")
        email = fields.get("email", "")
        try:
            subscriptions.sign_up(
                email=email,
                newsletters=asked,
                language=its.language,
                form=fields.get("form", ""),
                page=fields.get("page", ""),
                text_digest=fields.get("text", ""),
                client=client_of(request),
                now=timezone.now(),
            )
        except BadAddress as error:
            return private(request, _sign_up_page(its, typed=email, chosen=asked, email_error=str(error)))
        except subscriptions.Refusal as error:
            return private(request, _sign_up_page(its, typed=email, chosen=asked, list_error=str(error)))
    response = HttpResponseRedirect(onward(request, its.url("/newsletter/?done")), status=303)
    response["Cache-Control"] = "no-store"
    return response


def _sign_up_page(
    its: Edition,
    *,
    done: bool = False,
    typed: str = "",
    chosen: Sequence[str] = (),
    email_error: str = "",
    list_error: str = "",
) -> Page:
    path = its.url("/newsletter/")
    failed = bool(email_error or list_error)
    heading = gettext("Newsletter")
    if failed:
        heading = gettext("Please look at the form again")
    elif done:
        heading = gettext("Please look into your mailbox")
    choices = []
    for n, newsletter in enumerate(Newsletter.objects.open()):
        name, lang = told(newsletter.names, its.language)
        about, about_lang = told(newsletter.descriptions, its.language)
        choices.append(
            {
                "slug": newsletter.slug,
                "name": name or newsletter.slug,
                "lang": "" if lang == its.language else lang,
                "dir": LANGUAGES[lang].direction,
                "description": about,
                "description_lang": "" if about_lang == its.language else about_lang,
                "description_dir": LANGUAGES[about_lang].direction,
                "checked": newsletter.slug in chosen if chosen else n == 0,
            }
        )
    text = consent.words(its.language)
    return _page(
        its,
        "front",
        heading=heading,
        status=422 if failed else 200,
        robots="noindex" if done or failed else "",
        query="done" if done else "",
        path=path,
        canonical="" if failed else its.absolute("/newsletter/"),
        translations=tuple(
            Link(f"{its.prefix_of(code)}/newsletter/", name, code, LANGUAGES[code].direction)
            for code, name, _front in its.others
        ),
        alternates=tuple(
            (LANGUAGES[code].hreflang, f"{settings.BASE_URL}{its.prefix_of(code)}/newsletter/")
            for code in its.languages
        ),
        texts={
            "done": done,
            "choices": choices,
            "action": path,
            "page_path": path,
            "form": "page",
            "consent": text,
            "digest": consent.mark(text),
            "typed": "".join(c for c in typed[:SHOWN_AGAIN] if c.isprintable()),
            "email_error": email_error,
            "list_error": list_error,
        },
    )


# --- The links in mails -------------------------------------------------------------------------------------


@csrf_exempt
@_show_and_do
def confirm(request: HttpRequest, token: str, language: str | None = None) -> HttpResponse:
    """The page behind the link that confirms: a button, and what came of it. Needs no cookie: the link is the
    key.
    """
    now = timezone.now()
    return _by_link(
        request, language, "confirm",
        show=lambda: subscriptions.look_at_confirm(token, now=now),
        do=lambda: subscriptions.confirm(token, now=now),
        asking=_ask_to_confirm, done=_say_confirmed,
    )  # fmt: skip


@csrf_exempt
@_show_and_do
def unsubscribe(request: HttpRequest, token: str, language: str | None = None) -> HttpResponse:
    """The page behind the link that leaves, and the one-click address of RFC 8058.

    The POST of a mail program has no cookie, may be multipart or urlencoded and may come twice: always 200,
    never a redirect, whatever its content. Our own page's second button sends `which=all`.
    """
    now = timezone.now()

    def do() -> subscriptions.Choice:
        fields = posted.fields(request, MOST_BYTES)
        return subscriptions.leave(token, everything=bool(fields and fields.get("which") == "all"), now=now)

    return _by_link(
        request, language, "unsubscribe",
        show=lambda: subscriptions.look_at_leave(token), do=do,
        asking=_ask_to_leave, done=_say_left,
    )  # fmt: skip


def _ask_to_confirm() -> str:
    return gettext("Do you want this newsletter?")


def _say_confirmed() -> str:
    return gettext("You are signed up")


def _ask_to_leave() -> str:
    return gettext("Do you want to leave this newsletter?")


def _say_left() -> str:
    return gettext("You have left the newsletter")


def _by_link(
    request: HttpRequest,
    language: str | None,
    template: str,
    *,
    show: Callable[[], subscriptions.Choice],
    do: Callable[[], subscriptions.Choice],
    asking: Callable[[], str],
    done: Callable[[], str],
) -> HttpResponse:
    try:
        its = edition(language)
    except UnknownEdition:
        its = edition()  # links in old mails work for ever, also in a language that was given up since
    with override(its.language):
        try:
            choice = do() if request.method == "POST" else show()
        except subscriptions.Refusal as error:
            return _refusal(request, its, 404, gettext("This link does not work any more"), str(error))
        page = _page(
            its,
            template,
            heading=asking() if choice.waiting else done(),
            path=its.url("/newsletter/"),
            texts={
                "action": request.path,
                "waiting": [_name(newsletter, its) for newsletter in choice.waiting],
                "done": [_name(newsletter, its) for newsletter in choice.done],
                "sign_up_url": its.url("/newsletter/"),
            },
        )
        return private(request, page)


def _name(newsletter: Newsletter, its: Edition) -> dict[str, str]:
    name, lang = told(newsletter.names, its.language)
    return {
        "text": name or newsletter.slug,
        "lang": "" if lang == its.language else lang,
        "dir": LANGUAGES[lang].direction,
    }


# --- What they share ----------------------------------------------------------------------------------------


def _too_much(request: HttpRequest, its: Edition) -> HttpResponse:
    return _refusal(
        request, its, 413, gettext("This form could not be read"),
        gettext("It was too large, or broken on its way. Nothing was done. Please write your address once more."),
    )  # fmt: skip


def _refusal(request: HttpRequest, its: Edition, status: int, heading: str, sentence: str) -> HttpResponse:
    texts = {"sentence": sentence, "sign_up_url": its.url("/newsletter/")}
    return private(
        request, _page(its, "refusal", heading=heading, status=status, path=its.url("/newsletter/"), texts=texts)
    )


def _page(its: Edition, template: str, *, heading: str, texts: dict, robots: str = "noindex", **rest: Any) -> Page:
    if robots:
        rest["robots"] = robots
    return Page(
        edition=its,
        template=f"newsletter/{template}.html",
        title=f"{heading} — {its.name}",
        description=gettext("Our newsletter by e-mail: sign up, confirm, leave with one click."),
        texts=texts | {"heading": heading},
        css=("pages/text", "components/newsletter"),
        **rest,
    )
