"""Writes a file so that a power cut leaves the old one or the new one, never half of each."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from app.errors import DiskFull, Unavailable

_NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_OWNER_ONLY = 0o600
_O_BINARY = getattr(os, "O_BINARY", 0)


def write_durably(path: Path, data: bytes) -> None:
    """Replace ``path`` with ``data``, readable by its owner alone, and wait for the disk.

    Raises:
        DiskFull: no room; the old file still stands.
        Unavailable: the file cannot be written here; the old file still stands.
    """
    write_pieces_durably(path, [data])


def write_pieces_durably(path: Path, pieces: Iterable[bytes]) -> int:
    """As `write_durably`, for what is made piece by piece; gives how many bytes there are.

    Raises:
        DiskFull, Unavailable: as `write_durably`, and whatever the making raises; the old file still stands.
    """
    try:
        return _replace(path, pieces)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull("file.disk_full") from error
        raise Unavailable("file.not_saved") from error


def _replace(path: Path, pieces: Iterable[bytes]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        size = _write_and_sync(temporary, pieces)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)
    return size


def _write_and_sync(path: Path, pieces: Iterable[bytes]) -> int:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _O_BINARY, _OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        size = sum(file.write(piece) for piece in pieces)
        file.flush()
        os.fsync(file.fileno())
    return size


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable. Windows cannot open a folder and does not need to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
