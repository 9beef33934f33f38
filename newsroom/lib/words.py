"""Words that a newsroom keeps once per language: the name of a section, an author's bio, a picture's caption.

Stored as `{language: text}`; machine names (slugs) beside them are Latin and shared by all languages.
"""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.lib.languages import LANGUAGES
from newsroom.lib.typography import tidy, tidy_lines


def say(words: Mapping[str, str] | None, language: str) -> str:
    """The text in `language`; where it is missing, in the first language that has one; else an empty string."""
    return told(words, language)[0]


def told(words: Mapping[str, str] | None, language: str) -> tuple[str, str]:
    """Like `say`, with the language that the text is really in, for `lang` and `dir` (WCAG 3.1.2)."""
    words = words or {}
    if words.get(language):
        return words[language], language
    for code in LANGUAGES:
        if words.get(code):
            return words[code], code
    return "", language


def tidied(text: str, *, long: bool = False) -> str:
    """`text` without what cannot be seen; `long` texts keep their lines."""
    return "\n".join(tidy_lines(text)).strip() if long else tidy(text)


class WordsInput(forms.MultiWidget):
    """One labelled input a language, in that language's direction."""

    template_name = "desk/widgets/words.html"

    def __init__(self, long: bool = False, attrs: dict | None = None):
        kind = forms.Textarea if long else forms.TextInput
        super().__init__(
            {
                code: kind(
                    {"lang": code, "dir": language.direction, "aria-label": language.name}
                    | ({"rows": 3} if long else {})
                )
                for code, language in LANGUAGES.items()
            },
            attrs,
        )

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in LANGUAGES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for sub, language in zip(context["widget"]["subwidgets"], LANGUAGES.values(), strict=True):
            sub["language"] = language
        return context


class WordsFormField(forms.MultiValueField):
    """One text a language; `required` asks for at least one of them."""

    default_error_messages = {"required": _("Write it in at least one language.")}

    def __init__(self, *, long: bool = False, max_length: int | None = None, **kwargs):
        kwargs.pop("encoder", None), kwargs.pop("decoder", None)
        kwargs["widget"] = WordsInput(long=long)
        self.long = long
        fields = [forms.CharField(required=False, max_length=max_length) for _code in LANGUAGES]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values: list[str]) -> dict[str, str]:
        # Direction marks, zero-width characters and controls would stand unseen in readers' pages.
        clean = [tidied(text, long=self.long) for text in values]
        return {code: text for code, text in zip(LANGUAGES, clean, strict=False) if text}

    def has_changed(self, initial, data):
        return super().has_changed(self.widget.decompress(initial), data)


class WordsField(models.JSONField):
    """`{language: text}`. `long` gives people a text area; `max_length` counts characters per language."""

    def __init__(self, *args, long: bool = False, max_words_length: int | None = None, **kwargs):
        self.long, self.max_words_length = long, max_words_length
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        # Migrations know it as plain JSON, so that they stay free of project code.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if not isinstance(value, dict) or not all(
            code in LANGUAGES and isinstance(text, str) for code, text in value.items()
        ):
            raise ValidationError(_("These words are not in a language that the newsroom knows."), code="words")

    def formfield(self, **kwargs):
        kwargs.pop("form_class", None)
        kwargs.pop("widget", None)  # the admin's own for JSON
        kwargs["show_hidden_initial"] = False  # Django's wish for a callable default; it would come back as a text
        return models.Field.formfield(
            self, form_class=WordsFormField, long=self.long, max_length=self.max_words_length, **kwargs
        )
