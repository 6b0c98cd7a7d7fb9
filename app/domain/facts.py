"""Every fact that can enter the log, versioned: its payload and the fields it writes.

A fact that writes fields is merged field by field (`registers`); one that writes none is
appended and stands for ever. A released (type, version) never changes; a new meaning is a
new version with a golden file.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

import msgspec

Point = tuple[float, float]
"""lon, lat, WGS 84."""
Ring = list[Point]
"""A closed ring of points, first equal to last."""

Grade = Literal["very_low", "low", "medium", "high"]
Kind = Literal["sighting", "last_known", "last_seen", "planning_point"]
Confidence = Literal["confirmed", "reliable", "not_known"]
TaskClass = Literal["locate", "safeguard", "evidence", "admin"]
Outcome = Literal["done", "part_done", "not_done"]
TeamState = Literal["available", "travelling", "searching", "resting", "off_duty"]


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an officer made true. ``NOUN`` says whose fields it writes."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1
    NOUN: ClassVar[str]

    def writes(self) -> dict[str, Any]:
        """Field to value, for the fields that this fact sets; none for an entry."""
        return {}

    def _fields(self) -> dict[str, Any]:
        """Every field and its value."""
        return msgspec.structs.asdict(self)


class OfficerAdded(Fact, frozen=True, kw_only=True):
    """An officer of the force and the key that officer signs with."""

    TYPE = "officer.added"
    NOUN = "officer"
    call_sign: str
    rank: str
    public_key: bytes

    def writes(self) -> dict[str, Any]:
        return self._fields()


class LaptopAdded(Fact, frozen=True, kw_only=True):
    """A laptop of the force and the key it is known by at central."""

    TYPE = "laptop.added"
    NOUN = "laptop"
    name: str
    force: str
    public_key: bytes

    def writes(self) -> dict[str, Any]:
        return self._fields()


class ReportOpened(Fact, frozen=True, kw_only=True):
    """Somebody is missing. ``details`` are fields of `people.FIELDS`, all optional."""

    TYPE = "report.opened"
    NOUN = "report"
    name: str
    reported_by: str
    reported_at: datetime
    details: dict[str, Any] = {}

    def writes(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "reported_by": self.reported_by,
            "reported_at": self.reported_at,
            **self.details,
        }


class ReportAmended(Fact, frozen=True, kw_only=True):
    """Fields of the report that were learnt or put right; who said so stands beside them."""

    TYPE = "report.amended"
    NOUN = "report"
    details: dict[str, Any]
    source: str = ""

    def writes(self) -> dict[str, Any]:
        return dict(self.details)


class RiskAssessed(Fact, frozen=True, kw_only=True):
    """A grade, why, and when it is looked at again."""

    TYPE = "risk.assessed"
    NOUN = "report"
    grade: Grade
    reason: str
    review_at: datetime | None = None
    provisional: bool = True

    def writes(self) -> dict[str, Any]:
        return {"risk": self._fields()}


class FlagSet(Fact, frozen=True, kw_only=True):
    """A flag, with what stands behind it."""

    TYPE = "flag.set"
    NOUN = "report"
    flag: str
    status: Literal["confirmed", "suspected", "historic", "removed"]
    evidence: str = ""
    source: str = ""

    def writes(self) -> dict[str, Any]:
        return {f"flag.{self.flag}": self._fields()}


class PersonLocated(Fact, frozen=True, kw_only=True):
    """The person was found: where, by whom. Located is not closed."""

    TYPE = "person.located"
    NOUN = "report"
    located_at: datetime
    by: str
    where: str = ""
    condition: str = ""

    def writes(self) -> dict[str, Any]:
        return {"located": self._fields()}


class LocationRecorded(Fact, frozen=True, kw_only=True):
    """Where the person was: as typed, with how exact it is and who said so when.

    ``precision_m`` is the edge of the square that the reference names; ``position`` its
    middle, or none for words that only name a place.
    """

    TYPE = "location.recorded"
    NOUN = "location"
    kind: Kind
    typed: str
    reference: str = ""
    position: Point | None = None
    precision_m: float | None = None
    square: Ring | None = None
    seen_at: datetime | None = None
    told_at: datetime | None = None
    source: str = ""
    confidence: Confidence = "not_known"
    note: str = ""
    corrects: str | None = None


class NoteRecorded(Fact, frozen=True, kw_only=True):
    """Something worth knowing, in the officer's words; a correction names what it corrects."""

    TYPE = "note.recorded"
    NOUN = "note"
    text: str
    source: str = ""
    corrects: str | None = None


class PhotoAdded(Fact, frozen=True, kw_only=True):
    """A photo, named by the hash of the original; the copy that travels carries no metadata."""

    TYPE = "photo.added"
    NOUN = "photo"
    original_sha256: bytes
    copy_sha256: bytes
    width_px: int
    height_px: int
    caption: str = ""
    about: str | None = None


class SegmentDrawn(Fact, frozen=True, kw_only=True):
    """An area to search, under a name that can be said on the radio."""

    TYPE = "segment.drawn"
    NOUN = "segment"
    name: str
    ring: Ring
    terrain: Literal["open", "light", "dense", "built_up"] = "built_up"
    hazards: str = ""

    def writes(self) -> dict[str, Any]:
        return self._fields()


class VenueAdded(Fact, frozen=True, kw_only=True):
    """A place to check as a whole: a home, a station, a hotel."""

    TYPE = "venue.added"
    NOUN = "venue"
    name: str
    position: Point
    kind: str = "place"
    why: str = ""
    found_here_before: int = 0

    def writes(self) -> dict[str, Any]:
        return self._fields()


class PlaceRemoved(Fact, frozen=True, kw_only=True):
    """A segment or venue taken off the plan; what was searched there stands."""

    TYPE = "place.removed"
    NOUN = "place"
    reason: str = ""

    def writes(self) -> dict[str, Any]:
        return {"removed": True}


class TeamAdded(Fact, frozen=True, kw_only=True):
    """Somebody who can be sent: what they can do, how many, how fast."""

    TYPE = "team.added"
    NOUN = "team"
    name: str
    skill: Literal["foot", "dog", "drone", "vehicle", "boat", "police"] = "foot"
    size: int = 2
    speed_km_h: float = 4.0
    position: Point | None = None
    until: datetime | None = None

    def writes(self) -> dict[str, Any]:
        return self._fields()


class TeamMoved(Fact, frozen=True, kw_only=True):
    """A team's state or place changed."""

    TYPE = "team.moved"
    NOUN = "team"
    state: TeamState
    position: Point | None = None

    def writes(self) -> dict[str, Any]:
        place = {} if self.position is None else {"position": self.position}
        return {"state": self.state, **place}


class TaskCreated(Fact, frozen=True, kw_only=True):
    """Work to be done; a task of class ``locate`` is looking for the person."""

    TYPE = "task.created"
    NOUN = "task"
    title: str
    task_class: TaskClass = "locate"
    place: str | None = None
    instructions: str = ""
    due_at: datetime | None = None

    def writes(self) -> dict[str, Any]:
        return {**self._fields(), "status": "draft"}


class TaskOffered(Fact, frozen=True, kw_only=True):
    """The task is given to a team or an officer, by name and id."""

    TYPE = "task.offered"
    NOUN = "task"
    to: str
    name: str

    def writes(self) -> dict[str, Any]:
        return {"assignee": {"to": self.to, "name": self.name}, "status": "offered"}


class TaskAccepted(Fact, frozen=True, kw_only=True):
    """Whoever it was given to takes it."""

    TYPE = "task.accepted"
    NOUN = "task"

    def writes(self) -> dict[str, Any]:
        return {"status": "accepted"}


class TaskDeclined(Fact, frozen=True, kw_only=True):
    """Whoever it was given to cannot go, and says why; it is free again."""

    TYPE = "task.declined"
    NOUN = "task"
    reason: str

    def writes(self) -> dict[str, Any]:
        return {"status": "draft"}


class TaskStarted(Fact, frozen=True, kw_only=True):
    """Somebody is looking from this moment. ``started_at`` is when, by that laptop."""

    TYPE = "task.started"
    NOUN = "task"
    started_at: datetime

    def writes(self) -> dict[str, Any]:
        return {"status": "under_way"}


class TaskCompleted(Fact, frozen=True, kw_only=True):
    """What was done, how much of it, what was found; it stands whatever else happens.

    ``coverage`` is the share of the place that was searched, 0..1.
    """

    TYPE = "task.completed"
    NOUN = "task"
    outcome: Outcome
    completed_at: datetime
    coverage: float | None = None
    found: str = ""
    note: str = ""
    reason: str = ""

    def writes(self) -> dict[str, Any]:
        return {"status": self.outcome}


class TaskCancelled(Fact, frozen=True, kw_only=True):
    """The task is no longer wanted, and why."""

    TYPE = "task.cancelled"
    NOUN = "task"
    reason: str

    def writes(self) -> dict[str, Any]:
        return {"status": "cancelled"}


FACTS: Final[dict[tuple[str, int], type[Fact]]] = {
    (each.TYPE, each.VERSION): each
    for each in (
        OfficerAdded,
        LaptopAdded,
        ReportOpened,
        ReportAmended,
        RiskAssessed,
        FlagSet,
        PersonLocated,
        LocationRecorded,
        NoteRecorded,
        PhotoAdded,
        SegmentDrawn,
        VenueAdded,
        PlaceRemoved,
        TeamAdded,
        TeamMoved,
        TaskCreated,
        TaskOffered,
        TaskAccepted,
        TaskDeclined,
        TaskStarted,
        TaskCompleted,
        TaskCancelled,
    )
}
_decoders: Final = {key: msgspec.msgpack.Decoder(fact) for key, fact in FACTS.items()}


def known() -> str:
    """Names every type and version that this program can read: another text after an upgrade."""
    names = sorted(f"{type_} {version}" for type_, version in _decoders)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def read(type_: str, version: int, payload: bytes) -> Fact | None:
    """The fact in a payload, or ``None`` for a type or version that this program is too old for.

    Raises:
        msgspec.DecodeError: a type we know, whose payload is not what it should be.
    """
    decoder = _decoders.get((type_, version))
    return None if decoder is None else decoder.decode(payload)
