"""Carries operations in a file where there is no network: written on one laptop, read on any other.

What is read goes through the same door as what comes from central. Nothing counts as sent
for having been carried: whoever meets central first offers it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.identity import Id
from app.domain.instants import milliseconds
from app.domain.operations import Operation, header_of, name_of
from app.domain.wire import central_id
from app.errors import Missing, NotFound
from app.formats.bundle import Manifest, seal_for, write_head
from app.formats.bundle_frames import FrameWriter, batches
from app.ports.bundles import BundleFiles, BundleStore
from app.ports.store import Laptop
from app.ports.surroundings import DeviceKey
from app.services.desk import Desk
from app.services.reading_bundles import BundleRead, open_bundle, read_into


@dataclass(slots=True)
class BundleWritten:
    """What a bundle has in it. ``left_out`` names operations (32 bytes) that no frame can hold."""

    recipients: list[Id] = field(default_factory=list)
    central: bool = False
    operations: int = 0
    attachments: int = 0
    frames: int = 0
    size: int = 0
    left_out: list[bytes] = field(default_factory=list)


class Bundles:
    """The bundles of one laptop. ``key`` is the laptop's own."""

    def __init__(self, desk: Desk, store: BundleStore, files: BundleFiles, key: DeviceKey) -> None:
        self._desk = desk
        self._store = store
        self._files = files
        self._key = key

    def write(self, name: str, incidents: Collection[Id] | None = None, to: Collection[str] = ()) -> BundleWritten:
        """Write everything, or some searches, for all laptops this one has heard of, or for some.

        ``to`` are laptops by id or name; central and this laptop itself can always read it.

        Raises:
            NotFound: no such search or laptop. Missing: nobody else could read it.
            Unreadable: no such folder. DiskFull, Unavailable: nothing was written.
        """
        self._desk.session.acting("bundle.carry")
        self._check(incidents)
        key = self._desk.chance.salt() + self._desk.chance.salt()
        manifest, written = self._manifest(key, to)
        written.size = self._files.write(name, self._pieces(manifest, key, incidents, written))
        return written

    def read(self, name: str) -> BundleRead:
        """Take what is in a bundle; damaged frames are named and all others are taken.

        Raises:
            Unreadable: no bundle, a newer one, a damaged head, or not for this laptop.
            Unavailable: the file went away; what was taken until then is kept. DiskFull.
        """
        self._desk.session.acting("bundle.carry")
        with self._files.open(name) as source:
            return read_into(self._store, open_bundle(source, self._store, self._key))

    def _check(self, incidents: Collection[Id] | None) -> None:
        for incident in incidents or ():
            if not self._store.has(incident):
                raise NotFound("report.not_found", incident=incident)

    def _manifest(self, key: bytes, to: Collection[str]) -> tuple[Manifest, BundleWritten]:
        own, enrolment = bytes.fromhex(self._store.device), self._store.enrolment()
        central = None if enrolment is None else central_id(enrolment.central_key)
        recipients = seal_for(self._readers(to) | {own: self._key.public_bytes}, key)
        others = [Id(each.id.hex()) for each in recipients if each.id != own]
        if enrolment is not None and central is not None:
            recipients += seal_for({central: enrolment.central_key}, key)
        if not others and central is None:
            raise Missing("bundle.nobody")
        epoch = None if enrolment is None else enrolment.epoch
        bundle = bytes.fromhex(self._desk.chance.new_id())
        now_ms = milliseconds(self._desk.clock.now())
        manifest = Manifest(bundle, own, self._key.public_bytes, now_ms, central, epoch, recipients)
        return manifest, BundleWritten(others, central is not None)

    def _readers(self, to: Collection[str]) -> dict[bytes, bytes]:
        """The other laptops that may read it, with their keys."""
        others = {id_: each for id_, each in self._store.laptops().items() if id_ != self._store.device}
        wanted = set(others) if not to else {id_ for name in to for id_ in _named(name, others)}
        return {bytes.fromhex(id_): others[id_].public_key for id_ in wanted}

    def _pieces(
        self, manifest: Manifest, key: bytes, incidents: Collection[Id] | None, written: BundleWritten
    ) -> Iterator[bytes]:
        """The bytes of the file; counts into ``written`` as they are made."""
        frames = FrameWriter(manifest.bundle, key, self._key.sign)
        attached: dict[bytes, None] = {}
        yield write_head(manifest, self._key.sign)
        yield from self._operations(frames, self._noting(incidents, attached), written)
        yield from self._attachments(frames, attached, written)
        yield frames.end()
        written.frames = frames.frames

    def _noting(self, incidents: Collection[Id] | None, attached: dict[bytes, None]) -> Iterator[Operation]:
        """What is carried, noting the attachments it speaks of."""
        for each in self._store.carried(incidents):
            attached.update(dict.fromkeys(blob.sha256 for blob in header_of(each).blobs))
            yield each

    def _operations(
        self, frames: FrameWriter, operations: Iterable[Operation], written: BundleWritten
    ) -> Iterator[bytes]:
        for batch in batches(operations):
            frame = frames.operations(batch)
            if frame is None:
                written.left_out += [name_of(each.header) for each in batch]
            else:
                written.operations += len(batch)
                yield frame

    def _attachments(self, frames: FrameWriter, names: Iterable[bytes], written: BundleWritten) -> Iterator[bytes]:
        for name in names:
            data = self._store.blob(name)
            if data is not None:
                yield from frames.attachment(name, data)
                written.attachments += 1


def _named(name: str, laptops: Mapping[Id, Laptop]) -> list[Id]:
    """The laptops of this id or name."""
    found = [id_ for id_, each in laptops.items() if name in (id_, each.name)]
    if not found:
        raise NotFound("bundle.no_such_laptop", name=name)
    return found
