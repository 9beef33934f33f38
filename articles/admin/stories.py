"""The story desk: its list, its form, and the buttons that call the verbs. State itself is never a field."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import checks, photos, workflow
from articles.addresses import story_path
from articles.admin.forms import NewStoryForm, StoryForm, tag_names
from articles.admin.media import desk_media
from articles.admin.paste import PastePages
from articles.admin.story_list import story_list
from articles.admin.verbs import VerbPages
from articles.answers import policy
from articles.edition import UnknownEdition, edition
from articles.models import Article, Credit
from articles.pages import story as story_page
from articles.publication import changed, standing_of
from newsroom.lib import headers
from newsroom.lib.desk import DeskAdmin, zone_words
from newsroom.lib.images import PictureRefused
from newsroom.lib.languages import LANGUAGES


def public_address(article: Article, standing) -> str:
    """The whole address of a live story; an empty string where readers cannot see it."""
    if not standing.live or not article.address_date:
        return ""
    try:
        page = edition(article.language)
    except UnknownEdition:
        return ""
    return settings.BASE_URL + story_path(page, article.address_date, article.slug)


def differences(form: StoryForm, article: Article) -> list[tuple[str, str]]:
    """(label, what is saved) of each field that was typed differently from what stands now."""
    found = []
    for name in form.wanted():
        if name in ("tags", "credits", "body") or name not in form.fields:
            continue
        theirs = getattr(article, name)
        if form.cleaned_data[name] != theirs:
            found.append((str(form.fields[name].label), str(theirs) if theirs is not None else ""))
    return found


@admin.register(Article)
class ArticleAdmin(VerbPages, PastePages, DeskAdmin):
    """Stories. Reading and writing is asked of `workflow`, which the verbs ask again."""

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # what was filed stays; a public story is taken down

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/verb/<slug:name>/", wrap(self.verb_view), name="articles_article_verb"),
            path("<int:pk>/preview/", wrap(self.preview_view), name="articles_article_preview"),
            path("paste/", wrap(self.paste_view), name="articles_article_paste"),
            *super().get_urls(),
        ]

    # -- the list
    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return HttpResponseRedirect(request.get_full_path())
        now = timezone.now()
        context = self.admin_site.each_context(request) | {
            "title": _("Stories"),
            "list": story_list(Article.objects.all(), request.user, request.GET, now),
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/stories.html", context)

    # -- a new story
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        now = timezone.now()
        if request.method == "POST":
            form = NewStoryForm(request.POST)
            if form.is_valid():
                fields = dict(form.cleaned_data) | {"assigned_to": request.user}
                author = request.user.author
                if author:
                    fields["credits"] = [{"author": author, "role": Credit.Role.REPORTING, "display_name": ""}]
                try:
                    article = workflow.begin(by=request.user, fields=fields, now=now)
                except workflow.WorkflowError as error:
                    form.add_error(None, str(error))
                else:
                    messages.success(request, _("The story is begun. Only the desk sees it."))
                    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        else:
            form = NewStoryForm(initial={"language": request.user.desk_language})
        context = self.admin_site.each_context(request) | {
            "title": _("New story"), "form": form, "zone": zone_words(now), "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "desk/story_new.html", context)

    # -- the story
    def change_view(self, request, object_id, form_url="", extra_context=None):
        article = self.story(request, object_id)
        editable = workflow.can_edit(request.user, article)
        if request.method == "POST":
            if not editable:
                raise PermissionDenied
            form, saved = self.save_posted(request, article)
            if form is not None:
                return self.show(request, article, form, status=saved)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        form = StoryForm(instance=article, editable=editable, may_upload=self.may_upload(request, editable))
        return self.show(request, article, form)

    def story(self, request, pk) -> Article:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not (str(pk).isascii() and str(pk).isdigit()):  # "²" is a digit to Python, and no number
            raise Http404
        return get_object_or_404(Article.objects.select_related("section", "photo", "assigned_to", "made_by"), pk=pk)

    def may_upload(self, request, editable: bool) -> bool:
        return editable and request.user.has_perm("articles.add_photo")

    def save_posted(self, request, article: Article, *, quietly: bool = False):
        """Saves what was posted. Gives (form, status) where it could not be, the form with everything typed; else
        (None, 302). `quietly` says nothing about success: a verb follows and will speak."""
        now = timezone.now()
        fresh = Article.objects.select_related("section", "photo").get(pk=article.pk)
        form = StoryForm(request.POST.copy(), request.FILES, instance=fresh, may_upload=self.may_upload(request, True))
        if not form.is_valid():
            return form, 200
        fields = form.wanted()
        upload = form.cleaned_data.get("new_photo")
        if upload:
            try:
                prepared = photos.prepare(upload.read())
                photo = photos.take_in(by=request.user, prepared=prepared, now=now, **form.photo_words())
            except PictureRefused as error:
                form.add_error("new_photo", str(error))
                return form, 200
            fields["photo"] = photo
            form.data["photo"] = str(photo.pk)
        try:
            revision = workflow.save(
                by=request.user, article=article, fields=fields, base_version=form.cleaned_data["base_version"],
                now=now,
            )  # fmt: skip
        except workflow.Stale as error:
            now_saved = Article.objects.select_related("section", "photo").get(pk=article.pk)
            form.stale, form.theirs = str(error), differences(form, now_saved)
            form.body_differs = form.cleaned_data["body"] != now_saved.body and now_saved.body
            form.data["base_version"] = str(now_saved.version)
            return form, 409
        except workflow.WorkflowError as error:
            form.add_error(None, str(error))
            return form, 200
        if not quietly:
            said = _("Saved as version %(n)d.") % {"n": revision.number} if revision else _("Nothing had changed.")
            messages.success(request, said)
        return None, 302

    def show(self, request, article: Article, form: StoryForm, status: int = 200):
        """The page of one story, with `form` as it is."""
        now = timezone.now()
        standing = standing_of(article, now)
        changes = changed(article, now)
        last = article.revisions.select_related("by").first()
        looked = checks.checks(article)
        context = self.admin_site.each_context(request) | {
            "title": article.headline,
            "a": article,
            "form": form,
            "standing": standing,
            "verbs": workflow.verbs(request.user, article, standing, changes=changes),
            "changes": changes,
            "checks": looked,
            "stops": sum(check.level == checks.STOP for check in looked),
            "warns": sum(check.level == checks.WARN for check in looked),
            "steps": Article.Step.choices,
            "roles": Credit.Role.choices,
            "authors": list(form.labels),
            "tag_names": tag_names() if form.editable else [],
            "last": last,
            "zone": zone_words(now),
            "now": now,
            "public_url": public_address(article, standing),
            "media": desk_media(),
            "shown_body": "" if form.editable else bodies.render(article.body),
            "direction": LANGUAGES[article.language].direction,
            "opts": self.opts,
        }
        response = TemplateResponse(request, "desk/story.html", context, status=status)
        return headers.editing(response) if form.editable else response

    # -- as readers will see it
    def preview_view(self, request, pk):
        article = self.story(request, pk)
        html, style = story_page.preview(article, timezone.now(), desk_media())
        response = HttpResponse(html)
        response.headers["Content-Security-Policy"] = policy(style)
        response.headers["Content-Language"] = article.language
        return response
