"""Time and chance of a simulation: the same seed gives the same run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from app.domain.identity import Id
from app.domain.operations import Moment

START = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


class SeededChance:
    """See `app.ports.surroundings.Chance`."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def new_id(self) -> Id:
        return Id(self._rng.randbytes(16).hex())

    def salt(self) -> bytes:
        return self._rng.randbytes(16)


class TrueTime:
    """The time that is; each look at it takes a second."""

    def __init__(self) -> None:
        self.at = START

    def tick(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class SkewedClock:
    """What one laptop believes of the time. See `app.ports.surroundings.Clock`."""

    def __init__(self, true: TrueTime) -> None:
        self._true = true
        self.skew = timedelta()

    def now(self) -> datetime:
        return self._true.tick() + self.skew

    def moment(self) -> Moment:
        wall_ms = int(self.now().timestamp() * 1000)
        return Moment(wall_ms, wall_ms)
