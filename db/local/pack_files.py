"""Puts a map pack on the disk whole or not at all: a copy with its fingerprint, its card, one rename.

A pack is a folder: the tiles, ``pack.json`` (the card: what `PackInfo` holds) and, where the
tiler found names, ``places.json``. It is made under a name that starts with ``.importing-``
and is there only once that folder has its own name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from app.domain.packs import Cancelled, ImportStopped, PackInfo, Progress
from app.errors import DiskFull, Unavailable, Unreadable

CARD: Final = "pack.json"
PLACES: Final = "places.json"
_UNFINISHED: Final = ".importing-"
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_PIECE: Final = 1024 * 1024
_SPARE_BYTES: Final = 8 * 1024 * 1024
"""Left free beside a new map, so that the entries of a search can still be saved."""


def tiles_path(folder: Path, info: PackInfo) -> Path:
    """The file of tiles in a pack's folder."""
    return folder / f"tiles.{info.file_type}"


@contextmanager
def new_pack(folder: Path) -> Iterator[Path]:
    """A folder to make a pack in, gone again unless it was given its own name.

    Raises:
        DiskFull, Unavailable: the disk failed; nothing was added.
    """
    making = folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
    try:
        with disk_errors():
            making.mkdir(parents=True, mode=0o700)
            yield making
    finally:
        shutil.rmtree(making, ignore_errors=True)


@contextmanager
def disk_errors() -> Iterator[None]:
    """The disk's own errors, as ours. Raises DiskFull, Unavailable."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull("packs.disk_full") from error
        raise Unavailable("packs.not_saved") from error


def clear_unfinished(folder: Path) -> None:
    """Take away what an import left that was cut off by a crash."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


def check_room(folder: Path, size_bytes: int) -> None:
    """Refuse before the copying starts where the map cannot fit. Raises DiskFull."""
    if shutil.disk_usage(folder).free < size_bytes + _SPARE_BYTES:
        raise DiskFull("packs.disk_full")


def copy_in(source: Path, target: Path, progress: Progress, cancelled: Cancelled) -> None:
    """Copy a file, piece by piece, telling ``progress`` 0 to 0.9.

    Raises:
        ImportStopped: the officer stopped it.
        Unreadable: the source cannot be read, or was cut off meanwhile.
        OSError: the target cannot be written.
    """
    size = source.stat().st_size
    with opened(source) as taken, target.open("xb") as file:
        while piece := _piece(taken, source.name):
            if cancelled():
                raise ImportStopped("packs.stopped")
            file.write(piece)
            progress(min(0.9 * file.tell() / max(size, 1), 0.9), "packs.progress.copying")
        if file.tell() != size:
            raise Unreadable("packs.cannot_be_read", name=source.name)
    sync(target)


def opened(source: Path) -> BinaryIO:
    """The file that was chosen, for reading. Raises Unreadable."""
    try:
        if not source.is_file():
            raise Unreadable("packs.not_a_file" if source.exists() else "packs.cannot_be_read", name=source.name)
        return source.open("rb")
    except OSError as error:
        raise Unreadable("packs.cannot_be_read", name=source.name) from error


def _piece(file: BinaryIO, name: str) -> bytes:
    try:
        return file.read(_PIECE)
    except OSError as error:
        raise Unreadable("packs.cannot_be_read", name=name) from error


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_card(folder: Path, info: PackInfo) -> None:
    """Write what a list shows of a pack beside its tiles."""
    path = folder / CARD
    path.write_bytes(msgspec.json.format(msgspec.json.encode(info), indent=1) + b"\n")
    sync(path)


def read_card(folder: Path, *, shipped: bool) -> PackInfo | None:
    """What a pack's card says; ``None`` where card and tiles are not both there and whole."""
    try:
        info = msgspec.json.decode((folder / CARD).read_bytes(), type=PackInfo)
        whole = tiles_path(folder, info).stat().st_size == info.size_bytes
    except (OSError, msgspec.DecodeError):
        return None
    return replace(info, shipped=shipped) if whole else None


def give_name(making: Path, final: Path) -> None:
    """Make a finished pack appear, in one step that survives a power cut."""
    sync(making)
    making.rename(final)
    sync(final.parent)


def take_away(folder: Path) -> None:
    """Make a pack disappear in one step, then free its room. Raises Unavailable."""
    leaving = folder.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    try:
        folder.rename(leaving)
    except OSError as error:
        raise Unavailable("packs.not_removed") from error
    shutil.rmtree(leaving, ignore_errors=True)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk. Windows cannot open a folder and does not need to."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
