"""Small pieces of the desk's pages: icons, states in word and shape, moments in words, people."""

from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.publication import NOT_PUBLIC, Standing
from articles.translations import Behind
from newsroom.lib import moments
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.words import told

register = template.Library()

STEPS = [step.value for step in Article.Step]
PUBLIC = {
    "live": (_("Live"), "live"),
    "scheduled": (_("Scheduled"), "scheduled"),
    "embargoed": (_("Held"), "embargo"),
    "taken_down": (_("Taken down"), "withdrawn"),
}


@register.simple_tag
def icon(name: str, css: str = "") -> str:
    """A picture from the sprite; always beside words, so it is hidden from screen readers."""
    return format_html(
        '<svg class="i {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("desk/icons.svg"),
        name,
    )


def _step(article: Article, label: str) -> str:
    pips = format_html_join("", "<i>{}</i>", (("",) for _step in STEPS))
    return format_html(
        '<span class="chip chip-step" data-step="{}"><span class="pips" aria-hidden="true">{}</span>{}</span>',
        STEPS.index(article.step) + 1,
        pips,
        label,
    )


def _public(kind: str) -> str:
    words, picture = PUBLIC[kind]
    return format_html('<span class="chip chip-{}">{}<span>{}</span></span>', kind, icon(picture), words)


@register.simple_tag
def chips(article: Article, standing: Standing | None = None, changes: bool | None = None) -> str:
    """The story's state by word and shape: pips for the step on the desk, an icon for what readers see.

    `changes`: whether the working copy differs from it; where that was not looked at, the version tells.
    """
    stands = standing or NOT_PUBLIC
    found = []
    if stands.kind != "none":
        found.append(_public(stands.kind))
        if stands.live and stands.waiting:
            found.append(_public("scheduled"))
    if changes is None:
        changes = article.words_version > stands.revision_number
    if stands.live and changes:
        said = gettext("Changes: %(step)s") % {"step": article.get_step_display()}
        found.append(_step(article, said))
    elif not stands.live and not stands.waiting:
        found.append(_step(article, article.get_step_display()))
    return format_html('<span class="chips">{}</span>', format_html_join("", "{}", ((one,) for one in found)))


BEHIND = {
    "correction": _("Original corrected"),
    "clarification": _("Original clarified"),
    "retraction": _("Original retracted"),
    "update": _("Original updated"),
    "taken_down": _("Original taken down"),
    "published": _("Original changed"),
}


@register.simple_tag
def behind_words(mark: Behind) -> str:
    """What became of the original of a translation, in two words."""
    return str(BEHIND[mark.kind])


@register.simple_tag
def behind(mark: Behind) -> str:
    """The mark of a translation that is behind its original."""
    return format_html('<span class="chip chip-behind">{}<span>{}</span></span>', icon("warn"), BEHIND[mark.kind])


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


@register.filter
def clock(moment: datetime | None, now: datetime | None = None) -> str:
    """The hour of today, else day and hour, else the date: as short as it can be without being unclear."""
    if moment is None:
        return ""
    there, today = _local(moment), _local(now or timezone.now())
    hour = there.strftime("%H:%M")
    days = abs((there.date() - today.date()).days)
    if days == 0:
        return hour
    if days < 7:
        return f"{date_format(there, 'D')} {hour}"
    return date_format(there, "j M") if there.year == today.year else date_format(there, "j M Y")


@register.filter
def both(moment: datetime | None, zone: str = "") -> str:
    """Day and time in words, on the clocks of `zone` and on the desk's."""
    return moments.both(moment, zone) if moment else ""


@register.filter
def iso(moment: datetime) -> str:
    """For `<time datetime>`."""
    return moment.isoformat()


def span(minutes: int) -> str:
    """Minutes in words: 40 min, 1 h 10, 3 days."""
    if minutes < 60:
        return gettext("%(n)d min") % {"n": minutes}
    if minutes < 600 and minutes % 60:
        return gettext("%(h)d h %(m)02d") % {"h": minutes // 60, "m": minutes % 60}
    if minutes < 1440:
        return gettext("%(h)d h") % {"h": minutes // 60}
    days = minutes // 1440
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.simple_tag
def due(moment: datetime | None, now: datetime, standing: Standing | None = None) -> str:
    """When a story is due, in words; "late" is said and not only red. What is public says since or until when."""
    stands = standing or NOT_PUBLIC
    if stands.live and stands.since:
        said = gettext("since %(when)s") % {"when": clock(stands.since, now)}
        return format_html('<span class="quiet"><time datetime="{}">{}</time></span>', iso(stands.since), said)
    if stands.waiting:
        moment = stands.at
    if moment is None:
        return format_html('<span class="quiet">{}</span>', gettext("No date"))
    minutes = round((moment - now).total_seconds() / 60)
    if minutes < 0 and not stands.waiting:
        late = gettext("%(span)s late") % {"span": span(-minutes)}
        return format_html(
            '<span class="due due-late"><time datetime="{}">{}</time> <b>{}</b></span>',
            iso(moment),
            clock(moment, now),
            late,
        )
    left = gettext("in %(span)s") % {"span": span(max(minutes, 0))}
    return format_html(
        '<span class="due{}"><time datetime="{}">{}</time> <span class="quiet">{}</span></span>',
        " due-soon" if minutes <= 60 else "",
        iso(moment),
        clock(moment, now),
        left,
    )


@register.simple_tag
def deadline(day: date, today: date, open: bool = True) -> str:
    """By which day something should be answered, in words; "late" is said and not only red."""
    shown = date_format(day, "D j M") if day.year == today.year else date_format(day, "j M Y")
    if not open:
        return format_html('<span class="quiet"><time datetime="{}">{}</time></span>', day.isoformat(), shown)
    left = (day - today).days
    if left < 0:
        late = gettext("%(span)s late") % {"span": span(-left * 1440)}
        return format_html(
            '<span class="due due-late"><time datetime="{}">{}</time> <b>{}</b></span>', day.isoformat(), shown, late
        )
    said = gettext("in %(span)s") % {"span": span(left * 1440)} if left else gettext("due today")
    return format_html(
        '<span class="due{}"><time datetime="{}">{}</time> <span class="quiet">{}</span></span>',
        "" if left else " due-soon",
        day.isoformat(),
        shown,
        said,
    )


@register.simple_tag
def length(article: Article) -> str:
    """Words written and planned; over by a tenth is said in words."""
    unit = format_html('<span class="unit quiet">{}</span>', gettext("words"))
    if not article.planned_words:
        return format_html('<span class="num">{}</span> {}', article.word_count, unit)
    over = article.word_count - article.planned_words
    if article.word_count <= article.planned_words * 1.1:
        return format_html(
            '<span class="num">{}<span class="quiet">/{}</span></span> {}',
            article.word_count,
            article.planned_words,
            unit,
        )
    return format_html(
        '<span class="num over">{}<span class="quiet">/{}</span></span> {} <span class="flag">{}</span>',
        article.word_count,
        article.planned_words,
        unit,
        gettext("%(n)d over") % {"n": over},
    )


@register.filter
def initials(user) -> str:
    """At most two letters for the ring beside a name."""
    return "".join(part[0] for part in str(user).split()[:2]).upper()


@register.simple_tag
def person(user) -> str:
    """A name with its ring."""
    if not user:
        return format_html('<span class="quiet">{}</span>', gettext("Nobody yet"))
    return format_html(
        '<span class="who"><span class="ava" aria-hidden="true">{}</span><bdi>{}</bdi></span>', initials(user), user
    )


@register.filter
def direction(language: str) -> str:
    """ltr or rtl."""
    known = LANGUAGES.get(language)
    return known.direction if known else "auto"


@register.filter
def said(words: dict) -> str:
    """Words kept per language, in the desk's language or the first that has some, marked with the one they are in."""
    text, language = told(words, (get_language() or "en").split("-")[0])
    return format_html('<bdi lang="{}">{}</bdi>', language, text) if text else ""


@register.filter
def plainly(words: dict) -> str:
    """Words kept per language as plain text, for attributes."""
    return told(words, (get_language() or "en").split("-")[0])[0]


@register.filter
def thumb(photo, width: int) -> dict | None:
    """The file of a photo nearest to `width`, cut to 3:2."""
    return photo.rendition("3x2", width)


@register.filter
def sub(value: int, other: int) -> int:
    """Subtraction."""
    return value - other
