"""The Person room's state: everything that is known of one missing person, and who may add to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.changes import Changes
from app.domain.cases import Case, Location
from app.domain.identity import Id, may
from app.domain.people import FIELDS
from app.services.now import clock_of
from app.services.office import Services
from ui.lines import PersonLine
from ui.viewmodels.context import Context
from ui.viewmodels.local_times import moment
from ui.viewmodels.people_lines import case_line, photo_name
from ui.viewmodels.person_lines import (
    Episodes,
    Worry,
    ask_lines,
    episodes_of,
    flag_lines,
    known_fields,
    phone_lines,
    place_lines,
    worry_of,
)
from ui.viewmodels.person_sayings import Line, sayings
from ui.viewmodels.person_watch import RiskCard, looked_lines, risk_card
from ui.wording import say


@dataclass(frozen=True)
class PersonState:
    """``line`` is ``None`` while nobody is chosen or the report is being read.

    ``found`` is a sentence once the person was found. ``acts`` are what this rank may do.
    """

    line: PersonLine | None = None
    episodes: Episodes | None = None
    worry: Worry | None = None
    risk: RiskCard | None = None
    flags: tuple[Line, ...] = ()
    places: tuple[Line, ...] = ()
    phones: tuple[Line, ...] = ()
    ask: tuple[Line, ...] = ()
    looked: tuple[Line, ...] = ()
    found: str = ""
    known: int = 0
    fields: int = len(FIELDS)
    acts: frozenset[str] = frozenset()


_ACTS = ("location.record", "note.record", "report.amend", "report.locate", "risk.assess", "photo.add",
         "conflict.settle")  # fmt: skip


class PersonModel(QObject):
    """Reads the open search again whenever it changes. ``changed`` says that ``state`` is another."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.state = PersonState()
        self.case: Case | None = None
        context.incident_chosen.connect(self.reload)
        context.changed.connect(self._hear)
        self.reload()

    def _hear(self, changes: Changes) -> None:
        if changes.sync or changes.of(self.context.incident):
            self.reload()

    def minute(self) -> None:
        """The clock has moved on."""
        self.reload()

    def reload(self) -> None:
        """Read the open search."""
        incident, services = self.context.incident, self.context.services
        if incident is None:
            self._show(None, PersonState())
            return
        if self.case is not None and self.case.report.id != incident:
            self._show(None, PersonState())
        self.context.read(lambda: _read(services, incident), lambda answer: self._arrived(incident, *answer))

    def _arrived(self, incident: Id, case: Case, state: PersonState) -> None:
        if incident == self.context.incident:
            self._show(case, state)

    def _show(self, case: Case | None, state: PersonState) -> None:
        self.case = case
        if state != self.state:
            self.state = state
            self.changed.emit()

    def location(self, op: str) -> Location | None:
        """One place that was recorded, to be put right."""
        places = self.case.locations if self.case else ()
        return next((each for each in places if each.op == op), None)


def _read(services: Services, incident: Id) -> tuple[Case, PersonState]:
    case, store = services.reports.case(incident), services.desk.store
    now = services.desk.clock.now()
    photo = photo_name(case)
    line = case_line(case, clock_of(case.report, case.tasks, now), now, store.blob(photo) if photo else None)
    return case, _state(services, case, line, now)


def _state(services: Services, case: Case, line: PersonLine, now: datetime) -> PersonState:
    report, said = case.report, sayings(case)
    clock, officer = clock_of(report, case.tasks, now), services.desk.session.officer
    details = {**report.details, "name": report.name}
    return PersonState(
        line=line,
        episodes=episodes_of(details),
        worry=worry_of(details, said, now),
        risk=risk_card(case, services.desk.store.officers(), now),
        flags=flag_lines(report.flags, said),
        places=place_lines(case.locations, now),
        phones=phone_lines(details, said),
        ask=ask_lines(case, said),
        looked=looked_lines(case, clock, now),
        found=_found(case, now),
        known=known_fields(details),
        acts=frozenset(act for act in _ACTS if officer is not None and may(officer.rank, act)),
    )


def _found(case: Case, now: datetime) -> str:
    located = case.report.located
    if located is None:
        return ""
    name, time = case.report.first_name, moment(located.at, now)
    if located.where:
        return say("person.found_where", name=name, time=time, by=located.by, where=located.where)
    return say("person.found", name=name, time=time, by=located.by)
