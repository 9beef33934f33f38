"""Forms of the fronts and the banner. They check what a person typed; `articles.workflow` decides and writes."""

import json
from datetime import UTC

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import fronts
from articles.fronts import NEWEST, NONE, SECTION, TOPIC, Container, Pin
from articles.models import Photo, Section, Tag
from articles.publication import picture_value
from articles.workflow.banners import MOST_TEXT
from articles.workflow.fronts import LONGEST
from newsroom.lib.desk import PlainForm
from newsroom.lib.moments import MomentField
from newsroom.lib.seen import SeenField

NEWEST_PHOTOS = 11
MOST_TAGS = 300
SEEN = ("headline", "kicker", "trail", "text", "until")  # of a pin, in hidden fields: what this form began from


def _text(name: str, label, help_text="", *, long: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"}) if long else forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST[name], required=False, widget=widget)


class CardForm(PlainForm):
    """What a story says on the front alone. The hidden `was_…` fields hold what its fields began from."""

    headline = _text("headline", _("headline on the front"), _("Empty: the story’s own."))
    kicker = _text("kicker", _("kicker on the front"), _("Empty: the story’s own."))
    trail = forms.ChoiceField(
        label=_("under the headline"), widget=forms.RadioSelect,
        choices=[(fronts.OWN, _("the story’s standfirst")), (fronts.TEXT, _("other words")),
                 (fronts.NOTHING, _("nothing"))],
    )  # fmt: skip
    text = _text("text", _("other words"), long=True)
    until = MomentField(
        label=_("leaves the front by itself"), required=False,
        help_text=_("Empty: it stands there until somebody takes it off."),
    )  # fmt: skip
    photo = forms.ModelChoiceField(queryset=Photo.objects.all(), required=False, label=_("picture on the front"))
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    was = SeenField()

    def __init__(self, data=None, *, pin: Pin, base: int):
        self.pin = pin
        super().__init__(data, initial=beginning(pin) | {"base": base, "was": seen(pin)})

    @cached_property
    def photo_choices(self) -> list[Photo]:
        """The chosen photo and the newest ones that have a picture."""
        chosen = str(self["photo"].value() or "")
        own = Q(pk=chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 12 else Q(pk=None)
        newest = list(Photo.objects.exclude(renditions=[]).order_by("-made_at", "-pk")[:NEWEST_PHOTOS])
        first = list(Photo.objects.filter(own))
        return [*first, *(photo for photo in newest if photo not in first)]

    def clean_was(self) -> dict:
        was = self.cleaned_data["was"]
        if not all(isinstance(was.get(name), str) for name in (*SEEN, "photo")):
            raise forms.ValidationError(_("This form is damaged. Open it again."))
        return was

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("trail") == fronts.TEXT and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("Write the other words, or choose the story’s standfirst."))
        return cleaned

    def fields_and_was(self, language: str) -> tuple[dict, dict]:
        """What `fronts.words` takes: what it is to be, and what whoever typed saw. A picture that is as it was seen
        stays as it is kept."""
        said, was = self.cleaned_data, dict(self.cleaned_data["was"])
        fields = {name: said[name] or "" for name in ("headline", "kicker", "trail", "text")}
        fields["until"] = said["until"].astimezone(UTC).isoformat() if said["until"] else ""
        photo, shown = said["photo"], was.pop("photo")
        if (str(photo.uuid) if photo else "") != shown:
            fields["photo"] = picture_value(photo, language, fields["headline"]) if photo else {}
            was["photo"] = self.pin.photo if self.pin.photo.get("uuid", "") == shown else {"uuid": shown}
        return fields, was

    def begin_anew(self, pin: Pin, base: int) -> None:
        """What was typed stays; the next saving begins from `pin` as it is now."""
        self.data = self.data.copy()
        self.data["base"], self.data["was"] = str(base), json.dumps(seen(pin))


def beginning(pin: Pin) -> dict:
    photo = Photo.objects.filter(uuid=pin.photo["uuid"]).first() if pin.photo else None
    return {
        "headline": pin.headline, "kicker": pin.kicker, "trail": pin.trail, "text": pin.text,
        "until": fronts.ends(pin), "photo": photo.pk if photo else None,
    }  # fmt: skip


def seen(pin: Pin) -> dict:
    return {name: getattr(pin, name) for name in SEEN} | {"photo": pin.photo.get("uuid", "")}


def seen_of(part: Container) -> dict:
    return part.shape() | {"pins": [pin.story for pin in part.pins]}


class PartForm(PlainForm):
    """A container: its name, what fills it, how many places it has."""

    name = _text("name", _("name for readers"), _("Empty: the name of its section or topic."))
    rule = forms.ChoiceField(
        label=_("after what is picked by hand"), widget=forms.RadioSelect,
        choices=[(NEWEST, _("the newest of all")), (SECTION, _("the newest of a section")),
                 (TOPIC, _("the newest of a topic")), (NONE, _("nothing: by hand alone"))],
    )  # fmt: skip
    section = forms.ChoiceField(label=_("section"), required=False)
    topic = forms.ChoiceField(label=_("topic"), required=False)
    slots = forms.IntegerField(label=_("places"), min_value=1, max_value=fronts.MOST_SLOTS)
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    was = SeenField(required=False)

    def __init__(self, data=None, *, part: Container | None, base: int):
        shape = (part or Container("")).shape()
        was = seen_of(part or Container(""))
        initial = shape | {"base": base, "was": was, "section": shape["key"], "topic": shape["key"]}
        super().__init__(data, initial=initial)
        language = get_language() or "en"
        sections = [(str(s.pk), s.name(language) or s.slug) for s in Section.objects.all()]
        topics = [(str(tag.pk), tag.say(language)) for tag in Tag.objects.order_by("name")[:MOST_TAGS]]
        self.fields["section"].choices = [("", "–"), *sections]
        self.fields["topic"].choices = [("", "–"), *topics]
        if part is not None and part.fixed:
            for name in ("rule", "section", "topic"):
                del self.fields[name]

    def clean_was(self) -> dict:
        was = self.cleaned_data["was"]
        kinds = {name: type(value) for name, value in seen_of(Container("")).items()} | {"key": int}
        if any(not isinstance(was[name], kind) for name, kind in kinds.items() if was.get(name) is not None):
            raise forms.ValidationError(_("This form is damaged. Open it again."))
        return was

    def clean(self):
        cleaned = super().clean()
        rule = cleaned.get("rule")
        for kind in (SECTION, TOPIC):
            if rule == kind and not cleaned.get(kind) and kind not in self.errors:
                self.add_error(kind, _("Choose which."))
        if rule in (NEWEST, NONE) and not (cleaned.get("name") or "").strip():
            self.add_error("name", _("Give it a name: readers see it over the stories."))
        return cleaned

    @property
    def wanted(self) -> dict:
        """Fields of `fronts.SHAPE`."""
        said = self.cleaned_data
        fields = {"name": said["name"] or "", "slots": said["slots"]}
        if "rule" in said:
            key = said.get(said["rule"]) if said["rule"] in (SECTION, TOPIC) else None
            fields |= {"rule": said["rule"], "key": int(key) if key else None}
        return fields

    def begin_anew(self, part: Container, base: int) -> None:
        """What was typed stays; the next saving begins from the container as it is now."""
        self.data = self.data.copy()
        self.data["base"], self.data["was"] = str(base), json.dumps(seen_of(part))


class LaunchForm(PlainForm):
    """When the draft goes before readers, and why."""

    at = MomentField(
        label=_("at"), required=False, help_text=_("Empty: now. At a moment to come it opens by itself.")
    )  # fmt: skip
    why = _text("why", _("why"), _("For the history; may be left empty."))
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class BannerForm(PlainForm):
    """What stands over every page of an edition."""

    text = forms.CharField(
        label=_("what it says"), max_length=MOST_TEXT, widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write what the banner says.")},
    )  # fmt: skip
    story = forms.CharField(
        label=_("the story that it leads to"), required=False, max_length=1000,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Its address, its number or a part of its headline; or none."),
    )  # fmt: skip
    until = MomentField(
        label=_("comes down by itself"), required=False, help_text=_("Empty: it stands until somebody takes it down.")
    )  # fmt: skip
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
