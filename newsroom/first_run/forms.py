"""What the set-up asks, checked. The page fills it from a browser, the command from options and answers."""

import re
from collections.abc import Mapping
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.edition import UNNAMED
from articles.models import Newsroom, Section
from newsroom.first_run import offers
from newsroom.first_run.setting_up import Administrator, Plan
from newsroom.lib import images, media
from newsroom.lib.desk import PictureField, PlainForm
from newsroom.lib.languages import CHOICES, CODES, LANGUAGES
from newsroom.lib.slugs import slug_of
from newsroom.lib.words import tidied

_LOGO = "first_run.logo"  # the salt under which a logo is handed to the page and back
MOST_SECTIONS = 30
_NUMBER = re.compile(r"[0-9]{1,4}")


class SetUpForm(PlainForm):
    """Name, languages, time zone, logo, first administrator. Sections are rows of their own, see `SetUp`."""

    root = forms.ChoiceField(
        label=gettext_lazy("language at the root"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which language stands at the root.")},
    )
    logo_file = PictureField(
        accept="image/png,image/jpeg,image/webp",
        label=gettext_lazy("logo"),
        help_text=gettext_lazy("Not needed today. A picture; it is shown beside the name and to search engines."),
    )
    logo_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    your_name = forms.CharField(
        label=gettext_lazy("your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name", "dir": "auto"})
    )
    byline = forms.BooleanField(label=gettext_lazy("Stories may run under this name"), required=False, initial=True)
    username = forms.CharField(
        label=gettext_lazy("user name"),
        max_length=150,
        help_text=gettext_lazy("Letters, digits and @ . + - _, as in lana or lana.karim. You sign in with it."),
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("e-mail address"), max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
    )  # fmt: skip
    # The page shows what was typed again, passwords too: adding a row of sections must not empty them. It is sent to
    # whoever holds the link alone, and never kept (`Cache-Control: no-store`).
    password = forms.CharField(
        label=gettext_lazy("password"), strip=False,
        help_text=gettext_lazy("At least ten characters, and not one that is easy to guess."),
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}, render_value=True),
    )  # fmt: skip
    password_again = forms.CharField(
        label=gettext_lazy("the password once more"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}, render_value=True),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("time zone"),
            choices=offers.zones(),
            help_text=_("Days and hours on all pages are meant in it."),
            error_messages={"required": _("Choose the time zone that the newsroom works in.")},
        )
        for code, language in LANGUAGES.items():
            self.fields[f"publish_{code}"] = forms.BooleanField(label=language.name, required=False)
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("name in %(language)s") % {"language": language.name}, max_length=80, required=False,
                widget=forms.TextInput({"lang": code, "dir": language.direction}),
            )  # fmt: skip

        tongues = [f"{what}_{code}" for code in CODES for what in ("publish", "name")]
        self.order_fields([*tongues, "root", "time_zone"])  # as on the page, for what is said of errors

    @property
    def tongues(self) -> list:
        """(language, box, name, choice of the root) of each language, for the page."""
        roots = dict(zip(CODES, self["root"], strict=True))
        return [(lang, self[f"publish_{c}"], self[f"name_{c}"], roots[c]) for c, lang in LANGUAGES.items()]

    def clean_logo_file(self):
        upload = self.cleaned_data["logo_file"]
        return PictureField.ready(upload, _logo) if upload else None

    def clean_logo_kept(self):
        return read_logo(self.cleaned_data["logo_kept"])

    def clean_username(self):
        name = self.cleaned_data["username"]
        model = get_user_model()
        model._meta.get_field("username").run_validators(name)
        if model.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("There is a login of this name already. Choose another."))
        return name

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name in ("your_name", *(f"name_{code}" for code in CODES)):
            cleaned[name] = tidied(cleaned.get(name) or "")
        chosen = [code for code in CODES if cleaned.get(f"publish_{code}")]
        if not chosen:
            self.add_error("publish_en", _("Choose at least one language."))
        for code in chosen:
            if not cleaned[f"name_{code}"] and f"name_{code}" not in self.errors:
                said = _("Write the newsroom’s name in %(language)s, or leave this language out.")
                self.add_error(f"name_{code}", said % {"language": LANGUAGES[code].name})
        if chosen and cleaned.get("root") and cleaned["root"] not in chosen:
            self.add_error("root", _("The language at the root must be one of the newsroom's languages."))
        if not cleaned["your_name"] and "your_name" not in self.errors:
            self.add_error("your_name", self.fields["your_name"].error_messages["required"])
        self._passwords(cleaned)
        return cleaned

    def _passwords(self, cleaned: dict) -> None:
        first, second = cleaned.get("password"), cleaned.get("password_again")
        if first and second and first != second:
            self.add_error("password_again", _("The two passwords differ. Write the same one twice."))
        if first:
            who = get_user_model()(
                username=cleaned.get("username", ""),
                email=cleaned.get("email", ""),
                first_name=cleaned.get("your_name", ""),
            )
            try:
                validate_password(first, who)
            except ValidationError as error:
                self.add_error("password", error)


class SectionForm(PlainForm):
    """One section: its name in each language and its web address."""

    slug = forms.CharField(
        label=gettext_lazy("web address"), max_length=40, required=False,
        widget=forms.TextInput({"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, language in LANGUAGES.items():
            self.fields[code] = forms.CharField(
                label=language.name, max_length=60, required=False,
                widget=forms.TextInput({"lang": code, "dir": language.direction}),
            )  # fmt: skip

    @property
    def words(self) -> list:
        return [(language, self[code]) for code, language in LANGUAGES.items()]

    @property
    def number(self) -> str:
        return (self.prefix or "").removeprefix("section-")

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in (*CODES, "slug"))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        names = {code: tidied(cleaned.get(code) or "") for code in CODES}
        names = {code: name for code, name in names.items() if name}
        slug = cleaned.get("slug", "")
        if not names and not slug:
            return cleaned
        if not names:
            self.add_error("en", _("Write the section’s name in at least one language."))
            return cleaned
        slug = slug or next((made for made in (slug_of(name, 40) for name in names.values()) if made), "")
        if not slug:
            self.add_error("slug", _("None can be made from the name. Write one in Latin letters, such as night-life."))
            return cleaned
        try:
            Section(slug=slug, names=names).full_clean()
        except ValidationError as error:
            for field, said in error.message_dict.items():
                self.add_error("en" if field == "names" else "slug", said)
        return cleaned | {"slug": slug, "names": names}


class SetUp:
    """The form and its rows of sections, filled from `data` or as they are offered first.

    `checked=False` shows what was typed again without a word about it, for buttons that only change the page.
    """

    def __init__(
        self, data: QueryDict | None = None, files: Mapping | None = None, *, checked: bool = True, spoken: str = "en"
    ):
        self.asks_sections = not Section.objects.exists()
        self.said_of_rows: list[str] = []
        if data is None:
            self.form = SetUpForm(initial=_offered(spoken))
            rows = offers.sections() if self.asks_sections else []
            self.rows = [SectionForm(initial=row, prefix=f"section-{n}") for n, row in enumerate(rows)]
            return
        numbers = [n for n in data.getlist("row") if _NUMBER.fullmatch(n)] if self.asks_sections else []
        prefixes = [f"section-{int(n)}" for n in numbers]
        prefixes = list(dict.fromkeys(prefixes))[:MOST_SECTIONS]
        if checked:
            self.form = SetUpForm(data, files)
            self.rows = [SectionForm(data, prefix=prefix) for prefix in prefixes]
        else:
            self.form = SetUpForm(initial=_typed(SetUpForm(), data))
            self.rows = [SectionForm(initial=_typed(SectionForm(prefix=p), data), prefix=p) for p in prefixes]
        self.keep_logo(data, files or {})

    def keep_logo(self, data: Mapping, files: Mapping) -> None:
        """A logo that came with any button stays with the page: browsers forget chosen files."""
        self.logo = read_logo(data.get("logo_kept", ""))
        upload = files.get("logo_file")
        if upload:
            try:
                field = self.form.fields["logo_file"]
                self.logo = PictureField.ready(field.clean(upload), _logo)
            except ValidationError:
                pass  # said beside the field once the form is checked
        self.kept = signing.dumps(self.logo, salt=_LOGO) if self.logo else ""

    logo: dict | None = None
    kept = ""

    def add_row(self) -> None:
        taken = {int(row.number) for row in self.rows}
        if len(self.rows) < MOST_SECTIONS:
            row = SectionForm(prefix=f"section-{max(taken, default=-1) + 1}")
            written = [code for code in CODES if self.form.initial.get(f"publish_{code}")]
            row.fields[written[0] if written else "en"].widget.attrs["autofocus"] = True
            self.rows.append(row)

    dropped = False  # focus then goes on where rows are added

    def drop_row(self, number: str) -> None:
        self.dropped = True
        self.rows = [row for row in self.rows if row.number != number]

    def is_valid(self) -> bool:
        right = [self.form.is_valid(), *(row.is_valid() for row in self.rows)]
        slugs: set[str] = set()
        filled = [row for row in self.rows if row.is_valid() and not row.is_blank]
        for row in filled:
            slug = row.cleaned_data["slug"]
            if slug in slugs:
                row.add_error("slug", _("Two sections have this web address. Choose another for one of them."))
                right.append(False)
            slugs.add(slug)
        if self.asks_sections and not filled and all(right):
            self.said_of_rows = [_("Keep at least one section: each story stands in one.")]
            right.append(False)
        return all(right)

    def errors(self) -> list[tuple[str, str, str]]:
        """(id of the field, its label, what is wrong), in the order of the page."""
        found = []
        for form in (self.form, *self.rows):
            for field in form:
                found += [(field.id_for_label or field.auto_id, str(field.label), str(said)) for said in field.errors]
        return found + [("h-sections", _("Sections"), said) for said in self.said_of_rows]

    def plan(self, language: str) -> Plan:
        """What was asked for, once `is_valid`; the administrator's desk speaks `language`."""
        cleaned = self.form.cleaned_data
        return Plan(
            names={code: cleaned[f"name_{code}"] for code in CODES if cleaned[f"name_{code}"]},
            languages=[code for code in CODES if cleaned[f"publish_{code}"]],
            root_language=cleaned["root"],
            time_zone=cleaned["time_zone"],
            logo=cleaned.get("logo_file") or cleaned.get("logo_kept") or {},
            sections=[
                (row.cleaned_data["slug"], row.cleaned_data["names"]) for row in self.rows if not row.is_blank
            ],
            administrator=Administrator(
                username=cleaned["username"], name=cleaned["your_name"], email=cleaned["email"],
                password=cleaned["password"], language=language, byline=cleaned["byline"],
            ),
        )  # fmt: skip

    def typed(self) -> list[tuple[str, str]]:
        """(label, words) of all that was typed but passwords, to be taken along where the set-up is over."""
        found = []
        for form in (self.form, *self.rows):
            for field in form:
                value = field.value()
                if value and isinstance(value, str) and "password" not in field.name and not field.is_hidden:
                    found.append((str(field.label), value))
        return found


def read_logo(kept: str) -> dict | None:
    """The logo that a page of ours brings back; None where there is none, or it is none of ours."""
    try:
        return signing.loads(kept, salt=_LOGO, max_age=24 * 3600) if kept else None
    except signing.BadSignature:
        return None


def _logo(data: bytes) -> dict:
    picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
    return media.keep_picture(uuid4(), picture, images.LOGO)


def _typed(form: forms.Form, data: Mapping) -> dict:
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def _offered(spoken: str) -> dict:
    """What stands in the form at first: what the newsroom has already, else the one language that its reader speaks."""
    room = Newsroom.objects.first()
    names = {} if room is None or room.names == UNNAMED else room.names
    languages = room.languages if room else [spoken]
    return {
        "root": room.root_language if room else spoken,
        "time_zone": room.time_zone if room else offers.here(),
        **{f"publish_{code}": code in languages for code in CODES},
        **{f"name_{code}": names.get(code, "") for code in CODES},
    }
