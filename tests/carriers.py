"""Laptops that carry bundles to each other: real stores, files in memory."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.adapters.vault_keys import SigningKey
from app.domain import facts
from app.domain.identity import FORCE, Id
from app.domain.operations import Blob, Operation
from app.errors import Unreadable
from app.formats.bundle import Manifest, read_head
from app.formats.bundle_frames import Content, frames, open_frame
from app.ports.bundles import ByteSource
from app.services.bundles import Bundles
from db.local import log
from db.local.bundles import LocalBundles
from db.local.exchange import LocalExchange
from tests.builders import CHANCE, TestDesk, a_desk


class Stick:
    """See `app.ports.bundles.BundleFiles`."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def write(self, name: str, pieces: Iterable[bytes]) -> int:
        self.files[name] = b"".join(pieces)
        return len(self.files[name])

    @contextmanager
    def open(self, name: str) -> Iterator[ByteSource]:
        if name not in self.files:
            raise Unreadable("bundle.no_file", name=name)
        yield io.BytesIO(self.files[name])


class Carrier:
    """A laptop with a key of its own, which it told the force of."""

    def __init__(self, folder: Path, stick: Stick, call_sign: str = "PS 9 Shah") -> None:
        self.made: TestDesk = a_desk(folder, call_sign)
        self.store = self.made.store
        self.key = SigningKey(os.urandom(32))
        self.exchange = LocalExchange(self.store)
        self.bundles = Bundles(self.made.desk, LocalBundles(self.store), stick, self.key)
        self.name = call_sign.rsplit(maxsplit=1)[-1]
        added = facts.LaptopAdded(name=self.name, force="Kent", public_key=self.key.public_bytes)
        with self.made.desk.act("note.record") as (work, _):
            work.record(added, FORCE, self.store.device)

    @property
    def device(self) -> bytes:
        return bytes.fromhex(self.store.device)

    def written(self) -> list[Operation]:
        """Every good operation here, in the order it came."""
        return [kept.operation for kept in self.store.read(log.in_incident, None)]

    def note(self, incident: Id, text: str = "seen at the bus stop", attached: bytes | None = None) -> bytes:
        blobs = [] if attached is None else [Blob(name_of_bytes(attached), len(attached), "image/jpeg")]
        with self.made.desk.act("note.record") as (work, _):
            op = work.record(facts.NoteRecorded(text=text), incident, CHANCE.new_id(), blobs=blobs)
            if attached is not None:
                work.keep_blob(blobs[0].sha256, attached)
        return bytes.fromhex(op)

    def from_central(self, operations: list[Operation], first: int = 1) -> None:
        """As if central had sent them."""
        numbered = list(enumerate(operations, first))
        self.exchange.take(FORCE, numbered)

    def states(self) -> dict[bytes, tuple[str, int | None]]:
        """How each operation here stands with central."""
        entries = self.store.log(None, 10_000)
        return {bytes.fromhex(each.op): (each.state, each.number) for each in entries}


def acquaint(*carriers: Carrier) -> None:
    """All met central once: each knows the officers and laptops of all."""
    everything = [operation for each in carriers for operation in each.written()]
    for each in carriers:
        each.from_central(everything)
        for op, (state, _) in each.states().items():
            if state == "saved":
                each.exchange.lodge([(op, 1)], b"receipt", bytes(64))


def name_of_bytes(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def contents(data: bytes, key: SigningKey, device: bytes) -> tuple[Manifest, bytes, dict[int, Content]]:
    """Manifest, key and what is in each good frame of a bundle."""
    source = io.BytesIO(data)
    manifest = read_head(source)
    opened = key.open_sealed(manifest.sealed_for(device) or b"") or b""
    found = {each.index: open_frame(manifest, opened, each) for each in frames(source, manifest)}
    return manifest, opened, {index: each for index, each in found.items() if each is not None}
