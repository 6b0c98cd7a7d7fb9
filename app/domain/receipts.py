"""The receipts that a laptop keeps: what they prove, each checked with central's key."""

from __future__ import annotations

from app.domain.wire import Receipt, central_id, read_message, receipt_message, signed_by


class Receipts:
    """What one central confirmed to one laptop.

    ``named`` is every operation that a good receipt names, of any epoch, with its incident;
    ``numbers`` those of the present epoch. ``elsewhere`` counts receipts of another central,
    whose key is not known any more.
    """

    def __init__(self, device: bytes, central_key: bytes | None, epoch: int) -> None:
        self.good = self.bad = self.elsewhere = 0
        self.named: dict[bytes, bytes] = {}
        self.numbers: dict[bytes, int] = {}
        self._device = device
        self._key = central_key
        self._epoch = epoch

    def add(self, body: bytes, signature: bytes) -> None:
        """Check a receipt and take up what it says."""
        receipt = read_message(body, Receipt)
        if receipt is None:
            self.bad += 1
        elif self._key is None or receipt.central != central_id(self._key):
            self.elsewhere += 1
        elif receipt.device != self._device or not signed_by(self._key, receipt_message(body), signature):
            self.bad += 1
        else:
            self._take(receipt)

    def _take(self, receipt: Receipt) -> None:
        self.good += 1
        for op, incident, number in receipt.numbers:
            self.named[op] = incident
            if receipt.epoch == self._epoch:
                self.numbers[op] = number
