"""What central takes and what it holds, and why."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from app.central import judging
from app.central.judging import judge, read
from app.domain import facts, operations
from app.domain.operations import LONGEST_PAYLOAD, Operation, header_of
from app.domain.wire import LONGEST_HEADER
from tests.central.pens import FORCE_STREAM, Pen, forged, judged, with_payload

INCIDENT = b"\x0a" * 16


def reasons(written: list[Operation], *pens: Pen) -> list[str | None]:
    return [each.reason for each in judged(written, *pens)]


def test_one_signature_vouches_for_a_run_of_one_officer(monkeypatch: pytest.MonkeyPatch) -> None:
    pen = Pen()
    checked: list[Operation] = []
    real = operations.signature_good

    def counted(operation: Operation, key: bytes) -> bool:
        checked.append(operation)
        return real(operation, key)

    monkeypatch.setattr(judging, "signature_good", counted)
    run = pen.notes(INCIDENT, 20)
    assert reasons(run, pen) == [None] * 20
    assert checked == [run[-1]]


def test_a_gap_in_the_chain_ends_a_run() -> None:
    pen = Pen()
    run = pen.notes(INCIDENT, 5)
    broken = [run[0], forged(run[1]), run[3], run[4]]
    assert reasons(broken, pen) == [None, "held.signature", None, None]


def test_an_officer_does_not_vouch_for_another_on_the_same_laptop() -> None:
    pen = Pen()
    colleague_key = Pen().public_key
    in_his_name = Pen(device=pen.device, officer_key=pen.officer_key)
    in_his_name.chain = pen.chain
    words_in_his_mouth = in_his_name.note(INCIDENT)
    pen.chain = in_his_name.chain
    own = pen.note(INCIDENT)
    keys = {pen.officer: [pen.public_key], in_his_name.officer: [colleague_key]}
    found = judge(read([words_in_his_mouth, own]), [pen.device], keys)
    assert [each.reason for each in found] == ["held.signature", None]


def test_a_forged_signature_holds_its_operation_alone() -> None:
    pen = Pen()
    run = pen.notes(INCIDENT, 4)
    assert reasons([run[0], run[1], run[2], forged(run[3])], pen) == [None, None, None, "held.signature"]


def test_an_unknown_officer_and_an_unknown_laptop_are_held() -> None:
    pen, other = Pen(), Pen()
    assert reasons([other.note(INCIDENT)], pen) == ["held.unknown_laptop"]
    stranger = Pen(device=pen.device)
    assert reasons([stranger.note(INCIDENT)], pen) == ["held.unknown_officer"]


def test_a_payload_that_was_not_signed_is_held_and_an_erased_one_is_not() -> None:
    pen = Pen()
    one, two = pen.notes(INCIDENT, 2)
    assert reasons([with_payload(one, b"\x80"), with_payload(two, None)], pen) == ["held.payload", None]


def test_what_is_too_large_is_held() -> None:
    pen = Pen()
    long = pen.write_raw("note.recorded", 1, b"\0" * (LONGEST_PAYLOAD + 1), INCIDENT, INCIDENT)
    wide = Operation(b"\0" * (LONGEST_HEADER + 1), b"\0" * 64, b"", None)
    assert reasons([long, wide], pen) == ["held.too_large", "held.too_large"]


@pytest.mark.parametrize("header", [b"", b"\xc1", b"\x93\x01\x02\x03", b"\xdd\xff\xff\xff\xff", os.urandom(200)])
def test_bytes_that_are_no_header_are_held(header: bytes) -> None:
    assert reasons([Operation(header, b"", b"", None)]) == ["held.header"]


@pytest.mark.parametrize(
    "wrong", [{"incident": b"short"}, {"actor": b""}, {"seq": 0}, {"seq": 2**63}, {"prev": b"x"}, {"entity": b"e" * 17}]
)
def test_a_header_out_of_shape_is_held(wrong: dict[str, object]) -> None:
    pen = Pen()
    header = header_of(pen.note(INCIDENT))
    fields = {name: getattr(header, name) for name in header.__struct_fields__}
    bad = operations.encode(type(header)(**(fields | wrong)))
    assert reasons([Operation(bad, b"\0" * 64, b"", b"")], pen) == ["held.header"]


def test_a_known_fact_with_unreadable_words_is_held_and_an_unheard_of_one_is_taken() -> None:
    pen = Pen()
    poison = pen.write_raw("note.recorded", 1, b"\x81\xa4text\x07", INCIDENT, INCIDENT)
    newer = pen.write_raw("note.recorded", 99, b"whatever", INCIDENT, INCIDENT)
    unheard_of = pen.write_raw("drone.launched", 1, b"\xc1", INCIDENT, INCIDENT)
    assert reasons([poison, newer, unheard_of], pen) == ["held.unreadable", None, None]


def test_an_officer_introduces_himself_and_then_writes_in_one_batch() -> None:
    pen = Pen()
    written = [pen.introduce(), *pen.notes(INCIDENT, 3)]
    found = judge(read(written), [pen.device], {})
    assert [each.reason for each in found] == [None] * 4
    assert [each.learns for each in found] == [(pen.officer, pen.public_key), None, None, None]


def test_work_that_comes_before_its_officer_in_a_batch_is_taken_too() -> None:
    pen = Pen()
    added, note = pen.introduce(), pen.note(INCIDENT)
    assert [each.reason for each in judge(read([note, added]), [pen.device], {})] == [None, None]


def test_a_known_officer_introduces_another() -> None:
    sergeant, new = Pen(), Pen()
    added = sergeant.write(new.officer_fact(), FORCE_STREAM, new.officer)
    (found,) = judged([added], sergeant)
    assert found.learns == (new.officer, new.public_key)


def test_nobody_takes_the_name_of_a_known_officer_by_introducing_himself() -> None:
    real = Pen()
    thief = Pen(device=real.device, officer=real.officer)
    found = judge(read([thief.introduce(), thief.note(INCIDENT)]), [real.device], {real.officer: [real.public_key]})
    assert [each.reason for each in found] == ["held.signature", "held.signature"]
    assert [each.learns for each in found] == [None, None]


def test_two_who_take_one_name_in_one_batch_get_it_once() -> None:
    first = Pen()
    second = Pen(device=first.device, officer=first.officer)
    found = judge(read([first.introduce(), second.introduce()]), [first.device], {})
    assert [each.learns is not None for each in found] == [True, False]
    assert [each.reason for each in found] == [None, "held.signature"]


def test_an_officer_is_made_known_in_the_stream_of_the_force_alone() -> None:
    pen = Pen()
    astray = pen.write(pen.officer_fact(), INCIDENT, pen.officer)
    (found,) = judge(read([astray]), [pen.device], {})
    assert (found.reason, found.learns) == ("held.unknown_officer", None)


def test_a_key_of_the_wrong_length_makes_nobody_known() -> None:
    pen = Pen()
    fact = replace_key(pen.officer_fact(), b"short")
    (found,) = judge(read([pen.write(fact, FORCE_STREAM, pen.officer)]), [pen.device], {})
    assert (found.reason, found.learns) == ("held.unknown_officer", None)


def replace_key(fact: facts.Fact, key: bytes) -> facts.Fact:
    assert isinstance(fact, facts.OfficerAdded)
    return facts.OfficerAdded(call_sign=fact.call_sign, rank=fact.rank, public_key=key)


def test_a_replaced_signature_inside_a_chain_still_names_what_was_written() -> None:
    """The last signature commits to every header before it: none of them can be another."""
    pen = Pen()
    run = pen.notes(INCIDENT, 3)
    other = Pen(device=pen.device, officer=pen.officer)
    other.chain = replace(other.chain, session=header_of(run[0]).session)
    swapped = [other.note(INCIDENT), run[1], run[2]]
    assert reasons(swapped, pen) == ["held.signature", None, None]
