"""Changing one's own password."""

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from authors import door
from authors.factors import FactorRefused
from newsroom.lib.desk import RENDERER


class OwnPasswordForm(AdminPasswordChangeForm):
    """The old one, and the new one twice. Whoever finds an open desk cannot try out old ones for long."""

    default_renderer = RENDERER

    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self):
        old = self.cleaned_data["old_password"]
        try:
            door.check_password(self.request, old)
        except FactorRefused as error:
            raise ValidationError(str(error)) from error
        return old


class OwnPasswordPage(PasswordChangeView):
    """Its other sessions end with the old password; this one goes on."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"request": self.request}
