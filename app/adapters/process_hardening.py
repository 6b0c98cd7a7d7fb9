"""Keeps this process's memory, with the keys in it, out of crash dumps and other programs' reach."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> bool:
    """No crash of this process writes its memory to disk. Call first thing; True where it took."""
    try:
        import resource
    except ImportError:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def forbid_memory_reading() -> bool:
    """No other program of the same user may read this process's memory; True where it took.

    With a window, call it only after the map's first page has loaded: a process that is not
    dumpable cannot write its children's uid map, and Chromium then goes on without its
    namespace sandbox and says nothing (seen with PySide6 6.11.3).
    """
    if not sys.platform.startswith("linux"):
        return False
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return bool(prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
