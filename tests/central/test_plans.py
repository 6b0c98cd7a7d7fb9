"""PostgreSQL looks operations up by their index, also with a plan from when there were few."""

from __future__ import annotations

import asyncio

import pytest

from db.central import open_store
from tests.central.pens import Pen, judged
from tests.postgres import Postgres

A = b"\x0a" * 16
MANY = 20_000
GROW = f"""
INSERT INTO operation (incident, number, op, device, session, seq, forked, sender, received_ms, header, signature, salt)
SELECT decode(repeat('0b', 16), 'hex'), each, sha256(each::text::bytea), 'd', 's', each, 0, 'd', 1, 'h', 's', 's'
FROM generate_series(1, {MANY}) AS each"""
READ = "SELECT coalesce(sum(seq_tup_read), 0)::bigint FROM pg_stat_user_tables WHERE relname IN ('operation', 'held')"


@pytest.mark.postgres
def test_no_batch_reads_the_whole_table(database_url: str, postgres: Postgres) -> None:
    """A plan is kept for as long as its connection, and a table that has just grown is not analysed yet."""

    async def rows_read_in_vain() -> int:
        store, pen = open_store(database_url, None), Pen()
        await store.open()
        pool = store._pool  # type: ignore[attr-defined]
        try:
            await pool.execute("ALTER TABLE operation SET (autovacuum_enabled = off)")
            for _ in range(12):
                await store.lodge(pen.device, judged(pen.notes(A, 3), pen), 1)
            await pool.execute(GROW)
            before = await _read(pool)
            fresh = judged(pen.notes(A, 50), pen)
            await store.lodge(pen.device, fresh, 2)
            assert len(await store.numbers([(A, each.op) for each in fresh])) == len(fresh)
            return await _read(pool) - before
        finally:
            await store.close()

    assert asyncio.run(rows_read_in_vain()) < MANY // 10


async def _read(pool: object) -> int:
    await pool.execute("SELECT pg_stat_force_next_flush()")  # type: ignore[attr-defined]
    return int(await pool.fetchval(READ))  # type: ignore[attr-defined]
