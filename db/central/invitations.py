"""Who may use a one-time code: the one rule of both databases."""

from __future__ import annotations

from dataclasses import dataclass

from app.ports.central import KnownLaptop


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was given out; for any force where ``force`` is empty."""

    force: str
    expires_ms: int
    used_by: bytes | None


def may_use(invitation: Invitation, laptop: KnownLaptop, at_ms: int) -> bool:
    """Whether this laptop may enrol with it, for the first time or again after a lost answer."""
    return (
        at_ms < invitation.expires_ms
        and invitation.used_by in (None, laptop.device)
        and _same(invitation.force) in ("", _same(laptop.force))
    )


def _same(force: str) -> str:
    return " ".join(force.split()).casefold()
