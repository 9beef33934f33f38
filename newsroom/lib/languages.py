"""The languages that a newsroom can publish in, and what differs between them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One language: BCP 47 `code`, its own `name`, writing direction, and the newsroom's defaults for it.

    `digits` is a CLDR numbering system (latn, arab, arabext); `hreflang` and `og_locale` are what search engines
    and Open Graph read, which have no code of three letters; `words_per_minute` is reading speed.
    """

    code: str
    name: str
    direction: str
    digits: str
    hreflang: str
    og_locale: str
    words_per_minute: int
    comma: str
    full_stop: str = "."


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", "ltr", "latn", "en", "en_US", 230, ", "),
        Language("ar", "العربية", "rtl", "latn", "ar", "ar_AR", 180, "، "),
        # Google reads ISO 639-1 only in hreflang, where Central Kurdish is part of `ku`.
        Language("ckb", "کوردی", "rtl", "arab", "ku", "ckb_IQ", 170, "، "),
    )
}
CODES = tuple(LANGUAGES)
CHOICES = [(language.code, language.name) for language in LANGUAGES.values()]

_DIGITS = {
    "arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "arabext": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
}


def digits(text: object, system: str) -> str:
    """`text` with its ASCII digits written in the CLDR numbering `system` (latn leaves them as they are)."""
    table = _DIGITS.get(system)
    return str(text).translate(table) if table else str(text)
