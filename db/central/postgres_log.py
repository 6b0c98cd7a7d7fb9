"""The statements of a PostgreSQL central; each function runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from app.domain.operations import Operation
from app.domain.tree import Tree
from app.ports.central import CentralCounts, CentralIdentity, Judged, KnownLaptop, Lodged
from db.central.invitations import Invitation, may_use
from db.central.numbering import Numbered, Place, digest_of, good, grown, held, number, place_of, stretches

_LOCK_LAPTOPS: Final = "SELECT 1 FROM laptop WHERE device = ANY($1::bytea[]) ORDER BY device FOR NO KEY UPDATE"
_LOCK_INCIDENTS: Final = """
INSERT INTO incident (incident, head) SELECT wanted, 0 FROM unnest($1::bytea[]) AS t (wanted) ORDER BY wanted
ON CONFLICT (incident) DO UPDATE SET head = incident.head RETURNING incident, head, peaks"""
_NUMBERS: Final = """
SELECT wanted.op, found.number FROM (
    SELECT substring($1::bytea FROM place FOR 16) AS incident, substring($1::bytea FROM place + 16 FOR 32) AS op
    FROM generate_series(1, octet_length($1::bytea), 48) AS place OFFSET 0) AS wanted
CROSS JOIN LATERAL (
    SELECT number FROM operation
    WHERE operation.incident = wanted.incident AND operation.op = wanted.op LIMIT 1) AS found"""
"""All names in one value: the driver looks at each element of an array longer than the server looks for it.

Lateral, so that no plan that was made while the table was small reads all of it later.
"""
_TAKEN: Final = """
SELECT stretch.device, stretch.session, found.seq
FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bigint[]) AS stretch (device, session, low, high)
CROSS JOIN LATERAL (
    SELECT seq FROM operation
    WHERE operation.device = stretch.device AND operation.session = stretch.session
    AND seq BETWEEN stretch.low AND stretch.high OFFSET 0) AS found"""
_ADDED: Final = (
    "incident", "number", "op", "device", "session", "seq", "forked", "header", "signature", "salt", "payload",
    "sender", "received_ms",
)  # fmt: skip
_GROW: Final = "UPDATE incident SET head = $2, peaks = $3 WHERE incident = $1"
_WAITING: Final = "SELECT EXISTS (SELECT 1 FROM held WHERE incident = ANY($1::bytea[]) AND released_ms IS NULL)"
_RELEASE: Final = """
UPDATE held SET released_ms = $3 FROM unnest($1::bytea[], $2::bytea[]) AS now_good (incident, op)
WHERE held.incident = now_good.incident AND held.op = now_good.op AND released_ms IS NULL"""
_HOLD: Final = """
INSERT INTO held (incident, digest, op, reason, device, actor, sender, received_ms, header, signature, salt, payload)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (incident, digest) DO UPDATE SET reason = excluded.reason"""
_NOW_KNOWN: Final = """
SELECT header, signature, salt, payload FROM held WHERE released_ms IS NULL AND (
    reason = 'held.unknown_officer' AND EXISTS (SELECT 1 FROM officer_key WHERE officer = held.actor)
    OR reason = 'held.unknown_laptop' AND EXISTS (SELECT 1 FROM laptop WHERE laptop.device = held.device))
ORDER BY received_ms LIMIT $1"""
_HOLDS: Final = """
SELECT op, reason FROM held JOIN unnest($1::bytea[], $2::bytea[]) AS t (incident, op) USING (incident, op)
WHERE released_ms IS NULL"""
_LEARN: Final = """
INSERT INTO officer_key SELECT $1, $2, $3
WHERE NOT EXISTS (SELECT 1 FROM officer_key WHERE officer = $1 AND public_key = $2)"""
_PAGE: Final = """
SELECT number, header, signature, salt, payload FROM (
    SELECT *, sum(octet_length(header) + coalesce(octet_length(payload), 0) + 128) OVER (ORDER BY number) AS bytes
    FROM (SELECT * FROM operation WHERE incident = $1 AND number > $2 ORDER BY number LIMIT $3) AS next) AS sized
WHERE bytes <= $4 OR number = $2 + 1 ORDER BY number"""


async def identity(connection: Any) -> CentralIdentity:
    """Who this central is."""
    return CentralIdentity(*await connection.fetchrow("SELECT name, seed, secret FROM central"))


async def epoch(connection: Any) -> int:
    """How often it was restored."""
    return int(await connection.fetchval("SELECT epoch FROM central"))


async def new_epoch(connection: Any, at_ms: int) -> int:
    """Later than the last and than any that an earlier restore of this backup gave."""
    query = "UPDATE central SET epoch = greatest(epoch + 1, $1::bigint) RETURNING epoch"
    return int(await connection.fetchval(query, at_ms))


async def invite(connection: Any, code_hash: bytes, force: str, expires_ms: int) -> None:
    """Keep an invitation."""
    query = "INSERT INTO invitation (code_hash, force, expires_ms) VALUES ($1, $2, $3)"
    await connection.execute(query, code_hash, force, expires_ms)


async def enrol(connection: Any, code_hash: bytes, laptop: KnownLaptop, at_ms: int) -> bool:
    """Take the code and know the laptop, or ``False``."""
    known = (await laptops(connection, [laptop.device])).get(laptop.device)
    if known is not None and known.public_key != laptop.public_key:
        return False
    if not await _take_code(connection, code_hash, laptop, at_ms):
        return False
    await connection.execute("DELETE FROM laptop WHERE device = $1", laptop.device)
    values = (laptop.device, laptop.name, laptop.force, laptop.public_key, at_ms)
    await connection.execute("INSERT INTO laptop VALUES ($1, $2, $3, $4, $5)", *values)
    return True


async def _take_code(connection: Any, code_hash: bytes, laptop: KnownLaptop, at_ms: int) -> bool:
    query = "SELECT force, expires_ms, used_by FROM invitation WHERE code_hash = $1 FOR UPDATE"
    row = await connection.fetchrow(query, code_hash)
    if row is None or not may_use(Invitation(*row), laptop, at_ms):
        return False
    taken = "UPDATE invitation SET used_by = $1, used_ms = coalesce(used_ms, $2) WHERE code_hash = $3"
    await connection.execute(taken, laptop.device, at_ms, code_hash)
    return True


async def laptops(connection: Any, devices: Collection[bytes]) -> dict[bytes, KnownLaptop]:
    """Those that are enrolled."""
    query = "SELECT device, name, force, public_key FROM laptop WHERE device = ANY($1::bytea[])"
    return {row[0]: KnownLaptop(*row) for row in await connection.fetch(query, list(devices))}


async def keys(connection: Any, officers: Collection[bytes]) -> dict[bytes, list[bytes]]:
    """Every key of these officers."""
    query = "SELECT officer, public_key FROM officer_key WHERE officer = ANY($1::bytea[])"
    found: dict[bytes, list[bytes]] = {}
    for officer, public_key in await connection.fetch(query, list(officers)):
        found.setdefault(officer, []).append(public_key)
    return found


async def numbers(connection: Any, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, int]:
    """The numbers of those that are here."""
    wanted = b"".join(incident + op for incident, op in operations if len(incident) == 16)
    return dict(await connection.fetch(_NUMBERS, wanted)) if wanted else {}


async def lodge(connection: Any, sender: bytes, judged: Sequence[Judged], at_ms: int) -> Lodged:
    """The one write of the log."""
    candidates = good(judged)
    trees = await _lock(connection, sender, candidates)
    known = await numbers(connection, [(each.incident, each.op) for each in judged])
    numbered = number(candidates, known, trees, await _taken(connection, candidates))
    trees = grown(trees, numbered)
    if numbered:
        await _add(connection, numbered, sender, at_ms)
        await _grow(connection, trees)
    await _hold(connection, held(judged, known), sender, at_ms)
    return await _lodged(connection, known, numbered, trees)


async def _lodged(
    connection: Any, known: Mapping[bytes, int], numbered: Sequence[Numbered], trees: Mapping[bytes, Tree]
) -> Lodged:
    new = {each.judged.op: each.number for each in numbered}
    forked = frozenset(each.judged.op for each in numbered if each.forked)
    return Lodged(await epoch(connection), {**known, **new}, frozenset(new), forked, trees)


async def _lock(connection: Any, sender: bytes, candidates: Sequence[Judged]) -> dict[bytes, Tree]:
    """Everybody locks laptops before incidents and each in order, so that nobody waits in a circle.

    The sender's lock is a write: so even a batch that is here already waits for the standby
    before it gets its receipt, and a commit that the standby never saw is not called safe.
    """
    await connection.execute(_LOCK_LAPTOPS, sorted({sender, *(each.device for each in candidates)}))
    incidents = sorted({each.incident for each in candidates})
    rows = await connection.fetch(_LOCK_INCIDENTS, incidents) if incidents else []
    return {row[0]: Tree.read(row[1], row[2]) for row in rows}


async def _taken(connection: Any, candidates: Sequence[Judged]) -> list[Place]:
    """By stretches of each chain: a batch is one range of the index, not five hundred places in it."""
    columns = [list(column) for column in zip(*stretches(map(place_of, candidates)), strict=True)]
    return [tuple(row) for row in await connection.fetch(_TAKEN, *columns)] if columns else []


async def _add(connection: Any, numbered: Sequence[Numbered], sender: bytes, at_ms: int) -> None:
    rows = [_row(each, sender, at_ms) for each in numbered]
    await connection.copy_records_to_table("operation", records=rows, columns=_ADDED)
    if await connection.fetchval(_WAITING, list({row[0] for row in rows})):
        await connection.execute(_RELEASE, [row[0] for row in rows], [row[2] for row in rows], at_ms)
    for each in numbered:
        if each.judged.learns is not None:
            await connection.execute(_LEARN, *each.judged.learns, each.judged.op)


async def _grow(connection: Any, trees: Mapping[bytes, Tree]) -> None:
    await connection.executemany(_GROW, [(each, tree.size, tree.written()) for each, tree in trees.items()])


async def plant(connection: Any) -> None:
    """Make the trees of incidents from before there were any."""
    for (incident,) in await connection.fetch("SELECT incident FROM incident WHERE head > 0 AND peaks = ''"):
        ops = await connection.fetch("SELECT op FROM operation WHERE incident = $1 ORDER BY number", incident)
        tree = Tree().grown(row[0] for row in ops)
        await connection.execute("UPDATE incident SET peaks = $2 WHERE incident = $1", incident, tree.written())


def _row(each: Numbered, sender: bytes, at_ms: int) -> tuple[Any, ...]:
    judged, operation = each.judged, each.judged.operation
    place = (judged.incident, each.number, judged.op, judged.device, judged.session, judged.seq)
    body = (operation.header, operation.signature, operation.salt, operation.payload)
    return (*place, int(each.forked), *body, sender, at_ms)


async def _hold(connection: Any, waiting: Sequence[Judged], sender: bytes, at_ms: int) -> None:
    for each in waiting:
        body = (each.operation.header, each.operation.signature, each.operation.salt, each.operation.payload)
        whose = (each.op, each.reason, each.device, each.actor, sender, at_ms)
        await connection.execute(_HOLD, each.incident, digest_of(each), *whose, *body)


async def holds(connection: Any, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """Why those that are held are held."""
    wanted = list(operations)
    return dict(await connection.fetch(_HOLDS, [each[0] for each in wanted], [each[1] for each in wanted]))


async def now_known(connection: Any, limit: int) -> list[Operation]:
    """What may be good now."""
    return [Operation(*row) for row in await connection.fetch(_NOW_KNOWN, limit)]


async def heads(connection: Any, after: bytes, limit: int) -> list[tuple[bytes, Tree]]:
    """Incidents and their trees."""
    query = "SELECT incident, head, peaks FROM incident WHERE incident > $1 ORDER BY incident LIMIT $2"
    return [(row[0], Tree.read(row[1], row[2])) for row in await connection.fetch(query, after, limit)]


async def page(connection: Any, incident: bytes, after: int, limit: int, max_bytes: int) -> list[tuple[int, Operation]]:
    """Operations in the order of their numbers."""
    rows = await connection.fetch(_PAGE, incident, after, limit, max_bytes)
    return [(row[0], Operation(*row[1:])) for row in (tuple(row) for row in rows)]


async def counts(connection: Any) -> CentralCounts:
    """How much is here; numbers have no gaps, so the heads say it."""
    taken = await connection.fetchval("SELECT coalesce(sum(head), 0)::bigint FROM incident")
    held = await connection.fetchval("SELECT count(*) FROM held WHERE released_ms IS NULL")
    return CentralCounts(taken, held)


async def blob_size(connection: Any, sha256: bytes) -> int | None:
    """Bytes, or ``None``."""
    size: int | None = await connection.fetchval("SELECT size FROM attachment WHERE sha256 = $1", sha256)
    return size


async def blob(connection: Any, sha256: bytes) -> bytes | None:
    """The bytes, or ``None``."""
    data: bytes | None = await connection.fetchval("SELECT data FROM attachment WHERE sha256 = $1", sha256)
    return data


async def keep_blob(connection: Any, sha256: bytes, data: bytes, sender: bytes, at_ms: int) -> None:
    """Keep what is not here yet."""
    if await blob_size(connection, sha256) is None:
        query = "INSERT INTO attachment VALUES ($1, $2, $3, $4, $5)"
        await connection.execute(query, sha256, len(data), data, sender, at_ms)
