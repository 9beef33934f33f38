"""Removing the sample at the desk: what goes, what stays and why; then, on a word, it is done."""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from authors import sessions
from newsroom.lib.desk import RENDERER
from newsroom.lib.sample import record
from newsroom.sample.plan import plan
from newsroom.sample.removal import NotRemoved, is_own_administrator, remove

# In our words, as on the set-up page; Django lists all that it looks at.
PASSWORD_HELP = gettext_lazy("At least ten characters, and not one that is easy to guess.")


class OwnAdministratorForm(BaseUserCreationForm):
    """An administrator of one's own, made by one of the sample's."""

    default_renderer = RENDERER
    email = forms.EmailField(
        label=gettext_lazy("e-mail address"), max_length=254, widget=forms.EmailInput({"dir": "ltr"})
    )

    class Meta(BaseUserCreationForm.Meta):
        model = get_user_model()
        fields = ("username", "email")
        labels = {"username": gettext_lazy("user name")}
        help_texts = {
            "username": gettext_lazy("Letters, digits and @ . + - _, as in lana or lana.karim. You sign in with it.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password2"].help_text = ""

    def save(self, commit: bool = True):
        user = super().save(commit=False)
        user.is_staff = user.is_superuser = True
        if commit:
            user.save()
        return user


@sensitive_post_parameters()
def sample(request) -> HttpResponse:
    """For administrators. GET shows what would happen; POST `remove` does it, POST `make` makes an administrator of
    one's own first, where only the sample's is signed in."""
    from django.contrib.admin import site

    if not request.user.is_superuser:
        raise PermissionDenied
    if not record.is_there():
        messages.info(request, _("There is no sample newsroom here."))
        return HttpResponseRedirect(reverse("admin:index"))
    own = is_own_administrator(request.user)
    form = None if own else OwnAdministratorForm(request.POST if "make" in request.POST else None)
    said, status = "", 200
    if request.method == "POST" and form is not None and "make" in request.POST:
        if form.is_valid():
            return _made(request, form)
        status = 422
    elif request.method == "POST" and "remove" in request.POST:
        if own and "sure" not in request.POST:
            said, status = _("Nothing was removed. Tick the box to say that you mean it, then remove it."), 422
        else:
            try:
                return _removed(request)
            except NotRemoved as error:
                said, status = str(error), 409
    context = site.each_context(request) | {
        "title": _("Remove the sample newsroom"),
        "plan": plan(),
        "own": own,
        "form": form,
        "said": said,
    }
    return TemplateResponse(request, "desk/sample.html", context, status=status)


def _made(request, form) -> HttpResponse:
    with transaction.atomic():
        user = form.save(commit=False)
        user.desk_language = request.user.desk_language
        user.save()
    sessions.begin(request, user)
    messages.success(
        request, _("“%(name)s” is made, and you are signed in with it. Now the sample can go.") % {"name": user}
    )
    return HttpResponseRedirect(reverse("admin:sample"))


def _removed(request) -> HttpResponse:
    done = remove(by=request.user, now=timezone.now(), seen=request.POST.get("seen", ""))
    said = ngettext(
        "The sample newsroom is removed: one thing went.", "The sample newsroom is removed: %(n)s things went.",
        len(done.going),
    ) % {"n": len(done.going)}  # fmt: skip
    if done.staying:
        more = ngettext("One stayed, as you saw.", "%(n)s stayed, as you saw.", len(done.staying))
        said = f"{said} {more % {'n': len(done.staying)}}"
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:index"))
