"""What comes from elsewhere: judged, held, judged again; and what counts as sent, held and unsent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.domain import facts
from app.domain.identity import FORCE, Id, Officer, Rank
from app.domain.operations import Blob, Operation, encode, header_of, name_of
from app.domain.tree import Tree
from app.ports.exchange import Enrolment, Taken
from app.ports.store import SignedIn
from db.local import log
from db.local.exchange import LocalExchange
from db.local.store import LocalStore
from tests.builders import CHANCE, TestDesk, a_desk, a_report, introduce
from tests.laptops import join

Pair = tuple[TestDesk, TestDesk]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    one, two = a_desk(tmp_path / "one"), a_desk(tmp_path / "two", "PC 207 Okoro")
    yield one, two
    one.store.close()
    two.store.close()


def written(store: LocalStore) -> list[Operation]:
    """Every good operation of a store, in the order it came."""
    return [kept.operation for kept in store.read(log.in_incident, None)]


def take(store: LocalStore, operations: list[Operation], first: int = 1) -> Taken:
    """As if central had sent them."""
    numbered = list(enumerate(operations, first))
    return LocalExchange(store).take(FORCE, numbered)


def note(made: TestDesk, incident: Id, words: str = "seen at the bus stop", blobs: tuple[Blob, ...] = ()) -> bytes:
    with made.desk.act("note.record") as (work, _):
        return bytes.fromhex(work.record(facts.NoteRecorded(text=words), incident, CHANCE.new_id(), blobs=blobs))


def grade(made: TestDesk, incident: Id, word: facts.Grade) -> None:
    with made.desk.act("risk.assess") as (work, _):
        work.record(facts.RiskAssessed(grade=word, reason="because"), incident, incident)


def reasons(store: LocalStore) -> list[str]:
    return [entry.reason for entry in store.held(50)]


def test_what_was_held_is_shown_once_its_officer_is_known(pair: Pair) -> None:
    one, two = pair
    incident = a_report(one)
    grade(one, incident, "high")
    officer, *work = written(one.store)
    assert take(two.store, work) == Taken(new=0, known=0, held=2)
    assert reasons(two.store) == ["held.unknown_officer"] * 2
    assert two.store.find_reports("", 0, 10) == []
    assert take(two.store, [officer], 3) == Taken(new=3, known=0, held=0)
    assert reasons(two.store) == []
    assert two.store.case(incident).report.risk.grade == "high"
    assert [row.grade for row in two.store.find_reports("", 0, 10)] == ["high"]


def test_the_room_hears_of_what_is_shown_now(pair: Pair) -> None:
    one, two = pair
    incident = a_report(one)
    officer, *work = written(one.store)
    take(two.store, work)
    heard = []
    two.store.feed.listen(heard.append)
    take(two.store, [officer], 2)
    assert (incident, "report") in heard[-1].touched


def test_an_officer_who_is_held_brings_those_he_added(pair: Pair) -> None:
    """Each was added by the one before, and the first comes last."""
    one, two = pair
    incident = a_report(one)
    for name in ("PC 1 Ash", "PC 2 Birch", "PC 3 Cole"):
        join(one, name)
        note(one, incident, name)
    operations = written(one.store)
    for number, each in enumerate(reversed(operations), 1):
        take(two.store, [each], number)
    assert reasons(two.store) == []
    take(one.store, written(two.store))
    assert one.store.digest() == two.store.digest()


def test_what_a_held_write_had_seen_is_settled_when_it_is_taken_up(pair: Pair) -> None:
    """A grade given by an officer who comes late had seen the first grade; until then both are not known."""
    one, two = pair
    incident = a_report(one)
    grade(one, incident, "high")
    before = len(written(one.store))
    one.sign_in("PS 11 Vance", Rank.SERGEANT)
    grade(one, incident, "low")
    *first, late, last = written(one.store)
    assert len(first) == before
    take(two.store, [*first, last])
    assert two.store.case(incident).report.risk.grade == "high"
    take(two.store, [late], 9)
    risk = two.store.case(incident).report
    assert ([each.grade for each in risk.risks], risk.risk_conflict) == (["low"], False)


def test_a_held_write_supersedes_nothing(pair: Pair) -> None:
    """It arrives before what it had seen, from an officer nobody knows; what it had seen still counts."""
    one, two = pair
    incident = a_report(one)
    grade(one, incident, "high")
    one.sign_in("PS 11 Vance", Rank.SERGEANT)
    grade(one, incident, "low")
    officer, report, high, late, low = written(one.store)
    take(two.store, [low, officer, report, high])
    assert [risk.grade for risk in two.store.case(incident).report.risks] == ["high"]
    take(two.store, [late], 9)
    assert [risk.grade for risk in two.store.case(incident).report.risks] == ["low"]


def test_an_officer_added_at_this_laptop_is_known_too(pair: Pair) -> None:
    one, two = pair
    incident = a_report(one)
    _, *work = written(one.store)
    take(two.store, work)
    introduce(two.store, one.officer, one.key)
    assert reasons(two.store) == []
    assert two.store.case(incident).report.name == "Maisie Thornwood"


def test_the_attachments_of_what_was_held_are_asked_for_when_it_is_taken_up(pair: Pair) -> None:
    one, two = pair
    photo = Blob(os.urandom(32), 10, "image/jpeg")
    note(one, a_report(one), "a photo", (photo,))
    officer, *work = written(one.store)
    take(two.store, work)
    assert LocalExchange(two.store).missing_blobs(10) == []
    take(two.store, [officer], 3)
    assert LocalExchange(two.store).missing_blobs(10) == [photo.sha256]


def test_a_key_that_is_not_the_officers_takes_nothing_up(pair: Pair) -> None:
    one, two = pair
    a_report(one)
    _, *work = written(one.store)
    take(two.store, work)
    other = SignedIn(Officer(one.officer.id, "PS 9 Shah", Rank.SERGEANT, two.key.public_bytes), two.key)
    introduce(two.store, other.officer, two.key)
    assert reasons(two.store) == ["held.signature"]


def test_an_older_key_still_vouches_for_older_work(pair: Pair) -> None:
    """An officer gets another key; what he signed with the first comes after that."""
    one, two = pair
    incident = a_report(one)
    fact = facts.OfficerAdded(call_sign="PS 9 Shah", rank="sergeant", public_key=two.key.public_bytes)
    with one.store.write(one.desk.session.acting("risk.assess")) as work:
        work.record(fact, FORCE, one.officer.id)
    officer, report, another = written(one.store)
    take(two.store, [officer, another])
    take(two.store, [report], 3)
    assert reasons(two.store) == []
    assert two.store.case(incident).report.name == "Maisie Thornwood"


def test_a_forgery_that_came_first_does_not_keep_the_good_one_out(pair: Pair) -> None:
    one, two = pair
    incident = a_report(one)
    officer, report = written(one.store)
    forged = Operation(report.header, bytes(64), report.salt, b"\x80")
    take(two.store, [officer, forged])
    assert reasons(two.store) == ["held.payload"]
    assert take(two.store, [forged], 2) == Taken(new=0, known=1, held=0)
    assert take(two.store, [report], 2) == Taken(new=1, known=1, held=0)
    assert reasons(two.store) == []
    assert two.store.case(incident).report.name == "Maisie Thornwood"
    assert written(two.store)[-1] == report


def test_what_is_held_stays_held_when_central_sends_it_again(pair: Pair) -> None:
    one, two = pair
    a_report(one)
    _, *work = written(one.store)
    take(two.store, work)
    assert take(two.store, work) == Taken(new=0, known=1, held=0)
    assert (reasons(two.store), two.store.counts().held) == (["held.unknown_officer"], 1)
    assert two.store.find_reports("", 0, 10) == []


def test_twice_in_one_batch_is_once(pair: Pair) -> None:
    one, two = pair
    a_report(one)
    operations = written(one.store)
    assert take(two.store, operations * 2) == Taken(new=2, known=2, held=0)


def test_a_clock_that_no_table_can_hold_stops_nothing(pair: Pair) -> None:
    one, two = pair
    a_report(one)
    officer, report = written(one.store)
    beyond = msgspec.structs.replace(header_of(report), hlc=2**64 - 1)
    hostile = Operation(encode(beyond), report.signature, report.salt, report.payload)
    broken = Operation(b"\xc1 no header", bytes(64), b"", None)
    assert take(two.store, [officer, hostile, broken, report]) == Taken(new=2, known=0, held=2)


def test_only_a_receipt_says_that_ours_is_sent(pair: Pair) -> None:
    one, _ = pair
    exchange = LocalExchange(one.store)
    incident = a_report(one)
    operations = written(one.store)
    take(one.store, operations)
    assert [entry.state for entry in one.store.log(incident, 10)] == ["saved"]
    assert exchange.unsent(10, 1 << 20) == operations
    exchange.lodge([(name_of(each.header), 7) for each in operations], b"receipt", bytes(64))
    assert [(entry.state, entry.number) for entry in one.store.log(incident, 10)] == [("sent", 7)]
    take(one.store, operations)
    assert [entry.state for entry in one.store.log(incident, 10)] == ["sent"]


def test_anothers_that_comes_from_central_needs_no_receipt(pair: Pair) -> None:
    one, two = pair
    exchange = LocalExchange(two.store)
    exchange.enrol(Enrolment("https://central.example", bytes(32), 1))
    a_report(one)
    take(two.store, written(one.store))
    exchange.new_epoch(2)
    assert exchange.counts().unsent == 3
    take(two.store, written(one.store))
    assert exchange.counts().unsent == 1


def test_every_operation_is_unsent_sent_or_held(pair: Pair) -> None:
    """Held here: another's that nobody can vouch for. Held there: ours that central keeps for review."""
    one, two = pair
    exchange = LocalExchange(two.store)
    incident = a_report(two)
    kept_there, sent = note(two, incident, "kept there"), note(two, incident, "sent")
    a_report(one)
    take(two.store, written(one.store)[1:])
    exchange.hold_sent([(kept_there, "held.unknown_laptop")])
    exchange.lodge([(sent, 1)], b"receipt", bytes(64))
    counts = exchange.counts()
    assert (counts.operations, counts.unsent, counts.sent, counts.held) == (5, 2, 1, 2)
    assert reasons(two.store) == ["held.unknown_laptop", "held.unknown_officer"]
    assert two.store.held(10)[0].op == kept_there.hex()


def test_what_central_held_counts_as_unsent_alone_after_a_restore(pair: Pair) -> None:
    one, _ = pair
    exchange = LocalExchange(one.store)
    exchange.enrol(Enrolment("https://central.example", bytes(32), 1))
    kept_there = note(one, a_report(one))
    exchange.hold_sent([(kept_there, "held.unknown_laptop")])
    exchange.new_epoch(2)
    counts = exchange.counts()
    assert (counts.operations, counts.unsent, counts.sent, counts.held) == (3, 3, 0, 0)


def test_what_central_lets_in_after_review_is_offered_for_its_receipt(pair: Pair) -> None:
    one, _ = pair
    exchange = LocalExchange(one.store)
    kept_there = note(one, a_report(one))
    exchange.hold_sent([(kept_there, "held.unknown_laptop")])
    take(one.store, written(one.store)[-1:])
    assert reasons(one.store) == []
    assert kept_there in [name_of(each.header) for each in exchange.unsent(10, 1 << 20)]


def test_what_central_holds_is_never_shown_as_sent(pair: Pair) -> None:
    one, _ = pair
    incident = a_report(one)
    with one.desk.act("location.record") as (work, _):
        said = facts.LocationRecorded(
            kind="sighting", typed="SK 861 089", position=(-0.73, 52.67), seen_at=one.clock.now()
        )
        seen = bytes.fromhex(work.record(said, incident, CHANCE.new_id()))
    LocalExchange(one.store).hold_sent([(seen, "held.unknown_laptop")])
    case = one.store.case(incident)
    assert [each.state for each in case.locations] == ["held"]
    assert next(each for each in case.entries if each.op == seen.hex()).standing == "held"


def test_what_bears_the_number_of_another_was_lost_at_central_and_is_unsent_again(pair: Pair) -> None:
    one, two = pair
    incident = a_report(one)
    exchange = LocalExchange(one.store)
    (mine,) = [name_of(each.header) for each in written(one.store) if header_of(each).incident.hex() == incident]
    exchange.lodge([(mine, 1)], b"", b"")
    assert exchange.counts().sent == 1
    note(two, incident)
    (theirs,) = [each for each in written(two.store) if header_of(each).incident.hex() == incident]
    exchange.take(incident, [(1, theirs)])
    assert (bytes.fromhex(incident), mine) in exchange.unsent_ids()


def test_what_bears_a_number_behind_the_end_of_the_tree_was_lost_too(pair: Pair) -> None:
    one, _ = pair
    incident = a_report(one)
    exchange = LocalExchange(one.store)
    (mine,) = [op for of, op in exchange.unsent_ids() if of.hex() == incident]
    exchange.lodge([(mine, 1)], b"", b"")
    assert exchange.trees() == {incident: Tree()}
    assert exchange.beyond() == 1
    assert (bytes.fromhex(incident), mine) in exchange.unsent_ids()
    exchange.lodge([(mine, 1)], b"", b"")
    exchange.take(incident, [(1, next(each for each in written(one.store) if name_of(each.header) == mine))])
    assert exchange.beyond() == 0


def test_the_tree_grows_with_what_is_taken(pair: Pair) -> None:
    one, two = pair
    operations = written(one.store)
    take(two.store, operations)
    assert LocalExchange(two.store).tree(FORCE) == Tree().grown(name_of(each.header) for each in operations)
