"""Several photos at once: one form, and each file a photo with the same credit. Alternative texts come at each photo.

With JavaScript the browser sends one file after the other to the same address and gets JSON, so that a hundred photos
are no long wait for one answer, and what was taken stays taken where the line breaks.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import photos
from articles.admin.uploads import ACCEPT, Files, PhotosField
from articles.models import Photo
from newsroom.lib.desk import DeskForm, not_too_heavy
from newsroom.lib.images import PictureRefused

MOST = 20  # in one request


class SeveralForm(DeskForm):
    """The files, and what is known of all of them. Each file is looked at by itself, so that one that is refused stops
    no other."""

    files = PhotosField(
        most=MOST,
        too_many=gettext_lazy("At most %(n)d photos are taken at once. Choose fewer, and send the others after them."),
        label=gettext_lazy("photos"),
        help_text=gettext_lazy("JPEG, PNG, WebP, AVIF or GIF. Each becomes a photo of its own."),
        widget=Files(attrs={"accept": ACCEPT}),
        error_messages={"required": gettext_lazy("Choose at least one photo.")},
    )

    class Meta:
        model = Photo
        fields = ("creator", "agency", "copyright_notice", "usage_terms")


@dataclass(frozen=True)
class Sent:
    """What became of one file: the photo's number, or why it was refused."""

    name: str
    photo: int | None = None
    said: str = ""


class SeveralPages:
    """The page, for the photo desk's admin."""

    def several_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, sent = SeveralForm(request.POST or None, request.FILES or None), []
        asks_json = request.headers.get("Accept") == "application/json"
        if request.method == "POST":
            form = SeveralForm(request.POST, request.FILES)
            if form.is_valid():
                words = {name: form.cleaned_data[name] for name in SeveralForm.Meta.fields}
                sent = [self.take(request, upload, words) for upload in form.cleaned_data["files"]]
                if not asks_json and all(one.photo for one in sent):
                    self.message_user(request, taken_words(len(sent)))
                    return HttpResponseRedirect(reverse("admin:articles_photo_changelist") + "?view=alt")
        refused = bool(form.errors) or any(one.said for one in sent)
        status = 422 if request.method == "POST" and refused else 200
        if asks_json:
            return JsonResponse(
                {
                    "sent": [{"name": one.name, "said": one.said, "url": self.address(one)} for one in sent],
                    "errors": [str(said) for errors in form.errors.values() for said in errors],
                },
                status=status,
            )
        context = self.admin_site.each_context(request) | {
            "title": _("Upload several photos"),
            "form": form,
            "refused": [one for one in sent if one.said],
            "taken": [(one, self.address(one)) for one in sent if one.photo],
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/photo_several.html", context, status=status)

    def take(self, request, upload, words: dict) -> Sent:
        """Each file is prepared and kept by itself: none waits in a transaction for another."""
        name = upload.name[:100]
        try:
            not_too_heavy(upload)
            prepared = photos.prepare(upload.read(), marks=Photo(**words).marks)
            made = photos.take_in(by=request.user, prepared=prepared, now=timezone.now(), **words)
        except PictureRefused as error:
            return Sent(name, said=str(error))
        except ValidationError as error:
            return Sent(name, said=" ".join(error.messages))
        return Sent(name, photo=made.pk)

    def address(self, one: Sent) -> str:
        return reverse("admin:articles_photo_change", args=[one.photo]) if one.photo else ""


def taken_words(n: int) -> str:
    """What was done, and what is left to do."""
    return ngettext(
        "%(n)d photo is taken in. It needs a text alternative before a story with it can go out.",
        "%(n)d photos are taken in. They need text alternatives before stories with them can go out.",
        n,
    ) % {"n": n}
