"""The desk's own door to pictures. The readers' door is open only for what is published."""

import re
from mimetypes import guess_type
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse

from articles.edition import newsroom
from articles.models import Photo
from authors.models import Author
from newsroom.lib import media

_NAME = re.compile(r"[0-9a-z-]+\.(?:jpg|webp|png|avif)\Z")
_NOBODY = UUID(int=0)


def desk_media() -> str:
    """What stands before `<owner>/<name>` in the desk's addresses of pictures."""
    return reverse("admin:articles_photo_file", args=[_NOBODY, "x"]).removesuffix(f"{_NOBODY}/x")


def file_view(request, owner: UUID, name: str):
    """One rendition, for those who may see what it belongs to: a photo, an author, the newsroom."""
    if not _NAME.match(name):
        raise Http404
    user = request.user
    if Photo.objects.filter(uuid=owner).exists():
        allowed = user.has_perm("articles.view_photo")
    elif Author.objects.filter(uuid=owner).exists():
        allowed = user.has_perm("authors.view_author")
    elif newsroom().logo.get("uuid") == str(owner):
        allowed = True
    else:
        raise Http404
    if not allowed:
        raise PermissionDenied
    try:
        with media.open_file(media.rendition_path(owner, name)) as file:
            response = HttpResponse(file.read(), content_type=guess_type(name)[0])
    except (FileNotFoundError, OSError):
        raise Http404 from None
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
