"""Which key signs for which officer, learnt from the log alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from app.domain import facts
from app.domain.facts import OfficerAdded
from app.domain.identity import FORCE
from app.domain.operations import Header, Operation, signature_good

_FORCE: Final = bytes.fromhex(FORCE)
_KEY_BYTES: Final = 32


class KeyRing:
    """The officers' keys. Each was made known by an officer already known, or, where nobody has that
    name yet, by the officer himself: then central or another laptop of the force vouched for the laptop.
    """

    def __init__(self) -> None:
        self._keys: dict[bytes, set[bytes]] = {}
        self._waiting: list[tuple[bytes, bytes, bytes, Operation]] = []

    def learn(self, header: Header, operation: Operation) -> None:
        """Note the key that this operation makes known, if it does; `settle` says whether it counts."""
        key = introduced(header, operation)
        if key is not None:
            self._waiting.append((header.actor, header.entity, key, operation))

    def settle(self) -> None:
        """Take up what is vouched for, in any order: who vouches may come after."""
        left = None
        while left != len(self._waiting):
            left = len(self._waiting)
            self._waiting = [each for each in self._waiting if not self._take(*each)]

    def _take(self, actor: bytes, officer: bytes, key: bytes, operation: Operation) -> bool:
        vouching = self._keys.get(actor) or ({key} if actor == officer else set())
        good = any(signature_good(operation, each) for each in vouching)
        if good:
            self._keys.setdefault(officer, set()).add(key)
        return good

    def of(self, officer: bytes) -> Collection[bytes]:
        """Every key that this officer was ever known by."""
        return self._keys.get(officer, ())


def introduced(header: Header, operation: Operation) -> bytes | None:
    """The officer's key (Ed25519, 32 bytes) that this operation makes known, whoever signed it; or ``None``."""
    if header.type != OfficerAdded.TYPE or header.incident != _FORCE or operation.payload is None:
        return None
    try:
        fact = facts.read(header.type, header.version, operation.payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return fact.public_key if isinstance(fact, OfficerAdded) and len(fact.public_key) == _KEY_BYTES else None
