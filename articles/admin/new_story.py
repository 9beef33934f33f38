"""A new story: the form, and the doors for a browser that sends it by itself when there is a line.

`line/` says who is signed in, `send/` takes the story as JSON answers, `incoming/<key>/` takes its photos in pieces.
All three only give another way to what the form does in one POST.
"""

import base64
import hashlib
import json
import re
from uuid import UUID, uuid4, uuid5

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import incoming, photos, workflow
from articles.admin.uploads import ACCEPT, PhotosField
from articles.edition import offered
from articles.models import Article, Credit, Section, SentPhoto
from articles.text import paragraphs
from newsroom.lib import headers, media
from newsroom.lib.desk import DeskForm, NamedChoice
from newsroom.lib.images import PictureRefused
from newsroom.lib.kept import accept
from newsroom.lib.moments import Moment, MomentField, zone_words

MOST_CHARACTERS = 100_000  # of a text typed into this form
MODULES = [
    f"desk/js/{name}.js"
    for name in (
        "sheet", "shortcuts", "waiting", "dirty", "byline", "tags", "focal", "kept", "outgoing", "sending", "pieces",
        "sha256", "store",
    )
]  # fmt: skip
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):\Z")


class NewStoryForm(DeskForm):
    """What a story begins with: at a desk its plan, in the street its words and photos."""

    section = NamedChoice(queryset=Section.objects.all(), label=gettext_lazy("section"), empty_label=None)
    text = forms.CharField(
        label=gettext_lazy("text"), required=False, max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )  # fmt: skip
    photos = PhotosField(
        most=workflow.MOST_PHOTOS, too_many=gettext_lazy("At most %(n)d photos go with one story."),
        label=gettext_lazy("photos"), required=False,
    )  # fmt: skip
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ("headline", "section", "language", "slugline", "planned_for", "planned_words")
        field_classes = {"planned_for": MomentField}
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "planned_for": Moment,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tongues = offered()
        self.fields["language"].choices = tongues
        if self.initial.get("language") not in dict(tongues):  # the desk may speak another than readers get
            self.initial["language"] = tongues[0][0]

    def wanted(self, user) -> dict:
        """The fields for `workflow.send`: the story is its writer's, under the writer's name."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        fields |= {"body": paragraphs(self.cleaned_data["text"]), "assigned_to": user}
        if user.author:
            fields["credits"] = [{"author": user.author, "role": Credit.Role.REPORTING, "display_name": ""}]
        return fields


class NotReadable(ValueError):
    """What a browser sent is not what ours sends."""


def announced(text: str) -> list[workflow.Announced]:
    """The photos that will follow, from JSON: a list of {key, size, sha256, name}. Raises NotReadable."""
    try:
        rows = json.loads(text or "[]")
        found = [
            workflow.Announced(UUID(row["key"]), int(row["size"]), str(row["sha256"]), str(row.get("name", "")))
            for row in rows
        ]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise NotReadable from None
    if any(not 0 < one.size < 2**31 or not _SHA256.match(one.sha256) for one in found):
        raise NotReadable
    return found


def state_of(sent: SentPhoto) -> dict:
    """How far a photo came, for the browser that sends it."""
    return {"state": sent.state.value, "offset": sent.offset, "said": sent.refused}


class NewStoryPages:
    """The addresses of a new story, for the story desk's admin."""

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        now = timezone.now()
        if request.method == "POST":
            form = NewStoryForm(request.POST, request.FILES)
            if form.is_valid():
                article = self.made(request, form, now)
                if article is not None:
                    accept(request)
                    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        else:
            form = NewStoryForm(initial={"language": request.user.desk_language, "key": uuid4()})
        context = self.admin_site.each_context(request) | {
            "title": _("New story"),
            "form": form,
            "zone": zone_words(now),
            "may_upload": request.user.has_perm("articles.add_photo"),
            "may_submit": request.user.has_perm("articles.submit_article"),
            "accept": ACCEPT,
            "most": settings.UPLOAD_MAX_BYTES,
            "most_photos": workflow.MOST_PHOTOS,
            "again": bool(request.FILES),
            "modules": MODULES,
            "opts": self.opts,
        }
        response = TemplateResponse(request, "desk/story_new.html", context)
        # The photos that were chosen are shown small before they are sent: from the browser's memory, `blob:`.
        response.headers["Content-Security-Policy"] = headers.policy(img_src="blob:")
        return response

    def made(self, request, form: NewStoryForm, now) -> Article | None:
        """The story that the form asks for, with its photos; None where it was refused, which the form then says."""
        said = form.cleaned_data
        key = said["key"] or uuid4()
        prepared: list[tuple[workflow.Announced, photos.Prepared]] = []
        uploads = said["photos"] if request.user.has_perm("articles.add_photo") else []
        try:
            with media.all_or_nothing():
                for upload in uploads:
                    data = upload.read()
                    digest = hashlib.sha256(data).hexdigest()
                    # The form sent twice brings the same photos, not the same ones again.
                    mark = workflow.Announced(uuid5(key, digest), len(data), digest, upload.name)
                    try:
                        prepared.append((mark, photos.prepare(data)))
                    except PictureRefused as error:
                        form.add_error("photos", f"{upload.name}: {error}")
                        return None
                with transaction.atomic():
                    article = workflow.send(
                        by=request.user, key=key, fields=form.wanted(request.user),
                        to_desk="to_desk" in request.POST, announced=[mark for mark, _ready in prepared], now=now,
                    )  # fmt: skip
                    rows = {row.key: row for row in article.sent_photos.all()}
                    for mark, ready in prepared:
                        workflow.receive(sent=rows[mark.key], prepared=ready, now=now)
        except workflow.WorkflowError as error:
            form.add_error(None, str(error))
            return None
        if "to_desk" in request.POST:
            self.message_user(request, _("Sent to the desk."))
        else:
            self.message_user(request, _("The story is begun. Only the desk sees it."))
        return article

    # -- for a browser that sends by itself
    def line_view(self, request):
        """Who is signed in, and the mark that forms need: what waits in a browser is sent as its own writer only."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return JsonResponse({"user": request.user.pk, "csrf": get_token(request)})

    def send_view(self, request):
        """The story that was kept in a browser; the same one each time. Errors are lists of [field, sentence]."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = NewStoryForm(request.POST)
        try:
            follow = announced(request.POST.get("announced", ""))
        except NotReadable:
            return _refused(_("What you sent did not come whole. Go back and send it again."), 400)
        if not form.is_valid() or not form.cleaned_data["key"]:
            errors = [
                [capfirst(str(form[name].label)) if name in form.fields else "", str(error)]
                for name, found in form.errors.items()
                for error in found
            ]
            return JsonResponse({"errors": errors}, status=422)
        said = form.cleaned_data
        try:
            article = workflow.send(
                by=request.user, key=said["key"], fields=form.wanted(request.user), announced=follow,
                to_desk=request.POST.get("to_desk") == "yes", now=timezone.now(),
            )  # fmt: skip
        except workflow.Stale as error:
            story = error.current.article
            return JsonResponse({"said": str(error), "story": story.pk, "url": self.page_of(story)}, status=409)
        except workflow.WorkflowError as error:
            return JsonResponse({"errors": [["", str(error)]]}, status=422)
        rows = SentPhoto.objects.filter(by=request.user, key__in=[one.key for one in follow])
        return JsonResponse(
            {"story": article.pk, "url": self.page_of(article), "step": article.step}
            | {"photos": {str(row.key): state_of(row) for row in rows}}
        )

    def incoming_view(self, request, key: UUID):
        """GET: how far the photo came. POST: its next piece, from `Upload-Offset` on, with `Content-Digest` (RFC 9530);
        an empty one at the end asks again for what becomes of the whole. 404 where nothing is known of it (any more),
        or it is another person's; 409 where it stands elsewhere."""
        if not request.user.has_perm("articles.add_photo"):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        sent = SentPhoto.objects.select_related("article", "by", "photo").filter(by=request.user, key=key).first()
        if sent is None:
            return _refused(_("Nothing is known of this photo here. It is sent anew."), 404)
        if request.method != "POST":
            return _stands(sent)
        try:
            offset = int(request.headers.get("Upload-Offset", ""))
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return _refused(_("What you sent did not come whole. Go back and send it again."), 400)
        if length > incoming.PIECE_MOST:
            return _refused(_("This piece is larger than what is taken at once."), 413)
        if sent.state in (SentPhoto.State.DONE, SentPhoto.State.REFUSED):
            return _stands(sent)
        piece, now = request.body, timezone.now()
        if piece and not _arrived_whole(request.headers.get("Content-Digest", ""), piece):
            return _refused(_("The piece was damaged on its way. It is sent again."), 400)
        try:
            incoming.add(sent, offset, piece, now)
            if sent.state == SentPhoto.State.WHOLE:
                incoming.finish(sent, now)
        except incoming.WrongOffset:
            sent.refresh_from_db()
            return _stands(sent, 409)
        except incoming.Busy:
            return _stands(sent, 202)
        except PictureRefused:
            sent.refresh_from_db()
        except ValueError:
            return _refused(_("This is more than was announced."), 413)
        return _stands(sent)


def _arrived_whole(header: str, piece: bytes) -> bool:
    told = _DIGEST.match(header)
    return bool(told) and base64.b64decode(told[1]) == hashlib.sha256(piece).digest()


def _stands(sent: SentPhoto, status: int = 200) -> HttpResponse:
    response = JsonResponse(state_of(sent), status=status)
    response.headers["Upload-Offset"], response.headers["Upload-Length"] = str(sent.offset), str(sent.size)
    return response


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"said": sentence}, status=status)
