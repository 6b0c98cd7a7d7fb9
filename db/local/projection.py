"""One operation to row changes: the only writer of the projection, whoever made the operation.

The rows are a pure function of the set of operations: arrival order plays no part, and
projecting one by one gives what projecting from nothing gives.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain import facts
from app.domain.cases import Entry, moves_of
from app.domain.facts import Fact
from app.domain.identity import Id
from app.domain.instants import milliseconds, when
from app.domain.operations import encode
from app.domain.registers import Head
from app.domain.reports import Report, report_of
from app.domain.tasks import Task, task_of
from db.local.log import HELD, Kept
from db.tables import OF_A_TASK, PROJECTION_VERSION, early, head, operation, report, task

_DECODE: Final = msgspec.msgpack.Decoder()

Summarised = tuple[bytes, bytes, str]
"""Incident, entity and noun: whose summary row."""

_heads_of_entity = select(head).where(head.c.entity == bindparam("entity"))
_drop_head = delete(head).where(
    head.c.entity == bindparam("e"), head.c.field == bindparam("f"), head.c.op == bindparam("o")
)
_early = select(early.c.op).where(
    early.c.entity == bindparam("e"), early.c.field == bindparam("f"), early.c.op == bindparam("o")
)
_add_head = insert(head)
_add_early = insert(early)
_put_report = insert(report).prefix_with("OR REPLACE")
_put_task = insert(task).prefix_with("OR REPLACE")
ENTRY_COLUMNS: Final = (
    operation.c.op,
    operation.c.incident,
    operation.c.entity,
    operation.c.type,
    operation.c.version,
    operation.c.payload,
    operation.c.hlc,
    operation.c.wall_ms,
    operation.c.actor,
    operation.c.device,
    operation.c.state,
    operation.c.number,
    operation.c.reason,
)
_entries_of_task = select(*ENTRY_COLUMNS).where(
    operation.c.entity == bindparam("entity"), OF_A_TASK, operation.c.state != HELD
)


def version() -> str:
    """Of what the rows mean and of the facts that are known: a store with another one is projected anew."""
    return f"{PROJECTION_VERSION} {facts.known()}"


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else milliseconds(at)


def read_fact(type_: str, version: int, payload: bytes | None) -> Fact | None:
    """The fact, or ``None`` where the payload is erased, newer than this program or not what it says."""
    if payload is None:
        return None
    try:
        return facts.read(type_, version, payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def fact_of(kept: Kept) -> Fact | None:
    """The fact in an operation, as `read_fact`."""
    return read_fact(kept.header.type, kept.header.version, kept.operation.payload)


def project(connection: Connection, kept: Kept) -> Fact | None:
    """Change the rows that this operation changes, and give its fact."""
    fact = write(connection, kept)
    if fact is not None and fact.writes():
        summarise(connection, kept.header.incident, kept.header.entity, fact.NOUN)
    return fact


def write(connection: Connection, kept: Kept) -> Fact | None:
    """As `project`, leaving the summary row to the caller: of many operations it is made once."""
    fact = fact_of(kept)
    if fact is None:
        return None
    for field, value in fact.writes().items():
        _write(connection, kept, fact.NOUN, field, value)
    return fact


def _write(connection: Connection, kept: Kept, noun: str, field: str, value: Any) -> None:
    """One field: what this write had seen is no head any more; it is one, unless already seen past."""
    entity = kept.header.entity
    for seen in kept.header.observed.get(field, ()):
        _supersede(connection, entity, field, seen)
    if connection.execute(_early, {"e": entity, "f": field, "o": kept.op}).first() is None:
        connection.execute(_add_head, _head_row(kept, noun, field, value))


def _supersede(connection: Connection, entity: bytes, field: str, seen: bytes) -> None:
    """A head that was seen is none any more; where it is none, it may not have arrived yet."""
    key = {"e": entity, "f": field, "o": seen}
    gone = connection.execute(_drop_head, key).rowcount
    if not gone and connection.execute(_early, key).first() is None:
        connection.execute(_add_early, {"entity": entity, "field": field, "op": seen})


def _head_row(kept: Kept, noun: str, field: str, value: Any) -> dict[str, Any]:
    header = kept.header
    return {
        "entity": header.entity,
        "field": field,
        "op": kept.op,
        "incident": header.incident,
        "noun": noun,
        "hlc": header.hlc,
        "wall_ms": header.wall_ms,
        "actor": header.actor,
        "device": header.device,
        "value": encode(value),
    }


def head_of(row: Any) -> Head:
    """The domain's head from a row of `head`."""
    return Head(
        Id(row.entity.hex()),
        row.field,
        row.op.hex(),
        row.hlc,
        Id(row.actor.hex()),
        when(row.wall_ms),
        _DECODE.decode(row.value),
        row.device.hex(),
    )


def heads(connection: Connection, entity: bytes) -> list[Head]:
    """All heads of one entity."""
    return [head_of(row) for row in connection.execute(_heads_of_entity, {"entity": entity})]


@lru_cache(4096)
def hexadecimal(name: bytes) -> str:
    """An id as text; a search has few officers, laptops and entities, and asks for them often."""
    return name.hex()


def entry_of(row: Sequence[Any]) -> Entry:
    """The domain's entry from a row of `ENTRY_COLUMNS`."""
    op, incident, entity, type_, version, payload, hlc, wall_ms, actor, device, state, number, reason = row
    return Entry(
        op.hex(),
        Id(hexadecimal(incident)),
        Id(hexadecimal(entity)),
        type_,
        read_fact(type_, version, payload),
        hlc,
        when(wall_ms),
        Id(hexadecimal(actor)),
        hexadecimal(device),
        state,
        number,
        reason or "",
    )


def summarise(connection: Connection, incident: bytes, entity: bytes, noun: str) -> None:
    """Rewrite the one summary row that this entity has, if it has one."""
    if noun == "report":
        found = report_of(Id(entity.hex()), heads(connection, entity))
        if found is not None:
            connection.execute(_put_report, _report_row(incident, found))
    elif noun == "task":
        connection.execute(_put_task, _task_row(incident, task_now(connection, entity)))


def task_now(connection: Connection, entity: bytes) -> Task:
    """One task from its heads and moves."""
    entries = [entry_of(row) for row in connection.execute(_entries_of_task, {"entity": entity})]
    id_ = Id(entity.hex())
    return task_of(id_, heads(connection, entity), moves_of(entries).get(id_, []))


def fold(text: str) -> str:
    """Lower case without accents, for finding a name however it was typed."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))


def _report_row(incident: bytes, found: Report) -> dict[str, Any]:
    details = found.details
    words = [found.name, *(str(details[key]) for key in ("aliases", "nickname", "local_reference") if key in details)]
    return {
        "incident": incident,
        "name": found.name,
        "search": fold(" ".join(words)),
        "born": details.get("born"),
        "age": details.get("age"),
        "grade": found.risk.grade if found.risk else None,
        "risk_conflict": int(found.risk_conflict),
        "flags": json.dumps(found.flag_names()),
        "reported_by": found.reported_by,
        "reported_ms": milliseconds(found.reported_at),
        "located_ms": milliseconds(found.located.at) if found.located else None,
    }


def _task_row(incident: bytes, found: Task) -> dict[str, Any]:
    return {
        "task": bytes.fromhex(found.id),
        "incident": incident,
        "title": found.title,
        "task_class": found.task_class,
        "status": found.status,
        "assignee": found.assignee,
        "assignee_name": found.assignee_name,
        "started_ms": _milliseconds(found.started_at),
        "ended_ms": _milliseconds(found.ended_at),
        "due_ms": _milliseconds(found.due_at),
    }


def rebuild(connection: Connection, operations: list[Kept]) -> None:
    """Drop every projected row and project these operations from nothing."""
    for table in (head, early, report, task):
        connection.execute(delete(table))
    stale: dict[Summarised, None] = {}
    for kept in operations:
        fact = write(connection, kept)
        if fact is not None and fact.writes():
            stale[kept.header.incident, kept.header.entity, fact.NOUN] = None
    for each in stale:
        summarise(connection, *each)
