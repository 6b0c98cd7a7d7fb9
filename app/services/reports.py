"""Opens a report with the four things it needs, and adds to it as more is learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain import facts
from app.domain.cases import Case, Entry
from app.domain.identity import Id
from app.domain.people import check
from app.domain.reports import check_opening
from app.errors import Missing, Unreadable
from app.services.desk import Desk
from app.services.locations import Locations, NewLocation


@dataclass(frozen=True, slots=True)
class NewReport:
    """Who is missing, who says so, where and when last seen; ``details`` are fields of `people`."""

    name: str
    reported_by: str
    reported_at: datetime | None
    last_seen_at: str
    last_seen_when: datetime | None
    details: Mapping[str, Any] = field(default_factory=dict)


class Reports:
    """The reports on this laptop."""

    def __init__(self, desk: Desk, locations: Locations) -> None:
        self._desk = desk
        self._locations = locations

    def open(self, new: NewReport) -> Id:
        """Open a report: the record and the place last seen, saved together.

        Raises:
            Missing: which of the four things are not there.
            Unreadable: a place or a detail that cannot be read; nothing is saved.
        """
        check_opening(new.name.strip(), new.reported_by.strip(), new.last_seen_at.strip(), new.last_seen_when)
        now = self._desk.clock.now()
        fact = facts.ReportOpened(
            name=new.name.strip(),
            reported_by=new.reported_by.strip(),
            reported_at=new.reported_at or now,
            details=check(dict(new.details)),
        )
        seen = self._locations.fact(
            NewLocation(new.last_seen_at, "last_seen", new.last_seen_when, source=new.reported_by.strip()), now
        )
        with self._desk.act("report.open") as (work, _):
            incident = self._desk.chance.new_id()
            work.record(fact, incident, incident)
            work.record(seen, incident, self._desk.chance.new_id())
        return incident

    def amend(self, incident: Id, details: Mapping[str, Any], source: str = "") -> None:
        """Fields that were learnt or put right. The name may change; it may not be empty.

        Raises:
            Missing: nothing to change, or an empty name. Unreadable: a field nobody knows.
        """
        checked = check(dict(details))
        if not checked or checked.get("name", "-") == "":
            raise Missing("report.nothing_to_amend")
        with self._desk.act("report.amend") as (work, _):
            work.report(incident)
            work.record(facts.ReportAmended(details=checked, source=source.strip()), incident, incident)

    def set_flag(self, incident: Id, flag: facts.FlagSet) -> None:
        """Put a flag up, change what stands behind it, or take it down with a reason.

        Raises:
            Missing: no evidence. Unreadable: no flag's name.
        """
        if not flag.evidence.strip():
            raise Missing("flag.no_evidence")
        if not flag.flag.strip():
            raise Unreadable("flag.no_name")
        with self._desk.act("report.amend") as (work, _):
            work.report(incident)
            work.record(flag, incident, incident)

    def note(self, incident: Id, text: str, source: str = "", corrects: str | None = None) -> str:
        """Something worth knowing, in the officer's words. Raises Missing for an empty one."""
        if not text.strip():
            raise Missing("note.empty")
        with self._desk.act("note.record") as (work, _):
            work.report(incident)
            fact = facts.NoteRecorded(text=text.strip(), source=source.strip(), corrects=corrects)
            return work.record(fact, incident, self._desk.chance.new_id())

    def locate(self, incident: Id, by: str, where: str = "", located_at: datetime | None = None) -> None:
        """The person was found. Located is not closed. Raises Missing without a name of who saw them."""
        if not by.strip():
            raise Missing("report.located_by_whom")
        at = located_at or self._desk.clock.now()
        with self._desk.act("report.locate") as (work, _):
            work.report(incident)
            work.record(facts.PersonLocated(located_at=at, by=by.strip(), where=where.strip()), incident, incident)

    def case(self, incident: Id) -> Case:
        """The search, whole. Raises NotFound."""
        return self._desk.store.case(incident)

    def log(self, incident: Id | None, limit: int, before_hlc: int | None = None) -> list[Entry]:
        """Entries of one search or of all, newest first."""
        return self._desk.store.log(incident, limit, before_hlc)
