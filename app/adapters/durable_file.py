"""Writes a small file so that a power cut leaves the old one or the new one, never half of each."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
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
    try:
        _replace(path, data)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull("file.disk_full") from error
        raise Unavailable("file.not_saved") from error


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_and_sync(temporary, data)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _write_and_sync(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _O_BINARY, _OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable. Windows cannot open a folder and does not need to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
