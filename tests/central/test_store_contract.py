"""What every store of central must do, the encrypted file and PostgreSQL alike."""

from __future__ import annotations

import asyncio
import hashlib
import os

import pytest

from app.central.judging import judge, read, weigh
from app.domain import facts
from app.domain.operations import Chain, Operation
from app.domain.tree import Tree
from app.errors import StoreRefused, Unavailable
from app.ports.central import CentralCounts, KnownLaptop
from db.central import open_store
from db.central.schema import VERSIONS
from tests.central.conftest import OpenAgain, Opened
from tests.central.pens import FORCE_STREAM, Pen, judged, names, with_payload
from tests.postgres import Postgres

A, B = b"\x0a" * 16, b"\x0b" * 16


def taken(opened: Opened, incident: bytes) -> list[tuple[int, Operation]]:
    return opened.run(opened.store.page(incident, 0, 1000, 1 << 30))


def test_numbers_run_from_one_without_gaps_for_each_incident(opened: Opened) -> None:
    pen = Pen()
    written = [pen.note(A), pen.note(B), pen.note(A), pen.note(A)]
    lodged = opened.run(opened.store.lodge(pen.device, judged(written, pen), 1))
    assert lodged.trees == dict(opened.run(opened.store.heads(b"", 10)))
    assert [lodged.numbers[op] for op in names(written)] == [1, 1, 2, 3]
    assert opened.run(opened.store.heads(b"", 10)) == [
        (A, Tree().grown(names([written[0], *written[2:]]))),
        (B, Tree().grown(names(written[1:2]))),
    ]
    assert taken(opened, A) == [(1, written[0]), (2, written[2]), (3, written[3])]


def test_the_same_again_keeps_its_numbers_and_burns_none(opened: Opened) -> None:
    pen = Pen()
    first, more = pen.notes(A, 3), pen.notes(A, 2)
    before = opened.run(opened.store.lodge(pen.device, judged(first, pen), 1))
    again = opened.run(opened.store.lodge(pen.device, judged([*first, *more], pen), 2))
    assert {op: again.numbers[op] for op in names(first)} == before.numbers
    assert again.new == set(names(more))
    assert opened.run(opened.store.heads(b"", 10)) == [(A, Tree().grown(names([*first, *more])))]
    assert opened.run(opened.store.numbers([(A, op) for op in names(first)])) == before.numbers


def test_one_place_in_a_session_may_hold_two_operations_and_says_so(opened: Opened) -> None:
    pen = Pen()
    mark: Chain = pen.chain
    one = pen.note(A, "first copy of the laptop")
    pen.chain = mark
    other = pen.note(B, "second copy of the laptop")
    opened.run(opened.store.lodge(pen.device, judged([one], pen), 1))
    lodged = opened.run(opened.store.lodge(pen.device, judged([other], pen), 1))
    assert lodged.forked == set(names([other]))
    assert opened.run(opened.store.counts()).operations == 2


def test_two_copies_of_one_place_in_one_batch_are_both_kept(opened: Opened) -> None:
    pen = Pen()
    mark = pen.chain
    one = pen.note(A, "first")
    pen.chain = mark
    other = pen.note(A, "second")
    lodged = opened.run(opened.store.lodge(pen.device, judged([one, other], pen), 1))
    assert lodged.forked == set(names([other]))
    assert [each for _, each in taken(opened, A)] == [one, other]


def test_what_is_held_gets_no_number_is_counted_once_and_released_when_it_is_good(opened: Opened) -> None:
    stranger, pen = Pen(), Pen()
    written = stranger.note(A)
    for _ in range(2):
        lodged = opened.run(opened.store.lodge(pen.device, judged([written], pen), 1))
        assert not lodged.numbers
    assert opened.run(opened.store.counts()) == CentralCounts(operations=0, held=1)
    lodged = opened.run(opened.store.lodge(pen.device, judged([written], pen, stranger), 2))
    assert lodged.numbers == {names([written])[0]: 1}
    assert opened.run(opened.store.counts()) == CentralCounts(operations=1, held=0)


def test_an_erased_payload_and_an_empty_one_stay_what_they_are(opened: Opened) -> None:
    pen = Pen()
    erased = with_payload(pen.note(A), None)
    empty = pen.write_raw("unheard.of", 9, b"", A, A)
    opened.run(opened.store.lodge(pen.device, judged([erased, empty], pen), 1))
    assert taken(opened, A) == [(1, erased), (2, empty)]


def test_a_page_ends_by_count_and_by_bytes_but_never_empty(opened: Opened) -> None:
    pen = Pen()
    written = pen.notes(A, 6)
    opened.run(opened.store.lodge(pen.device, judged(written, pen), 1))
    page = opened.store.page
    assert [number for number, _ in opened.run(page(A, 2, 3, 1 << 20))] == [3, 4, 5]
    assert [number for number, _ in opened.run(page(A, 2, 3, 1))] == [3]
    assert opened.run(page(A, 6, 3, 1)) == []
    assert opened.run(page(B, 0, 3, 1)) == []


def test_heads_come_in_pages_too(opened: Opened) -> None:
    pen = Pen()
    incidents = sorted(os.urandom(16) for _ in range(5))
    opened.run(opened.store.lodge(pen.device, judged([pen.note(each) for each in incidents], pen), 1))
    first = opened.run(opened.store.heads(b"", 3))
    assert [(each, tree.size) for each, tree in first] == [(each, 1) for each in incidents[:3]]
    rest = opened.run(opened.store.heads(first[-1][0], 3))
    assert [(each, tree.size) for each, tree in rest] == [(each, 1) for each in incidents[3:]]


def test_an_officer_is_known_by_every_key_that_was_taken(opened: Opened) -> None:
    pen = Pen()
    opened.run(opened.store.lodge(pen.device, judged([pen.introduce()], pen), 1))
    second = os.urandom(32)
    changed = pen.write(pen.officer_fact(second), bytes(16), pen.officer)
    for _ in range(2):
        opened.run(opened.store.lodge(pen.device, judged([changed], pen), 1))
    assert sorted(opened.run(opened.store.keys([pen.officer]))[pen.officer]) == sorted([pen.public_key, second])
    assert opened.run(opened.store.keys([os.urandom(16)])) == {}


def test_a_code_lets_one_laptop_in_and_the_same_one_again_after_a_lost_answer(opened: Opened) -> None:
    first, second = Pen().laptop, Pen().laptop
    enrol = opened.store.enrol
    opened.run(opened.store.invite(b"code", "", expires_ms=100))
    assert not opened.run(enrol(b"another", first, 50))
    assert opened.run(enrol(b"code", first, 50))
    assert opened.run(enrol(b"code", first, 60))
    assert not opened.run(enrol(b"code", second, 60))
    assert opened.run(opened.store.laptops([first.device, second.device])) == {first.device: first}


def test_a_code_runs_out_and_keeps_to_its_force(opened: Opened) -> None:
    laptop = Pen().laptop
    opened.run(opened.store.invite(b"old", "", expires_ms=100))
    opened.run(opened.store.invite(b"essex", "Essex Police", expires_ms=100))
    opened.run(opened.store.invite(b"kent", " kent  POLICE", expires_ms=100))
    assert not opened.run(opened.store.enrol(b"old", laptop, 100))
    assert not opened.run(opened.store.enrol(b"essex", laptop, 50))
    assert opened.run(opened.store.enrol(b"kent", laptop, 50))


def test_a_known_laptop_is_not_taken_over_by_another_key(opened: Opened) -> None:
    pen = Pen()
    thief = KnownLaptop(pen.device, "Laptop 1", "Kent Police", bytes(Pen().key.verify_key))
    opened.run(opened.store.invite(b"one", "", expires_ms=100))
    opened.run(opened.store.invite(b"two", "", expires_ms=100))
    assert opened.run(opened.store.enrol(b"one", pen.laptop, 50))
    assert not opened.run(opened.store.enrol(b"two", thief, 50))
    assert opened.run(opened.store.laptops([pen.device]))[pen.device] == pen.laptop


def test_an_attachment_is_kept_once(opened: Opened) -> None:
    data = os.urandom(300_000)
    name = hashlib.sha256(data).digest()
    assert opened.run(opened.store.blob_size(name)) is None
    assert opened.run(opened.store.blob(name)) is None
    for _ in range(2):
        opened.run(opened.store.keep_blob(name, data, b"d" * 16, 1))
    assert opened.run(opened.store.blob_size(name)) == 300_000
    assert opened.run(opened.store.blob(name)) == data


def test_who_it_is_and_what_it_has_outlive_a_restart(database: OpenAgain) -> None:
    pen = Pen()

    async def once() -> tuple[bytes, bytes, CentralCounts]:
        store = database()
        await store.open()
        await store.lodge(pen.device, judged(pen.notes(A, 1), pen), 1)
        who, counts = await store.identity(), await store.counts()
        await store.close()
        return who.seed, who.secret, counts

    first, second = asyncio.run(once()), asyncio.run(once())
    assert first[:2] == second[:2]
    assert (first[2].operations, second[2].operations) == (1, 2)


def test_an_epoch_is_never_used_twice_even_after_two_restores_of_one_backup(opened: Opened) -> None:
    before = opened.run(opened.store.epoch())
    assert opened.run(opened.store.new_epoch(1_000_000)) == 1_000_000
    assert opened.run(opened.store.new_epoch(5)) == 1_000_001
    assert before == 1


def test_laptops_that_push_at_once_get_numbers_without_gaps(database: OpenAgain) -> None:
    pens = [Pen() for _ in range(6)]
    written = {pen.device: [pen.notes(A, 10) + pen.notes(B, 5) for _ in range(4)] for pen in pens}

    async def all_at_once() -> dict[bytes, list[int]]:
        stores = [database(), database()]
        for store in stores:
            await store.open()
        await asyncio.gather(
            *(
                stores[which % 2].lodge(pen.device, judged(batch, pen), 1)
                for which, pen in enumerate(pens)
                for batch in written[pen.device]
            )
        )
        pages = {i: [n for n, _ in await stores[0].page(i, 0, 1000, 1 << 30)] for i in (A, B)}
        for store in stores:
            await store.close()
        return pages

    pages = asyncio.run(all_at_once())
    assert pages == {A: list(range(1, 241)), B: list(range(1, 121))}


def test_a_batch_sent_twice_at_once_is_taken_once(database: OpenAgain) -> None:
    pen = Pen()
    batch = pen.notes(A, 50)

    async def twice() -> tuple[int, CentralCounts]:
        store = database()
        await store.open()
        both = await asyncio.gather(*(store.lodge(pen.device, judged(batch, pen), 1) for _ in range(4)))
        counts = await store.counts()
        await store.close()
        assert all(each.numbers == both[0].numbers for each in both)
        return sum(len(each.new) for each in both), counts

    assert asyncio.run(twice()) == (50, CentralCounts(50, 0))


def test_records_of_a_newer_version_are_left_alone(database: OpenAgain) -> None:
    async def from_the_future() -> None:
        store = database()
        await store.open()
        await _raise_version(store)
        await store.close()
        with pytest.raises(StoreRefused, match=r"central\.newer"):
            await store.open()
        await store.close()

    asyncio.run(from_the_future())


async def _raise_version(store: object) -> None:
    statement = f"INSERT INTO schema_version VALUES ({len(VERSIONS) + 1})"
    if hasattr(store, "_pool"):
        await store._pool.execute(statement)
    else:
        store._connection.execute(statement)  # type: ignore[attr-defined]


@pytest.mark.postgres
def test_a_database_that_goes_away_is_unavailable_and_comes_back(postgres: Postgres, database_url: str) -> None:
    pen = Pen()

    async def through_a_power_cut() -> CentralCounts:
        store = open_store(database_url, None)
        await store.open()
        await store.lodge(pen.device, judged(pen.notes(A, 3), pen), 1)
        postgres.kill()
        try:
            with pytest.raises(Unavailable):
                await store.lodge(pen.device, judged(pen.notes(A, 3), pen), 1)
        finally:
            postgres.start()
        counts = await store.counts()
        await store.close()
        return counts

    assert asyncio.run(through_a_power_cut()) == CentralCounts(3, 0)


def test_an_address_of_something_else_is_refused() -> None:
    with pytest.raises(StoreRefused, match=r"central\.database_refused"):
        open_store("mysql://somewhere", None)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_refused_and_a_server_that_is_not_is_unavailable(database_url: str) -> None:
    with pytest.raises(StoreRefused, match=r"central\.database_refused"):
        asyncio.run(open_store(database_url.rsplit("/", 1)[0] + "/nothing_here", None).open())
    with pytest.raises(Unavailable, match=r"central\.store_down"):
        asyncio.run(open_store("postgresql://postgres@127.0.0.1:1/x", None).open())


def test_what_waited_for_an_officer_is_found_once_that_officer_is_known(opened: Opened) -> None:
    pen, other = Pen(), Pen()
    early = other.note(A)
    opened.run(opened.store.lodge(pen.device, judged([early], pen), 1))
    assert opened.run(opened.store.now_known(10)) == []
    added = pen.write(
        facts.OfficerAdded(call_sign="PC 2", rank="officer", public_key=other.public_key), FORCE_STREAM, other.officer
    )
    opened.run(opened.store.lodge(pen.device, judged([pen.introduce(), added], pen), 2))
    assert opened.run(opened.store.now_known(10)) == []  # the laptop is still a stranger, and that came first
    opened.run(opened.store.lodge(pen.device, judge(weigh(read([early])), [other.device], {}), 3))
    assert opened.run(opened.store.now_known(10)) == [early]
    assert opened.run(opened.store.now_known(0)) == []
    opened.run(opened.store.lodge(pen.device, judged([early], pen, other), 4))
    assert opened.run(opened.store.now_known(10)) == []


def test_trees_of_before_there_were_any_are_planted_when_central_opens(database: OpenAgain) -> None:
    pen = Pen()
    written = [*pen.notes(A, 3), pen.note(B)]

    async def from_the_past() -> list[tuple[bytes, Tree]]:
        store = database()
        await store.open()
        await store.lodge(pen.device, judged(written, pen), 1)
        await _forget_trees(store)
        await store.close()
        store = database()
        await store.open()
        heads = await store.heads(b"", 10)
        await store.close()
        return heads

    assert asyncio.run(from_the_past()) == [
        (A, Tree().grown(names(written[:3]))),
        (B, Tree().grown(names(written[3:]))),
    ]


async def _forget_trees(store: object) -> None:
    if hasattr(store, "_pool"):
        await store._pool.execute("UPDATE incident SET peaks = ''")
    else:
        store._connection.execute("UPDATE incident SET peaks = x''")  # type: ignore[attr-defined]


@pytest.mark.postgres
def test_every_unique_key_of_the_log_starts_with_the_incident(database_url: str, postgres: Postgres) -> None:
    """So that the tables can be distributed by incident as they are; the others are small and go everywhere."""

    async def made() -> None:
        store = open_store(database_url, None)
        await store.open()
        await store.close()

    asyncio.run(made())
    first = """SELECT string_agg(relation.relname || ' ' || attname, ', ' ORDER BY relation.relname, attname)
        FROM pg_index JOIN pg_class AS relation ON relation.oid = indrelid
        JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
        WHERE indisunique AND relnamespace = 'public'::regnamespace AND EXISTS (
            SELECT 1 FROM pg_attribute AS other WHERE other.attrelid = indrelid AND other.attname = 'incident')"""
    assert postgres.ask(first) == "held incident, incident incident, operation incident, operation incident"
