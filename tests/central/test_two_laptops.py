"""The whole way on both databases: real laptops' stores, a real central, a database that dies."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.central.serve import Central
from app.domain.identity import Id
from app.errors import Offline
from app.ports.central import CentralCounts
from db.central import open_store
from tests.laptops import StoreLaptop, enrol
from tests.postgres import Postgres

INCIDENT = Id("0a" * 16)


def digest(laptop: StoreLaptop) -> str:
    return laptop._made.store.digest()


def test_two_laptops_show_the_same(central: Central, tmp_path: Path) -> None:
    laptops = [StoreLaptop(tmp_path / name) for name in ("one", "two")]
    for laptop in laptops:
        enrol(laptop, central)
        for each in range(20):
            laptop.note(INCIDENT, f"note {each}", b"photo" if each == 0 else None)
    results = [laptop.syncing.run() for laptop in (*laptops, laptops[0])]
    assert [(each.sent, each.received, each.held, each.unsent) for each in results] == [
        (21, 0, 0, 0),
        (21, 21, 0, 0),
        (0, 21, 0, 0),
    ]
    assert digest(laptops[0]) == digest(laptops[1])
    assert central.counts() == CentralCounts(42, 0)
    for laptop in laptops:
        laptop.close()


@pytest.mark.postgres
def test_a_database_that_dies_under_central_loses_nothing(
    postgres: Postgres, database_url: str, tmp_path: Path
) -> None:
    central = Central(open_store(database_url, None))
    central.start()
    laptop = StoreLaptop(tmp_path / "one")
    enrol(laptop, central)
    laptop.note(INCIDENT, "before")
    assert laptop.syncing.run().unsent == 0
    laptop.note(INCIDENT, "after")
    postgres.kill()
    try:
        result = laptop.syncing.run()
    finally:
        postgres.start()
    assert (result.reached, result.unsent) == (False, 1)
    assert isinstance(result.problem, Offline)
    assert result.problem.key == "sync.central_busy"
    assert laptop.syncing.run().unsent == 0
    assert central.counts() == CentralCounts(3, 0)
    laptop.close()
    central.stop()
