"""Text as search compares it: without case, accents, vowel signs, and the spellings that keyboards mix.

Both what is stored and what is asked go through `fold`, so that they meet. Never for showing.
"""

import re
import unicodedata

# Letters that one keyboard writes for another's, in Arabic and in Central Kurdish, and digits of three scripts.
_SAME = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ێ": "ي", "ئ": "ي", "ك": "ك", "ک": "ك",
        "ة": "ه", "ە": "ه", "ھ": "ه", "ؤ": "و", "ۆ": "و", "ڕ": "ر", "ڵ": "ل", "ء": "", "ـ": "",
        "\u200c": "", "\u200d": "", "’": "'", "‘": "'", "`": "'",
        **{chr(0x0660 + n): str(n) for n in range(10)},
        **{chr(0x06F0 + n): str(n) for n in range(10)},
    }
)  # fmt: skip
_WORDS = re.compile(r"\w+(?:'\w+)*")
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "و")
MOST_TERMS = 8


def fold(text: str) -> str:
    """`text` in one spelling: NFKC, lower case, no combining marks, one letter where keyboards know several."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().translate(_SAME))
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_SAME)


def terms(query: str) -> list[list[str]]:
    """The words asked for, at most MOST_TERMS, each as the spellings that count as it (with and without "ال")."""
    found = []
    for word in _WORDS.findall(fold(query[:400]))[:MOST_TERMS]:
        bare = next((word[len(a) :] for a in _ARTICLES if word.startswith(a) and len(word) - len(a) >= 3), "")
        spellings = [word, bare] if bare else [word]
        if spellings not in found:
            found.append(spellings)
    return found
