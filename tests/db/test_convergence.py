"""The projection is a pure function of the set of operations, whatever way they came."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain import facts
from app.domain.identity import FORCE, Id
from app.domain.operations import Operation
from app.domain.registers import in_conflict
from app.ports.store import SignedIn
from db.local import log, projection
from db.local.exchange import LocalExchange
from db.local.store import LocalStore
from tests.builders import CHANCE, SetClock, TestDesk, a_desk, a_report
from tests.laptops import join


def everything(store: LocalStore) -> list[Operation]:
    """Every operation that a store has and that is not held."""
    return [kept.operation for kept in store.read(log.in_incident, None)]


def give(store: LocalStore, operations: list[Operation]) -> None:
    """Let a store take operations as if central had sent them, officers first."""
    officers = [each for each in operations if log.keep(each).header.incident == bytes(16)]
    rest = [each for each in operations if each not in officers]
    exchange = LocalExchange(store)
    for number, each in enumerate(officers, 1):
        exchange.take(FORCE, [(number, each)])
    for number, each in enumerate(rest, 1):
        incident = Id(log.keep(each).header.incident.hex())
        exchange.take(incident, [(number, each)])


def swap(one: LocalStore, other: LocalStore) -> None:
    """Both stores hold what either held."""
    mine, theirs = everything(one), everything(other)
    give(one, theirs)
    give(other, mine)


@pytest.fixture
def pair(tmp_path: Path):
    one, two = a_desk(tmp_path / "one"), a_desk(tmp_path / "two", "PC 207 Okoro")
    yield one, two
    one.store.close()
    two.store.close()


def _grade(made: TestDesk, incident: Id, grade: facts.Grade) -> None:
    with made.desk.act("risk.assess") as (work, _):
        work.record(facts.RiskAssessed(grade=grade, reason="because"), incident, incident)


def test_two_grades_given_apart_are_both_kept_and_the_higher_stands(pair) -> None:
    one, two = pair
    incident = a_report(one)
    swap(one.store, two.store)
    _grade(one, incident, "high")
    _grade(two, incident, "medium")
    swap(one.store, two.store)
    assert one.store.digest() == two.store.digest()
    report = two.store.case(incident).report
    assert report.risk_conflict
    assert [risk.grade for risk in report.risks] == ["high", "medium"]
    _grade(two, incident, "medium")
    swap(one.store, two.store)
    assert one.store.digest() == two.store.digest()
    assert not one.store.case(incident).report.risk_conflict
    assert one.store.case(incident).report.risk.grade == "medium"


def test_the_same_grade_given_apart_is_no_conflict(pair) -> None:
    one, two = pair
    incident = a_report(one)
    swap(one.store, two.store)
    _grade(one, incident, "high")
    _grade(two, incident, "high")
    swap(one.store, two.store)
    assert not one.store.case(incident).report.risk_conflict


def test_a_settlement_does_not_swallow_a_grade_it_had_not_seen(pair) -> None:
    one, two = pair
    incident = a_report(one)
    _grade(one, incident, "low")
    swap(one.store, two.store)
    shown = [risk.op for risk in one.store.case(incident).report.risks]
    _grade(two, incident, "high")
    swap(one.store, two.store)
    with one.desk.act("risk.assess") as (work, _):
        fact = facts.RiskAssessed(grade="medium", reason="settled")
        work.record(fact, incident, incident, seen={"risk": shown})
    assert {risk.grade for risk in one.store.case(incident).report.risks} == {"high", "medium"}


def test_no_reassignment_uncompletes_work(pair) -> None:
    one, two = pair
    incident, task = a_report(one), CHANCE.new_id()
    with one.desk.act("task.give") as (work, _):
        work.record(facts.TaskCreated(title="Bus station"), incident, task)
        work.record(facts.TaskOffered(to="a", name="Okoro"), incident, task)
        work.record(facts.TaskStarted(started_at=one.clock.now()), incident, task)
    swap(one.store, two.store)
    with one.desk.act("task.do") as (work, _):
        done = facts.TaskCompleted(outcome="done", completed_at=one.clock.now(), coverage=1.0)
        work.record(done, incident, task)
    with two.desk.act("task.give") as (work, _):
        work.record(facts.TaskOffered(to="b", name="Hale"), incident, task)
        work.record(facts.TaskStarted(started_at=two.clock.now()), incident, task)
    swap(one.store, two.store)
    assert one.store.digest() == two.store.digest()
    for store in (one.store, two.store):
        assert store.case(incident).task(task).status == "done"
        assert store.tasks_of([incident])[0].status == "done"


def test_a_forged_operation_is_held_and_changes_nothing(pair) -> None:
    one, two = pair
    incident = a_report(one)
    swap(one.store, two.store)
    before = two.store.digest()
    good = everything(one.store)[-1]
    forged = [
        Operation(good.header, bytes(64), good.salt, good.payload),
        Operation(good.header, good.signature, good.salt, b"\x80"),
    ]
    _grade(one, incident, "low")
    newest = everything(one.store)[-1]
    forged = [Operation(newest.header, bytes(64), newest.salt, newest.payload), forged[1]]
    LocalExchange(two.store).take(incident, list(enumerate(forged, 50)))
    assert two.store.digest() == before
    assert [entry.reason for entry in two.store.held(10)] == ["held.signature"]


def test_work_of_an_officer_nobody_had_heard_of_is_taken_once_somebody_has(pair) -> None:
    one, two = pair
    incident = a_report(one)
    operations = everything(one.store)
    officer, rest = operations[0], operations[1:]
    LocalExchange(two.store).take(incident, list(enumerate(rest, 1)))
    assert [entry.reason for entry in two.store.held(10)] == ["held.unknown_officer"]
    assert two.store.counts().held == 1
    LocalExchange(two.store).take(FORCE, [(1, officer)])
    assert two.store.held(10) == []
    assert two.store.case(incident).report.name == "Maisie Thornwood"
    swap(one.store, two.store)
    assert one.store.digest() == two.store.digest()


def test_a_fact_from_a_newer_version_is_kept_and_not_projected(pair) -> None:
    one, two = pair

    class Hologram(facts.Fact, frozen=True, kw_only=True):
        TYPE = "hologram.cast"
        NOUN = "report"
        depth: int

    incident = a_report(one)
    with one.desk.act("note.record") as (work, _):
        work.record(Hologram(depth=3), incident, incident)
    swap(one.store, two.store)
    entry = two.store.case(incident).entries[-1]
    assert (entry.type, entry.fact, entry.state) == ("hologram.cast", None, "sent")
    assert one.store.digest() == two.store.digest()


def test_what_was_too_new_is_projected_after_an_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hologram(facts.Fact, frozen=True, kw_only=True):
        TYPE = "hologram.cast"
        NOUN = "report"
        depth: int

        def writes(self) -> dict[str, Any]:
            return {"depth": self.depth}

    key = os.urandom(32)
    old, new = a_desk(tmp_path / "old", store_key=key), a_desk(tmp_path / "new", "PC 7 Hale")
    incident = a_report(old)
    with monkeypatch.context() as newer:
        newer.setitem(facts._decoders, (Hologram.TYPE, 1), msgspec.msgpack.Decoder(Hologram))
        swap(old.store, new.store)
        with new.desk.act("note.record") as (work, _):
            work.record(Hologram(depth=3), incident, incident)
    swap(old.store, new.store)
    assert "depth" not in _fields(old.store, incident)
    old.store.close()
    monkeypatch.setitem(facts._decoders, (Hologram.TYPE, 1), msgspec.msgpack.Decoder(Hologram))
    upgraded = LocalStore(tmp_path / "old" / "homeward.db", key, old.store.device, SetClock(), CHANCE)
    assert _fields(upgraded, incident)["depth"] == 3
    assert upgraded.digest() == new.store.digest()
    for store in (upgraded, new.store):
        store.close()


def _fields(store: LocalStore, incident: Id) -> dict[str, Any]:
    heads = store.read(projection.heads, bytes.fromhex(incident))
    return {head.field: head.value for head in heads}


GRADES = st.sampled_from(["low", "medium", "high"])
ACTS = st.sampled_from(["newcomer", "grade", "offer", "cancel", "meet"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(0, 1), GRADES, st.booleans()), min_size=2, max_size=8), seed=st.integers())
def test_any_order_of_arrival_gives_the_same(tmp_path: Path, acts, seed: int) -> None:
    folder = tmp_path / os.urandom(4).hex()
    desks = [a_desk(folder / "one"), a_desk(folder / "two", "PC 7 Hale")]
    incident = a_report(desks[0])
    swap(desks[0].store, desks[1].store)
    for who, grade, meet in acts:
        _grade(desks[who], incident, grade)
        if meet:
            swap(desks[0].store, desks[1].store)
    swap(desks[0].store, desks[1].store)
    shuffled = everything(desks[0].store)
    random.Random(seed).shuffle(shuffled)
    third = LocalStore(folder / "three.db", os.urandom(32), CHANCE.new_id(), SetClock(), CHANCE)
    give(third, shuffled)
    assert third.digest() == desks[0].store.digest() == desks[1].store.digest()
    assert third.read(log.highest_clock) > 0
    for store in (desks[0].store, desks[1].store, third):
        store.close()


def shown(store: LocalStore, incident: Id) -> tuple[object, ...]:
    """What the rooms show, from the log and from the summary rows."""
    rows = [*store.find_reports("", 0, 10), *sorted(store.tasks_of([incident]), key=lambda row: row.task)]
    return store.digest(), rows, store.held(10)


def _task_move(made: TestDesk, incident: Id, task: Id, cancelled: bool) -> None:
    with made.desk.act("task.give") as (work, _):
        fact = facts.TaskCancelled(reason="rain") if cancelled else facts.TaskOffered(to="a", name="Okoro")
        work.record(fact, incident, task)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.integers(0, 1), ACTS), max_size=9),
    seed=st.integers(),
)
def test_officers_who_come_late_change_nothing(tmp_path: Path, acts: list[tuple[int, str]], seed: int) -> None:
    """Every operation arrives alone and in any order: much is held, and in the end nothing is."""
    folder = tmp_path / os.urandom(4).hex()
    desks = [a_desk(folder / "one"), a_desk(folder / "two", "PC 7 Hale")]
    incident, task = a_report(desks[0]), CHANCE.new_id()
    with desks[0].desk.act("task.give") as (work, _):
        work.record(facts.TaskCreated(title="Bus station"), incident, task)
    swap(desks[0].store, desks[1].store)
    for number, (who, act) in enumerate(acts):
        _do(desks, who, act, number, incident, task)
    swap(desks[0].store, desks[1].store)
    shuffled = everything(desks[0].store)
    random.Random(seed).shuffle(shuffled)
    third = LocalStore(folder / "three.db", os.urandom(32), CHANCE.new_id(), SetClock(), CHANCE)
    for number, each in enumerate(shuffled, 1):
        LocalExchange(third).take(incident, [(number, each)])
    assert shown(third, incident) == shown(desks[0].store, incident) == shown(desks[1].store, incident)
    assert third.held(10) == []
    before = shown(third, incident)
    with third.change() as connection:
        projection.rebuild(connection, log.in_incident(connection, None))
    assert shown(third, incident) == before
    for store in (desks[0].store, desks[1].store, third):
        store.close()


def _do(desks: list[TestDesk], who: int, act: str, number: int, incident: Id, task: Id) -> None:
    made = desks[who]
    if act == "newcomer":
        join(made, f"PS {number} Vance")
    elif act == "meet":
        swap(desks[0].store, desks[1].store)
    elif act == "grade":
        _grade(made, incident, ("low", "medium", "high")[number % 3])
    else:
        _task_move(made, incident, task, act == "cancel")


def test_the_officer_who_acted_signed(pair) -> None:
    one, _ = pair
    incident = a_report(one)
    first = one.officer
    second = one.sign_in("PC 330 Singh", first.rank)
    _grade(one, incident, "high")
    entries = one.store.case(incident).entries
    assert [entry.actor for entry in entries] == [first.id, second.id]
    assert isinstance(one.desk.session.acting("risk.assess"), SignedIn)
    assert in_conflict(one.store.read(lambda c: _heads(c, incident))) is False


def _heads(connection, incident: Id):
    return [head for head in projection.heads(connection, bytes.fromhex(incident)) if head.field == "risk"]
