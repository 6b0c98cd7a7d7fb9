"""Waiting for what another process does: it can tell nobody here, so it is looked at again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

_LOOKS_EVERY_S = 0.02


def until(true: Callable[[], bool], within_s: float = 20.0) -> bool:
    """Whether it became true in time."""
    end = time.monotonic() + within_s
    while not true():
        if time.monotonic() > end:
            return False
        pause()
    return True


def pause(seconds: float = _LOOKS_EVERY_S) -> None:
    """Between two looks."""
    Event().wait(seconds)
