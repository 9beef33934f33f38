"""Small rules about a story's text that desk and readers share."""

from html import escape

from newsroom.lib.languages import LANGUAGES

SUMMARY_MOST = 300
# The words of a story by their names: what readers get before the body, all that they get, and what is the desk's.
HEAD = ("headline", "kicker", "standfirst", "dateline_place")
BESIDE = ("method", "source_list")  # under the story: how it was reported, and whom and what it rests on
PUBLIC = (*HEAD, "body", "byline_override", *BESIDE)
INTERNAL = ("slugline", "desk_note")


def reading_minutes(words: int, language: str) -> int:
    """Minutes to read `words` words at the language's speed, at least 1; 0 for an empty text."""
    return max(1, round(words / LANGUAGES[language].words_per_minute)) if words else 0


def shorten(text: str, most: int = SUMMARY_MOST) -> str:
    """`text` on one line in at most `most` characters, cut between words with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0].rstrip(",;:.-–—، ") + "…"


def paragraphs(text: str) -> str:
    """Plain text as HTML: each line that holds words is a paragraph. On a phone one presses Enter once."""
    return "\n".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())
