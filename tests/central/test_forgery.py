"""Operations overheard, signed anew, forged or out of size: none changes what is there, none keeps the writer out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from app.adapters.transport import Transport
from app.central.serve import Central
from app.domain.operations import CONTEXT, LONGEST_PAYLOAD, Operation, name_of
from app.domain.wire import read_receipt
from app.ports.central import CentralCounts
from tests.central.pens import Pen, forged, with_payload

INCIDENT = b"\x0a" * 16


@dataclass(frozen=True)
class Two:
    """A writer and a thief, both enrolled, each with a way to central."""

    writer: Pen
    thief: Pen
    honest: Transport
    link: Transport
    central_key: bytes


@pytest.fixture
def two(central: Central) -> Iterator[Two]:
    writer, thief = Pen(), Pen()
    honest, enrolled = writer.enrol(central, central.url)
    link, _ = thief.enrol(central, central.url)
    yield Two(writer, thief, honest, link, enrolled.central_key)
    honest.close()
    link.close()


def test_a_push_that_was_overheard_is_taken_once_and_receipted_to_whoever_pushes(central: Central, two: Two) -> None:
    """Another enrolled laptop says it all again: its receipt is its own, and the work stays its writer's."""
    batch = [two.writer.introduce(), *two.writer.notes(INCIDENT, 3)]
    mine, theirs = two.honest.push(batch), two.link.push(batch)
    own = read_receipt(mine.receipt, mine.signature, two.central_key)
    again = read_receipt(theirs.receipt, theirs.signature, two.central_key)
    assert (own.device, again.device) == (two.writer.device, two.thief.device)
    assert own.numbers == again.numbers
    assert central.counts() == CentralCounts(4, 0)
    assert [each for _, each in two.honest.pull(INCIDENT, 0, 500).operations] == batch[1:]


def test_what_was_signed_anew_does_not_replace_what_is_there(two: Two) -> None:
    """The same header with a signature of another's key, with another payload, or with none."""
    writer, thief, honest, link = two.writer, two.thief, two.honest, two.link
    batch = [writer.introduce(), writer.note(INCIDENT)]
    honest.push([*batch, thief.introduce()])
    note = batch[1]
    mine = thief.officer_key.sign(CONTEXT + name_of(note.header)).signature
    for copy in (
        Operation(note.header, mine, note.salt, note.payload),
        Operation(note.header, b"", note.salt, note.payload),
        with_payload(note, b"something else"),
        with_payload(note, None),
    ):
        assert [each.state for each in link.push([copy]).statuses] == ["duplicate"]
    assert [each for _, each in honest.pull(INCIDENT, 0, 500).operations] == [note]


def test_what_a_forger_sent_first_waits_and_the_writer_is_taken_all_the_same(central: Central, two: Two) -> None:
    """A forger who is faster than the writer must not keep the writer's own copy out."""
    writer, thief, honest, link = two.writer, two.thief, two.honest, two.link
    added, note = writer.introduce(), writer.note(INCIDENT)
    mine = thief.officer_key.sign(CONTEXT + name_of(note.header)).signature
    pushed = link.push([thief.introduce(), added, Operation(note.header, mine, note.salt, note.payload)])
    assert [each.reason for each in pushed.statuses] == [None, None, "held.signature"]
    assert [each.state for each in honest.push([added, note]).statuses] == ["duplicate", "accepted"]
    assert central.counts() == CentralCounts(3, 0)


def test_a_forged_link_vouches_for_nobody(two: Two) -> None:
    """The thief's last operation names the writer's forged one as the one before it."""
    writer, thief, honest, link = two.writer, two.thief, two.honest, two.link
    honest.push([writer.introduce(), thief.introduce()])
    bad = forged(writer.note(INCIDENT))
    thief.chain = replace(thief.chain, prev=name_of(bad.header))
    pushed = link.push([bad, thief.note(INCIDENT)])
    assert [each.reason for each in pushed.statuses] == ["held.signature", None]


@pytest.mark.parametrize(
    ("salt", "payload", "signature", "reason"),
    [
        (16, 10, 63, "held.signature"),
        (16, 10, 65, "held.signature"),
        (16, 10, 0, "held.signature"),
        (65, 10, 64, "held.too_large"),
        (16, LONGEST_PAYLOAD + 1, 64, "held.too_large"),
    ],
)
def test_parts_of_a_wrong_size_are_held(central: Central, salt: int, payload: int, signature: int, reason: str) -> None:
    pen = Pen()
    link, _ = pen.enrol(central, central.url)
    good = pen.write_raw("later.fact", 1, bytes(payload), INCIDENT, os.urandom(16))
    salted = good.salt if salt == 16 else bytes(salt)
    odd = Operation(good.header, (good.signature * 2)[:signature], salted, good.payload)
    assert [each.reason for each in link.push([pen.introduce(), odd]).statuses] == [None, reason]
    link.close()
