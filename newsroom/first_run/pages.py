"""The pages of the first run: set-up by the one-time link, and trying the mail."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.debug import sensitive_post_parameters

from authors import factors, sessions
from newsroom.first_run import setting_up
from newsroom.first_run.forms import SetUp
from newsroom.lib.desk import PlainForm
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.limits import ceilings
from newsroom.lib.mail_trial import Trial, try_mail
from newsroom.lib.once import links

TRIALS = 10  # test mails within `PER`, by all who set up, or by one at the desk
PER = timedelta(minutes=15)


def spoken(request) -> str:
    """The language that the page speaks: the one chosen on it, else the first of ours that the browser asks for."""
    chosen = request.POST.get("speak") or request.POST.get("spoken") or ""
    if chosen in LANGUAGES:
        return chosen
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        main = asked.partition("-")[0]
        if main in LANGUAGES or main == "ku":  # browsers that know no ckb ask for Kurdish
            return "ckb" if main == "ku" else main
    return "en"


@sensitive_post_parameters()
def setup(request, token: str) -> HttpResponse:
    """The set-up. GET shows; POST adds and removes rows, tries the mail, changes the language, or does it."""
    language = spoken(request)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _setup(request, token, language)
        if isinstance(response, TemplateResponse):
            response.render()
    return response


def _setup(request, token: str, language: str) -> HttpResponse:
    now = timezone.now()
    posted = request.method == "POST"
    try:
        links.judge(setting_up.PURPOSE, token, now)
        late = False
    except links.NoLink as error:
        late = isinstance(error, links.Late)
        return _closed(request, "late" if late else "unknown")
    if not setting_up.is_needed():
        return _closed(request, "unknown")
    if not posted:
        return _show(request, SetUp(spoken=language), language)
    changes_page = {"speak", "add_section", "drop_section", "try_mail"} & request.POST.keys()
    asked = SetUp(request.POST, request.FILES, checked=not changes_page)
    if "add_section" in request.POST:
        asked.add_row()
    elif "drop_section" in request.POST:
        asked.drop_row(request.POST["drop_section"])
    elif "try_mail" in request.POST:
        return _show(request, asked, language, trial=trial(request.POST.get("email", ""), "setup", now))
    elif not changes_page:
        if not asked.is_valid():
            return _show(request, asked, language, status=422)
        try:
            user = setting_up.set_up(asked.plan(language), now=now, token=token)
        except setting_up.Refused as error:
            return _closed(request, "refused", str(error))
        sessions.begin(request, user)
        messages.success(request, _("The newsroom is set up, and you are signed in."))
        return HttpResponseRedirect(onwards(user))
    return _show(request, asked, language)


def onwards(user) -> str:
    """Where somebody goes who has just got a login: to the second factor, where the newsroom asks for one."""
    return reverse("admin:factor_enrol" if factors.demanded(user) else "admin:index")


def _context(request, language: str) -> dict:
    from django.contrib.admin import site

    return site.each_context(request) | {
        "tongues": [(one.code, one.name, one.direction) for one in LANGUAGES.values()],
        "spoken": language,
        "has_permission": False,  # no bar: nobody works here yet
    }


def _show(request, asked: SetUp, language: str, *, status: int = 200, trial: Trial | None = None) -> TemplateResponse:
    context = _context(request, language) | {"asked": asked, "form": asked.form, "trial": trial}
    return TemplateResponse(request, "desk/setup.html", context, status=status)


def _closed(request, why: str, said: str = "") -> TemplateResponse:
    """Why there is no set-up by this link; whoever was in the middle of it takes along what they typed."""
    needed = setting_up.is_needed()
    posted = request.method == "POST"
    context = _context(request, request.LANGUAGE_CODE) | {
        "why": why if needed or why == "refused" else "done",
        "said": said,
        "typed": SetUp(request.POST, checked=False).typed() if posted else [],
    }
    status = 409 if why == "refused" else 410 if why == "late" or not needed else 404
    return TemplateResponse(request, "desk/setup_closed.html", context, status=status)


def trial(address: str, subject: str, now) -> Trial:
    """Tries the mail, as often as is good for the mail server's opinion of us."""
    try:
        validate_email(address)
    except ValidationError:
        return Trial(False, _("Write the e-mail address to which the test mail should go, then try again."))
    if not ceilings.take("desk.try_mail", subject, most=TRIALS, per=PER, now=now):
        return Trial(False, _("Those were many test mails. Wait a quarter of an hour, then try again."))
    return try_mail(address)


class MailForm(PlainForm):
    """Where the test mail goes."""

    email = forms.EmailField(
        label=gettext_lazy("e-mail address"), max_length=254, widget=forms.EmailInput({"dir": "ltr"})
    )


def mail(request) -> HttpResponse:
    """Trying the mail, for whoever may change the newsroom's settings."""
    from django.contrib.admin import site

    if not request.user.has_perm("articles.change_newsroom"):
        raise PermissionDenied
    form = MailForm(request.POST or None, initial={"email": request.user.email})
    tried = None
    if request.method == "POST" and form.is_valid():
        tried = trial(form.cleaned_data["email"], f"user {request.user.pk}", timezone.now())
    context = site.each_context(request) | {"title": _("Try the mail"), "form": form, "trial": tried}
    return TemplateResponse(request, "desk/mail.html", context, status=422 if form.errors else 200)
