"""One native field for a moment: typed on the clocks of the newsroom, or on those of another place.

What the clocks skip is refused with the two nearest; what they show twice is asked about. Both answers are choices
beside the field, each of which names a whole moment, so that a later change of the time cannot make another of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.lib import clocks

FORM = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Typed:
    """What the controls of one moment hold: day and time, a zone's name (empty: the newsroom's), the choice between
    two moments."""

    text: str
    zone: str = ""
    choice: str = ""

    def __str__(self) -> str:
        return self.text


def here() -> ZoneInfo:
    """The zone that the desk's clock shows."""
    return ZoneInfo(timezone.get_current_timezone_name())


def city(zone: ZoneInfo) -> str:
    """The place that a zone is named after, in the desk's language."""
    return clocks.city_words(str(zone), (get_language() or "en").split("-")[0])


def zone_words(now: datetime | None = None) -> str:
    """The desk's clock in words, "Baghdad time (UTC+3)"."""
    zone, at = here(), now or timezone.now()
    told = clocks.shift(at, zone)
    return told if city(zone) == "UTC" else _("%(city)s time (%(shift)s)") % {"city": city(zone), "shift": told}


def place_words(at: datetime, zone: ZoneInfo) -> str:
    """ "14:00 in New York"."""
    return _("%(time)s in %(city)s") % {"time": at.astimezone(zone).strftime("%H:%M"), "city": city(zone)}


def day_words(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "j F Y")


def both(at: datetime, zone: str = "") -> str:
    """A moment on the clocks of `zone` and on the desk's: "28 November 2026, 14:00 in New York · 21:00 in Baghdad".
    On the desk's alone where both show the same."""
    ours, theirs = here(), clocks.zone_of(zone) if zone else None
    last = place_words(at, ours)
    day = day_words(at, ours)
    if theirs is None or at.astimezone(theirs).utcoffset() == at.astimezone(ours).utcoffset():
        return f"{day}, {last}"
    if day_words(at, theirs) == day:
        return f"{day}, {place_words(at, theirs)} · {last}"
    return f"{day_words(at, theirs)}, {place_words(at, theirs)} · {day}, {last}"


def _wall(text: str) -> datetime | None:
    if not text.isascii():  # digits of other scripts are digits to Python, and nothing that our field sends
        return None
    for form in (FORM, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).replace(second=0)
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class Reading:
    """What somebody typed, on the clocks of a zone: the moments that it may mean, `skipped` where it is none."""

    wall: datetime
    zone: ZoneInfo
    options: list[datetime]
    skipped: bool

    @classmethod
    def of(cls, wall: datetime, zone: ZoneInfo) -> "Reading":
        found = clocks.moments(wall, zone)
        return cls(wall, zone, found or clocks.nearest(wall, zone), skipped=not found)

    @property
    def asked(self) -> bool:
        return len(self.options) > 1

    def words(self, at: datetime) -> str:
        """One of two options, for a person."""
        told = {"time": at.astimezone(self.zone).strftime("%H:%M"), "shift": clocks.shift(at, self.zone)}
        first = at == self.options[0]
        if self.skipped:
            return (_("%(time)s, just before") if first else _("%(time)s, just after")) % told
        if first:
            return _("%(time)s the first time (%(shift)s)") % told
        return _("%(time)s the second time (%(shift)s)") % told

    @property
    def sentence(self) -> str:
        """Why one has to choose."""
        told = {"time": self.wall.strftime("%H:%M"), "city": city(self.zone)}
        told["day"] = date_format(self.wall, "j F Y")
        if not self.skipped:
            said = _("On %(day)s the clocks in %(city)s show %(time)s twice. Choose which of both you mean.")
            return said % told
        before, after = (at.astimezone(self.zone).strftime("%H:%M") for at in self.options)
        told |= {"a": before, "b": after}
        said = _(
            "On %(day)s the clocks in %(city)s skip %(time)s. The nearest are %(a)s and %(b)s: choose one of them."
        )
        return said % told


class Moment(forms.DateTimeInput):
    """Day and time in one labelled control, the browser's own.

    Where `elsewhere` is set, a zone stands beside it, by typing; `often` are the names of those that are offered first.
    """

    input_type = "datetime-local"
    template_name = "desk/widgets/moment.html"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format=FORM)
        self.elsewhere = False
        self.often: Sequence[str] = ()

    def value_from_datadict(self, data, files, name) -> Typed | None:
        if name not in data:
            return None
        rest = (str(data.get(f"{name}_{part}", "")).strip()[:80] for part in ("zone", "choice"))
        return Typed(str(data[name]).strip(), *rest)

    def format_value(self, value) -> str | None:
        return super().format_value(value.text if isinstance(value, Typed) else value)

    def get_context(self, name, value, attrs) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, Typed) else Typed("")
        zone = clocks.zone_of(typed.zone) if typed.zone else here()
        wall = _wall(typed.text)
        reading = Reading.of(wall, zone) if wall and zone and 1900 <= wall.year < 2200 else None
        if reading and reading.asked:
            options = [(at.isoformat(), reading.words(at), at.isoformat() == typed.choice) for at in reading.options]
            context |= {"options": options, "sentence": reading.sentence}
        if self.elsewhere:
            offered = dict.fromkeys((str(here()), *self.often, *clocks.zones()))
            context |= {
                "elsewhere": True,
                "zone": typed.zone or str(here()),
                "zones": [(name, clocks.city(name)) for name in offered],
            }
            chosen = {at.isoformat(): at for at in reading.options}.get(typed.choice) if reading else None
            at = chosen or (reading.options[0] if reading and not reading.asked else None)
            if at and zone and at.astimezone(zone).utcoffset() != at.astimezone(here()).utcoffset():
                context["both"] = both(at, str(zone))
        return context


class MomentField(forms.DateTimeField):
    """A moment as people of a newsroom mean it; the value is aware, in UTC.

    After `offer_zones` it may be typed on other clocks: `zone` is the name of theirs once the value is clean, empty for
    the desk's.
    """

    widget = Moment

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = ""

    def offer_zones(self, often: Sequence[str] = (), zone: str = "") -> None:
        """Lets another zone be chosen; `often` first. A kept moment is shown on the clocks of `zone`."""
        self.widget.elsewhere, self.widget.often, self.zone = True, tuple(often), zone

    def prepare_value(self, value):
        if not isinstance(value, datetime):
            return Typed(value) if isinstance(value, str) else value
        zone = (clocks.zone_of(self.zone) if self.zone else None) or here()
        return Typed(value.astimezone(zone).strftime(FORM), str(zone), value.astimezone(UTC).isoformat())

    def to_python(self, value):
        typed = value if isinstance(value, Typed) else Typed(str(value or "").strip())
        if isinstance(value, datetime) or not typed.text:
            self.zone = ""
            return super().to_python(value) if isinstance(value, datetime) else None
        if typed.text.isascii() and typed.text[:4].isdigit() and not 1900 <= int(typed.text[:4]) < 2200:
            raise ValidationError(_("Choose a day between 1900 and 2200."), code="invalid")
        wall = _wall(typed.text)
        if wall is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        zone = clocks.zone_of(typed.zone) if getattr(self.widget, "elsewhere", False) and typed.zone else here()
        if zone is None:
            said = _("There is no such time zone. Write it as in Asia/Baghdad or Europe/London.")
            raise ValidationError(said, code="zone")
        reading = Reading.of(wall, zone)
        chosen = [at for at in reading.options if not reading.asked or at.isoformat() == typed.choice]
        if not chosen:
            raise ValidationError(reading.sentence, code="skipped" if reading.skipped else "repeated")
        self.zone = "" if str(zone) == str(here()) else str(zone)
        return chosen[0]
