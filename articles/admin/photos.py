"""The photo desk: a grid, and a page per picture with its focal point, its words and where it is used."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import photos, workflow
from articles.addresses import story_path
from articles.admin.media import desk_media, file_view
from articles.admin.several import SeveralPages
from articles.admin.uploads import ACCEPT
from articles.edition import Edition, UnknownEdition, edition
from articles.models import Article, Photo, Publication
from articles.publication import standing
from articles.workflow import front_pictures
from newsroom.lib.desk import DeskAdmin, DeskForm, PictureField
from newsroom.lib.words import WordsFormField

PER_PAGE = 36
TABS = {"": gettext_lazy("All"), "alt": gettext_lazy("No text alternative"), "credit": gettext_lazy("No credit"),
        "unused": gettext_lazy("Never used")}  # fmt: skip


CROPS = (("16:9", "crop-w", "16x9"), ("3:2", "crop-p", "3x2"), ("4:3", "crop-f", "4x3"), ("1:1", "crop-s", "1x1"))
MARKED = ("creator", "agency", "copyright_notice", "usage_terms")  # what a photo's files say


def public_addresses(outs: list[Publication]) -> list[str]:
    """Where readers find each story; empty where the newsroom gave its language up. The queries of one edition a
    language, whatever their number."""
    found: dict[str, Edition | None] = {}
    for language in {out.language for out in outs}:
        try:
            found[language] = edition(language)
        except UnknownEdition:
            found[language] = None
    return [
        settings.BASE_URL + story_path(here, out.address_date, out.slug) if (here := found[out.language]) else ""
        for out in outs
    ]


class PhotoForm(DeskForm):
    """Words first, the file beside them, which becomes a `photos.Prepared` once all else is well."""

    file = PictureField(accept=ACCEPT, label=gettext_lazy("picture"))

    alts = WordsFormField(
        long=True,
        required=False,
        max_length=400,
        label=gettext_lazy("text alternative"),
        help_text=gettext_lazy(
            "What the picture shows, for people who do not see it. Not the caption, not the headline."
        ),
    )

    class Meta:
        model = Photo
        fields = (
            "alts", "decorative", "captions", "creator", "agency", "credit_lines", "copyright_notice", "usage_terms",
            "focal_x", "focal_y",
        )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("file")
        if upload and not self.errors:
            x, y = (cleaned.get(name, getattr(self.instance, name)) for name in ("focal_x", "focal_y"))
            owner = self.instance.uuid if self.instance.pk else None
            marks = Photo(**{name: cleaned[name] for name in MARKED}).marks
            try:
                cleaned["file"] = PictureField.ready(
                    upload, lambda data: photos.prepare(data, (min(x, 100) / 100, min(y, 100) / 100), owner, marks)
                )
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned


@admin.register(Photo)
class PhotoAdmin(SeveralPages, DeskAdmin):
    """Photos."""

    form = PhotoForm
    needs_beforehand = True  # a moved focal point cuts all crops anew
    change_form_template = "desk/photo.html"
    add_form_template = "desk/photo_new.html"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("file/<uuid:owner>/<str:name>", wrap(file_view), name="articles_photo_file"),
            path("several/", wrap(self.several_view), name="articles_photo_several"),
            path("<int:pk>/crops/", wrap(self.crops_view), name="articles_photo_crops"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request, obj=None) -> bool:
        if super().has_change_permission(request, obj):
            return True
        own = obj is not None and obj.made_by_id == request.user.pk
        if not own or not request.user.has_perm("articles.add_photo"):
            return False
        # Until a story that shows it is ready: what an editor looked at does not change behind their back.
        return all(workflow.can_edit(request.user, story) for story in Article.objects.filter(photo=obj))

    def in_use(self, obj) -> list[str]:
        return [story.headline for story in Article.objects.filter(photo=obj).only("headline")[:50]]

    def name_of(self, obj) -> str:
        return _("Photo %(n)d") % {"n": obj.pk}

    # -- the grid
    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)  # which refuses
        conditions = {
            "": Q(),
            "alt": Q(alts={}, decorative=False),
            "credit": Q(creator="", agency=""),
            "unused": ~Q(pk__in=Article.objects.filter(photo__isnull=False).values("photo")),
        }
        tab = request.GET.get("view", "") if request.GET.get("view", "") in TABS else ""
        everything = Photo.objects.all()
        counts = everything.aggregate(
            **{f"n{name}": Count("pk", filter=rule) for name, rule in conditions.items() if name}, n=Count("pk")
        )
        found = everything.filter(conditions[tab])
        q = request.GET.get("q", "").strip()[:100]
        if q:
            found = found.filter(
                Q(captions__icontains=q) | Q(alts__icontains=q) | Q(creator__icontains=q) | Q(agency__icontains=q)
            )
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        uses = dict(
            Article.objects.filter(photo__in=[photo.pk for photo in page])
            .values("photo")
            .annotate(n=Count("pk"))
            .values_list("photo", "n")
        )
        context = self.admin_site.each_context(request) | {
            "title": _("Photos"),
            "page": page,
            "photos": [(photo, uses.get(photo.pk, 0)) for photo in page],
            "tabs": [
                {"name": TABS[name], "query": f"view={name}" if name else "", "count": counts[f"n{name}"]}
                | {"here": name == tab}
                for name in TABS
            ],
            "q": q,
            "media": desk_media(),
            "tab": tab,
            "may_add": self.has_add_permission(request),
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/photos.html", context)

    # -- one picture
    def get_fields(self, request, obj=None):
        fields = [*PhotoForm.Meta.fields]
        return ["file", *fields[:-2]] if obj is None else [*fields, "file"]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            stories = list(Article.objects.filter(photo=obj).order_by("-saved_at")[:20])
            stands = standing([story.uuid for story in stories], timezone.now())
            context |= {
                "p": obj,
                "used": [(story, stands[story.uuid]) for story in stories],
                "largest": obj.rendition("full", 1280),
                "crops": [
                    (name, css, obj.rendition(crop, 320) or obj.rendition("full", 400)) for name, css, crop in CROPS
                ],
                **self.shown(request, obj),
            }
        response = super().render_change_form(request, context, add, change, form_url, obj)
        response.context_data["media"] = desk_media()  # the admin keeps its scripts' list under this name
        return response

    def shown(self, request, obj) -> dict:
        """What readers see of the photo, for its page."""
        shows = workflow.shows(obj, timezone.now())
        addresses = public_addresses([out for out, _old in shows[:20]])
        return {
            "shown": [(out, url, old) for (out, old), url in zip(shows, addresses, strict=False)],
            "shown_all": len(shows),
            "old_crops": sum(old for _out, old in shows),
            "old_fronts": bool(front_pictures.in_other_crops(obj, timezone.now())),
            "may_renew": request.user.has_perm("articles.publish_article"),
        }

    def crops_view(self, request, pk: int):
        """Gives readers the photo's present crops."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        photo = self.get_object(request, str(pk))
        if photo is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, pk)
        try:
            done = workflow.renew_crops(by=request.user, photo=photo, now=timezone.now())
        except workflow.NotAllowed as error:
            raise PermissionDenied(str(error)) from None
        except workflow.WorkflowError as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            said = ngettext(
                "Readers of %(n)d story see the new crops now.", "Readers of %(n)d stories see the new crops now.", done
            )
            said = said % {"n": done} if done else _("Readers of the front see the new crops now.")
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[pk]))

    def beforehand(self, request, object_id):
        form = super().beforehand(request, object_id)
        moved = form is not None and {"focal_x", "focal_y"} & set(form.changed_data)
        if moved and form.instance.pk and form.is_valid() and not form.cleaned_data.get("file"):
            request.cut = photos.cut(form.instance, form.instance.focal)
        return form

    def save_model(self, request, obj, form, change):
        now, prepared = timezone.now(), form.cleaned_data.get("file") or None
        if not change:
            words = {name: form.cleaned_data[name] for name in PhotoForm.Meta.fields if name in form.cleaned_data}
            made = photos.take_in(by=request.user, prepared=prepared, now=now, **words)
            obj.pk, obj.uuid = made.pk, made.uuid  # the admin's own object stands for the one that was made
            return
        if prepared:
            photos.replace(by=request.user, photo=obj, prepared=prepared, now=now)
        elif {"focal_x", "focal_y"} & set(form.changed_data):
            cut = getattr(request, "cut", None)
            photos.refocus(by=request.user, photo=obj, x=obj.focal_x, y=obj.focal_y, prepared=cut, now=now)
        else:
            obj.save()
            photos.ask_for_rest(obj, now)  # its files say who made it
