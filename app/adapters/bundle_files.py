"""Bundles as files, most of them on a stick that may be pulled out at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from app.adapters.durable_file import write_pieces_durably
from app.errors import DiskFull, Unavailable, Unreadable
from app.ports.bundles import ByteSource


class _Stick:
    """A file that says in our words when it is gone."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        """See `app.ports.bundles.ByteSource`."""
        try:
            return self._file.read(size)
        except OSError:
            raise Unavailable("bundle.gone") from None


class BundleFiles:
    """See `app.ports.bundles.BundleFiles`."""

    def write(self, name: str, pieces: Iterable[bytes]) -> int:
        """See the port. A folder that is not there is not made: the stick may not be in."""
        path = Path(name)
        if not path.parent.is_dir() or (path.exists() and not path.is_file()):
            raise Unreadable("bundle.no_place", name=name)
        try:
            return write_pieces_durably(path, pieces)
        except DiskFull:
            raise DiskFull("bundle.no_room", name=name) from None
        except Unavailable:
            raise Unavailable("bundle.not_written", name=name) from None

    @contextmanager
    def open(self, name: str) -> Iterator[ByteSource]:
        """See the port."""
        with ExitStack() as stack:
            try:
                file = stack.enter_context(Path(name).open("rb"))
            except (OSError, ValueError):
                raise Unreadable("bundle.no_file", name=name) from None
            yield _Stick(file)
