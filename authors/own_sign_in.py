"""“Your sign-in”: what one signs in with, for everybody at the desk, and how somebody who must have a second factor
comes by it. Each change asks for a fresh proof of who is there (`sessions.confirmed`)."""

import logging
from functools import wraps
from urllib.parse import quote

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from authors import door, factors, passkeys, sessions
from authors.factors import FactorRefused
from authors.qr import drawing
from authors.sessions import DeskRequest
from newsroom.lib.sealing import Unsealable, seal, unseal
from newsroom.lib.words import tidied

logger = logging.getLogger("newsroom.factors")

SECRET = "sign-in.app"  # the sealed secret of an app that is being set up
CODES = "sign-in.codes"  # sealed recovery codes, until their owner has kept them
CODES_AGAIN = "sign-in.codes-again"
NAME_LENGTH = 60


def fresh(view):
    """Asks who is there before `view`, unless that was shown a short while ago."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if sessions.confirmed(request, timezone.now()):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else start(request)
        return redirect(f"{reverse('admin:factor_confirm')}?next={quote(back)}")

    return asked


def posted(view):
    """For what only a form does: anything else is led to the page where the form stands."""

    @wraps(view)
    def only(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.method == "POST" else redirect(start(request))

    return only


def start(request: DeskRequest) -> str:
    """The page that one comes from: of those who must have a factor and have none, the one that says so."""
    return reverse("admin:factor_enrol" if request.factor_due else "admin:sign_in")


def overview(request: DeskRequest) -> HttpResponse:
    """All that one signs in with."""
    return listed(request)


def listed(request: DeskRequest, refused: str = "") -> HttpResponse:
    return door.page(
        request,
        "desk/factor_enrol.html" if request.factor_due else "desk/sign_in.html",
        title=_("One more step before the desk") if request.factor_due else _("Your sign-in"),
        have=factors.factors_of(request.user),
        needed=factors.needs_factor(request.user),
        demo=not settings.SECOND_FACTOR_DEMANDED,
        confirmed=sessions.confirmed(request, timezone.now()),
        refused=refused,
        name_length=NAME_LENGTH,
        localhost=localhost(request),
        back=quote(request.path),
    )


def localhost(request: DeskRequest) -> str:
    """The same page by the name of this machine, where it is open by its number; else empty."""
    host, _colon, port = request.get_host().rpartition(":")
    if (host or port) != "127.0.0.1" or "localhost" not in settings.ALLOWED_HOSTS:
        return ""
    return f"{request.scheme}://localhost{f':{port}' if host else ''}{request.path}"


def enrol(request: DeskRequest) -> HttpResponse:
    """Where those are led who must have a second factor and have none."""
    if not request.factor_due:
        return redirect("admin:sign_in")
    if not sessions.confirmed(request, timezone.now()):
        return redirect(f"{reverse('admin:factor_confirm')}?next={quote(request.path)}")
    return listed(request)


@posted
@fresh
def add_passkey(request: DeskRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    name = tidied(request.POST.get("name", ""))[:NAME_LENGTH] or _("Passkey")
    try:
        passkeys.finish_adding(request, user, door.answer_of(request), name, now)
    except FactorRefused as error:
        return listed(request, str(error))
    messages.success(request, _("The passkey “%s” is added. From now on it opens the desk.") % name)
    return taken(request, factors.PASSKEY, now)


@posted
@fresh
def begin_app(request: DeskRequest) -> HttpResponse:
    request.session[SECRET] = seal(factors.new_secret(), SECRET)
    return redirect("admin:factor_app")


@fresh
def app(request: DeskRequest) -> HttpResponse:
    """The secret for an authenticator app, as a drawing and as letters, and the code that shows it has arrived."""
    now, refused = timezone.now(), ""
    try:
        secret = unseal(request.session.get(SECRET, ""), SECRET)
    except Unsealable:
        return redirect(start(request))
    if request.method == "POST":
        try:
            factors.add_app(request.user, secret, request.POST.get("code", ""), now)
        except FactorRefused as error:
            refused = str(error)
        else:
            del request.session[SECRET]
            messages.success(request, _("The app is set up. From now on the desk asks for its codes."))
            return taken(request, factors.APP, now)
    address = get_adapter().build_totp_url(request.user, secret)
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return door.page(
        request,
        "desk/factor_app.html",
        title=_("Set up an authenticator app"),
        qr=drawing(address),
        address=address,
        letters=letters,
        refused=refused,
        start=start(request),
    )


def taken(request: DeskRequest, factor: str, now) -> HttpResponse:
    """After a factor was added: sessions that never showed one end, and the first one brings recovery codes."""
    logger.info("Login %d added a second factor (%s).", request.user.pk, factor)
    sessions.end_sessions(request.user, keep=request)
    sessions.prove(request, factor)
    if factors.factors_of(request.user).codes:
        return redirect("admin:sign_in")
    return show_codes(request, now)


def show_codes(request: DeskRequest, now, *, again: bool = False) -> HttpResponse:
    """`again`: there were others before, which no longer work."""
    request.session[CODES] = seal("\n".join(factors.new_codes(request.user, now)), CODES)
    request.session[CODES_AGAIN] = again
    return redirect("admin:factor_codes")


@posted
@fresh
def new_codes(request: DeskRequest) -> HttpResponse:
    if not factors.has_factor(request.user):
        return redirect(start(request))
    return show_codes(request, timezone.now(), again=True)


def codes(request: DeskRequest) -> HttpResponse:
    """The new recovery codes, until their owner says that they are kept; then never again."""
    if request.method == "POST":
        request.session.pop(CODES, None)
        return redirect("admin:index" if "desk" in request.POST else "admin:sign_in")
    found = kept(request)
    if not found:
        return redirect("admin:sign_in")
    return door.page(
        request,
        "desk/factor_codes.html",
        title=_("Your recovery codes"),
        codes=found,
        again=bool(request.session.get(CODES_AGAIN)),
    )


def codes_file(request: DeskRequest) -> HttpResponse:
    """The same as a text file."""
    found = kept(request)
    if not found:
        return redirect("admin:sign_in")
    lines = [_("Recovery codes for the desk of %s") % request.get_host(), request.user.get_username(), "", *found, ""]
    lines.append(_("Each works once. Keep them where you do not keep your password."))
    answer = HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


def kept(request: DeskRequest) -> list[str]:
    try:
        return unseal(request.session.get(CODES, ""), CODES).split("\n")
    except Unsealable:
        return []


@fresh
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Asks, and on POST takes one factor away."""
    have = factors.factors_of(request.user)
    known = {one.pk: one.name for one in have.passkeys}
    if have.app:
        known[have.app.pk] = ""
    if pk not in known:
        messages.warning(request, _("It is removed already."))
        return redirect("admin:sign_in")
    refused = ""
    if request.method == "POST":
        try:
            left = factors.remove(request.user, pk)
        except FactorRefused as error:
            refused = str(error)
        else:
            logger.info("Login %d removed a second factor.", request.user.pk)
            if not left:
                sessions.prove(request, "")
            sessions.end_sessions(request.user, keep=request)
            messages.success(request, _("It is removed, and you are signed out everywhere else."))
            return redirect("admin:sign_in")
    last = len(known) == 1
    return door.page(
        request, "desk/factor_remove.html", title=_("Remove this?"), name=known[pk], last=last, refused=refused
    )


@posted
def elsewhere(request: DeskRequest) -> HttpResponse:
    """Ends all sessions but this one."""
    sessions.end_sessions(request.user, keep=request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("admin:sign_in")


def urls() -> list:
    """The addresses, for who is signed in at the desk."""
    view = admin.site.admin_view
    return [
        path("your-sign-in/", view(overview), name="sign_in"),
        path("your-sign-in/elsewhere/", view(elsewhere), name="sign_in_elsewhere"),
        path("second-factor/confirm/", view(door.confirm), name="factor_confirm"),
        path("second-factor/enrol/", view(enrol), name="factor_enrol"),
        path("second-factor/passkey/", view(add_passkey), name="factor_passkey"),
        path("second-factor/app/begin/", view(begin_app), name="factor_app_begin"),
        path("second-factor/app/", view(app), name="factor_app"),
        path("second-factor/codes/", view(codes), name="factor_codes"),
        path("second-factor/codes/new/", view(new_codes), name="factor_codes_new"),
        path("second-factor/codes/file/", view(codes_file), name="factor_codes_file"),
        path("second-factor/<int:pk>/remove/", view(remove), name="factor_remove"),
    ]
