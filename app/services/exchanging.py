"""One run between this laptop and central: what is new here goes there, what is new there comes here.

Nothing counts as sent before central's signed receipt is checked and kept. A run may end
anywhere and the next one goes on from what both sides have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from app.domain.identity import FORCE, Id
from app.domain.operations import Operation, header_of, name_of
from app.domain.wire import LONGEST_BATCH, MOST_OPERATIONS, Pushed, Receipt, central_id, read_receipt
from app.errors import Refused
from app.ports.central import CentralLink
from app.ports.exchange import Enrolment, ExchangeStore
from app.ports.surroundings import Clock

_BATCH_BYTES: Final = LONGEST_BATCH - 64 * 1024
"""Before packing; what cannot be packed grows a little."""
_BLOBS_AT_ONCE: Final = 16
_RESTARTS: Final = 3
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    sent: int = 0
    received: int = 0
    held: int = 0
    reached: bool = False


class _RestoredError(Exception):
    """Central is not where it was: everything is offered again from the start."""


class Exchange:
    """One run over one link; it counts into ``tally`` as it goes."""

    def __init__(self, store: ExchangeStore, link: CentralLink, clock: Clock, tally: Tally) -> None:
        self._store = store
        self._link = link
        self._clock = clock
        self._tally = tally
        self._voided = False

    def run(self, enrolment: Enrolment) -> None:
        """Meet, operations both ways, then attachments; again where central turns out restored.

        Raises:
            Offline, Refused: as far as it came is kept. DiskFull: on this laptop.
        """
        self._key, self._epoch = enrolment.central_key, enrolment.epoch
        for _ in range(_RESTARTS):
            try:
                self._operations()
            except _RestoredError:
                continue
            break
        self._send_blobs()
        self._fetch_blobs()

    def _operations(self) -> None:
        self._meet()
        # Before anything is fetched: what central has of ours must first have its receipt here.
        self._offer_all()
        self._pull_all()
        # What was ours and came back needs its receipt too.
        self._offer_all()

    def _offer_all(self) -> None:
        while batch := self._store.unsent(MOST_OPERATIONS, _BATCH_BYTES):
            self._offer(batch)

    def _meet(self) -> None:
        asked_at = self._clock.now()
        greeting = self._link.hello(self._key)
        answered_at = self._clock.now()
        self._tally.reached = True
        middle = asked_at + (answered_at - asked_at) / 2
        self._store.contacted(answered_at, greeting.server_ms - (middle - _EPOCH) // timedelta(milliseconds=1))

    def _begin(self, epoch: int) -> None:
        self._store.new_epoch(epoch)
        self._epoch = epoch

    def _same(self, epoch: int) -> None:
        """Numbers of another epoch say nothing about ours."""
        if epoch != self._epoch:
            self._begin(epoch)
            raise _RestoredError

    def _offer(self, batch: Sequence[Operation]) -> None:
        try:
            pushed = self._link.push(batch)
        except Refused as refused:
            if refused.key != "sync.too_large":
                raise
            self._offer_less(batch)
            return
        self._settle(_checked(read_receipt(pushed, self._key), self._key, self._link.device, batch), pushed)

    def _offer_less(self, batch: Sequence[Operation]) -> None:
        """Halve it; a single operation that is too large must not stop those behind it."""
        middle = len(batch) // 2
        if middle == 0:
            self._hold([(name_of(batch[0].header), "held.too_large")])
            return
        self._offer(batch[:middle])
        self._offer(batch[middle:])

    def _settle(self, receipt: Receipt, pushed: Pushed) -> None:
        self._same(receipt.epoch)
        numbers = [(op, number) for op, _, number in receipt.numbers]
        self._store.lodge(numbers, pushed.receipt, pushed.signature)
        self._tally.sent += len(numbers)
        if receipt.held:
            self._hold(receipt.held)

    def _hold(self, held: Sequence[tuple[bytes, str]]) -> None:
        self._store.hold_sent(held)
        self._tally.held += len(held)

    def _pull_all(self) -> None:
        """What central had when asked, and the officers since: so nobody's work comes before their key."""
        heads = self._heads()
        self._notice_loss(heads)
        while self._pull_page(FORCE, MOST_OPERATIONS):
            pass
        for incident, head in heads.items():
            while (left := head - self._store.cursor(incident)) > 0:
                if not self._pull_page(incident, min(left, MOST_OPERATIONS)):
                    raise Refused("sync.answer_wrong")

    def _heads(self) -> dict[Id, int]:
        heads: dict[Id, int] = {}
        after, more = b"", True
        while more:
            answer = self._link.incidents(after)
            self._same(answer.epoch)
            heads.update((Id(incident.hex()), head) for incident, head in answer.heads)
            more = answer.more and answer.heads[-1][0] > after
            after = answer.heads[-1][0] if answer.heads else after
        return heads

    def _notice_loss(self, heads: dict[Id, int]) -> None:
        """Fewer than before in one epoch: central was restored and nobody told it so."""
        if not self._voided and any(head < self._store.cursor(incident) for incident, head in heads.items()):
            self._voided = True
            self._begin(self._epoch)
            raise _RestoredError

    def _pull_page(self, incident: Id, limit: int) -> int:
        """How many operations came and are kept."""
        after = self._store.cursor(incident)
        page = self._link.pull(bytes.fromhex(incident), after, limit)
        self._same(page.epoch)
        if [number for number, _ in page.operations] != list(range(after + 1, after + 1 + len(page.operations))):
            raise Refused("sync.answer_wrong")
        if page.operations:
            taken = self._store.take(incident, page.operations, after + len(page.operations))
            self._tally.received += taken.new
            self._tally.held += taken.held
        return len(page.operations)

    def _send_blobs(self) -> None:
        while names := self._store.unsent_blobs(_BLOBS_AT_ONCE):
            if not sum(self._send_blob(name) for name in names):
                return

    def _send_blob(self, sha256: bytes) -> bool:
        """Whether central has it now; one that it will not take does not stop the others."""
        data = self._store.blob(sha256)
        if data is None:
            return False
        try:
            if not self._link.has_blob(sha256):
                self._link.put_blob(sha256, data)
        except Refused:
            return False
        self._store.blob_sent(sha256)
        return True

    def _fetch_blobs(self) -> None:
        while names := self._store.missing_blobs(_BLOBS_AT_ONCE):
            if sum(self._fetch_blob(name) for name in names) < len(names):
                return

    def _fetch_blob(self, sha256: bytes) -> bool:
        try:
            data = self._link.get_blob(sha256)
        except Refused:
            return False
        if data is not None:
            self._store.keep_blob(sha256, data)
        return data is not None


def _checked(receipt: Receipt | None, key: bytes, device: bytes, batch: Sequence[Operation]) -> Receipt:
    """The receipt, if our central gave it to us for all of this batch and nothing else.

    Raises:
        Refused: nothing of the batch counts as sent.
    """
    if receipt is None or receipt.central != central_id(key) or receipt.device != device:
        raise Refused("sync.receipt_wrong")
    offered = {name_of(each.header): header_of(each).incident for each in batch}
    lodged = {op: incident for op, incident, _ in receipt.numbers}
    held = {op for op, _ in receipt.held}
    if lodged.keys() | held != offered.keys() or any(offered[op] != incident for op, incident in lodged.items()):
        raise Refused("sync.receipt_wrong")
    return receipt
