"""Proves a laptop's log, or a bundle, from its own bytes."""

from __future__ import annotations

import hashlib

from app.domain.auditing import Audit
from app.domain.receipts import Receipts
from app.domain.verdict import Fault, Logged, Verdict
from app.formats.bundle_frames import End, Operations, Piece
from app.ports.auditing import AuditedStore
from app.ports.bundles import BundleFiles, BundleStore
from app.ports.surroundings import DeviceKey
from app.services.reading_bundles import OpenBundle, Parts, open_bundle


class Auditing:
    """Audits on one laptop. ``key`` is the laptop's own: it opens bundles."""

    def __init__(self, store: AuditedStore, laptops: BundleStore, files: BundleFiles, key: DeviceKey) -> None:
        self._store = store
        self._laptops = laptops
        self._files = files
        self._key = key

    def laptop(self) -> Verdict:
        """This laptop's log: every operation, receipt, number and attachment."""
        audit = Audit(bytes.fromhex(self._store.device))
        for each in self._store.logged():
            audit.learn(each)
        for each in self._store.logged():
            audit.check(each)
        fetched = self._store.fetched()
        audit.check_receipts(self._receipts(), fetched)
        audit.check_numbers(fetched)
        for name, data in self._store.attachments():
            audit.check_attachment(name, hashlib.sha256(data).digest())
        return audit.verdict

    def _receipts(self) -> Receipts:
        enrolment = self._store.enrolment()
        key, epoch = (None, 0) if enrolment is None else (enrolment.central_key, enrolment.epoch)
        receipts = Receipts(bytes.fromhex(self._store.device), key, epoch)
        for body, signature in self._store.receipts():
            receipts.add(body, signature)
        return receipts

    def bundle(self, name: str) -> Verdict:
        """A bundle that this laptop can read; nothing of it is taken.

        Raises:
            Unreadable: no bundle, a newer one, a damaged head, not for this laptop.
            Unavailable: the file went away.
        """
        with self._files.open(name) as source:
            return _audited(open_bundle(source, self._laptops, self._key))


def _audited(bundle: OpenBundle) -> Verdict:
    audit, parts, logged = Audit(judged=False), Parts(), list[Logged]()
    seen, end = set[int](), None
    for index, content in bundle.contents():
        seen.add(index)
        if isinstance(content, Operations):
            logged += [Logged(each) for each in content.operations]
        elif isinstance(content, Piece):
            _attachment(audit, parts, content)
        else:
            end = content
    _whole(audit, seen, end, parts)
    for each in logged:
        audit.learn(each)
    for each in logged:
        audit.check(each)
    return audit.verdict


def _attachment(audit: Audit, parts: Parts, piece: Piece) -> None:
    if parts.add(piece) is not None:
        audit.check_attachment(piece.sha256, piece.sha256)


def _whole(audit: Audit, seen: set[int], end: End | None, parts: Parts) -> None:
    """Every frame is there, the last one too, and every attachment is whole."""
    if end is None:
        audit.verdict.fault(Fault("audit.cut_off"))
    for index in range(len(end.frames) if end is not None else max(seen, default=-1) + 1):
        if index not in seen:
            audit.verdict.fault(Fault("audit.frame", number=index))
    for name in parts.unfinished():
        audit.check_attachment(name, b"")
