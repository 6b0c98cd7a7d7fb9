"""A log proves itself: each thing that can be wrong is made wrong once, and is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec
import pytest
from nacl.signing import SigningKey

from app.domain import operations
from app.domain.auditing import Audit
from app.domain.facts import NoteRecorded, OfficerAdded
from app.domain.operations import Chain, Draft, Moment, Operation, encode, header_of, name_of
from app.domain.receipts import Receipts
from app.domain.tree import Tree
from app.domain.verdict import Logged, Verdict
from app.domain.wire import Receipt, central_id, receipt_message
from tests.central.pens import FORCE_STREAM, Pen, forged, with_payload

INCIDENT = bytes(range(16))
OTHER = bytes(range(16, 32))
CENTRAL = SigningKey.generate()


@dataclass
class Clerk:
    """Keeps a log as a laptop does, and has it audited."""

    pen: Pen = field(default_factory=Pen)
    log: list[Logged] = field(default_factory=list)
    receipts: list[tuple[bytes, bytes]] = field(default_factory=list)
    fetched: dict[bytes, Tree] = field(default_factory=dict)
    _last_in: dict[bytes, bytes] = field(default_factory=dict)

    def write(self, incident: bytes = INCIDENT, text: str = "seen") -> Logged:
        draft = Draft(
            incident, os.urandom(16), NoteRecorded.TYPE, 1, encode(NoteRecorded(text=text)), {},
            self._last_in.get(incident, b""),
        )  # fmt: skip
        made, self.pen.chain = operations.sign(
            draft, self.pen.chain, self.pen.officer, Moment(1, 1), os.urandom(16), self._sign
        )
        self._last_in[incident] = name_of(made.header)
        return self.keep(made)

    def _sign(self, data: bytes) -> bytes:
        return self.pen.officer_key.sign(data).signature

    def keep(self, operation: Operation, **standing: object) -> Logged:
        self.log.append(Logged(operation, name_of(operation.header), **standing))
        return self.log[-1]

    def lodge(self, epoch: int = 1, key: SigningKey = CENTRAL) -> None:
        """Central takes all that is here and says so."""
        heads: dict[bytes, Tree] = {}
        numbers = []
        for at, each in enumerate(self.log):
            op, incident = name_of(each.operation.header), header_of(each.operation).incident
            heads[incident] = heads.get(incident, Tree()).grown([op])
            self.log[at] = replace(each, number=heads[incident].size, sent=True)
            numbers.append((op, incident, heads[incident].size))
        body = encode(Receipt(central_id(bytes(key.verify_key)), epoch, self.pen.device, numbers, [], [], 1))
        self.receipts.append((body, key.sign(receipt_message(body)).signature))
        self.fetched = heads

    def audit(self, own: bytes | None = None, *, judged: bool = True) -> Verdict:
        audit = Audit(self.pen.device if own is None else own, judged=judged)
        for each in self.log:
            audit.learn(each)
        for each in self.log:
            audit.check(each)
        receipts = Receipts(self.pen.device, bytes(CENTRAL.verify_key), 1)
        for body, signature in self.receipts:
            receipts.add(body, signature)
        audit.check_receipts(receipts, self.fetched)
        audit.check_numbers(self.fetched)
        return audit.verdict


@pytest.fixture
def clerk() -> Clerk:
    """Two searches in turns, two sessions, everything with central."""
    clerk = Clerk()
    clerk.keep(clerk.pen.introduce())
    for incident in (INCIDENT, OTHER, INCIDENT, OTHER):
        clerk.write(incident)
    clerk.pen.chain = Chain(clerk.pen.device, os.urandom(16), 0, clerk.pen.chain.prev, clerk.pen.chain.hlc)
    for incident in (INCIDENT, OTHER, INCIDENT):
        clerk.write(incident)
    clerk.lodge()
    return clerk


def test_a_good_log_is_good(clerk: Clerk) -> None:
    verdict = clerk.audit()
    assert (verdict.ok, verdict.first_fault, verdict.operations) == (True, None, 8)
    assert (verdict.payloads, verdict.signatures, verdict.numbers, verdict.receipts) == (8, 8, 8, 1)
    assert (verdict.links, verdict.open_links, verdict.forks) == (7 + 5, 0, 0)


def change(clerk: Clerk, at: int, change: Callable[[Operation], Operation], **standing: object) -> None:
    before = clerk.log[at]
    clerk.log[at] = replace(before, operation=change(before.operation), **standing)


def header_flipped(clerk: Clerk) -> None:
    """In the salted hash of the payload: still a header, and another one."""
    header = clerk.log[3].operation.header
    at = header.index(header_of(clerk.log[3].operation).payload_hash)
    turned = header[:at] + bytes([header[at] ^ 1]) + header[at + 1 :]
    change(clerk, 3, lambda each: msgspec.structs.replace(each, header=turned))


def header_broken(clerk: Clerk) -> None:
    change(clerk, 3, lambda each: msgspec.structs.replace(each, header=b"\xc1" + each.header[1:]))


def renamed(clerk: Clerk) -> None:
    clerk.log[3] = replace(clerk.log[3], op=bytes(32))


def payload_changed(clerk: Clerk) -> None:
    change(clerk, 3, lambda each: with_payload(each, encode(NoteRecorded(text="not seen"))))


def signature_swapped(clerk: Clerk) -> None:
    change(clerk, 3, lambda each: msgspec.structs.replace(each, signature=clerk.log[2].operation.signature))


def signature_turned(clerk: Clerk) -> None:
    change(clerk, 3, forged)


def dropped(clerk: Clerk) -> None:
    del clerk.log[3]


def last_dropped(clerk: Clerk) -> None:
    del clerk.log[-1]


def officer_dropped(clerk: Clerk) -> None:
    """Then nobody's signature means anything."""
    del clerk.log[0]


def receipt_forged(clerk: Clerk) -> None:
    body, signature = clerk.receipts[0]
    clerk.receipts[0] = body, signature[:-1] + bytes([signature[-1] ^ 1])


def receipt_changed(clerk: Clerk) -> None:
    body, signature = clerk.receipts[0]
    clerk.receipts[0] = body[:-1] + bytes([body[-1] ^ 1]), signature


def receipt_for_another(clerk: Clerk) -> None:
    own, clerk.pen.device = clerk.pen.device, os.urandom(16)
    clerk.lodge()
    clerk.pen.device = own


def receipt_torn(clerk: Clerk) -> None:
    clerk.receipts.append((b"\xc1", bytes(64)))


def receipt_dropped(clerk: Clerk) -> None:
    clerk.receipts.clear()


def receipt_of_an_older_epoch(clerk: Clerk) -> None:
    clerk.receipts.clear()
    clerk.lodge(epoch=0)


def sent_without_a_word(clerk: Clerk) -> None:
    written = clerk.write()
    clerk.log[-1] = replace(written, sent=True, number=5)


def sent_without_a_number(clerk: Clerk) -> None:
    clerk.log[3] = replace(clerk.log[3], number=None)


def numbered_twice(clerk: Clerk) -> None:
    clerk.log[3] = replace(clerk.log[3], number=1)


def a_gap(clerk: Clerk) -> None:
    clerk.fetched[INCIDENT] = clerk.fetched[INCIDENT].grown([bytes(32)])


def another_tree(clerk: Clerk) -> None:
    clerk.fetched[INCIDENT] = Tree().grown(os.urandom(32) for _ in range(clerk.fetched[INCIDENT].size))


def chained_to_another_laptop(clerk: Clerk) -> None:
    """A good signature over a lie: the laptop itself made the link up."""
    other = Pen()
    clerk.keep(other.introduce())
    clerk.pen.chain = Chain(clerk.pen.device, os.urandom(16), 0, name_of(clerk.log[-1].operation.header), 0)
    clerk.write()


def chained_past_one(clerk: Clerk) -> None:
    clerk.pen.chain = replace(clerk.pen.chain, seq=clerk.pen.chain.seq + 1)
    clerk.write()


def chained_to_nothing(clerk: Clerk) -> None:
    clerk.pen.chain = replace(clerk.pen.chain, prev=b"")
    clerk.write()


def linked_to_another_incident(clerk: Clerk) -> None:
    clerk._last_in[INCIDENT] = clerk._last_in[OTHER]
    clerk.write(INCIDENT)


@pytest.mark.parametrize(
    ("wrong", "what", "where"),
    [
        (header_flipped, "audit.name", 3),
        (header_broken, "audit.header", 3),
        (renamed, "audit.name", None),
        (payload_changed, "audit.payload", 3),
        (signature_swapped, "audit.signature", 3),
        (signature_turned, "audit.signature", 3),
        (dropped, "audit.missing_before", 3),
        (last_dropped, "audit.receipted_missing", None),
        (officer_dropped, "audit.unknown_officer", 0),
        (receipt_forged, "audit.receipt", None),
        (receipt_changed, "audit.receipt", None),
        (receipt_for_another, "audit.receipt", None),
        (receipt_torn, "audit.receipt", None),
        (receipt_dropped, "audit.not_receipted", 0),
        (receipt_of_an_older_epoch, "audit.not_receipted", 0),
        (sent_without_a_word, "audit.not_receipted", -1),
        (sent_without_a_number, "audit.not_receipted", 3),
        (numbered_twice, "audit.number_twice", 3),
        (a_gap, "audit.number_missing", None),
        (another_tree, "audit.tree", None),
        (chained_to_another_laptop, "audit.chain", -1),
        (chained_past_one, "audit.chain", -1),
        (chained_to_nothing, "audit.chain", -1),
        (linked_to_another_incident, "audit.chain", -1),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_what_is_wrong_is_named(clerk: Clerk, wrong: Callable[[Clerk], None], what: str, where: int | None) -> None:
    before = list(clerk.log)
    wrong(clerk)
    verdict = clerk.audit()
    assert verdict.first_fault is not None
    assert (verdict.ok, verdict.first_fault.what) == (False, what)
    if where is not None:
        kept = clerk.log[where].op if wrong is not header_flipped else before[where].op
        assert verdict.first_fault.operation == kept


def test_a_gap_is_named_by_search_and_number(clerk: Clerk) -> None:
    a_gap(clerk)
    fault = clerk.audit().first_fault
    assert (fault.incident, fault.number) == (INCIDENT, 5)


def test_an_erased_payload_keeps_the_log_whole(clerk: Clerk) -> None:
    change(clerk, 3, lambda each: with_payload(each, None))
    assert clerk.audit().ok


def test_what_another_laptop_wrote_may_point_at_what_is_not_here(clerk: Clerk) -> None:
    """One search of another laptop's came on a stick: that proves nothing either way."""
    del clerk.log[2]
    clerk.receipts.clear()
    clerk.log = [replace(each, sent=False) for each in clerk.log]
    clerk.fetched = {}
    verdict = clerk.audit(own=os.urandom(16))
    assert (verdict.ok, verdict.open_links) == (True, 2)


def test_what_came_from_central_needs_a_receipt_only_where_it_is_ours(clerk: Clerk) -> None:
    clerk.receipts.clear()
    assert clerk.audit(own=os.urandom(16)).ok
    del clerk.fetched[INCIDENT]
    assert clerk.audit(own=os.urandom(16)).first_fault.what == "audit.not_receipted"


def test_a_receipt_of_another_central_is_counted_and_proves_nothing(clerk: Clerk) -> None:
    clerk.lodge(key=SigningKey.generate())
    verdict = clerk.audit()
    assert (verdict.ok, verdict.receipts, verdict.receipts_elsewhere) == (True, 1, 1)


def test_what_is_held_is_counted_and_vouches_for_nobody(clerk: Clerk) -> None:
    stranger = Pen()
    clerk.keep(stranger.introduce(), held=True)
    clerk.keep(forged(stranger.note(INCIDENT)), held=True)
    verdict = clerk.audit()
    assert (verdict.ok, verdict.held, verdict.signatures) == (True, 2, 8)
    clerk.keep(stranger.note(INCIDENT))
    assert clerk.audit().first_fault.what == "audit.unknown_officer"


def test_who_was_carried_without_being_judged_proves_nothing(clerk: Clerk) -> None:
    clerk.keep(Pen().note(INCIDENT))
    assert clerk.audit().first_fault.what == "audit.unknown_officer"
    verdict = clerk.audit(judged=False)
    assert (verdict.ok, verdict.unproven) == (True, 1)
    signature_turned(clerk)
    assert not clerk.audit(judged=False).ok


def test_a_fork_is_counted_and_is_no_fault(clerk: Clerk) -> None:
    """A laptop that was cloned while it ran: both copies go on from one place."""
    chain, last = clerk.pen.chain, dict(clerk._last_in)
    clerk.write()
    clerk.pen.chain, clerk._last_in = chain, last
    clerk.write()
    verdict = clerk.audit()
    assert (verdict.ok, verdict.forks) == (True, 1)


def test_who_vouches_may_come_after(clerk: Clerk) -> None:
    """Officers each added by the one before, and the log has them backwards."""
    newcomer = SigningKey.generate()
    fact = OfficerAdded(call_sign="PC 2 Birch", rank="officer", public_key=bytes(newcomer.verify_key))
    officer = os.urandom(16)
    added = clerk.pen.write(fact, FORCE_STREAM, officer)
    clerk.pen.officer, clerk.pen.officer_key = officer, newcomer
    clerk.keep(clerk.pen.note(INCIDENT))
    clerk.keep(added)
    clerk.log.reverse()
    assert clerk.audit().ok


def test_nobody_takes_the_name_of_an_officer_with_a_key_of_his_own(clerk: Clerk) -> None:
    rival = Pen(officer=clerk.pen.officer)
    clerk.keep(rival.introduce())
    clerk.keep(rival.note(INCIDENT))
    verdict = clerk.audit()
    assert (verdict.faults, verdict.first_fault.what) == (2, "audit.signature")


def test_attachments_are_what_their_names_say() -> None:
    audit = Audit()
    audit.check_attachment(bytes(32), bytes(32))
    assert audit.verdict.ok
    audit.check_attachment(bytes(32), b"\x01" * 32)
    assert (audit.verdict.attachments, audit.verdict.first_fault.what) == (2, "audit.attachment")
    assert audit.verdict.first_fault.attachment == bytes(32)
