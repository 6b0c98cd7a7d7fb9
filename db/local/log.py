"""The laptop's operation log: append, find, and how each stands with central."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from app.domain.operations import Header, Operation, header_of, name_of
from db.tables import attachment, cursor, operation

SAVED: Final = "saved"
SENT: Final = "sent"
HELD: Final = "held"
TOO_LARGE: Final = "held.too_large"
UNKNOWN_OFFICER: Final = "held.unknown_officer"
"""The one reason that another laptop, or central, may know better."""
HELD_THERE: Final = 0
"""In the place of a number: central was offered what is held here, and holds it too."""


class Kept(NamedTuple):
    """An operation with its name and header, decoded once."""

    op: bytes
    header: Header
    operation: Operation


class Place(NamedTuple):
    """Where an operation is in this log and how it stands with central."""

    position: int
    state: str
    reason: str | None
    number: int | None = None
    incident: bytes = b""


Row = tuple[Any, ...]
_COLUMNS: Final = [column.name for column in operation.columns if column.name != "position"]
_APPEND: Final = f"INSERT INTO operation ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_blob = insert(attachment)
_place = (operation.c.position, operation.c.state, operation.c.reason, operation.c.number, operation.c.incident)
_known = select(operation.c.op, *_place).where(
    operation.c.hlc.in_(bindparam("clocks", expanding=True)), operation.c.op.in_(bindparam("ops", expanding=True))
)
_OWED: Final = (operation.c.state == HELD, operation.c.reason == UNKNOWN_OFFICER, operation.c.number.is_(None))
"""Held here and not yet offered to central, which may know the officer."""
_unsent = select(operation.c.op, *_place).where(operation.c.state == SAVED)
_owed = select(operation.c.op, *_place).where(operation.c.reason.is_not(None), *_OWED)
_last_of_device = (
    select(operation.c.op, operation.c.hlc)
    .where(operation.c.device == bindparam("device"), operation.c.state != HELD)
    .order_by(operation.c.hlc.desc(), operation.c.op)
    .limit(1)
)
_last_in_incident = (
    select(operation.c.op)
    .where(operation.c.incident == bindparam("incident"), operation.c.device == bindparam("device"))
    .order_by(operation.c.hlc.desc())
    .limit(1)
)
_wire = select(operation.c.header, operation.c.signature, operation.c.salt, operation.c.payload)
_beyond = select(operation.c.position).where(
    operation.c.incident == cursor.c.incident, operation.c.number > cursor.c.number
)
_held_of = (
    select(*_place, *_wire.selected_columns)
    .where(operation.c.reason.is_not(None), operation.c.state == HELD, operation.c.actor == bindparam("actor"))
    .order_by(operation.c.position)
)


def row_of(kept: Kept, state: str, number: int | None = None, reason: str | None = None) -> Row:
    """The log's row for an operation, in the order of `_COLUMNS`."""
    header, found = kept.header, kept.operation
    return (
        kept.op,
        header.incident,
        header.entity,
        header.device,
        header.actor,
        header.type,
        header.version,
        header.hlc,
        header.wall_ms,
        found.header,
        found.signature,
        found.salt,
        found.payload,
        state,
        number,
        reason,
    )


def append(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows made by `row_of`; one that is there already is an error, never passed over.

    Plain tuples go to the driver as they are: naming each value costs more than writing it. Bytes
    go as ``bytearray``: the driver asks its adapters about each ``bytes``, which doubles the time.
    """
    plain = [_plain(row) for row in rows]
    connection.exec_driver_sql(_APPEND, plain if len(plain) > 1 else plain[0])


def append_one(connection: Connection, row: Row) -> int:
    """As `append`, for one row; gives its position."""
    return int(connection.exec_driver_sql(_APPEND, _plain(row)).lastrowid)


def _plain(row: Row) -> Row:
    return tuple([bytearray(value) if type(value) is bytes else value for value in row])


def speak_of(connection: Connection, names: Iterable[bytes]) -> None:
    """Note attachments that an operation speaks of, until their bytes arrive."""
    for name in names:
        there = connection.execute(select(attachment.c.sha256).where(attachment.c.sha256 == name)).first()
        if there is None:
            connection.execute(_blob, {"sha256": name, "data": None, "sent": 0})


def known(connection: Connection, found: Sequence[Kept]) -> dict[bytes, Place]:
    """Which of these operations are here, and how they stand."""
    here: dict[bytes, Place] = {}
    for start in range(0, len(found), 250):
        part = found[start : start + 250]
        keys = {"clocks": [each.header.hlc for each in part], "ops": [each.op for each in part]}
        here.update((op, Place(*rest)) for op, *rest in connection.execute(_known, keys))
    return here


def last_of_device(connection: Connection, device: bytes) -> tuple[bytes, int]:
    """This device's last operation and its hybrid clock; empty and 0 at the start."""
    row = connection.execute(_last_of_device, {"device": device}).first()
    return (b"", 0) if row is None else (row.op, row.hlc)


def last_in_incident(connection: Connection, incident: bytes, device: bytes) -> bytes:
    """This device's last operation in the incident, empty where there is none."""
    return connection.execute(_last_in_incident, {"incident": incident, "device": device}).scalar() or b""


def highest_clock(connection: Connection) -> int:
    """The highest hybrid clock seen here."""
    return connection.execute(select(func.max(operation.c.hlc))).scalar() or 0


def unsent(connection: Connection, limit: int) -> list[Operation]:
    """The oldest operations without a receipt in the order they came, then what is held and not yet offered."""
    saved = _wire.where(operation.c.state == SAVED).order_by(operation.c.position).limit(limit)
    found = [Operation(*row) for row in connection.execute(saved)]
    owed = _wire.where(operation.c.reason.is_not(None), *_OWED).order_by(operation.c.position)
    return found + [Operation(*row) for row in connection.execute(owed.limit(limit - len(found)))]


def unsent_ids(connection: Connection) -> list[tuple[bytes, bytes]]:
    """Incident and id of everything that `unsent` gives."""
    return [(place.incident, op) for op, place in unsent_places(connection).items()]


def unsent_places(connection: Connection) -> dict[bytes, Place]:
    """Every operation that central has not answered for, and where it is."""
    rows = [*connection.execute(_unsent), *connection.execute(_owed)]
    return {op: Place(*place) for op, *place in rows}


def carried(
    connection: Connection, incidents: Sequence[bytes], among: bool, after: int, limit: int
) -> list[tuple[int, Operation]]:
    """What another laptop should get, behind a position: of these incidents, or of all others."""
    worth = or_(operation.c.state != HELD, operation.c.reason == UNKNOWN_OFFICER)
    inside = operation.c.incident.in_(incidents) if among else operation.c.incident.not_in(incidents)
    query = _wire.add_columns(operation.c.position).where(operation.c.position > after, inside, worth)
    rows = connection.execute(query.order_by(operation.c.position).limit(limit))
    return [(position, Operation(*wire)) for *wire, position in rows]


def mark(connection: Connection, position: int, state: str, **values: Any) -> None:
    """Set how the operation at this position stands with central."""
    connection.execute(update(operation).where(operation.c.position == position).values(state=state, **values))


_HELD_THERE = select(operation.c.incident, operation.c.op, operation.c.position, operation.c.state).where(
    operation.c.reason.is_not(None),
    or_(
        and_(operation.c.state == SENT, operation.c.reason != TOO_LARGE),
        and_(operation.c.state == HELD, operation.c.number == HELD_THERE),
    ),
)
"""What central is said to hold; what could never be sent is not there."""


def held_there(connection: Connection) -> list[tuple[bytes, bytes]]:
    """Incident and id of what central is said to hold."""
    return [(row.incident, row.op) for row in connection.execute(_HELD_THERE)]


def offer_again(connection: Connection, ops: Collection[bytes]) -> None:
    """What central was said to hold and does not is unsent."""
    for row in connection.execute(_HELD_THERE).all():
        if row.op in ops:
            again: dict[str, Any] = {"reason": None} if row.state == SENT else {"number": None}
            mark(connection, row.position, SAVED if row.state == SENT else HELD, **again)


def renumber(connection: Connection, incident: bytes, numbers: Mapping[int, bytes]) -> None:
    """Central has these under these numbers: what else bears one of them was lost there."""
    between = operation.c.number.between(min(numbers, default=0), max(numbers, default=0))
    query = select(operation.c.position, operation.c.number, operation.c.op)
    rows = connection.execute(query.where(operation.c.incident == incident, between)).all()
    lose(connection, [row.position for row in rows if numbers.get(row.number) not in (None, row.op)])


def numbered_beyond(connection: Connection) -> list[int]:
    """The positions of what bears a higher number than the tree of its incident has."""
    return list(connection.execute(_beyond).scalars())


def lose(connection: Connection, positions: Sequence[int]) -> None:
    """Central has lost these: they have no number, and are offered again unless they are held here."""
    for position in positions:
        one = update(operation).where(operation.c.position == position)
        connection.execute(one.values(number=None))
        connection.execute(one.where(operation.c.state == SENT).values(state=SAVED, reason=None))


def replace(connection: Connection, position: int, found: Operation) -> None:
    """Put the good signature and payload of an operation in the place of those that were held."""
    values = {"signature": found.signature, "salt": found.salt, "payload": found.payload}
    connection.execute(update(operation).where(operation.c.position == position).values(values))


def held_actors(connection: Connection) -> list[bytes]:
    """The officers of whom anything is held here."""
    query = select(operation.c.actor).where(operation.c.reason.is_not(None), operation.c.state == HELD).distinct()
    return list(connection.execute(query).scalars())


def held_of(connection: Connection, actor: bytes) -> list[tuple[Place, Kept]]:
    """What is held here of one officer."""
    rows = connection.execute(_held_of, {"actor": actor})
    return [(Place(*row[:5]), keep(Operation(*row[5:]))) for row in map(tuple, rows)]


def in_incident(connection: Connection, incident: bytes | None) -> list[Kept]:
    """Every operation that is projected, of one incident or of all, in arrival order."""
    query = _wire.where(operation.c.state != HELD).order_by(operation.c.position)
    if incident is not None:
        query = query.where(operation.c.incident == incident)
    return [keep(Operation(*row)) for row in connection.execute(query)]


def keep(found: Operation) -> Kept:
    """The operation with its name and header.

    Raises:
        msgspec.DecodeError: the header cannot be decoded.
    """
    return Kept(name_of(found.header), header_of(found), found)
