"""Time, chance and keys: what a service may not make up itself."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from app.domain.identity import Id
from app.domain.operations import Moment


class Clock(Protocol):
    """What this laptop believes of the time."""

    def now(self) -> datetime:
        """Aware UTC."""

    def moment(self) -> Moment:
        """Wall and monotonic milliseconds, with the last known offset to central."""


class Chance(Protocol):
    """Fresh ids and salts."""

    def new_id(self) -> Id:
        """An id nobody else has."""

    def salt(self) -> bytes:
        """Sixteen bytes."""


class Signer(Protocol):
    """The key of the officer who is signed in."""

    @property
    def public_bytes(self) -> bytes:
        """The public half: 32 bytes, Ed25519."""

    def sign(self, data: bytes) -> bytes:
        """64 bytes, Ed25519."""


class DeviceKey(Signer, Protocol):
    """The laptop's own key."""

    def open_sealed(self, sealed: bytes) -> bytes | None:
        """What was sealed to the public half, or ``None`` where it was not, or is damaged."""
