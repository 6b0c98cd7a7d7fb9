"""Read models for lists and rooms: plain records, never rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from app.domain.cases import Case, Entry, case_of
from app.domain.facts import OfficerAdded
from app.domain.identity import FORCE, Id, Officer, Rank
from app.domain.instants import milliseconds, when
from app.domain.registers import by_field, values
from app.errors import NotFound
from app.ports.store import Laptop, ReportRow, TaskRow
from db.local.log import HELD, SAVED
from db.local.projection import ENTRY_COLUMNS, entry_of, fold, head_of, read_fact
from db.tables import head, operation, report, task

_heads_of_incident = select(head).where(head.c.incident == bindparam("incident"))
_entries_of_incident = (
    select(*ENTRY_COLUMNS)
    .where(operation.c.incident == bindparam("incident"), operation.c.state != HELD)
    .order_by(operation.c.hlc, operation.c.op)
)
_ENDED = ("done", "part_done", "not_done", "cancelled")


def case(connection: Connection, incident: Id) -> Case:
    """See `app.ports.store.Store.case`."""
    key = {"incident": bytes.fromhex(incident)}
    heads = [(row.noun, head_of(row)) for row in connection.execute(_heads_of_incident, key)]
    entries = [entry_of(row) for row in connection.execute(_entries_of_incident, key)]
    found = case_of(incident, heads, entries)
    if found is None:
        raise NotFound("report.not_found", incident=incident)
    return found


def _report_row(row: Any) -> ReportRow:
    return ReportRow(
        Id(row.incident.hex()),
        row.name,
        row.born,
        row.age,
        row.grade,
        bool(row.risk_conflict),
        tuple(json.loads(row.flags)),
        row.reported_by,
        when(row.reported_ms),
        None if row.located_ms is None else when(row.located_ms),
    )


def open_reports(connection: Connection, located_since: datetime) -> list[ReportRow]:
    """See `app.ports.store.Store.open_reports`."""
    since = milliseconds(located_since)
    query = select(report).where(or_(report.c.located_ms.is_(None), report.c.located_ms >= since))
    return [_report_row(row) for row in connection.execute(query)]


def _matching(query: Select[Any], text: str) -> Select[Any]:
    for word in fold(text).split():
        query = query.where(report.c.search.contains(word, autoescape=True))
    return query


def find_reports(connection: Connection, text: str, offset: int, limit: int) -> list[ReportRow]:
    """See `app.ports.store.Store.find_reports`."""
    query = _matching(select(report), text).order_by(report.c.reported_ms.desc(), report.c.incident.desc())
    return [_report_row(row) for row in connection.execute(query.offset(offset).limit(limit))]


def count_reports(connection: Connection, text: str) -> int:
    """See `app.ports.store.Store.count_reports`."""
    return connection.execute(_matching(select(func.count()).select_from(report), text)).scalar() or 0


def _task_row(row: Any) -> TaskRow:
    return TaskRow(
        Id(row.task.hex()),
        Id(row.incident.hex()),
        row.title,
        row.task_class,
        row.status,
        None if row.assignee is None else Id(row.assignee),
        row.assignee_name,
        *(None if each is None else when(each) for each in (row.started_ms, row.ended_ms, row.due_ms)),
    )


def tasks_of(connection: Connection, incidents: Collection[Id]) -> list[TaskRow]:
    """See `app.ports.store.Store.tasks_of`."""
    keys = [bytes.fromhex(each) for each in incidents]
    found: list[TaskRow] = []
    for start in range(0, len(keys), 500):
        query = select(task).where(task.c.incident.in_(keys[start : start + 500]))
        found.extend(_task_row(row) for row in connection.execute(query))
    return found


def tasks_for(connection: Connection, assignees: Collection[Id]) -> list[TaskRow]:
    """See `app.ports.store.Store.tasks_for`."""
    query = select(task).where(task.c.assignee.in_(list(assignees)), task.c.status.not_in(_ENDED))
    return [_task_row(row) for row in connection.execute(query)]


def log(connection: Connection, incident: Id | None, limit: int, before_hlc: int | None) -> list[Entry]:
    """See `app.ports.store.Store.log`."""
    query = select(*ENTRY_COLUMNS).order_by(operation.c.hlc.desc(), operation.c.op).limit(limit)
    if incident is not None:
        query = query.where(operation.c.incident == bytes.fromhex(incident))
    if before_hlc is not None:
        query = query.where(operation.c.hlc < before_hlc)
    return [entry_of(row) for row in connection.execute(query)]


def waiting(connection: Connection, limit: int) -> list[Entry]:
    """See `app.ports.store.Store.waiting`."""
    query = select(*ENTRY_COLUMNS).where(operation.c.state == SAVED).order_by(operation.c.position).limit(limit)
    return [entry_of(row) for row in connection.execute(query)]


def held(connection: Connection, limit: int) -> list[Entry]:
    """See `app.ports.store.Store.held`: held here, or held at central and so marked here."""
    query = select(*ENTRY_COLUMNS).where(operation.c.reason.is_not(None)).order_by(operation.c.position).limit(limit)
    return [entry_of(row) for row in connection.execute(query)]


def not_sent(connection: Connection) -> dict[Id, int]:
    """See `app.ports.store.Store.not_sent`."""
    query = select(operation.c.incident, func.count()).where(operation.c.state == SAVED)
    return {Id(incident.hex()): count for incident, count in connection.execute(query.group_by(operation.c.incident))}


def _force(connection: Connection, noun: str) -> Iterable[tuple[Id, dict[str, Any]]]:
    rows = connection.execute(_heads_of_incident, {"incident": bytes.fromhex(FORCE)})
    entities: dict[Id, list[Any]] = {}
    for row in rows:
        if row.noun == noun:
            entities.setdefault(Id(row.entity.hex()), []).append(head_of(row))
    for entity, heads in entities.items():
        yield entity, values(by_field(heads))


def officers(connection: Connection) -> dict[Id, Officer]:
    """See `app.ports.store.Store.officers`. A rank from a newer version may do least."""
    return {
        entity: Officer(entity, now["call_sign"], _rank(now["rank"]), now["public_key"])
        for entity, now in _force(connection, "officer")
    }


def officer_keys(connection: Connection) -> dict[bytes, set[bytes]]:
    """Every key that each officer (16 bytes) was ever added with: an older one signed older work."""
    query = select(operation.c.entity, operation.c.type, operation.c.version, operation.c.payload).where(
        operation.c.incident == bytes.fromhex(FORCE), operation.c.type == OfficerAdded.TYPE, operation.c.state != HELD
    )
    keys: dict[bytes, set[bytes]] = {}
    for entity, *written in connection.execute(query):
        fact = read_fact(*written)
        if isinstance(fact, OfficerAdded):
            keys.setdefault(entity, set()).add(fact.public_key)
    return keys


def _rank(word: str) -> Rank:
    return Rank.__members__.get(word.upper(), Rank.ADMINISTRATOR)


def laptops(connection: Connection) -> dict[Id, Laptop]:
    """See `app.ports.store.Store.laptops`."""
    return {
        entity: Laptop(now["name"], now["force"], now["public_key"]) for entity, now in _force(connection, "laptop")
    }


def digest(connection: Connection, incident: Id | None) -> str:
    """See `app.ports.store.Store.digest`: over every head and every entry, in the order of their names."""
    total = hashlib.sha256()
    heads = select(head.c.entity, head.c.field, head.c.op, head.c.value).order_by(
        head.c.entity, head.c.field, head.c.op
    )
    entries = select(operation.c.op).where(operation.c.state != HELD).order_by(operation.c.op)
    if incident is not None:
        heads = heads.where(head.c.incident == bytes.fromhex(incident))
        entries = entries.where(operation.c.incident == bytes.fromhex(incident))
    for entity, field, op, value in connection.execute(heads):
        total.update(entity + field.encode() + op + value)
    for (op,) in connection.execute(entries):
        total.update(op)
    return total.hexdigest()
