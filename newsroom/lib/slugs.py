"""Web addresses' parts: Latin lower case, digits and hyphens, the same in every language."""

import re
import unicodedata

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

_valid = RegexValidator(
    r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    _("Use Latin small letters, digits and single hyphens, such as night-buses."),
)

# A plain romanisation, for addresses only: never shown as the spelling of a name.
_LATIN = str.maketrans(
    {
        "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh",
        "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z",
        "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w",
        "ي": "y", "ى": "a", "ة": "a", "ء": "", "ئ": "", "ؤ": "w", "پ": "p", "چ": "ch", "ژ": "zh", "ڤ": "v",
        "گ": "g", "ک": "k", "ڕ": "r", "ڵ": "l", "ۆ": "o", "ێ": "e", "ە": "e", "ی": "y", "ھ": "h",
        "\u200c": "", "’": "", "‘": "", "'": "", "ł": "l", "ø": "o", "ß": "ss", "đ": "d", "ı": "i", "æ": "ae",
    }
)  # fmt: skip


def slug_of(text: str, most: int = 80) -> str:
    """A web address part for `text` in any of our scripts, at most `most` characters, cut between words.

    An empty string where nothing of it can be written in Latin letters.
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LATIN))
    slug = re.sub(r"-+", "-", slugify(plain).replace("_", "-")).strip("-")
    if len(slug) > most:
        slug = slug[: most + 1].rpartition("-")[0] or slug[:most]
    return slug


class SlugField(models.CharField):
    """Latin, lower case; checked for people by a pattern, by the database roughly (see `slug_check`)."""

    default_validators = [_valid]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def slug_check(noun: str) -> models.CheckConstraint:
    """Not empty. The full pattern is the validator's: a pattern in a constraint needs Django's own functions on
    SQLite, and such a database cannot be written by anything else."""
    return models.CheckConstraint(
        name=f"{noun}_slug_not_empty",
        condition=~Q(slug=""),
        violation_error_message=_("The web address is missing."),
    )
