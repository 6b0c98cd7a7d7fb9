"""Reads an MBTiles file with our own SQL alone, from any thread: nothing that the file brings along runs.

Source: MBTiles specification 1.3; the deduplicated layouts are those of Tippecanoe and Planetiler.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlcipher3

from app.domain.packs import MAX_TILE_BYTES
from db.local.pack_bytes import Broken

MAGIC: Final = b"SQLite format 3\x00"

_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table'"
_TILE: Final = "zoom_level = ? AND tile_column = ? AND tile_row = ? AND length(tile_data) <= ?"
_LAYOUTS: Final = (
    (frozenset({"tiles"}), "tiles", f"SELECT tile_data FROM tiles WHERE {_TILE}"),  # noqa: S608
    (frozenset({"map", "images"}), "map", f"SELECT tile_data FROM map JOIN images USING (tile_id) WHERE {_TILE}"),  # noqa: S608
    (
        frozenset({"tiles_shallow", "tiles_data"}),
        "tiles_shallow",
        f"SELECT tile_data FROM tiles_shallow JOIN tiles_data USING (tile_data_id) WHERE {_TILE}",  # noqa: S608
    ),
)
"""Sets of plain tables that we know, the one that lists the tiles, and how to find a tile in them."""


def known_tables(names: AbstractSet[str]) -> tuple[frozenset[str], str, str] | None:
    """Of a file's plain tables those that hold tiles, the one that lists them, and the query for one tile."""
    return next((layout for layout in _LAYOUTS if layout[0] <= names), None)


def schema_rows(path: Path) -> list[tuple[Any, ...]]:
    """Type, name, root page and text of everything that the file declares. Raises Broken."""
    connection = _open(_address(path))
    try:
        return list(connection.execute("SELECT type, name, rootpage, sql FROM sqlite_master").fetchmany(10_000))
    except (sqlcipher3.Error, UnicodeError) as error:
        raise Broken from error
    finally:
        connection.close()


class MbtilesFile:
    """An open MBTiles file. Every method may be called from any thread; no two share a connection."""

    def __init__(self, path: Path) -> None:
        """Raises Broken for a file that is no database, or has no tiles in plain tables that we know."""
        self._address = _address(path)
        self._idle: deque[Any] = deque()
        self._closed = False
        layout = known_tables({name for (name,) in self.rows(_TABLES)})
        if layout is None:
            self.close()
            raise Broken
        self.tables, self.listing, self._find = layout

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored, ``y`` counted from the north. Raises Broken.

        Rows are counted from the south, whatever a stray ``scheme`` line says.
        """
        for (data,) in self.rows(self._find, (zoom, x, (1 << zoom) - 1 - y, MAX_TILE_BYTES), limit=1):
            return data if isinstance(data, bytes) else None
        return None

    def rows(self, query: str, values: tuple[object, ...] = (), limit: int = 10_000) -> list[tuple[Any, ...]]:
        """At most ``limit`` rows of a query of ours. Raises Broken."""
        with self._connection() as connection:
            try:
                return list(connection.execute(query, values).fetchmany(limit))
            except (sqlcipher3.Error, OverflowError, UnicodeError) as error:
                raise Broken from error

    def close(self) -> None:
        """Let go of the file; a thread that still reads finishes first."""
        self._closed = True
        while self._idle:
            with suppress(IndexError):
                self._idle.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        """A connection that nobody else has meanwhile."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = _open(self._address)
        try:
            yield connection
        finally:
            self._idle.append(connection)
            if self._closed:
                self.close()


def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _open(address: str) -> Any:
    try:
        connection = sqlcipher3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    except sqlcipher3.Error as error:
        raise Broken from error
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
        with suppress(sqlcipher3.Error):
            connection.execute(f"PRAGMA {pragma}")
    return connection
