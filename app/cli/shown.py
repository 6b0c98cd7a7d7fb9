"""Turns a search into the plain JSON that ``homeward show`` prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from app.domain.cases import Case, Entry
from app.services.now import Person, clock_of
from app.services.office import Services


def when(at: datetime | None) -> str | None:
    """A time as ISO 8601 with ``Z``."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """Any record as JSON types; bytes as hexadecimal."""
    return msgspec.to_builtins(value, enc_hook=str)


def people(services: Services) -> dict[str, Any]:
    """Every open report, the most urgent first, with the digest of everything."""
    store = services.desk.store
    return {
        "digest": store.digest(),
        "operations": store.counts().operations,
        "unsent": store.counts().unsent,
        "reports": [_person(each) for each in services.now.people()],
    }


def _person(person: Person) -> dict[str, Any]:
    row = person.row
    return {
        "incident": row.incident,
        "name": row.name,
        "age": person.age,
        "risk": row.grade,
        "risk_conflict": row.risk_conflict,
        "reported_at": when(row.reported_at),
        "located_at": when(row.located_at),
        "clock": {"level": person.clock.level, "minutes": person.clock.minutes, "since": when(person.clock.since)},
        "looking": [task.assignee_name for task in person.looking],
        "unsent": person.not_sent,
    }


def case(services: Services, found: Case) -> dict[str, Any]:
    """One search, whole."""
    report = found.report
    clock = clock_of(report, found.tasks, services.desk.clock.now())
    names = {officer.id: officer.call_sign for officer in services.officers.known().values()}
    return {
        "incident": report.id,
        "digest": services.desk.store.digest(report.id),
        "person": plain(dict(report.details)),
        "reported_by": report.reported_by,
        "reported_at": when(report.reported_at),
        "risk": plain(report.risk),
        "flags": plain(report.flags),
        "conflicts": _conflicts(found),
        "located": plain(report.located),
        "clock": {"level": clock.level, "minutes": clock.minutes, "since": when(clock.since)},
        "locations": [
            {**plain(each.said), "op": each.op, "by": names.get(each.by, each.by)} for each in found.locations
        ],
        "segments": plain(found.segments),
        "venues": plain(found.venues),
        "teams": plain(found.teams),
        "tasks": plain(found.tasks),
        "entries": [_entry(each, names) for each in found.entries],
        "unsent": found.not_sent,
    }


def _conflicts(found: Case) -> list[dict[str, Any]]:
    """Critical fields that people differ on, with every value and who said it."""
    conflicts: list[dict[str, Any]] = []
    if found.report.risk_conflict:
        conflicts.append({"field": "risk", "stands": found.report.risks[0].grade, "values": plain(found.report.risks)})
    twice = [task for task in found.tasks if task.double_tasked]
    return conflicts + [{"field": "assignee", "task": each.id, "stands": each.assignee_name} for each in twice]


def _entry(entry: Entry, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "op": entry.op,
        "type": entry.type,
        "entity": entry.entity,
        "at": when(entry.at),
        "by": names.get(entry.actor, entry.actor),
        "state": entry.state,
        "number": entry.number,
    }
