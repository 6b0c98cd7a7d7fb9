"""The statements of an embedded central; each function runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from app.domain.operations import Operation
from app.domain.tree import Tree
from app.ports.central import CentralCounts, CentralIdentity, Judged, KnownLaptop, Lodged
from db.central.invitations import Invitation, may_use
from db.central.numbering import Numbered, Place, digest_of, good, grown, held, number, place_of

_PAGE: Final = """
SELECT number, header, signature, salt, payload FROM (
    SELECT *, sum(length(header) + coalesce(length(payload), 0) + 128) OVER (ORDER BY number) AS bytes
    FROM (SELECT * FROM operation WHERE incident = ? AND number > ? ORDER BY number LIMIT ?))
WHERE bytes <= ? OR number = ? ORDER BY number"""
_NUMBER: Final = "SELECT number FROM operation WHERE incident = ? AND op = ?"
_ADD: Final = """INSERT INTO operation
    (incident, number, op, device, session, seq, forked, sender, received_ms, header, signature, salt, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_GROW: Final = """INSERT INTO incident (incident, head, peaks) VALUES (?, ?, ?)
    ON CONFLICT (incident) DO UPDATE SET head = excluded.head, peaks = excluded.peaks"""
_HOLD: Final = """INSERT INTO held
    (incident, digest, op, reason, device, actor, sender, received_ms, header, signature, salt, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_NOW_KNOWN: Final = """
SELECT header, signature, salt, payload FROM held WHERE released_ms IS NULL AND (
    reason = 'held.unknown_officer' AND EXISTS (SELECT 1 FROM officer_key WHERE officer = held.actor)
    OR reason = 'held.unknown_laptop' AND EXISTS (SELECT 1 FROM laptop WHERE laptop.device = held.device))
ORDER BY received_ms LIMIT ?"""


def identity(connection: Any) -> CentralIdentity:
    """Who this central is."""
    return CentralIdentity(*connection.execute("SELECT name, seed, secret FROM central").fetchone())


def epoch(connection: Any) -> int:
    """How often it was restored."""
    return int(connection.execute("SELECT epoch FROM central").fetchone()[0])


def new_epoch(connection: Any, at_ms: int) -> int:
    """Later than the last and than any that an earlier restore of this backup gave."""
    connection.execute("UPDATE central SET epoch = max(epoch + 1, ?)", (at_ms,))
    return epoch(connection)


def invite(connection: Any, code_hash: bytes, force: str, expires_ms: int) -> None:
    """Keep an invitation."""
    values = (code_hash, force, expires_ms)
    connection.execute("INSERT INTO invitation (code_hash, force, expires_ms) VALUES (?, ?, ?)", values)


def enrol(connection: Any, code_hash: bytes, laptop: KnownLaptop, at_ms: int) -> bool:
    """Take the code and know the laptop, or ``False``."""
    known = laptops(connection, [laptop.device]).get(laptop.device)
    if known is not None and known.public_key != laptop.public_key:
        return False
    if not _take_code(connection, code_hash, laptop, at_ms):
        return False
    connection.execute("DELETE FROM laptop WHERE device = ?", (laptop.device,))
    values = (laptop.device, laptop.name, laptop.force, laptop.public_key, at_ms)
    connection.execute("INSERT INTO laptop VALUES (?, ?, ?, ?, ?)", values)
    return True


def _take_code(connection: Any, code_hash: bytes, laptop: KnownLaptop, at_ms: int) -> bool:
    query = "SELECT force, expires_ms, used_by FROM invitation WHERE code_hash = ?"
    row = connection.execute(query, (code_hash,)).fetchone()
    if row is None or not may_use(Invitation(*row), laptop, at_ms):
        return False
    taken = "UPDATE invitation SET used_by = ?, used_ms = coalesce(used_ms, ?) WHERE code_hash = ?"
    connection.execute(taken, (laptop.device, at_ms, code_hash))
    return True


def laptops(connection: Any, devices: Collection[bytes]) -> dict[bytes, KnownLaptop]:
    """Those that are enrolled."""
    query = "SELECT device, name, force, public_key FROM laptop WHERE device = ?"
    found = (connection.execute(query, (device,)).fetchone() for device in devices)
    return {row[0]: KnownLaptop(*row) for row in found if row is not None}


def keys(connection: Any, officers: Collection[bytes]) -> dict[bytes, list[bytes]]:
    """Every key of these officers."""
    query = "SELECT public_key FROM officer_key WHERE officer = ?"
    found = {officer: [row[0] for row in connection.execute(query, (officer,))] for officer in officers}
    return {officer: each for officer, each in found.items() if each}


def numbers(connection: Any, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, int]:
    """The numbers of those that are here."""
    found = ((op, connection.execute(_NUMBER, (incident, op)).fetchone()) for incident, op in operations)
    return {op: row[0] for op, row in found if row is not None}


def lodge(connection: Any, sender: bytes, judged: Sequence[Judged], at_ms: int) -> Lodged:
    """The one write of the log; the transaction is the lock."""
    candidates = good(judged)
    known = numbers(connection, [(each.incident, each.op) for each in judged])
    trees = _trees_of(connection, {each.incident for each in candidates})
    numbered = number(candidates, known, trees, _taken(connection, candidates))
    connection.executemany(_ADD, [_row(each, sender, at_ms) for each in numbered])
    trees = grown(trees, numbered)
    connection.executemany(_GROW, [(incident, tree.size, tree.written()) for incident, tree in trees.items()])
    _learn(connection, numbered)
    _release(connection, numbered, at_ms)
    _hold(connection, held(judged, known), sender, at_ms)
    return _lodged(connection, known, numbered, trees)


def _lodged(connection: Any, known: dict[bytes, int], numbered: Sequence[Numbered], trees: dict[bytes, Tree]) -> Lodged:
    new = {each.judged.op: each.number for each in numbered}
    forked = frozenset(each.judged.op for each in numbered if each.forked)
    return Lodged(epoch(connection), known | new, frozenset(new), forked, trees)


def _trees_of(connection: Any, incidents: Collection[bytes]) -> dict[bytes, Tree]:
    query = "SELECT incident, head, peaks FROM incident WHERE incident = ?"
    found = (connection.execute(query, (incident,)).fetchone() for incident in incidents)
    return {row[0]: Tree.read(*row[1:]) for row in found if row is not None}


def plant(connection: Any) -> None:
    """Make the trees of incidents from before there were any."""
    bare = connection.execute("SELECT incident FROM incident WHERE head > 0 AND peaks = x''").fetchall()
    for (incident,) in bare:
        query = "SELECT op FROM operation WHERE incident = ? ORDER BY number"
        tree = Tree().grown(row[0] for row in connection.execute(query, (incident,)))
        connection.execute("UPDATE incident SET peaks = ? WHERE incident = ?", (tree.written(), incident))


def _taken(connection: Any, candidates: Sequence[Judged]) -> list[Place]:
    query = "SELECT 1 FROM operation WHERE device = ? AND session = ? AND seq = ?"
    places = [place_of(each) for each in candidates]
    return [place for place in places if connection.execute(query, place).fetchone()]


def _row(each: Numbered, sender: bytes, at_ms: int) -> tuple[Any, ...]:
    judged, operation = each.judged, each.judged.operation
    place = (judged.incident, each.number, judged.op, judged.device, judged.session, judged.seq)
    body = (operation.header, operation.signature, operation.salt, operation.payload)
    return (*place, int(each.forked), sender, at_ms, *body)


def _learn(connection: Any, numbered: Sequence[Numbered]) -> None:
    query = "SELECT 1 FROM officer_key WHERE officer = ? AND public_key = ?"
    for each in numbered:
        learns = each.judged.learns
        if learns is not None and connection.execute(query, learns).fetchone() is None:
            connection.execute("INSERT INTO officer_key VALUES (?, ?, ?)", (*learns, each.judged.op))


def _release(connection: Any, numbered: Sequence[Numbered], at_ms: int) -> None:
    connection.executemany(
        "UPDATE held SET released_ms = ? WHERE incident = ? AND op = ? AND released_ms IS NULL",
        [(at_ms, each.judged.incident, each.judged.op) for each in numbered],
    )


def _hold(connection: Any, waiting: Sequence[Judged], sender: bytes, at_ms: int) -> None:
    for each in waiting:
        key = (each.incident, digest_of(each))
        same = "UPDATE held SET reason = ? WHERE incident = ? AND digest = ?"
        if not connection.execute(same, (each.reason, *key)).rowcount:
            whose = (each.op, each.reason, each.device, each.actor, sender, at_ms)
            body = (each.operation.header, each.operation.signature, each.operation.salt, each.operation.payload)
            connection.execute(_HOLD, (*key, *whose, *body))


def holds(connection: Any, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """Why those that are held are held."""
    query = "SELECT op, reason FROM held WHERE incident = ? AND op = ? AND released_ms IS NULL"
    return dict(row for each in operations for row in connection.execute(query, each))


def now_known(connection: Any, limit: int) -> list[Operation]:
    """What may be good now."""
    return [Operation(*row) for row in connection.execute(_NOW_KNOWN, (limit,))]


def heads(connection: Any, after: bytes, limit: int) -> list[tuple[bytes, Tree]]:
    """Incidents and their trees."""
    query = "SELECT incident, head, peaks FROM incident WHERE incident > ? ORDER BY incident LIMIT ?"
    return [(row[0], Tree.read(row[1], row[2])) for row in connection.execute(query, (after, limit))]


def page(connection: Any, incident: bytes, after: int, limit: int, max_bytes: int) -> list[tuple[int, Operation]]:
    """Operations in the order of their numbers."""
    rows = connection.execute(_PAGE, (incident, after, limit, max_bytes, after + 1))
    return [(row[0], Operation(*row[1:])) for row in rows]


def counts(connection: Any) -> CentralCounts:
    """How much is here; numbers have no gaps, so the heads say it."""
    taken = connection.execute("SELECT coalesce(sum(head), 0) FROM incident").fetchone()
    held = connection.execute("SELECT count(*) FROM held WHERE released_ms IS NULL").fetchone()
    return CentralCounts(taken[0], held[0])


def blob_size(connection: Any, sha256: bytes) -> int | None:
    """Bytes, or ``None``."""
    row = connection.execute("SELECT size FROM attachment WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else int(row[0])


def blob(connection: Any, sha256: bytes) -> bytes | None:
    """The bytes, or ``None``."""
    row = connection.execute("SELECT data FROM attachment WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else bytes(row[0])


def keep_blob(connection: Any, sha256: bytes, data: bytes, sender: bytes, at_ms: int) -> None:
    """Keep what is not here yet."""
    if blob_size(connection, sha256) is None:
        connection.execute("INSERT INTO attachment VALUES (?, ?, ?, ?, ?)", (sha256, len(data), data, sender, at_ms))
