"""The door of the desk: name and password, then the second factor where there is one; or a passkey alone.

`/admin/login/` and the pages under `/admin/second-factor/` that somebody may open who is not signed in.
"""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from authors import factors, passkeys, sessions
from authors.brakes import PASSKEY, Try, password_try
from authors.factors import FactorRefused
from authors.sessions import DeskRequest
from newsroom.lib.desk import RENDERER
from newsroom.lib.visitors import client_of

LONGEST = 20_000  # characters of a device's answer


class SignIn(AdminAuthenticationForm):
    """Name and password. It never says which of the two was wrong, and brakes whoever guesses: so many wrong tries
    for a name, or from an address, within a quarter of an hour, and no password is looked at until that is over."""

    default_renderer = RENDERER
    error_messages = {
        "invalid_login": gettext_lazy("That name and password do not go together. Check both and try again."),
        "inactive": gettext_lazy("That name and password do not go together. Check both and try again."),
    }
    username = forms.CharField(max_length=150, label=gettext_lazy("User name"))

    def clean(self):
        attempt = password_try(self.cleaned_data.get("username") or "", self.request, timezone.now())
        if not attempt.allowed():
            raise ValidationError(TOO_MANY_PASSWORDS)
        cleaned = super().clean()  # raises where the two do not go together; then the try counts
        attempt.right()
        return cleaned


TOO_MANY_PASSWORDS = gettext_lazy(
    "Too many tries. Wait a quarter of an hour, or ask an administrator for a new password."
)


class SignInPage(LoginView):
    """The first page. `passkey_refused`: what is said where a passkey was shown and not taken."""

    authentication_form = SignIn
    template_name = "desk/login.html"

    def post(self, request, *args, **kwargs):
        if "credential" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            user = passkeys.finish_using(request, "alone", None, answer_of(request), timezone.now())
        except FactorRefused as error:
            context = self.get_context_data(form=SignIn(request), passkey_refused=str(error))
            return self.render_to_response(context)
        onwards = self.get_success_url()
        sessions.begin(request, user, factors.PASSKEY)
        return HttpResponseRedirect(onwards)

    def form_valid(self, form):
        request, user, onwards = self.request, form.get_user(), self.get_success_url()
        if not factors.has_factor(user):
            sessions.begin(request, user)
            return HttpResponseRedirect(onwards)
        sessions.pend(request, user, onwards, timezone.now())
        return redirect(f"{reverse('admin:factor')}?desk={user.desk_language}")


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """`/admin/login/`: GET asks, POST takes a name and a password, or a passkey's answer."""
    if request.method == "GET" and admin.site.has_permission(request):
        return redirect("admin:index")
    context = admin.site.each_context(request) | {
        "app_path": request.get_full_path(),
        "username": request.user.get_username(),
        "passkeys_possible": passkeys.possible(request),
    }
    if "next" not in request.GET and "next" not in request.POST:
        context["next"] = reverse("admin:index")
    return SignInPage.as_view(extra_context=context)(request)


def second_factor(request: HttpRequest) -> HttpResponse:
    """The page between password and desk: a code or a passkey. Whoever gave no password is sent to do so."""
    now = timezone.now()
    half = sessions.pending(request, now)
    if half is None:
        return redirect("admin:index")  # which asks to sign in, or is the desk of someone who has done all this
    refused = ""
    if request.method == "POST":
        try:
            if "credential" in request.POST:
                passkeys.finish_using(request, "factor", half.user, answer_of(request), now)
                shown = factors.PASSKEY
            else:
                shown = factors.check_code(half.user, code_of(request), now)
        except FactorRefused as error:
            refused = str(error)
        else:
            sessions.begin(request, half.user, shown)
            if shown == factors.RECOVERY:
                left = factors.factors_of(half.user).codes
                messages.warning(
                    request,
                    ngettext(
                        "A recovery code is used up; %(n)s is left. Under your name, “Your sign-in” makes new ones.",
                        "A recovery code is used up; %(n)s are left. Under your name, “Your sign-in” makes new ones.",
                        left,
                    )
                    % {"n": left},
                )
            return HttpResponseRedirect(safe(request, half.onwards))
    return page(
        request,
        "desk/factor.html",
        title=_("Second factor"),
        name=half.user,
        have=factors.factors_of(half.user),
        refused=refused,
        recovering="recovery" in request.POST,
        desk=half.user.desk_language,
    )


def confirm(request: DeskRequest) -> HttpResponse:
    """Asks someone who is signed in to show again who they are, before they change what they sign in with."""
    now, user = timezone.now(), request.user
    have = factors.factors_of(user)
    onwards = safe(request, request.GET.get("next", ""), otherwise=reverse("admin:sign_in"))
    refused = ""
    if request.method == "POST":
        try:
            if "credential" in request.POST:
                passkeys.finish_using(request, "confirm", user, answer_of(request), now)
            elif have:
                factors.check_code(user, code_of(request), now)
            else:
                check_password(request, request.POST.get("password", ""))
        except FactorRefused as error:
            refused = str(error)
        else:
            sessions.confirm(request, now)
            return HttpResponseRedirect(onwards)
    return page(
        request,
        "desk/factor_confirm.html",
        title=_("Is it you?"),
        have=have,
        refused=refused,
        recovering="recovery" in request.POST,
        onwards=onwards,
    )


@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """What a browser asks its devices for, as JSON, for the purpose `for`; 4xx with a sentence where there is none."""
    now, purpose = timezone.now(), request.POST.get("for", "")
    try:
        if purpose == "alone":
            if not Try((PASSKEY, client_of(request)), now=now).allowed():
                raise FactorRefused(_("Too many tries. Wait a quarter of an hour."))
            return JsonResponse(passkeys.begin_using(request, "alone", None, now))
        if purpose == "factor" and (half := sessions.pending(request, now)):
            return JsonResponse(passkeys.begin_using(request, "factor", half.user, now))
        if request.user.is_authenticated and purpose == "confirm":
            return JsonResponse(passkeys.begin_using(request, "confirm", request.user, now))
        if request.user.is_authenticated and purpose == "add" and sessions.confirmed(request, now):
            return JsonResponse(passkeys.begin_adding(request, request.user, now))
    except FactorRefused as error:
        return JsonResponse({"refused": str(error)}, status=409)
    return JsonResponse({"refused": _("That took too long. Load the page again.")}, status=403)


def code_of(request: HttpRequest) -> str:
    """What was typed, in either of the two fields for a code."""
    return request.POST.get("code") or request.POST.get("recovery") or ""


def check_password(request: HttpRequest, password: str) -> None:
    """Raises FactorRefused unless it is the password of who is signed in; braked as at the door."""
    attempt = password_try(request.user.get_username(), request, timezone.now())
    if not attempt.allowed():
        raise FactorRefused(str(TOO_MANY_PASSWORDS))
    if not request.user.check_password(password):
        raise FactorRefused(_("That is not your password. Type it again."))
    attempt.right()


def answer_of(request: HttpRequest) -> Any:
    """The answer of a device that a form carries. Raises FactorRefused where it is none."""
    text = request.POST.get("credential", "")
    try:
        answer = json.loads(text[:LONGEST])
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise FactorRefused(_("The device gave no answer. Try again."))
    return answer


def safe(request: HttpRequest, onwards: str, otherwise: str = "") -> str:
    """Where to go on: an address of this desk's own, or the first page."""
    if onwards and url_has_allowed_host_and_scheme(onwards, {request.get_host()}, require_https=request.is_secure()):
        return onwards
    return otherwise or reverse("admin:index")


def page(request: HttpRequest, template: str, *, status: int = 200, **context) -> TemplateResponse:
    """A page of the door or of one's own sign-in; 422 where it says why something was refused."""
    context = admin.site.each_context(request) | {"passkeys_possible": passkeys.possible(request)} | context
    return TemplateResponse(request, template, context, status=422 if context.get("refused") else status)


urls = [
    path("second-factor/", second_factor, name="factor"),
    path("second-factor/options/", options, name="factor_options"),
]
