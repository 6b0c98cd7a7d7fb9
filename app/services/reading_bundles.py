"""Takes the frames of one bundle into a laptop's log, and says which did not arrive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from app.domain.identity import Id
from app.domain.instants import when
from app.domain.operations import Operation, header_of
from app.domain.wire import LONGEST_BLOB
from app.errors import Unreadable
from app.formats.bundle import Manifest, read_head
from app.formats.bundle_frames import Content, End, Operations, Piece, frames, open_frame
from app.ports.bundles import BundleStore, ByteSource
from app.ports.surroundings import DeviceKey


@dataclass(frozen=True, slots=True)
class Damaged:
    """A frame that did not arrive, and how much of what kind was in it as far as the bundle's end says so."""

    frame: int
    kind: str | None = None
    count: int | None = None


@dataclass(slots=True)
class BundleRead:
    """What became of a bundle. ``known`` was here already; ``cut_off`` says that its end is not there.

    ``stranger`` says that the laptop that wrote it is not one this laptop has heard of.
    """

    device: Id
    written_at: datetime
    stranger: bool
    new: int = 0
    known: int = 0
    held: int = 0
    attachments: int = 0
    damaged: list[Damaged] = field(default_factory=list)
    unfinished: list[bytes] = field(default_factory=list)
    cut_off: bool = True

    @property
    def complete(self) -> bool:
        """Whether all that was written arrived."""
        return not (self.damaged or self.unfinished or self.cut_off)


@dataclass(frozen=True)
class OpenBundle:
    """A bundle whose head is good and whose key is known here."""

    source: ByteSource
    manifest: Manifest
    key: bytes
    vouched: bool

    def contents(self) -> Iterator[tuple[int, Content]]:
        """What is in each good frame, each once, with its index."""
        seen: set[int] = set()
        for frame in frames(self.source, self.manifest):
            if frame.index not in seen and (content := open_frame(self.manifest, self.key, frame)) is not None:
                seen.add(frame.index)
                yield frame.index, content


def open_bundle(source: ByteSource, store: BundleStore, key: DeviceKey) -> OpenBundle:
    """The bundle, if this laptop is one of those it was written for.

    Raises:
        Unreadable: no bundle, a newer one, a damaged head, not for this laptop, or signed with
            another key than that of the laptop it says it is from.
    """
    manifest = read_head(source)
    known = store.laptops().get(Id(manifest.device.hex()))
    if known is not None and known.public_key != manifest.public_key:
        raise Unreadable("bundle.other_key", name=known.name)
    sealed = manifest.sealed_for(bytes.fromhex(store.device))
    if sealed is None:
        raise Unreadable("bundle.not_for_us")
    opened = key.open_sealed(sealed)
    if opened is None:
        raise Unreadable("bundle.not_for_us")
    return OpenBundle(source, manifest, opened, known is not None)


def read_into(store: BundleStore, bundle: OpenBundle) -> BundleRead:
    """Take every good frame, in one transaction each.

    Raises:
        Unavailable, DiskFull: what was taken until then is kept.
    """
    reading = _Reading(store, bundle)
    for index, content in bundle.contents():
        reading.take(index, content)
    return reading.finish()


class _Reading:
    """One bundle on its way in."""

    def __init__(self, store: BundleStore, bundle: OpenBundle) -> None:
        manifest = bundle.manifest
        self._store = store
        self._vouched = bundle.vouched
        self._result = BundleRead(Id(manifest.device.hex()), when(manifest.written_ms), not bundle.vouched)
        self._spoken_of: set[bytes] = set()
        self._parts = Parts()
        self._seen: set[int] = set()
        self._frames: list[tuple[str, int]] = []

    def take(self, index: int, content: Content) -> None:
        self._seen.add(index)
        if isinstance(content, Operations):
            self._operations(content.operations)
        elif isinstance(content, Piece):
            self._attachment(content)
        else:
            self._end(content)

    def finish(self) -> BundleRead:
        expected = range(len(self._frames) if self._frames else max(self._seen, default=-1) + 1)
        told = dict(enumerate(self._frames))
        self._result.damaged = [Damaged(each, *told.get(each, ())) for each in expected if each not in self._seen]
        self._result.unfinished = self._parts.unfinished()
        return self._result

    def _operations(self, operations: list[Operation]) -> None:
        self._spoken_of.update(name for each in operations for name in _attachments_of(each))
        taken = self._store.take(operations, vouched=self._vouched)
        self._result.new += taken.new
        self._result.known += taken.known
        self._result.held += taken.held

    def _attachment(self, piece: Piece) -> None:
        if piece.sha256 not in self._spoken_of and not self._store.awaits(piece.sha256):
            return
        data = self._parts.add(piece)
        if data is not None:
            self._result.attachments += self._store.keep_blob(piece.sha256, data)

    def _end(self, end: End) -> None:
        self._frames = end.frames
        self._result.cut_off = False


class Parts:
    """Pieces of attachments that become whole, one attachment at a time."""

    def __init__(self) -> None:
        self._name = b""
        self._data = bytearray()
        self._broken: dict[bytes, None] = {}

    def add(self, piece: Piece) -> bytes | None:
        """The attachment, when this is its last piece, all others were there, and it is what its name says."""
        if piece.sha256 != self._name:
            self._begin(piece.sha256)
        if piece.offset == len(self._data) and len(self._data) + len(piece.data) <= LONGEST_BLOB:
            self._data += piece.data
        if len(self._data) < piece.size:
            return None
        data, name = bytes(self._data), self._name
        self._name, self._data = b"", bytearray()
        if hashlib.sha256(data).digest() == name:
            return data
        self._broken[name] = None
        return None

    def _begin(self, name: bytes) -> None:
        if self._name:
            self._broken[self._name] = None
        self._name, self._data = name, bytearray()

    def unfinished(self) -> list[bytes]:
        """The names of those of which a part is not there."""
        self._begin(b"")
        return list(self._broken)


def _attachments_of(operation: Operation) -> list[bytes]:
    try:
        return [blob.sha256 for blob in header_of(operation).blobs]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return []
