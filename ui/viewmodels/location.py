"""A place where the person was, while it is typed or tapped: read back at every key, saved as one entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.cases import Location
from app.domain.coordinates import tapped
from app.domain.facts import Kind, Point
from app.domain.identity import Id
from app.errors import UserError
from app.services.locations import NewLocation
from ui.background import Failure, Task
from ui.viewmodels.context import Context
from ui.viewmodels.drafts import Draft
from ui.viewmodels.local_times import LocalZone
from ui.viewmodels.place_reading import PlaceRead, answers, read_typed, tapped_read
from ui.viewmodels.typed_times import read_typed_time, when_words
from ui.wording import say

KINDS: Final[tuple[Kind, ...]] = ("last_known", "sighting", "last_seen", "planning_point")
SURE: Final = ("confirmed", "reliable", "not_known")
_PAUSE_MS: Final = 120
_FIELDS: Final = ("line", "when", "told_by")


@dataclass(frozen=True)
class LocationState:
    """What the sheet shows. ``values`` are the three fields as typed or as read out of the line.

    ``errors`` and ``fine`` stand at their field; ``problem`` belongs to no field.
    """

    kind: Kind = "last_known"
    sure: str = "not_known"
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    fine: Mapping[str, str] = field(default_factory=dict)
    read: PlaceRead = field(default_factory=PlaceRead)
    correcting: str = ""
    saving: bool = False
    problem: str = ""


class LocationModel(QObject):
    """One sheet's model.

    Signals:
        changed: ``state`` is another.
        brought: text came into the fields from elsewhere (a draft, a suggestion, the line).
        refused: nothing was saved; the field to look at ("line", "when", "told_by").
        saved: the entry is in the log; its operation id.
    """

    changed = Signal()
    brought = Signal()
    refused = Signal(str)
    saved = Signal(str)

    def __init__(self, context: Context, incident: Id, kind: Kind = "last_known") -> None:
        super().__init__()
        self.context, self.incident = context, incident
        self._services = context.services
        self.state = LocationState(kind=kind)
        self._own: set[str] = set()
        self._tapped: tuple[Point, float] | None = None
        self._corrects: str | None = None
        self._near: Point | None = None
        self._reading: Task[PlaceRead] | None = None
        self._draft = Draft(context, f"location:{incident}:{kind}")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        context.read(lambda: self._services.reports.case(incident).planning_point(), self._know_near)

    # how it starts

    def start(self) -> None:
        """An empty line, or what was typed before the sheet was closed."""
        self._draft.bring(self._bring)

    def start_tapped(self, lon: float, lat: float, precision_m: float = 10.0) -> None:
        """A finger on the map (degrees, WGS 84); nothing needs to be typed."""
        try:
            position = tapped(lon, lat, precision_m)
        except UserError as error:
            self._set(errors={"line": say(error.key, **error.values)})
            return
        self._tapped = (position.point, position.precision_m or precision_m)
        self._set(values={"line": position.reference}, read=tapped_read(position), errors={})
        self.brought.emit()

    def start_correcting(self, location: Location) -> None:
        """Put an entry right: the old one stays in the log, marked."""
        said, now = location.said, self._now()
        when = when_words(said.seen_at, now) if said.seen_at else ""
        self._corrects, self._own = location.op, set(_FIELDS)
        line = " ".join(part for part in (said.typed, said.note) if part)
        self._set(kind=said.kind, sure=said.confidence, values={"line": line, "when": when, "told_by": said.source},
                  correcting=say("person.correcting", typed=said.typed))  # fmt: skip
        self._check_when()
        self.brought.emit()
        self._read()

    def _bring(self, text: str | None) -> None:
        try:
            kept = dict(answers(json.loads(text or "{}")))
        except ValueError:
            kept = {}
        if not kept or self.state.values:
            return
        self._own = {name for name in ("when", "told_by") if kept.get(f"own_{name}")}
        sure, values = kept.get("sure", ""), {name: kept.get(name, "") for name in _FIELDS}
        self._set(values=values, sure=sure if sure in SURE else "not_known")
        self.brought.emit()
        self._read()
        self._check_when()

    def _know_near(self, point: Location | None) -> None:
        self._near = point.said.position if point else None

    def _now(self) -> datetime:
        return self._services.desk.clock.now()

    def _set(self, **parts: Any) -> None:
        self.state = replace(self.state, **parts)
        self.changed.emit()

    # typing

    def type(self, name: str, text: str) -> None:
        """A key was pressed in ``line``, ``when`` or ``told_by``."""
        errors = {key: words for key, words in self.state.errors.items() if key != name}
        self._set(values={**self.state.values, name: text}, errors=errors, problem="")
        if name == "line":
            self._tapped = None
            self._pause.start()
        else:
            self._own.add(name) if text.strip() else self._own.discard(name)
        if name == "when":
            self._check_when()
        self._keep()

    def take(self, place: str) -> None:
        """A suggested place: it takes the place of what was typed, time and teller stay."""
        read = self.state.read
        behind = " ".join(part for part in (read.when_text, read.note) if part)
        line = f"{place} {behind}".strip()
        self.type("line", f"{line}, {read.source}" if read.source else line)
        self.brought.emit()
        self._read()

    def choose_sure(self, sure: str) -> None:
        """Confirmed, reliable, or not known."""
        self._set(sure=sure)
        self._keep()

    def choose_kind(self, kind: Kind) -> None:
        """Last known, a sighting, last seen, or where planning starts."""
        self._set(kind=kind)

    def _keep(self) -> None:
        values = {name: text for name, text in self.state.values.items() if text}
        own = {f"own_{name}": "yes" for name in self._own}
        self._draft.keep(json.dumps({**values, **own, "sure": self.state.sure}) if values else None)

    # reading back

    def _read(self) -> None:
        self._pause.stop()
        if self._tapped is not None:
            return
        text, now, near, locations = self._text("line"), self._now(), self._near, self._services.locations
        if self._reading is not None:
            self._reading.cancel()
        work: Callable[[], PlaceRead] = lambda: read_typed(text, now, LocalZone(), locations, near)  # noqa: E731
        self._reading = self.context.read(work, self._show_read)

    def _show_read(self, read: PlaceRead) -> None:
        values, now = dict(self.state.values), self._now()
        if "when" not in self._own:
            values["when"] = self._said_time(read, now)
        if "told_by" not in self._own:
            values["told_by"] = read.source
        errors = {key: words for key, words in self.state.errors.items() if key == "when" and "when" in self._own}
        errors.update({name: words for name, words in self._wrong(read).items() if words})
        self._set(values=values, read=read, errors=errors, fine=self._fine(read))
        self.brought.emit()

    def _wrong(self, read: PlaceRead) -> dict[str, str]:
        return {"line": read.error, **({} if "when" in self._own else {"when": read.time_error})}

    def _fine(self, read: PlaceRead) -> Mapping[str, str]:
        return self.state.fine if "when" in self._own else {"when": read.time_warning} if read.time_warning else {}

    @staticmethod
    def _said_time(read: PlaceRead, now: datetime) -> str:
        return read.when_text if read.seen_at is None else when_words(read.seen_at, now)

    def _check_when(self) -> None:
        typed = read_typed_time(self._text("when"), self._now())
        others = {key: words for key, words in self.state.errors.items() if key != "when"}
        errors = {**others, "when": typed.error} if typed.error else others
        self._set(errors=errors, fine={"when": typed.words} if typed.words else {})

    def _text(self, name: str) -> str:
        return self.state.values.get(name, "")

    # saving

    def save(self) -> None:
        """Put the place into the log; what is wrong is said at its field and nothing typed is lost."""
        if self.state.saving:
            return
        if self._tapped is None and (self._pause.isActive() or not self._text("line").strip()):
            self._read_now()
        wrong = {name: words for name, words in self.state.errors.items() if words}
        if wrong:
            self._set(problem=say("person.not_saved"))
            self.refused.emit(next(name for name in _FIELDS if name in wrong))
            return
        self._set(saving=True, problem="")
        new, locations = self._new(), self._services.locations
        self.context.act(lambda: locations.record(self.incident, new), self._saved, self._failed)

    def _read_now(self) -> None:
        """Read before saving what was typed a moment ago; the gazetteer is a file in memory."""
        self._pause.stop()
        if not self._text("line").strip():
            self._set(errors={**self.state.errors, "line": say("location.empty")})
            return
        self._show_read(read_typed(self._text("line"), self._now(), LocalZone(), self._services.locations, self._near))

    def _new(self) -> NewLocation:
        state, read = self.state, self.state.read
        own = read_typed_time(self._text("when"), self._now()).at if "when" in self._own else read.seen_at
        point, metres = self._tapped or (None, 10.0)
        return NewLocation(
            typed=read.place or self._text("line").strip(),
            kind=state.kind,
            seen_at=own,
            source=self._text("told_by").strip(),
            confidence=state.sure if state.sure in SURE else "not_known",  # type: ignore[arg-type]
            note=read.note,
            tapped=point,
            tapped_m=metres,
            corrects=self._corrects,
        )

    def _saved(self, op: str) -> None:
        self._draft.keep(None)
        self._set(saving=False)
        self.context.told.emit(say("person.location_saved", kind=say(f"person.kind_{self.state.kind}")))
        self.saved.emit(op)

    def _failed(self, failure: Failure) -> None:
        error = failure.error
        at = "when" if error and error.key == "location.in_the_future" else "line" if _about_line(failure) else ""
        errors = {**self.state.errors, at: failure.words} if at else self.state.errors
        self._set(saving=False, errors=errors, problem=say("person.not_saved") if at else failure.words)
        if at:
            self.refused.emit(at)


def _about_line(failure: Failure) -> bool:
    return failure.error is not None and failure.error.key.startswith(("location.", "segment.out_of"))
