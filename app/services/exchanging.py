"""One run between this laptop and central: what is new here goes there, what is new there comes here.

Without any input or output of its own: a run gives questions and takes answers, so that the
network may fail between any two of them and a simulation can be the network. Nothing counts
as sent before central's signed receipt is checked and kept. A run may end anywhere and the
next one goes on from what both sides have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.identity import FORCE, Id
from app.domain.instants import milliseconds
from app.domain.operations import Operation, header_of, name_of
from app.domain.tree import Tree
from app.domain.wire import (
    LONGEST_BATCH,
    MOST_IDS,
    MOST_OPERATIONS,
    Heads,
    Pushed,
    Receipt,
    Signed,
    central_id,
    read_heads,
    read_receipt,
)
from app.errors import Refused
from app.ports.exchange import Enrolment, ExchangeStore
from app.ports.surroundings import Clock
from app.services.questions import GetBlob, Greet, HasBlob, Known, Offer, Pull, PutBlob, Run, Trees, ask

_BATCH_BYTES: Final = LONGEST_BATCH - 64 * 1024
"""Before packing; what cannot be packed grows a little."""
_BLOBS_AT_ONCE: Final = 16
_RESTARTS: Final = 3


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    sent: int = 0
    received: int = 0
    held: int = 0
    reached: bool = False


class _AgainError(Exception):
    """There is something to offer: central has lost it, or it was written meanwhile."""


class Exchange:
    """One run of one laptop (its id of 16 bytes) with its central; it counts into ``tally`` as it goes."""

    def __init__(self, store: ExchangeStore, enrolment: Enrolment, device: bytes, clock: Clock, tally: Tally) -> None:
        self._store = store
        self._key, self._epoch = enrolment.central_key, enrolment.epoch
        self._device = device
        self._clock = clock
        self._tally = tally
        self._voided = False

    def run(self) -> Run[None]:
        """Meet, operations both ways, then attachments; again where central turns out restored.

        Raises:
            Offline, Refused: as far as it came is kept. DiskFull: on this laptop.
        """
        for _ in range(_RESTARTS):
            try:
                yield from self._operations()
            except _AgainError:
                continue
            break
        yield from self._send_blobs()
        yield from self._fetch_blobs()

    def _operations(self) -> Run[None]:
        yield from self._meet()
        # Before anything is fetched: what central has of ours must first have its receipt here.
        yield from self._review()
        yield from self._recall()
        while batch := self._store.unsent(MOST_OPERATIONS, _BATCH_BYTES):
            yield from self._offer(batch)
        yield from self._pull_all()

    def _meet(self) -> Run[None]:
        asked_at = self._clock.now()
        greeting = yield from ask(Greet(self._key))
        answered_at = self._clock.now()
        self._tally.reached = True
        middle = asked_at + (answered_at - asked_at) / 2
        self._store.contacted(answered_at, greeting.server_ms - milliseconds(middle))

    def _begin(self, epoch: int) -> None:
        self._store.new_epoch(epoch)
        self._epoch = epoch

    def _same(self, epoch: int) -> None:
        """Numbers of another epoch say nothing about ours."""
        if epoch != self._epoch:
            self._begin(epoch)
            raise _AgainError

    def _review(self) -> Run[None]:
        """What central holds may have been released there, or lost: a held one has no number to miss it by."""
        for asked in _pages(self._store.held_there()):
            receipt, _ = yield from self._ask_after(asked)
            self._same(receipt.epoch)
            if again := {op for _, op in asked} - {op for op, _ in receipt.held}:
                self._store.offer_again(again)

    def _recall(self) -> Run[None]:
        """Where much waits, central may have most of it: ids are asked after before operations are sent."""
        waiting = self._store.unsent_ids()
        if len(waiting) <= MOST_OPERATIONS:
            return
        for asked in _pages(waiting):
            receipt, signed = yield from self._ask_after(asked)
            self._keep(receipt, signed.body, signed.signature)

    def _ask_after(self, asked: Sequence[tuple[bytes, bytes]]) -> Run[tuple[Receipt, Signed]]:
        signed = yield from ask(Known(asked))
        receipt = self._checked(read_receipt(signed.body, signed.signature, self._key))
        if not {(incident, op) for op, incident, _ in receipt.numbers} <= set(asked):
            raise Refused("sync.receipt_wrong")
        return receipt, signed

    def _offer(self, batch: Sequence[Operation]) -> Run[None]:
        try:
            pushed = yield from ask(Offer(batch))
        except Refused as refused:
            if refused.key != "sync.too_large":
                raise
            yield from self._offer_less(batch)
            return
        self._settle(batch, pushed)

    def _offer_less(self, batch: Sequence[Operation]) -> Run[None]:
        """Halve it; a single operation that is too large must not stop those behind it."""
        middle = len(batch) // 2
        if middle == 0:
            self._hold([(name_of(batch[0].header), "held.too_large")])
            return
        yield from self._offer(batch[:middle])
        yield from self._offer(batch[middle:])

    def _settle(self, batch: Sequence[Operation], pushed: Pushed) -> None:
        receipt = self._checked(read_receipt(pushed.receipt, pushed.signature, self._key))
        _check_whole(receipt, batch)
        self._keep(receipt, pushed.receipt, pushed.signature)
        if receipt.held:
            self._hold(receipt.held)

    def _checked(self, receipt: Receipt | None) -> Receipt:
        """The receipt, if our central gave it to us.

        Raises:
            Refused: nothing counts as sent.
        """
        if receipt is None or receipt.central != central_id(self._key) or receipt.device != self._device:
            raise Refused("sync.receipt_wrong")
        return receipt

    def _keep(self, receipt: Receipt, body: bytes, signature: bytes) -> None:
        self._same(receipt.epoch)
        if receipt.numbers or receipt.held:
            self._store.lodge([(op, number) for op, _, number in receipt.numbers], body, signature)
        self._tally.sent += len(receipt.numbers)

    def _hold(self, held: Sequence[tuple[bytes, str]]) -> None:
        self._store.hold_sent(held)
        self._tally.held += len(held)

    def _pull_all(self) -> Run[None]:
        """What central had when asked, and the officers since: so nobody's work comes before their key."""
        theirs = yield from self._trees()
        self._compare(theirs)
        while (yield from self._pull_page(FORCE, MOST_OPERATIONS)):
            pass
        for incident, (size, _) in theirs.items():
            yield from self._pull_to(incident, size)
        self._compare({incident: tree for incident, tree in theirs.items() if incident != FORCE})
        if self._store.beyond() or self._store.unsent(1, 0):
            raise _AgainError

    def _pull_to(self, incident: Id, size: int) -> Run[None]:
        while (left := size - self._store.tree(incident).size) > 0:
            if not (yield from self._pull_page(incident, min(left, MOST_OPERATIONS))):
                raise Refused("sync.answer_wrong")

    def _compare(self, theirs: dict[Id, tuple[int, bytes]]) -> None:
        """Fewer than before, or others under the same numbers: central was restored and nobody told it so."""
        mine = self._store.trees()
        for incident, (size, root) in theirs.items():
            tree = mine.get(incident, Tree())
            if tree.size > size or (tree.size == size and tree.root() != root):
                self._lost()

    def _trees(self) -> Run[dict[Id, tuple[int, bytes]]]:
        """Of each incident that central has; one that it should have and does not, it has nothing of."""
        trees = {incident: (0, Tree().root()) for incident in self._store.trees()}
        after, more = b"", True
        while more:
            answer = _checked_heads(read_heads((yield from ask(Trees(after))), self._key), self._key)
            self._same(answer.epoch)
            trees.update((Id(incident.hex()), (size, root)) for incident, size, root in answer.heads)
            more = answer.more and answer.heads[-1][0] > after
            after = answer.heads[-1][0] if answer.heads else after
        return trees

    def _lost(self) -> None:
        if self._voided:
            raise Refused("sync.answer_wrong")
        self._voided = True
        self._begin(self._epoch)
        raise _AgainError

    def _pull_page(self, incident: Id, limit: int) -> Run[int]:
        """How many operations came and are kept."""
        after = self._store.tree(incident).size
        page = yield from ask(Pull(bytes.fromhex(incident), after, limit))
        self._same(page.epoch)
        if [number for number, _ in page.operations] != list(range(after + 1, after + 1 + len(page.operations))):
            raise Refused("sync.answer_wrong")
        if page.operations:
            taken = self._store.take(incident, page.operations)
            self._tally.received += taken.new
            self._tally.held += taken.held
        return len(page.operations)

    def _send_blobs(self) -> Run[None]:
        while names := self._store.unsent_blobs(_BLOBS_AT_ONCE):
            sent = 0
            for name in names:
                sent += yield from self._send_blob(name)
            if not sent:
                return

    def _send_blob(self, sha256: bytes) -> Run[bool]:
        """Whether central has it now; one that it will not take does not stop the others."""
        data = self._store.blob(sha256)
        if data is None:
            return False
        try:
            if not (yield from ask(HasBlob(sha256))):
                yield from ask(PutBlob(sha256, data))
        except Refused:
            return False
        self._store.blob_sent(sha256)
        return True

    def _fetch_blobs(self) -> Run[None]:
        while names := self._store.missing_blobs(_BLOBS_AT_ONCE):
            fetched = 0
            for name in names:
                fetched += yield from self._fetch_blob(name)
            if fetched < len(names):
                return

    def _fetch_blob(self, sha256: bytes) -> Run[bool]:
        try:
            data = yield from ask(GetBlob(sha256))
        except Refused:
            return False
        if data is not None:
            self._store.keep_blob(sha256, data)
        return data is not None


def _pages(ids: Sequence[tuple[bytes, bytes]]) -> list[Sequence[tuple[bytes, bytes]]]:
    return [ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS)]


def _check_whole(receipt: Receipt, batch: Sequence[Operation]) -> None:
    """That it speaks of all of this batch and nothing else.

    Raises:
        Refused: nothing of the batch counts as sent.
    """
    offered = {name_of(each.header): header_of(each).incident for each in batch}
    lodged = {op: incident for op, incident, _ in receipt.numbers}
    held = {op for op, _ in receipt.held}
    if lodged.keys() | held != offered.keys() or any(offered[op] != incident for op, incident in lodged.items()):
        raise Refused("sync.receipt_wrong")


def _checked_heads(heads: Heads | None, key: bytes) -> Heads:
    if heads is None or heads.central != central_id(key):
        raise Refused("sync.answer_wrong")
    return heads
