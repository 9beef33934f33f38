"""What stands on a front: containers with hand-picked pins and a rule that fills the rest. Pure: no database, no clock.

A plan is what people decided; what they did not decide fills itself. A change is a list of small operations (plain
JSON), each of which says what it moves and what somebody saw of it, so that it can be done on a plan that somebody else
changed meanwhile, or be refused where it would no longer mean the same. `apply` gives the operations that take it back.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

TOP, LEAD = "top", "lead"  # the first container of an edition's front; the only one of a section's
TOP_SLOTS, SECTION_SLOTS, LEAD_SLOTS = 9, 4, 5
MOST_SLOTS, MOST_CARDS, MOST_CONTAINERS = 20, 60, 24
NEWEST, SECTION, TOPIC, NONE = "newest", "section", "topic", "none"
RULES = (NEWEST, SECTION, TOPIC, NONE)
OWN, TEXT, NOTHING = "own", "text", "none"  # the trail: the story's standfirst, another text, none
WORDS = ("headline", "kicker", "trail", "text", "photo", "until")  # of a pin, for the front alone
SHAPE = ("name", "rule", "key", "slots", "off")  # of a container


class Clash(Exception):
    """An operation that would not mean what it meant when it was asked for. `kind` says why: `off` (the story is not
    pinned any more), `moved` (it stands elsewhere), `words` (somebody else changed them), `shape` (of the container),
    `anchor` (what it was to stand before is gone), `unseen` (a pin would leave that was not seen), `container` (that is
    gone), `changed` (the whole front), `same` (it is so already), `full` (no more containers or cards), `top` (what
    fills itself stays). `about` is the story's or container's id."""

    def __init__(self, kind: str, about: str = "", now: Any = None):
        super().__init__(kind)
        self.kind, self.about, self.now = kind, about, now


@dataclass(frozen=True)
class Pin:
    """A story that somebody put there, by its UUID; what is empty is as the story has it. `until` is ISO 8601."""

    story: str
    headline: str = ""
    kicker: str = ""
    trail: str = OWN
    text: str = ""
    photo: dict = field(default_factory=dict)
    until: str = ""

    def ended(self, at: datetime) -> bool:
        return bool(self.until) and datetime.fromisoformat(self.until) <= at


@dataclass(frozen=True)
class Container:
    """A named part of a front with `slots` places: pins first, then what `rule` finds (`key`: its section or topic)."""

    id: str
    name: str = ""
    rule: str = NEWEST
    key: int | None = None
    slots: int = SECTION_SLOTS
    off: bool = False
    pins: tuple[Pin, ...] = ()

    def shape(self) -> dict:
        return {name: getattr(self, name) for name in SHAPE}

    @property
    def fixed(self) -> bool:
        """Whether it can only be hidden, not removed: it would come back by itself."""
        return self.id in (TOP, LEAD) or self.id == f"s{self.key}"


Plan = tuple[Container, ...]


def read(value: Mapping | None) -> Plan:
    """A plan from its plain value; an empty one where nobody decided anything."""
    return tuple(
        Container(**(row | {"pins": tuple(Pin(**pin) for pin in row["pins"])}))
        for row in (value or {}).get("containers", ())
    )


def plain(plan: Plan) -> dict:
    """The plan as it is kept: what is as it would be anyway takes no room."""

    def bare(kind: type, row: Any) -> dict:
        fresh = asdict(kind("")) | {"id": None, "story": None}
        return {name: value for name, value in asdict(row).items() if value != fresh[name]}

    return {"containers": [bare(Container, c) | {"pins": [bare(Pin, pin) for pin in c.pins]} for c in plan]}


def digest(value: Mapping) -> str:
    """SHA-256 of a plan's plain value: what the record holds of it."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def arranged(plan: Plan, sections: Iterable[int], *, of_section: bool = False) -> Plan:
    """The plan with all that stands there by itself: a section without a container gets one at the end. `sections` are
    the keys of those that exist; containers of others are left out. A section's own front has one place, its lead."""
    if of_section:
        return plan or (Container(LEAD, rule=NONE, slots=LEAD_SLOTS),)
    sections = list(sections)
    if not any(c.id == TOP for c in plan):
        plan = (Container(TOP, slots=TOP_SLOTS), *plan)
    plan = tuple(c for c in plan if c.rule != SECTION or c.key in sections)
    there = {c.id for c in plan}
    return (*plan, *(Container(f"s{key}", rule=SECTION, key=key) for key in sections if f"s{key}" not in there))


def pins(plan: Plan) -> dict[str, tuple[Container, Pin]]:
    """Every pin with its container, by story."""
    return {pin.story: (c, pin) for c in plan for pin in c.pins}


def container(plan: Plan, name: str) -> Container | None:
    return next((c for c in plan if c.id == name), None)


def held(plan: Plan, name: str) -> list[str]:
    """The stories that are pinned in this container, in their order; none where it is not there."""
    found = container(plan, name)
    return [pin.story for pin in found.pins] if found else []


def without_ended(plan: Plan, at: datetime) -> Plan:
    """The plan without pins whose time is over."""
    return tuple(replace(c, pins=tuple(pin for pin in c.pins if not pin.ended(at))) for c in plan)


# --- operations ----------------------------------------------------------------------------------------------


def apply(plan: Plan, ops: Sequence[Mapping]) -> tuple[Plan, list[dict]]:
    """The plan after these operations, done one after another, and those that take them back. Raises Clash. An
    operation that was kept without `seen` lets nothing leave."""
    back: list[dict] = []
    for op in ops:
        plan, undo = _DO[op["do"]](plan, op)
        back = [*undo, *back]
    return plan, back


def _with(plan: Plan, fresh: Container) -> Plan:
    return tuple(fresh if c.id == fresh.id else c for c in plan)


def _found(plan: Plan, name: str) -> Container:
    found = container(plan, name)
    if found is None:
        raise Clash("container", name)
    return found


def _behind(found: Container, story: str) -> str:
    """The story behind this one in its container; empty at the end."""
    at = [pin.story for pin in found.pins].index(story)
    return found.pins[at + 1].story if at + 1 < len(found.pins) else ""


def put(
    story: str, to: str, *, before: str = "", first: bool = False, was: str | None = None,
    seen: Collection[str] | None = None, pin=None,
) -> dict:  # fmt: skip
    """Puts a story into container `to`, before another one there (empty: behind all), or first of all; of a full one
    the last leaves. `was`: where whoever asks saw it (empty: nowhere; None: it does not matter). `seen`: the stories
    that they saw pinned there, the only ones that may leave (None: any)."""
    kept = None if seen is None else list(seen)
    return {"do": "put", "story": story, "to": to, "before": before, "first": first, "was": was, "seen": kept,
            "pin": pin}  # fmt: skip


def _put(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    story, held = op["story"], pins(plan)
    here, pin = held.get(story, (None, Pin(**(op["pin"] or {"story": story}))))
    if op["was"] is not None and op["was"] != (here.id if here else ""):
        raise Clash("moved" if here else "off", story, here)
    to = _found(plan, op["to"])
    if op["before"] == story:
        raise Clash("same", story)
    if here is not None:
        undo = [put(story, here.id, before=_behind(here, story), was=op["to"], seen=())]
        plan = _with(plan, replace(here, pins=tuple(p for p in here.pins if p.story != story)))
        to = _found(plan, op["to"])
    else:
        undo = [off(story, was=op["to"])]
    order = [p.story for p in to.pins]
    if op["before"] and op["before"] not in order:
        raise Clash("anchor", op["before"], held.get(op["before"], (None, None))[0])
    at = 0 if op["first"] else order.index(op["before"]) if op["before"] else len(order)
    fresh = (*to.pins[:at], pin, *to.pins[at:])
    if here is not None and here.id == to.id and [p.story for p in here.pins] == [p.story for p in fresh]:
        raise Clash("same", story)
    plan, pushed = _within(_with(plan, replace(to, pins=fresh)), to.id, op.get("seen", ()), keep=story)
    return plan, [*undo, *pushed]


def _within(plan: Plan, name: str, seen: Collection[str] | None, keep: str = "") -> tuple[Plan, list[dict]]:
    """The plan with no more pins in the container than it has places: the last leave it. What puts them back. Raises
    Clash where one would leave that is not among `seen`."""
    full = _found(plan, name)
    if len(full.pins) <= full.slots:
        return plan, []
    leaving = [pin for pin in full.pins if pin.story != keep][full.slots - len(full.pins) :]
    _only_seen(full, leaving, seen)
    gone = {pin.story for pin in leaving}
    back = [put(pin.story, name, was="", seen=(), pin=asdict(pin)) for pin in leaving]
    return _with(plan, replace(full, pins=tuple(p for p in full.pins if p.story not in gone))), back


def _only_seen(here: Container, leaving: Iterable[Pin], seen: Collection[str] | None) -> None:
    """Nothing leaves the front unasked that somebody put there after whoever asks looked."""
    unseen = [] if seen is None else [pin.story for pin in leaving if pin.story not in seen]
    if unseen:
        raise Clash("unseen", unseen[0], here)


def off(story: str, was: str | None = None) -> dict:
    """Takes a story's pin away; `was` as in `put`."""
    return {"do": "off", "story": story, "was": was}


def _off(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    here, pin = pins(plan).get(op["story"], (None, None))
    if here is None or pin is None:
        raise Clash("off", op["story"])
    if op["was"] is not None and op["was"] != here.id:
        raise Clash("moved", op["story"], here)
    undo = put(pin.story, here.id, before=_behind(here, pin.story), was="", seen=(), pin=asdict(pin))
    return _with(plan, replace(here, pins=tuple(p for p in here.pins if p != pin))), [undo]


def words(story: str, fields: Mapping, was: Mapping) -> dict:
    """Gives a pin other words (of WORDS); `was` is what whoever asks saw in their place."""
    return {"do": "words", "story": story, "fields": dict(fields), "was": dict(was)}


def _words(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    here, pin = pins(plan).get(op["story"], (None, None))
    if here is None or pin is None:
        raise Clash("off", op["story"])
    changed = {name: value for name, value in op["fields"].items() if value != op["was"].get(name)}
    now = {name: getattr(pin, name) for name in changed}
    if all(now[name] == value for name, value in changed.items()):
        raise Clash("same", op["story"])
    if any(_bare(now[name]) not in (_bare(op["was"].get(name)), _bare(changed[name])) for name in changed):
        raise Clash("words", op["story"], pin)
    fresh = replace(pin, **changed)
    undo = words(pin.story, now, changed)
    return _with(plan, replace(here, pins=tuple(fresh if p == pin else p for p in here.pins))), [undo]


def _bare(value: Any) -> Any:
    """What somebody decided: a picture without its files, which follow the photo by themselves."""
    return {k: v for k, v in value.items() if k != "renditions"} if isinstance(value, Mapping) else value


def _decided(plan: Plan) -> Plan:
    return tuple(replace(c, pins=tuple(replace(pin, photo=_bare(pin.photo)) for pin in c.pins)) for c in plan)


def shape(name: str, fields: Mapping, was: Mapping, *, seen: Collection[str] | None = None) -> dict:
    """Gives a container another name, rule or number of places, or hides it (of SHAPE); `was` as in `words`, `seen` as
    in `put`."""
    kept = None if seen is None else list(seen)
    return {"do": "shape", "id": name, "fields": dict(fields), "was": dict(was), "seen": kept}


def _shape(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    here = _found(plan, op["id"])
    changed = {name: value for name, value in op["fields"].items() if value != op["was"].get(name)}
    now = {name: getattr(here, name) for name in changed}
    if all(now[name] == value for name, value in changed.items()):
        raise Clash("same", here.id)
    if any(now[name] not in (op["was"].get(name), changed[name]) for name in changed):
        raise Clash("shape", here.id, here)
    if here.id in (TOP, LEAD) and changed.keys() - {"slots", "name"}:
        raise Clash("top", here.id)
    plan, pushed = _within(_with(plan, replace(here, **changed)), here.id, op.get("seen", ()))
    return _not_full(plan), [shape(here.id, now, changed, seen=()), *pushed]


def add(name: str, fields: Mapping, *, before: str = "", held: Sequence[Mapping] = ()) -> dict:
    """A new container before another one (empty: at the end), with pins where one comes back."""
    return {"do": "add", "id": name, "fields": dict(fields), "before": before, "pins": list(held)}


def _add(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    if container(plan, op["id"]) is not None:
        raise Clash("same", op["id"])
    there = pins(plan)
    held = tuple(Pin(**pin) for pin in op["pins"] if pin["story"] not in there)
    fresh = Container(op["id"], **op["fields"], pins=held)
    order = [c.id for c in plan]
    at = order.index(op["before"]) if op["before"] in order else len(order)
    return _not_full((*plan[:at], fresh, *plan[at:])), [drop(fresh.id, seen=[pin.story for pin in held])]


def drop(name: str, *, seen: Collection[str] | None = None) -> dict:
    """Removes a container with its pins; `seen` as in `put`."""
    return {"do": "drop", "id": name, "seen": None if seen is None else list(seen)}


def _drop(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    here = _found(plan, op["id"])
    if here.fixed:
        raise Clash("top", here.id)
    _only_seen(here, here.pins, op.get("seen", ()))
    at = plan.index(here)
    behind = plan[at + 1].id if at + 1 < len(plan) else ""
    undo = add(here.id, here.shape(), before=behind, held=[asdict(pin) for pin in here.pins])
    return tuple(c for c in plan if c.id != here.id), [undo]


def place(name: str, before: str = "") -> dict:
    """Puts a container before another one (empty: at the end)."""
    return {"do": "place", "id": name, "before": before}


def _place(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    here = _found(plan, op["id"])
    at = plan.index(here)
    behind = plan[at + 1].id if at + 1 < len(plan) else ""
    if TOP in (here.id, op["before"]):
        raise Clash("top", here.id)
    if op["before"] in (here.id, behind):
        raise Clash("same", here.id)
    rest = [c for c in plan if c.id != here.id]
    if op["before"]:
        _found(plan, op["before"])
    to = [c.id for c in rest].index(op["before"]) if op["before"] else len(rest)
    return (*rest[:to], here, *rest[to:]), [place(here.id, behind)]


def whole(plan: Plan, was: Plan) -> dict:
    """Puts another plan in the place of this one, where it is still what whoever asks saw."""
    return {"do": "whole", "plan": plain(plan), "was": plain(was)}


def _whole(plan: Plan, op: Mapping) -> tuple[Plan, list[dict]]:
    fresh = read(op["plan"])
    if _decided(fresh) == _decided(plan):
        raise Clash("same")
    if _decided(read(op["was"])) != _decided(plan):
        raise Clash("changed")
    return fresh, [whole(plan, fresh)]


def _not_full(plan: Plan) -> Plan:
    cards = sum(c.slots for c in plan if not c.off)
    if len(plan) > MOST_CONTAINERS or cards > MOST_CARDS:
        raise Clash("full", now=cards)
    return plan


_DO = {"put": _put, "off": _off, "words": _words, "shape": _shape, "add": _add, "drop": _drop, "place": _place,
       "whole": _whole}  # fmt: skip


# --- filling -------------------------------------------------------------------------------------------------


class Story(Protocol):
    """What filling asks of a public story: a row of `Publication`."""

    story: Any
    section_id: int
    photo: dict


@dataclass(frozen=True)
class Card:
    """A place that is taken: by a story that readers see, hand-picked where there is a `pin`."""

    row: Any
    pin: Pin | None = None


@dataclass(frozen=True)
class Filled:
    """A container with the stories in it. `unseen` are pins that readers do not see: ended, or not public."""

    container: Container
    cards: tuple[Card, ...]
    unseen: tuple[Pin, ...] = ()


def stands(plan: Plan, seen: Collection[str], at: datetime) -> dict[str, list[Pin]]:
    """The pins that readers see at `at`, by container: those of stories that are public (`seen`, by UUID) whose time is
    not over, in parts that are not hidden."""
    return {
        c.id: [pin for pin in c.pins if pin.story in seen and not pin.ended(at)][: c.slots] for c in plan if not c.off
    }  # fmt: skip


def fill(
    plan: Plan, seen: Mapping[str, Any], found: Mapping[tuple[str, int | None], Sequence], at: datetime
) -> list[Filled]:
    """The containers (an `arranged` plan) with what stands in them at `at`.

    `seen`: the public stories among the pinned ones, by UUID. `found`: what each rule finds, the newest first, by
    (rule, key). No story stands twice: a pin holds its story back from all filling, above it too.
    """
    shown = [c for c in plan if not c.off]
    standing = stands(plan, seen, at)
    used = {pin.story for held in standing.values() for pin in held}
    blocks = []
    for c in shown:
        cards = [Card(seen[pin.story], pin) for pin in standing[c.id]]
        fresh = [row for row in found.get((c.rule, c.key), ()) if str(row.story) not in used][: c.slots - len(cards)]
        if c.id == TOP and not cards:
            fresh = _pictured_first(fresh)
        used |= {str(row.story) for row in fresh}
        kept = {pin.story for pin in standing[c.id]}
        unseen = tuple(pin for pin in c.pins if pin.story not in kept)
        blocks.append(Filled(c, (*cards, *(Card(row) for row in fresh)), unseen))
    return blocks


def _pictured_first(rows: list) -> list:
    """What leads by itself is one with a picture, where one of the three newest has it."""
    lead = next((row for row in rows[:3] if row.photo.get("renditions")), None)
    return rows if lead is None else [lead, *(row for row in rows if row is not lead)]


def ends(pin: Pin) -> datetime | None:
    """When the pin's time is over (aware); None where somebody must take it off."""
    return datetime.fromisoformat(pin.until) if pin.until else None
