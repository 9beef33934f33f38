"""Two people in one form of the desk: what each changed is kept, and where both changed the same, the later is asked.

A form says with what values it was shown (a digest for each control, in a hidden one named `_seen`). What comes back is
compared with that and with what is there by now, control by control: what only the other changed is taken over, what
only this person changed is saved, and what both changed otherwise is refused in a sentence, with what stands there now.
Whoever saves again has seen that, and puts theirs in its place. Stories have more: `articles.merging`.
"""

import hashlib
import json
import re
from collections.abc import Iterator

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

NAME = "_seen"
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # in JSON; PostgreSQL keeps none
LONGEST = 100_000  # characters: a form of the desk has some dozens of controls


def controls(name: str, widget: forms.Widget, value) -> Iterator[tuple[str, list[str]]]:
    """What a browser sends for a widget that shows `value`: each control with its texts, none for nothing."""
    if isinstance(widget, forms.FileInput):
        return
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value) or []
        suffixes = widget.widgets_names  # type: ignore[attr-defined]  # the stubs lack it
        for part, suffix, inner in zip(parts, suffixes, widget.widgets, strict=False):
            yield from controls(name + suffix, inner, part)
    elif isinstance(widget, forms.CheckboxInput):
        yield name, ["on"] if value else []
    else:
        shown = widget.format_value(value)
        yield name, plain(shown if isinstance(shown, (list, tuple)) else [shown])


def plain(texts) -> list[str]:
    """Texts of one control as they are compared: a browser sends other ends of lines than it was given."""
    said = ("" if text is None else str(text).replace("\r\n", "\n").strip() for text in texts)
    return sorted(text for text in said if text)


def digest(texts: list[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def read(text: str) -> dict:
    """What a hidden control says that a form was shown with: an object of JSON that any database keeps. Raises
    ValueError for everything else, however deep or long."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    try:
        told = json.loads(text or "{}", parse_constant=_none_of_json)
        kept = json.dumps(told, ensure_ascii=False)
    except RecursionError as error:
        raise ValueError("too deep") from error
    kept.encode()  # half a pair of surrogates is no text
    if not isinstance(told, dict) or _NUL.search(kept):
        raise ValueError("no object")
    return told


def _none_of_json(name: str):
    raise ValueError(name)


class SeenField(forms.Field):
    """What a form without a row was shown with, in a hidden control: a dict."""

    widget = forms.HiddenInput

    def prepare_value(self, value):
        return value if isinstance(value, str) else json.dumps(value)

    def to_python(self, value) -> dict:
        try:
            return read(value or "")
        except ValueError:
            raise forms.ValidationError(_("This form is damaged. Open it again.")) from None


class SeenForm(forms.ModelForm):
    """A form for a row that others may change meanwhile. Without `_seen`, as from a script, nothing is compared."""

    compares = True  # False: the form has its own way to put two texts together

    def full_clean(self) -> None:
        self._both: dict[str, list[str]] = {}  # the field's name, and what its control says by now
        if self.is_bound and self._now:
            self._put_together(self._told())
        super().full_clean()

    @cached_property
    def _now(self) -> dict[str, list[str]]:
        if not self.compares or not self.instance.pk:
            return {}
        return {name: texts for field in self._compared() for name, texts in self._controls(field)}

    def _compared(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.disabled]

    def _controls(self, field: str) -> Iterator[tuple[str, list[str]]]:
        shown = self.fields[field].prepare_value(self.get_initial_for_field(self.fields[field], field))
        return controls(self.add_prefix(field), self.fields[field].widget, shown)

    def _told(self) -> dict[str, str]:
        try:
            return read(self.data.get(self.add_prefix(NAME), ""))
        except ValueError:
            return {}

    def _put_together(self, seen: dict[str, str]) -> None:
        if not seen or not isinstance(self.data, QueryDict):
            return
        data = self.data.copy()
        for field in self._compared():
            for name, now in self._controls(field):
                mine = plain(data.getlist(name))
                if mine == now or name not in seen or seen[name] == digest(now):
                    continue
                if seen[name] == digest(mine):
                    data.setlist(name, now)
                else:
                    self._both.setdefault(field, now)
        self.data = data

    def clean(self):
        cleaned = super().clean()
        for field, now in self._both.items():
            self.add_error(field, self._sentence(field, now))
        return cleaned

    def _sentence(self, field: str, now: list[str]) -> str:
        labels = {str(value): str(label) for value, label in getattr(self.fields[field], "choices", ())}
        says = ", ".join(labels.get(text, text) for text in now)
        if isinstance(self.fields[field].widget, forms.CheckboxInput):
            says = _("yes") if now else _("no")
        if not says:
            return _("Somebody else emptied this while you had it open. Save again to put yours in its place.")
        return _(
            "Somebody else changed this while you had it open: it is “%s” now. Save again to put yours in its place."
        ) % Truncator(says).chars(200)

    @property
    def seen(self) -> SafeString:
        """The hidden control that says with what the form is shown."""
        if not self._now:
            return SafeString("")
        told = json.dumps({name: digest(texts) for name, texts in self._now.items()}, separators=(",", ":"))
        return format_html('<input type="hidden" name="{}" value="{}">', self.add_prefix(NAME), told)
