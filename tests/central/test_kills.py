"""Central, its database and its network killed under an upload of eight laptops: real processes, real signals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.central.cutting import cutting
from tests.central.processes import CentralProcess, central_process
from tests.central.uploads import Uploader, check_whole, fleet, uploading
from tests.postgres import Postgres

LAPTOPS, EACH, BATCH = 8, 400, 40
ALL = LAPTOPS * (EACH + 1)

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def laptops(database_url: str) -> list[Uploader]:
    return fleet(database_url, LAPTOPS, EACH)


@pytest.fixture
def central(database_url: str, laptops: list[Uploader], tmp_path: Path) -> Iterator[CentralProcess]:
    with central_process(database_url, tmp_path / "central.log") as made:
        yield made
        assert made.bugs == []


def test_central_is_killed_five_times(central: CentralProcess, laptops: list[Uploader], database_url: str) -> None:
    with uploading(laptops, lambda _: central.url, BATCH) as progress:
        for kill in range(1, 6):
            progress.wait_for(ALL * kill // 7)
            central.kill()
            central.start()
    assert sum(each.failures for each in laptops) >= 5
    check_whole(database_url, laptops)
    assert central.stop() == 0


def test_the_database_is_stopped_at_once(
    central: CentralProcess, laptops: list[Uploader], database_url: str, postgres: Postgres
) -> None:
    with uploading(laptops, lambda _: central.url, BATCH) as progress:
        for stop in (1, 2):
            progress.wait_for(ALL * stop // 4)
            postgres.kill()
            postgres.start()
    assert sum(each.failures for each in laptops) >= 2
    assert '"unavailable"' in central.log
    check_whole(database_url, laptops)


def test_connections_end_in_the_middle_of_a_batch(
    central: CentralProcess, laptops: list[Uploader], database_url: str
) -> None:
    """Each laptop's way breaks after so many bytes there or back; every fourth way holds."""
    chance = random.Random(7)
    tries = [0] * LAPTOPS
    with ExitStack() as ways:

        def way(number: int) -> str:
            tries[number] += 1
            if tries[number] % 4 == 0:
                return central.url
            up, down = chance.randrange(500, 40_000), chance.randrange(300, 20_000)
            return ways.enter_context(cutting(central.url, up=up, down=down))

        with uploading(laptops, way, BATCH):
            pass
    assert all(each.failures >= 3 for each in laptops)
    check_whole(database_url, laptops)


def test_two_processes_on_one_database(
    central: CentralProcess, laptops: list[Uploader], database_url: str, tmp_path: Path
) -> None:
    """Laptops change between them; one is killed and comes back."""
    tries = [0] * LAPTOPS
    with central_process(database_url, tmp_path / "other.log") as other:

        def way(number: int) -> str:
            tries[number] += 1
            return (central, other)[(number + tries[number]) % 2].url

        with uploading(laptops, way, BATCH) as progress:
            progress.wait_for(ALL // 4)
            other.kill()
            progress.wait_for(ALL * 3 // 4)
            other.start()
        assert other.stop() == 0
    check_whole(database_url, laptops)


def test_one_batch_at_two_processes_at_once_is_stored_once(
    central: CentralProcess, laptops: list[Uploader], database_url: str, tmp_path: Path
) -> None:
    """As after a lost answer that was none: the same laptop's same batches travel by both ways."""
    one = laptops[0]
    twin = Uploader(one.code, one.pen, list(one.todo))
    with central_process(database_url, tmp_path / "other.log") as other:
        with uploading([one, twin], lambda number: (central, other)[number].url, BATCH):
            pass
        assert other.stop() == 0
    assert one.receipts == twin.receipts
    check_whole(database_url, [one, twin])
