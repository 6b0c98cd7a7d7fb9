"""What a laptop and central exchange, whatever breaks on the way; on the fake log and the real one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.central.seals import Seals
from app.central.serve import Central
from app.domain.identity import FORCE, Id
from app.domain.operations import Operation, name_of
from app.domain.wire import MOST_OPERATIONS, Enrolled, Greeting, Page, Pushed, Receipt, Signed
from app.errors import Offline, Refused
from app.ports.central import CentralCounts, CentralIdentity, CentralLink
from app.ports.exchange import Enrolment
from app.services.syncing import Backoff, Syncing
from db.central import open_store
from tests.builders import NIGHT, SetClock
from tests.central.cutting import cutting
from tests.central.pens import Pen
from tests.laptops import Laptop, MemoryLaptop, StoreLaptop, enrol

INCIDENT = Id("0a" * 16)
OTHER = Id("0b" * 16)
Make = Callable[[], Laptop]
Serve = Callable[[Path | None], Central]


@pytest.fixture(params=[MemoryLaptop, StoreLaptop], ids=["memory", "store"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    made: list[Laptop] = []

    def one() -> Laptop:
        made.append(request.param(tmp_path / f"laptop{len(made)}"))
        return made[-1]

    yield one
    for each in made:
        each.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a central on the store in a folder; all are stopped at the end."""
    served: list[Central] = []

    def one(folder: Path | None) -> Central:
        served.append(Central(open_store(None, folder)))
        served[-1].start()
        return served[-1]

    yield one
    for each in served:
        each.stop()


@pytest.fixture
def central(serve: Serve, tmp_path: Path) -> Central:
    return serve(tmp_path / "central")


def test_two_laptops_that_worked_apart_have_the_same_afterwards(make: Make, central: Central) -> None:
    one, two = make(), make()
    for laptop, name in ((one, "one"), (two, "two")):
        enrol(laptop, central)
        for each in range(5):
            laptop.note(INCIDENT, f"{name} {each}")
        laptop.note(OTHER, name)
    first = one.syncing.run()
    second = two.syncing.run()
    third = one.syncing.run()
    assert (first.sent, first.received, first.held, first.unsent, first.problem) == (7, 0, 0, 0, None)
    assert (second.sent, second.received, second.unsent) == (7, 7, 0)
    assert (third.sent, third.received, third.reached) == (0, 7, True)
    assert one.good() == two.good()
    assert central.counts() == CentralCounts(14, 0)


def test_a_run_with_nothing_new_moves_nothing(make: Make, central: Central) -> None:
    laptop = make()
    enrol(laptop, central)
    laptop.note(INCIDENT, "seen")
    laptop.syncing.run()
    again = laptop.syncing.run()
    assert (again.sent, again.received, again.held, again.unsent) == (0, 0, 0, 0)


def test_more_than_a_batch_goes_in_batches(make: Make, central: Central) -> None:
    one, two = make(), make()
    enrol(one, central)
    enrol(two, central)
    for each in range(MOST_OPERATIONS + 30):
        one.note(INCIDENT, f"note {each}")
    assert one.syncing.run().sent == MOST_OPERATIONS + 31
    assert two.syncing.run().received == MOST_OPERATIONS + 31
    assert one.good() <= two.good()


def test_without_a_network_the_officer_works_on(make: Make, central: Central) -> None:
    laptop = make()
    enrol(laptop, central)
    central.stop()
    laptop.note(INCIDENT, "seen")
    result = laptop.syncing.run()
    assert (result.reached, result.sent, result.unsent) == (False, 0, 2)
    assert isinstance(result.problem, Offline)
    central.start()
    assert laptop.syncing.run().unsent == 0


def test_before_it_is_enrolled_it_says_so(make: Make) -> None:
    laptop = make()
    result = laptop.syncing.run()
    assert (result.reached, result.unsent) == (False, 1)
    assert result.problem is not None
    assert result.problem.key == "sync.not_enrolled"


def test_a_lost_answer_sends_the_batch_again_and_doubles_nothing(make: Make, central: Central) -> None:
    laptop = make()
    enrol(laptop, central)
    laptop.note(INCIDENT, "seen")

    class Deaf(Wrapped):
        def push(self, operations: Sequence[Operation]) -> Pushed:
            super().push(operations)
            raise Offline("sync.offline")

    deaf = wrapped(laptop, Deaf)
    assert (deaf.run().sent, laptop.exchange.counts().unsent) == (0, 2)
    assert central.counts().operations == 2
    assert laptop.syncing.run().sent == 2
    assert central.counts().operations == 2


@pytest.mark.parametrize("way", ["up", "down"])
def test_wherever_the_connection_breaks_the_next_run_goes_on(way: str, tmp_path: Path, central: Central) -> None:
    one, two = MemoryLaptop(tmp_path), StoreLaptop(tmp_path / "store")
    enrol(two, central)
    enrol(one, central)
    for each in range(30):
        one.note(INCIDENT, f"one {each}" * 20, os.urandom(500) if each < 2 else None)
        two.note(INCIDENT, f"two {each}")
    two.syncing.run()
    for carried in [0, 1, 150, 400, 700, 900, 1200, 1600, 2200, 3000, 4500, 7000, 9000, 11000, 14000]:
        with cutting(central.url, **{way: carried}) as url:
            move(one, url)
            assert not one.syncing.run().reached or carried > 4000
    move(one, central.url)
    last, _ = one.syncing.run(), two.syncing.run()
    assert (last.unsent, last.problem) == (0, None)
    assert one.good() == two.good()
    assert central.counts() == CentralCounts(62, 0)
    two.close()


def move(laptop: Laptop, url: str) -> None:
    """The same central by another way."""
    before = laptop.exchange.enrolment()
    assert before is not None
    laptop.exchange.enrol(Enrolment(url, before.central_key, before.epoch))


def test_what_central_holds_is_no_longer_offered_and_stops_nothing(tmp_path: Path, central: Central) -> None:
    laptop = MemoryLaptop(tmp_path)
    enrol(laptop, central)
    stranger = Pen()
    laptop._log.record(stranger.note(bytes.fromhex(INCIDENT)))
    laptop.note(INCIDENT, "seen")
    result = laptop.syncing.run()
    assert (result.sent, result.held, result.unsent) == (2, 1, 0)
    assert [each.reason for each in laptop._log.now.log.values() if each.reason] == ["held.unknown_laptop"]
    assert laptop.syncing.run().held == 0


def test_an_operation_larger_than_a_batch_does_not_stop_those_behind_it(tmp_path: Path, central: Central) -> None:
    laptop = MemoryLaptop(tmp_path)
    enrol(laptop, central)
    incident = bytes.fromhex(INCIDENT)
    laptop._log.record(laptop._pen.write_raw("note.recorded", 1, os.urandom(2 << 20), incident, incident))
    after = laptop.note(INCIDENT, "seen")
    result = laptop.syncing.run()
    assert (result.sent, result.held, result.unsent, result.problem) == (2, 1, 0, None)
    assert laptop._log.now.log[after].number == 1


def test_a_restored_central_is_noticed_and_everything_is_offered_again(
    make: Make, serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "restored"
    central = serve(folder)
    one, two = make(), make()
    for laptop in (one, two):
        enrol(laptop, central)
        laptop.note(INCIDENT, "before the backup")
        laptop.syncing.run()
    backup = backed_up(central, folder)
    for laptop in (one, two):
        laptop.note(INCIDENT, "after the backup")
        laptop.syncing.run()
    restore(central, folder, backup)
    central.restored()
    for laptop in (one, two, one):
        result = laptop.syncing.run()
        assert (result.unsent, result.problem) == (0, None)
    assert central.counts() == CentralCounts(6, 0)
    assert one.good() == two.good()


def test_a_new_epoch_is_noticed_where_the_numbers_hide_the_loss(make: Make, serve: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "restored"
    central = serve(folder)
    one, two = make(), make()
    for laptop in (one, two):
        enrol(laptop, central)
        laptop.syncing.run()
    backup = backed_up(central, folder)
    lost = one.note(INCIDENT, "after the backup")
    one.syncing.run()
    restore(central, folder, backup)
    central.restored()
    for each in range(3):
        two.note(INCIDENT, f"first after the restore {each}")
    two.syncing.run()
    assert one.syncing.run().problem is None
    two.syncing.run()
    assert lost in two.good()
    assert central.counts() == CentralCounts(6, 0)


def test_a_restore_that_nobody_told_of_is_noticed_where_central_has_less(
    make: Make, serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "restored"
    central = serve(folder)
    laptop = make()
    enrol(laptop, central)
    laptop.note(INCIDENT, "before the backup")
    laptop.syncing.run()
    backup = backed_up(central, folder)
    laptop.note(INCIDENT, "after the backup")
    laptop.syncing.run()
    restore(central, folder, backup)
    assert laptop.syncing.run().unsent == 0
    assert central.counts() == CentralCounts(3, 0)


@pytest.mark.parametrize("more", [1, 3])
def test_a_restore_that_nobody_told_of_is_noticed_where_others_filled_the_numbers(
    more: int, make: Make, serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "restored"
    central = serve(folder)
    one, two = make(), make()
    for laptop in (one, two):
        enrol(laptop, central)
        laptop.syncing.run()
    backup = backed_up(central, folder)
    lost = one.note(INCIDENT, "after the backup")
    one.syncing.run()
    restore(central, folder, backup)
    for each in range(more):
        two.note(INCIDENT, f"under the same number {each}")
    two.syncing.run()
    assert one.syncing.run().problem is None
    two.syncing.run()
    assert lost in two.good()
    assert one.good() == two.good()
    assert central.counts() == CentralCounts(3 + more, 0)


def test_where_much_waits_only_what_central_does_not_have_is_sent(make: Make, central: Central) -> None:
    laptop = make()
    enrol(laptop, central)
    for each in range(MOST_OPERATIONS + 10):
        laptop.note(INCIDENT, f"note {each}")
    laptop.syncing.run()
    new = laptop.note(INCIDENT, "one more")
    enrolment = laptop.exchange.enrolment()
    assert enrolment is not None
    laptop.exchange.new_epoch(enrolment.epoch)
    pushed: list[bytes] = []

    class Counting(Wrapped):
        def push(self, operations: Sequence[Operation]) -> Pushed:
            pushed.extend(name_of(each.header) for each in operations)
            return super().push(operations)

    result = wrapped(laptop, Counting).run()
    assert (result.unsent, result.problem) == (0, None)
    assert pushed == [new]


def backed_up(central: Central, folder: Path) -> dict[str, bytes]:
    """Central's files as they are now."""
    central.stop()
    files = {each.name: each.read_bytes() for each in folder.iterdir()}
    central.start()
    return files


def restore(central: Central, folder: Path, backup: dict[str, bytes]) -> None:
    """Central's files as they were then."""
    central.stop()
    for each in folder.iterdir():
        each.unlink()
    for name, data in backup.items():
        (folder / name).write_bytes(data)
    central.start()


def test_another_central_gets_everything(make: Make, serve: Serve, central: Central) -> None:
    laptop = make()
    enrol(laptop, central)
    laptop.note(INCIDENT, "seen")
    laptop.syncing.run()
    other = serve(None)
    enrol(laptop, other)
    assert laptop.syncing.run().sent == 2
    assert other.counts() == CentralCounts(2, 0)


def test_a_wrong_code_changes_nothing(make: Make, central: Central) -> None:
    laptop = make()
    key = bytes(laptop.key.verify_key)
    with pytest.raises(Refused, match=r"sync\.code_refused"):
        laptop.syncing.enrol(central.url, "2222-2222", name="Laptop", force="Kent", public_key=key)
    assert laptop.syncing.enrolment is None


def test_attachments_follow_their_operations(make: Make, central: Central) -> None:
    one, two = make(), make()
    enrol(one, central)
    enrol(two, central)
    photos = [os.urandom(2000) for _ in range(20)]
    for photo in photos:
        one.note(INCIDENT, "photo", photo)
    one.syncing.run()
    assert one.exchange.unsent_blobs(100) == []
    two.syncing.run()
    assert two.exchange.missing_blobs(100) == []
    assert {two.exchange.blob(name_of(photo)) for photo in photos} == set(photos)


def test_officers_come_before_their_work_even_when_both_arrive_during_a_run(make: Make, central: Central) -> None:
    """Between asking for the heads and pulling, another laptop's new officer writes."""
    one, early, late = make(), make(), make()
    for laptop in (one, early, late):
        enrol(laptop, central)
    early.note(INCIDENT, "by an officer who is known in time")
    early.syncing.run()

    class Slow(Wrapped):
        def pull(self, incident: bytes, after: int, limit: int) -> Page:
            page = super().pull(incident, after, limit)
            if incident == bytes.fromhex(FORCE) and not page.operations:
                late.note(INCIDENT, "by an officer nobody has heard of yet")
                late.syncing.run()
            return page

    result = wrapped(one, Slow).run()
    assert (result.held, result.problem) == (0, None)
    assert one.syncing.run().held == 0
    assert late.good() <= one.good()


@pytest.mark.parametrize(
    "lie", ["other_central", "other_laptop", "one_missing", "other_incident", "one_more", "unsigned"]
)
def test_a_receipt_that_is_not_ours_lodges_nothing(lie: str, make: Make, central: Central) -> None:
    laptop = make()
    enrol(laptop, central)
    laptop.note(INCIDENT, "seen")
    seals = Seals(central._ask(central._store.identity()))
    liar = wrapped(laptop, lambda link: Lying(link, lie, seals)).run()
    assert (liar.sent, liar.unsent) == (0, 2)
    assert isinstance(liar.problem, Refused)
    assert liar.problem.key == "sync.receipt_wrong"
    assert laptop.syncing.run().unsent == 0


def test_the_clock_of_central_is_told_and_never_a_reason_to_stop(make: Make, central: Central) -> None:
    laptop = make()
    enrol(laptop, central)
    result = laptop.syncing.run()
    assert result.problem is None
    contact = laptop.exchange.counts().last_contact_at
    assert contact is not None
    assert abs(contact - NIGHT) < timedelta(seconds=1)


def test_waiting_grows_by_jitter_to_five_minutes_and_starts_again() -> None:
    backoff = Backoff(lambda: 1.0)
    assert [backoff.next_s() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.reset()
    assert backoff.next_s() == 1
    chance = iter([0.5, 0.25, 0.0])
    jittered = Backoff(lambda: next(chance))
    assert [jittered.next_s() for _ in range(3)] == [0.5, 0.5, 0.0]


class Wrapped:
    """A link that passes everything on; what a test overrides goes wrong."""

    def __init__(self, link: CentralLink) -> None:
        self.link = link
        self.device = link.device

    def enrol(self, code: str, name: str, force: str, public_key: bytes) -> Enrolled:
        return self.link.enrol(code, name, force, public_key)

    def hello(self, central_key: bytes) -> Greeting:
        return self.link.hello(central_key)

    def push(self, operations: Sequence[Operation]) -> Pushed:
        return self.link.push(operations)

    def known(self, operations: Sequence[tuple[bytes, bytes]]) -> Signed:
        return self.link.known(operations)

    def incidents(self, after: bytes = b"") -> Signed:
        return self.link.incidents(after)

    def pull(self, incident: bytes, after: int, limit: int) -> Page:
        return self.link.pull(incident, after, limit)

    def has_blob(self, sha256: bytes) -> bool:
        return self.link.has_blob(sha256)

    def put_blob(self, sha256: bytes, data: bytes) -> None:
        self.link.put_blob(sha256, data)

    def get_blob(self, sha256: bytes) -> bytes | None:
        return self.link.get_blob(sha256)

    def close(self) -> None:
        self.link.close()


class Lying(Wrapped):
    """Central's answer with another receipt, most of them signed by central's own key."""

    def __init__(self, link: CentralLink, lie: str, seals: Seals) -> None:
        super().__init__(link)
        self._lie = lie
        self._seals = seals

    def push(self, operations: Sequence[Operation]) -> Pushed:
        pushed = super().push(operations)
        if self._lie == "unsigned":
            return Pushed(pushed.statuses, pushed.receipt, bytes(64))
        receipt = msgspec.msgpack.decode(pushed.receipt, type=Receipt)
        other = Seals(CentralIdentity("Elsewhere", bytes(32), bytes(32)))
        seals = other if self._lie == "other_central" else self._seals
        signed = seals.receipt(msgspec.structs.replace(receipt, **self._changes(receipt)))
        return Pushed(pushed.statuses, signed.body, signed.signature)

    def _changes(self, receipt: Receipt) -> dict[str, Any]:
        first = receipt.numbers[0]
        changes: dict[str, dict[str, Any]] = {
            "other_central": {},
            "other_laptop": {"device": bytes(16)},
            "one_missing": {"numbers": receipt.numbers[1:]},
            "other_incident": {"numbers": [(first[0], b"elsewhere.......", 1), *receipt.numbers[1:]]},
            "one_more": {"numbers": [*receipt.numbers, (bytes(32), bytes(16), 9)]},
        }
        return changes[self._lie]


def wrapped(laptop: Laptop, wrap: Callable[[CentralLink], CentralLink]) -> Syncing:
    return Syncing(laptop.exchange, lambda enrolment: wrap(laptop.link(enrolment)), SetClock())
