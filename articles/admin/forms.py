"""The forms of the story desk. They check what a person typed; `articles.workflow` decides and writes."""

from collections import Counter

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.edition import offered
from articles.models import Article, Credit, Draft, Photo, Section, SentPhoto, Series
from articles.models import Tag as ArticleTag
from articles.text import BESIDE
from authors.models import Author
from newsroom.lib.desk import DeskForm, NamedChoice, PlainForm, not_too_heavy
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.moments import Moment, MomentField
from newsroom.lib.slugs import SlugField

MOST_NAMES = 30
NEWEST_PHOTOS = 11
SAVED = (
    "headline", "kicker", "standfirst", "dateline_place", "body", "section", "language", "genre", "slugline", "slug",
    "byline_override", "method", "source_list", "series", "part", "assigned_to", "planned_for", "planned_words",
    "embargo_until", "desk_note", "photo",
)  # fmt: skip


def people():
    """Those who work at the desk."""
    return get_user_model().objects.filter(is_active=True, is_staff=True).order_by("first_name", "username")


def often_used() -> list[str]:
    """Zones other than the newsroom's, those that the newest stories used most first. One query."""
    pairs = Article.objects.order_by("-pk").values_list("embargo_zone", "publish_zone")[:300]
    counted = Counter(zone for pair in pairs for zone in pair if zone)
    return [zone for zone, _times in counted.most_common(8)]


def author_labels(language: str) -> dict[str, Author]:
    """Every author by the label that finds it: the name, with its web address behind where two have the same."""
    labels: dict[str, Author] = {}
    for author in Author.objects.all():
        name = author.name(language) or author.slug
        label = f"{name} ({author.slug})" if name in labels else name
        labels[label] = author
    return labels


class StoryForm(DeskForm):
    """Everything of a story that people edit. Byline rows come as parallel lists in the order of the page."""

    raw = ("body",)  # HTML; the verb cleans it
    compares = False  # two texts go together by `articles.merging`

    section = NamedChoice(queryset=Section.objects.all(), label=_("section"), empty_label=None)
    series = NamedChoice(queryset=Series.objects.all(), required=False, label=_("series"), empty_label=_("None"))
    assigned_to = forms.ModelChoiceField(
        queryset=get_user_model().objects.none(), required=False, label=_("who"), empty_label=_("Nobody yet")
    )
    photo = forms.ModelChoiceField(queryset=Photo.objects.all(), required=False, label=_("photo"))
    tags = forms.CharField(
        required=False, max_length=1000, label=_("tags"), help_text=_("With commas between them; new ones are made.")
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput)
    new_photo = forms.FileField(required=False, label=_("Upload another picture"))
    new_alt = forms.CharField(
        required=False, max_length=400, label=_("text alternative"), help_text=_("What the picture shows.")
    )
    new_caption = forms.CharField(required=False, max_length=800, label=_("caption"))
    new_creator = forms.CharField(required=False, max_length=120, label=_("photographer"))
    new_agency = forms.CharField(required=False, max_length=120, label=_("agency"))

    class Meta:
        model = Article
        fields = SAVED
        field_classes = {"planned_for": MomentField, "embargo_until": MomentField}
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 24}),
            "desk_note": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "method": forms.Textarea(attrs={"rows": 3}),
            "source_list": forms.Textarea(attrs={"rows": 3}),
            "planned_for": Moment,
            "embargo_until": Moment,
        }

    def __init__(self, *args, editable: bool = True, may_upload: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        article = self.instance
        direction = LANGUAGES[article.language].direction
        for name in ("headline", "kicker", "standfirst", "dateline_place", "body", "byline_override", *BESIDE):
            self.fields[name].widget.attrs |= {"lang": article.language, "dir": direction}
        self.fields["body"].required = False
        self.fields["byline_override"].help_text = _("Only where these names should not be printed as they stand.")
        self.fields["assigned_to"].queryset = people()
        self.fields["language"].choices = offered(article.language)
        if article.first_published_at:
            for name in ("slug", "language"):
                self.fields[name].disabled = True
        if not may_upload:
            for name in ("new_photo", "new_alt", "new_caption", "new_creator", "new_agency"):
                del self.fields[name]
        if not editable:
            for field in self.fields.values():
                field.disabled = True
        self.editable = editable
        self.fields["embargo_until"].offer_zones(often_used(), article.embargo_zone)
        self.restored: Draft | None = None  # the unsaved text that the form was filled from
        self.labels = author_labels(get_language() or "en")
        self.credits = self._typed_credits() if self.is_bound else self._kept_credits()
        if not self.is_bound:
            self.initial["tags"] = ", ".join(tag.name for tag in article.tags.all())
            self.initial["base_version"] = article.version

    # -- the byline
    def _kept_credits(self) -> list[dict]:
        names = {author.pk: label for label, author in self.labels.items()}
        return [
            {"label": names[c.author_id], "role": c.role, "display_name": c.display_name, "author": c.author}
            for c in self.instance.credits.select_related("author")
        ]

    def _typed_credits(self) -> list[dict]:
        labels, roles = self.data.getlist("credit_author"), self.data.getlist("credit_role")
        names = self.data.getlist("credit_name")
        rows = []
        for place, label in enumerate(labels[:MOST_NAMES]):
            label = label.strip()[:200]
            role = roles[place] if place < len(roles) else Credit.Role.REPORTING
            printed = names[place].strip() if place < len(names) else ""
            if label or printed:
                rows.append({"label": label, "role": role, "display_name": printed, "author": self.labels.get(label)})
        return rows

    @property
    def byline_rows(self) -> list[dict]:
        """What is shown: the rows, and an empty one where there is none."""
        return self.credits or [{"label": "", "role": Credit.Role.REPORTING, "display_name": "", "author": None}]

    def clean(self):
        cleaned = super().clean()
        for row in self.credits:
            if row["author"] is None:
                raise ValidationError(
                    _("“%(name)s” is not among the authors. Choose a name from the list, or make the author first."),
                    params={"name": row["label"] or row["display_name"]},
                )
            if row["role"] not in Credit.Role.values:
                raise ValidationError(_("This role in the byline is not known."))
            if len(row["display_name"]) > 120:
                raise ValidationError(_("A name as printed has at most 120 characters."))
        return cleaned

    # -- the picture
    def clean_tags(self) -> list[str]:
        text = self.cleaned_data["tags"] if isinstance(self.cleaned_data["tags"], str) else ""
        names = [name.strip() for name in text.replace("،", ",").split(",")]
        if any(len(name) > 100 for name in names):
            raise ValidationError(_("A tag has at most 100 characters."))
        return list(dict.fromkeys(name for name in names if name))

    def clean_new_photo(self):
        upload = self.cleaned_data["new_photo"]
        if upload:
            not_too_heavy(upload)
        return upload

    @cached_property
    def photo_choices(self) -> list[Photo]:
        """The chosen photo, those that were sent with the story, and the newest ones beside them."""
        chosen = str(self["photo"].value() or "")
        newest = list(Photo.objects.all()[: NEWEST_PHOTOS + 1])
        own = Q(pk__in=SentPhoto.objects.filter(article=self.instance.pk, photo__isnull=False).values("photo"))
        if chosen.isdigit():
            own |= Q(pk=chosen)
        first = sorted(Photo.objects.filter(own), key=lambda photo: str(photo.pk) != chosen)
        rest = [photo for photo in newest if photo not in first]
        return first + rest[: max(0, NEWEST_PHOTOS + 1 - len(first))]

    @property
    def chosen_photo(self) -> Photo | None:
        chosen = str(self["photo"].value() or "")
        return next((p for p in self.photo_choices if str(p.pk) == chosen), None) if chosen else None

    def wanted(self) -> dict:
        """The fields for `workflow.save`; of a form that is not valid, those that are."""
        fields = {name: self.cleaned_data[name] for name in (*SAVED, "tags") if name in self.cleaned_data}
        if "embargo_until" in fields:
            fields["embargo_zone"] = self.fields["embargo_until"].zone
        if all(row["author"] for row in self.credits):
            fields["credits"] = [
                {"author": row["author"], "role": row["role"], "display_name": row["display_name"]}
                for row in self.credits
            ]
        return fields

    def photo_words(self) -> dict:
        """The words of an uploaded picture, in the story's language."""
        language, said = self.cleaned_data["language"], self.cleaned_data
        return {
            "alts": {language: said["new_alt"]} if said.get("new_alt") else {},
            "captions": {language: said["new_caption"]} if said.get("new_caption") else {},
            "creator": said.get("new_creator", ""),
            "agency": said.get("new_agency", ""),
        }


def tag_names() -> list[str]:
    """For the suggestions under the field."""
    return list(ArticleTag.objects.order_by("name").values_list("name", flat=True)[:500])


class AskForm(PlainForm):
    """What a verb asks before it is done. `version` and `picture` are what they looked at; `zone` names the clocks on
    which a moment is shown that is there already."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    picture = forms.CharField(widget=forms.HiddenInput, required=False)
    confirmed = forms.CharField(widget=forms.HiddenInput, initial="yes")

    def __init__(self, *args, asks: str = "", stopped: bool = False, zone: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if asks == "moment":
            self.fields["at"] = MomentField(label=_("Day and time"))
            self.fields["at"].offer_zones(often_used(), zone)
        if asks == "text":
            self.fields["text"] = forms.CharField(
                label=_("What is new"),
                max_length=workflow.MOST_UPDATE,
                widget=forms.Textarea({"rows": 5, "dir": "auto", "autofocus": True}),
                help_text=_("It goes on top of the story with the time. Changes that wait in the story stay private."),
                error_messages={"required": _("Write what is new. It goes out on top of the story with the time.")},
            )
        if asks == "reason":
            self.fields["why"] = forms.CharField(
                label=_("Why"),
                max_length=400,
                widget=forms.Textarea({"rows": 3, "dir": "auto"}),
                error_messages={"required": _("Write a reason. It stays with the desk.")},
            )
        if asks == "slug":
            self.fields["slug"] = forms.CharField(
                label=_("New last part of the web address"),
                max_length=80,
                validators=SlugField.default_validators,
                help_text=_(
                    "Latin letters, digits and hyphens, such as night-buses-until-two. The day before it stays."
                ),
                widget=forms.TextInput({"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
            )
            self.fields["shown"] = forms.CharField(widget=forms.HiddenInput, required=False)  # what they saw whole
        if stopped:
            self.fields["override"] = forms.CharField(
                label=_("Publish all the same, because"),
                required=False,
                max_length=400,
                help_text=_("The reason stands in the story’s history with your name."),
                widget=forms.Textarea({"rows": 2, "dir": "auto"}),
            )
