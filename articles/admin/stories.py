"""The story desk: its list, its form, and the buttons that call the verbs. State itself is never a field."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import checks, complaints, corrections, history, packages, photos, workflow
from articles.admin.clash import ClashPages
from articles.admin.forms import StoryForm, tag_names
from articles.admin.front_words import tell
from articles.admin.history import HistoryPages
from articles.admin.home import silent_heart
from articles.admin.media import desk_media
from articles.admin.names import NamePages
from articles.admin.naming import label_of
from articles.admin.new_story import NewStoryPages
from articles.admin.paste import PastePages
from articles.admin.readership import views_of
from articles.admin.record import acts_of
from articles.admin.sources import SourcePages
from articles.admin.story_list import story_list
from articles.admin.translating import TranslatePages, beside, tongues
from articles.admin.verbs import VerbPages, story_address
from articles.admin.working import WorkingPages, number, typed_in
from articles.models import Article, Correction, Credit, Notice, Package, Photo, Role
from articles.pages import story as story_page
from articles.pages.render import policy
from articles.publication import changed, standing_of
from articles.text import HEAD
from articles.workflow.sources import may_take_off
from newsroom.lib import headers
from newsroom.lib.desk import DeskAdmin
from newsroom.lib.images import PictureRefused
from newsroom.lib.kept import accept
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.moments import zone_words


def public_address(article: Article, standing) -> str:
    """The whole address of a live story; an empty string where readers cannot see it."""
    return story_address(article) if standing.live else ""


MOST_PACKAGES = 60  # newest, that a story's form offers


@admin.register(Article)
class ArticleAdmin(
    VerbPages,
    TranslatePages,
    NamePages,
    SourcePages,
    WorkingPages,
    ClashPages,
    HistoryPages,
    NewStoryPages,
    PastePages,
    DeskAdmin,
):
    """Stories. Reading and writing is asked of `workflow`, which the verbs ask again."""

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # what was filed stays; a public story is taken down

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/verb/<slug:name>/", wrap(self.verb_view), name="articles_article_verb"),
            path("<int:pk>/translate/", wrap(self.translate_view), name="articles_article_translate"),
            path("<int:pk>/up_to_date/", wrap(self.up_to_date_view), name="articles_article_up_to_date"),
            path("<int:pk>/prepared/<int:number>/", wrap(self.prepared_view), name="articles_article_prepared"),
            path("<int:pk>/told/<int:number>/", wrap(self.told_view), name="articles_article_told"),
            path("name/<int:author>/", wrap(self.name_view), name="articles_article_name"),
            path("source/", wrap(self.source_view), name="articles_article_source"),
            path("source/history/", wrap(self.source_history_view), name="articles_article_source_history"),
            path("<int:pk>/gone/", wrap(self.gone_view), name="articles_article_gone"),
            path("<int:pk>/preview/", wrap(self.preview_view), name="articles_article_preview"),
            path("<int:pk>/draft/", wrap(self.draft_view), name="articles_article_draft"),
            path("<int:pk>/draft/discard/", wrap(self.discard_view), name="articles_article_discard"),
            path("<int:pk>/here/", wrap(self.here_view), name="articles_article_here"),
            path("<int:pk>/lock/", wrap(self.lock_view), name="articles_article_lock"),
            path("<int:pk>/clash/", wrap(self.clash_view), name="articles_article_clash"),
            path("<int:pk>/versions/", wrap(self.versions_view), name="articles_article_versions"),
            path("<int:pk>/versions/name/", wrap(self.name_version_view), name="articles_article_name_version"),
            path("<int:pk>/versions/restore/", wrap(self.restore_view), name="articles_article_restore"),
            path("paste/", wrap(self.paste_view), name="articles_article_paste"),
            path("line/", wrap(self.line_view), name="articles_article_line"),
            path("send/", wrap(self.send_view), name="articles_article_send"),
            path("incoming/<uuid:key>/", wrap(self.incoming_view), name="articles_article_incoming"),
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
            "may_take_off": may_take_off(request.user),
            "curates": request.user.has_perm("articles.curate_front"),
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/stories.html", context)

    # -- the story
    def change_view(self, request, object_id, form_url="", extra_context=None):
        article = self.story(request, object_id)
        editable = workflow.can_edit(request.user, article)
        if request.method == "POST":
            if not editable:
                return self.not_any_more(request, article)
            form, saved = self.save_posted(request, article)
            if form is not None:
                return self.show(request, article, form, status=saved)
            return HttpResponseRedirect(self.page_of(article))
        drafts = self.own_drafts(request, article) if editable else []
        if drafts:
            form = self.draft_form(request, article, drafts[0])
            form.restored = drafts[0]
        else:
            form = StoryForm(instance=article, editable=editable, may_upload=self.may_upload(request, editable))
        return self.show(request, article, form, drafts=drafts[1:])

    def history_view(self, request, object_id, extra_context=None):
        """The admin's own page knows nothing of versions; ours does."""
        article = self.story(request, object_id)
        return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[article.pk]))

    def not_any_more(self, request, article: Article):
        """Somebody sent what they typed, and may not save it by now: it is shown, so that it can be carried over."""
        if not request.user.has_perm("articles.change_article"):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("Not saved"),
            "a": article,
            "typed": [(label_of(name), request.POST.get(name, "")) for name in HEAD if request.POST.get(name)],
            "body": bodies.plain(bodies.canonical(request.POST.get("body", "")[: bodies.MOST_CHARACTERS])),
            "direction": LANGUAGES[article.language].direction,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/not_any_more.html", context, status=403)

    def story(self, request, pk) -> Article:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not (str(pk).isascii() and str(pk).isdigit()):  # "²" is a digit to Python, and no number
            raise Http404
        return get_object_or_404(Article.objects.select_related("section", "photo", "assigned_to", "made_by"), pk=pk)

    def may_upload(self, request, editable: bool) -> bool:
        return editable and request.user.has_perm("articles.add_photo")

    def save_posted(self, request, article: Article, *, quietly: bool = False):
        """Saves what was posted. Gives (form, status) where it could not be, the form with everything typed, or the
        page of the clash in its place; else (None, 302). `quietly` says nothing about success: a verb follows."""
        now = timezone.now()
        fresh = Article.objects.select_related("section", "photo").get(pk=article.pk)
        form = StoryForm(request.POST.copy(), request.FILES, instance=fresh, may_upload=self.may_upload(request, True))
        if not form.is_valid():
            return form, 200
        fields = form.wanted()
        upload = form.cleaned_data.get("new_photo")
        if upload:
            try:
                words = form.photo_words()
                prepared = photos.prepare(upload.read(), marks=Photo(**words).marks)
                photo = photos.take_in(by=request.user, prepared=prepared, now=now, **words)
            except PictureRefused as error:
                form.add_error("new_photo", str(error))
                return form, 200
            fields["photo"] = photo
            form.data["photo"] = str(photo.pk)
        typed = typed_in(request.POST)
        try:
            revision = workflow.save(
                by=request.user, article=article, fields=fields, base_version=form.cleaned_data["base_version"],
                now=now, typed=typed,
            )  # fmt: skip
        except workflow.Clashing as error:
            window = self.keep_what_came(request, article, form.data, now)
            return self.clash_page(request, article, error.together, str(error), window=window), 409
        except workflow.WorkflowError as error:
            self.keep_what_came(request, article, form.data, now)
            form.add_error(None, str(error))
            return form, 200
        accept(request)
        if not quietly or (revision and revision.beside):
            self.say_saved(request, revision)
        return None, 302

    def show(self, request, article: Article, form: StoryForm, status: int = 200, drafts=()):
        """The page of one story, with `form` as it is. `drafts`: further unsaved texts of this person."""
        if isinstance(form, HttpResponse):
            return form  # it asks something else first
        now = timezone.now()
        standing = standing_of(article, now)
        changes = changed(article, now)
        last = history.as_of(article, article.version)
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
            "drafts": drafts,
            "others": self.presence(request, article, now, seen=number(str(form["base_version"].value() or ""))),
            "lock": workflow.lock_of(article),
            **self.window_of(request, form),
            "tongues": tongues(article, request.user, now),
            "zone": zone_words(now),
            "now": now,
            "heart": silent_heart(request.user, now) if standing.waiting else None,
            **beside(article, corrections.open_at(article), now),
            "in_place": Notice.objects.filter(story=article.uuid).first(),
            **self.on_fronts(request, article, standing, now),
            "complaints": complaints.offers(article, complaints.seen_by(request.user)),
            "today": timezone.localdate(),
            "acts": acts_of(article),
            "readers": views_of(request.user, article.pk, now) if article.first_published_at else None,
            "told": list(Correction.objects.filter(story=article.uuid).latest_first()[:10]),
            "public_url": public_address(article, standing),
            "media": desk_media(),
            "packages": packages.of_story(article),
            "package_choices": self.package_choices(request),
            "package_roles": Role.choices,
            "sent_photos": list(article.sent_photos.select_related("photo")),
            "shown_body": "" if form.editable else bodies.render(article.body),
            "direction": LANGUAGES[article.language].direction,
            "opts": self.opts,
        }
        response = TemplateResponse(request, "desk/story.html", context, status=status)
        return headers.editing(response) if form.editable else response

    def package_choices(self, request) -> list[Package]:
        """The packages that a story may be put into, the newest first; none for who may not."""
        may = request.user.has_perm("articles.change_package")
        return list(Package.objects.all()[:MOST_PACKAGES]) if may else []

    def on_fronts(self, request, article: Article, standing, now) -> dict:
        """Where the story stands on fronts, for those who may put it there."""
        if not (standing.live or standing.waiting) or not request.user.has_perm("articles.curate_front"):
            return {}
        stands = workflow.front_standing(workflow.Spot(article.language), now)
        last = list(stands.front.history.select_related("by")[:1]) if stands.front else []
        told = [one for one in tell(last) if one.undoable and one.story == str(article.uuid)]
        return {
            "fronts": workflow.on_fronts(article, now),
            "front_drafts": stands.drafting,
            "front_last": told[0] if told else None,
        }

    # -- as readers will see it
    def preview_view(self, request, pk):
        article = self.story(request, pk)
        html, style = story_page.preview(article, timezone.now(), desk_media())
        response = HttpResponse(html)
        response.headers["Content-Security-Policy"] = policy(style)
        response.headers["Content-Language"] = article.language
        return response
