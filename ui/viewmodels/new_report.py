"""A new report while it is typed: drafts at every key, the place read back, what is missing said at its field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.identity import Id
from app.errors import HomewardError, UserError
from app.services.locations import Reading
from app.services.reports import NewReport
from ui.background import Failure, Task
from ui.viewmodels.context import Context
from ui.viewmodels.drafts import Draft
from ui.viewmodels.local_times import clock_time, day
from ui.viewmodels.report_entries import ReadBack, ReadTime, details_of, place_words, read_time
from ui.wording import say

NEEDED: Final = ("name", "reported_by", "place", "seen_at")
DRAFT: Final = "new_report"
_PAUSE_MS: Final = 150
_NOTHING: Final = ReadBack("ok", "")


@dataclass(frozen=True)
class NewReportState:
    """What was typed, by field; what each field says below itself; whether it is being saved.

    ``problem`` is what belongs to no field, such as a full disk.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    backs: Mapping[str, ReadBack] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    saving: bool = False
    problem: str = ""


class NewReportModel(QObject):
    """What the sheet shows and does.

    Signals:
        changed: ``state`` is another one.
        brought: the texts were changed by something else than typing: a draft, a suggestion.
        refused: nothing was saved; the first field to look at.
        saved: the report is open; its incident.
    """

    changed = Signal()
    brought = Signal()
    refused = Signal(str)
    saved = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._services = context, context.services
        self._draft = Draft(context, DRAFT)
        self.state = NewReportState(values={"reported_at": self._written_now()})
        self._reading: Task[tuple[ReadBack, tuple[str, ...]]] | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read_place)
        self._draft.bring(self._bring)

    def _now(self) -> datetime:
        return self._services.desk.clock.now()

    def _written_now(self) -> str:
        """With its date, so that a draft of yesterday says yesterday."""
        now = self._now()
        return f"{day(now)} {clock_time(now)}"

    def _set(self, **parts: object) -> None:
        self.state = replace(self.state, **parts)  # type: ignore[arg-type]
        self.changed.emit()

    # typing

    def _bring(self, text: str | None) -> None:
        kept = _read_draft(text)
        if kept and len(self.state.values) <= 1:
            self._set(values={**self.state.values, **kept})
            self.brought.emit()
            self._pause.start()
            for name in ("seen_at", "reported_at"):
                self._read_time(name)

    def type(self, name: str, text: str) -> None:
        """A key was pressed in a field: keep it, and read it back where it can be read."""
        backs = {key: back for key, back in self.state.backs.items() if key != name}
        self._set(values={**self.state.values, name: text}, backs=backs, problem="")
        self._draft.keep(json.dumps(dict(self.state.values)))
        if name == "place":
            self._pause.start()
        if name in ("seen_at", "reported_at"):
            self._read_time(name)

    def take(self, place: str) -> None:
        """A suggested place was pressed."""
        self.type("place", place)
        self.brought.emit()

    def forget(self) -> None:
        """Start again with an empty sheet."""
        self._draft.keep(None)
        self._set(values={"reported_at": self._written_now()}, backs={}, suggestions=(), problem="")
        self.brought.emit()

    def _say(self, name: str, back: ReadBack) -> None:
        self._set(backs={**self.state.backs, name: back})

    def _read_time(self, name: str) -> None:
        self._say(name, self._time(name).back)

    def _time(self, name: str) -> ReadTime:
        return read_time(self.state.values.get(name, ""), self._now())

    def _read_place(self) -> None:
        text, locations = self.state.values.get("place", ""), self._services.locations

        def read() -> tuple[ReadBack, tuple[str, ...]]:
            if not text.strip():
                return _NOTHING, ()
            return _placed(lambda: locations.read(text)), tuple(
                dict.fromkeys(each.name for each in locations.suggestions(text) if each.name != text.strip())
            )

        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._context.read(read, lambda answer: self._show_place(*answer))

    def _show_place(self, back: ReadBack, suggestions: tuple[str, ...]) -> None:
        self._set(backs={**self.state.backs, "place": back}, suggestions=suggestions[:4])

    # saving

    def save(self) -> None:
        """Open the report; what is missing or wrong is said at its field and nothing typed is lost."""
        if self.state.saving:
            return
        seen, reported = self._time("seen_at"), self._time("reported_at")
        wrong = {name: read.back for name, read in (("seen_at", seen), ("reported_at", reported)) if _bad(read)}
        missing = {name: ReadBack("danger", say(f"new.missing_{name}")) for name in NEEDED if self._blank(name)}
        if wrong or missing:
            self._refuse({**wrong, **missing})
            return
        new = self._report(seen.at, reported.at)
        self._set(saving=True, problem="")
        self._context.act(lambda: self._services.reports.open(new), self._opened, self._failed)

    def _blank(self, name: str) -> bool:
        return not self.state.values.get(name, "").strip()

    def _report(self, seen_at: datetime | None, reported_at: datetime | None) -> NewReport:
        values = self.state.values
        return NewReport(
            name=values["name"],
            reported_by=values["reported_by"],
            reported_at=reported_at,
            last_seen_at=values["place"],
            last_seen_when=seen_at,
            details=details_of(values),
        )

    def _opened(self, incident: Id) -> None:
        self._draft.keep(None)
        self._set(saving=False)
        self._context.told.emit(say("new.saved", name=self.state.values["name"].strip()))
        self.saved.emit(incident)

    def _failed(self, failure: Failure) -> None:
        self._set(saving=False)
        name = _field_of(failure.error)
        if name:
            self._refuse({name: ReadBack("danger", failure.words)})
        else:
            self._set(problem=failure.words)

    def _refuse(self, backs: Mapping[str, ReadBack]) -> None:
        self._set(backs={**self.state.backs, **backs}, problem=say("new.not_saved"))
        order = [*NEEDED, *backs]
        self.refused.emit(next(name for name in order if name in backs))


def _bad(read: ReadTime) -> bool:
    return read.at is None and bool(read.back.words)


def _placed(read: Callable[[], Reading]) -> ReadBack:
    try:
        return place_words(read())
    except UserError as error:
        return ReadBack("danger", say(error.key, **error.values))


def _field_of(error: HomewardError | None) -> str:
    """Which field a refusal is about; "" for none."""
    if error is None:
        return ""
    if error.key == "location.in_the_future":
        return "seen_at"
    return "place" if error.key.startswith("location.") else str(error.values.get("field", ""))


def _read_draft(text: str | None) -> dict[str, str]:
    """The kept values; a draft that cannot be read is none."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}
