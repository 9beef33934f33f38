"""The languages that somebody may work in, each by its own name."""

# ISO 639 codes as schema.org's knowsLanguage takes them; the name, and the direction that it is written in.
TONGUES: dict[str, tuple[str, str]] = {
    "en": ("English", "ltr"), "ar": ("العربية", "rtl"), "ckb": ("کوردیی ناوەندی", "rtl"), "kmr": ("Kurmancî", "ltr"),
    "fa": ("فارسی", "rtl"), "tr": ("Türkçe", "ltr"), "az": ("Azərbaycanca", "ltr"), "syr": ("ܣܘܪܝܝܐ", "rtl"),
    "hy": ("Հայերեն", "ltr"), "he": ("עברית", "rtl"), "ur": ("اردو", "rtl"), "ps": ("پښتو", "rtl"),
    "fr": ("Français", "ltr"), "de": ("Deutsch", "ltr"), "es": ("Español", "ltr"), "it": ("Italiano", "ltr"),
    "pt": ("Português", "ltr"), "nl": ("Nederlands", "ltr"), "sv": ("Svenska", "ltr"), "pl": ("Polski", "ltr"),
    "uk": ("Українська", "ltr"), "ru": ("Русский", "ltr"), "el": ("Ελληνικά", "ltr"), "hi": ("हिन्दी", "ltr"),
    "zh": ("中文", "ltr"), "ja": ("日本語", "ltr"), "so": ("Soomaali", "ltr"), "sw": ("Kiswahili", "ltr"),
}  # fmt: skip
CHOICES = [(code, name) for code, (name, _direction) in TONGUES.items()]
