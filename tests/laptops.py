"""Laptops that sync: one on a log in memory, one on the real encrypted store, with one face."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Protocol

from nacl.signing import SigningKey

from app.adapters.transport import Transport
from app.adapters.vault_keys import SigningKey as SigningKeyOfOfficer
from app.central.serve import Central
from app.domain import facts
from app.domain.identity import FORCE, Id, Officer, Rank
from app.domain.operations import Blob, name_of
from app.ports.central import CentralLink
from app.ports.exchange import Enrolment, ExchangeStore
from app.ports.store import SignedIn
from app.services.syncing import Syncing
from db.local import log
from db.local.exchange import LocalExchange
from tests.builders import SetClock, TestDesk, a_desk
from tests.central.pens import Pen
from tests.memory_log import MemoryLog


class Laptop(Protocol):
    """What the tests of syncing ask of a laptop."""

    exchange: ExchangeStore
    syncing: Syncing
    key: SigningKey

    @property
    def device(self) -> bytes: ...

    def note(self, incident: Id, text: str, attached: bytes | None = None) -> bytes:
        """Write something down; the operation's id."""

    def link(self, enrolment: Enrolment) -> CentralLink:
        """The way to central, as this laptop."""

    def good(self) -> set[bytes]:
        """The ids of all operations that are here and not held."""

    def close(self) -> None: ...


class _Syncs:
    """How either laptop meets central."""

    key: SigningKey
    exchange: ExchangeStore
    syncing: Syncing

    def _start(self, exchange: ExchangeStore, clock: SetClock) -> None:
        self.key = SigningKey.generate()
        self.exchange = exchange
        self.syncing = Syncing(exchange, self.link, clock)

    @property
    def device(self) -> bytes:
        raise NotImplementedError

    def link(self, enrolment: Enrolment) -> CentralLink:
        return Transport(enrolment.url, self.device, lambda data: self.key.sign(data).signature)


class MemoryLaptop(_Syncs):
    """On the log in memory."""

    def __init__(self, _folder: Path) -> None:
        self._pen = Pen()
        self._log = MemoryLog(self._pen.device)
        self._log.record(self._pen.introduce())
        self._start(self._log, SetClock())

    @property
    def device(self) -> bytes:
        return self._pen.device

    def note(self, incident: Id, text: str, attached: bytes | None = None) -> bytes:
        blobs = _blobs(attached)
        operation = self._pen.write(facts.NoteRecorded(text=text), bytes.fromhex(incident), os.urandom(16), blobs)
        self._log.record(operation)
        if attached is not None:
            self._log.keep_blob(blobs[0].sha256, attached, sent=False)
        return name_of(operation.header)

    def good(self) -> set[bytes]:
        return {name_of(each.operation.header) for each in self._log.good()}

    def close(self) -> None:
        pass


class StoreLaptop(_Syncs):
    """On the real store."""

    def __init__(self, folder: Path) -> None:
        self._made = a_desk(folder)
        self._start(LocalExchange(self._made.store), self._made.clock)

    @property
    def device(self) -> bytes:
        return bytes.fromhex(self._made.store.device)

    def note(self, incident: Id, text: str, attached: bytes | None = None) -> bytes:
        blobs = _blobs(attached)
        with self._made.desk.act("note.record") as (work, _):
            op = work.record(facts.NoteRecorded(text=text), incident, Id(os.urandom(16).hex()), blobs=blobs)
            if attached is not None:
                work.keep_blob(blobs[0].sha256, attached)
        return bytes.fromhex(op)

    def good(self) -> set[bytes]:
        return {each.op for each in self._made.store.read(log.in_incident, None)}

    def close(self) -> None:
        self._made.store.close()


def _blobs(attached: bytes | None) -> tuple[Blob, ...]:
    return () if attached is None else (Blob(hashlib.sha256(attached).digest(), len(attached), "image/jpeg"),)


def enrol(laptop: Laptop, central: Central, url: str | None = None) -> None:
    """Make it known by a code, as an administrator does."""
    public_key = bytes(laptop.key.verify_key)
    laptop.syncing.enrol(url or central.url, central.invite(), name="Laptop", force="Kent", public_key=public_key)


def join(made: TestDesk, call_sign: str) -> SignedIn:
    """Whoever is at the laptop vouches for a newcomer, who then takes over."""
    key = SigningKeyOfOfficer(os.urandom(32))
    newcomer = SignedIn(Officer(Id(os.urandom(16).hex()), call_sign, Rank.SERGEANT, key.public_bytes), key)
    fact = facts.OfficerAdded(call_sign=call_sign, rank="sergeant", public_key=key.public_bytes)
    with made.store.write(made.desk.session.acting("risk.assess")) as work:
        work.record(fact, FORCE, newcomer.officer.id)
    made.desk.session.sign_in(newcomer)
    return newcomer
