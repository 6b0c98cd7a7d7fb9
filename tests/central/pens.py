"""A laptop as central sees it: a device with its key, an officer who writes, a chain."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from nacl.signing import SigningKey

from app.adapters.transport import Transport
from app.central.judging import judge, read, weigh
from app.central.serve import Central
from app.domain import facts, operations
from app.domain.facts import Fact
from app.domain.identity import FORCE
from app.domain.operations import Blob, Chain, Draft, Moment, Operation, name_of
from app.domain.wire import Enrolled
from app.ports.central import Judged, KnownLaptop

FORCE_STREAM = bytes.fromhex(FORCE)


@dataclass
class Pen:
    """Writes operations of one laptop and one officer."""

    device: bytes = field(default_factory=lambda: os.urandom(16))
    key: SigningKey = field(default_factory=SigningKey.generate)
    officer: bytes = field(default_factory=lambda: os.urandom(16))
    officer_key: SigningKey = field(default_factory=SigningKey.generate)
    chain: Chain = field(init=False)

    def __post_init__(self) -> None:
        self.chain = Chain(self.device, os.urandom(16))

    @property
    def laptop(self) -> KnownLaptop:
        return KnownLaptop(self.device, "Laptop 1", "Kent Police", bytes(self.key.verify_key))

    @property
    def public_key(self) -> bytes:
        return bytes(self.officer_key.verify_key)

    def introduce(self) -> Operation:
        """The officer, signed by himself."""
        return self.write(self.officer_fact(), FORCE_STREAM, self.officer)

    def officer_fact(self, public_key: bytes | None = None) -> Fact:
        return facts.OfficerAdded(call_sign="PC 1 Ash", rank="officer", public_key=public_key or self.public_key)

    def note(self, incident: bytes, text: str = "seen near the bridge") -> Operation:
        return self.write(facts.NoteRecorded(text=text), incident, os.urandom(16))

    def notes(self, incident: bytes, many: int) -> list[Operation]:
        return [self.note(incident, f"note {each}") for each in range(many)]

    def write(self, fact: Fact, incident: bytes, entity: bytes, blobs: tuple[Blob, ...] = ()) -> Operation:
        return self.write_raw(fact.TYPE, fact.VERSION, operations.encode(fact), incident, entity, blobs)

    def write_raw(
        self, type_: str, version: int, payload: bytes, incident: bytes, entity: bytes, blobs: tuple[Blob, ...] = ()
    ) -> Operation:
        draft = Draft(incident, entity, type_, version, payload, {}, b"", blobs)
        made, self.chain = operations.sign(
            draft,
            self.chain,
            self.officer,
            Moment(1, 1),
            os.urandom(16),
            lambda data: self.officer_key.sign(data).signature,
        )
        return made

    def enrol(self, central: Central, url: str) -> tuple[Transport, Enrolled]:
        """A way to central that has proved itself."""
        link = self.transport(url)
        answer = link.enrol(central.invite(), "Laptop 1", "Kent Police", bytes(self.key.verify_key))
        link.hello(answer.central_key)
        return link, answer

    def transport(self, url: str) -> Transport:
        return Transport(url, self.device, lambda data: self.key.sign(data).signature)


def judged(operations_: list[Operation], *pens: Pen) -> list[Judged]:
    """What central finds of operations, with the laptops and officers of these pens known to it."""
    return judge(
        weigh(read(operations_)), [pen.device for pen in pens], {pen.officer: [pen.public_key] for pen in pens}
    )


def with_payload(operation: Operation, payload: bytes | None) -> Operation:
    return Operation(operation.header, operation.signature, operation.salt, payload)


def forged(operation: Operation) -> Operation:
    """The same with one bit of its signature turned."""
    return Operation(
        operation.header,
        operation.signature[:-1] + bytes([operation.signature[-1] ^ 1]),
        operation.salt,
        operation.payload,
    )


def names(operations_: list[Operation]) -> list[bytes]:
    return [name_of(each.header) for each in operations_]
