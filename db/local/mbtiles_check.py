"""Looks an MBTiles file over before it is taken in, and refuses it with the reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from app.domain.packs import Bounds, Layout
from app.errors import Unreadable
from db.local.mbtiles import MbtilesFile, known_tables, schema_rows
from db.local.pack_bytes import Broken
from db.local.pack_facts import (
    MAX_METADATA_BYTES,
    attribution_of,
    bounds_of_text,
    bounds_of_tiles,
    checked_zooms,
    layers_of,
    licence_of,
    tile_facts,
    title_of,
    too_large,
)

_METADATA: Final = "SELECT name, value FROM metadata WHERE length(value) <= ?"
_VIRTUAL: Final = re.compile(r"create.*virtual.*table.*using", re.IGNORECASE | re.DOTALL)
_WAL: Final = 2


def check_settled(path: Path, head: bytes, name: str) -> None:
    """Refuse a file whose newest pages still lie beside it in a log. Raises Unreadable."""
    log = path.with_name(path.name + "-wal")
    if len(head) > 18 and head[18] == _WAL and log.exists() and log.stat().st_size:
        raise Unreadable("packs.still_open", name=name)


def mbtiles_layout(path: Path, name: str, attribution: str | None) -> Layout:
    """What an MBTiles file holds.

    Raises:
        Unreadable: anything about it is not as it should be; the key says what.
    """
    try:
        _check_schema(path, name)
        file = MbtilesFile(path)
    except Broken:
        raise Unreadable("packs.damaged", name=name) from None
    try:
        return _layout(file, name, attribution)
    except Broken:
        raise Unreadable("packs.damaged", name=name) from None
    finally:
        file.close()


def _check_schema(path: Path, name: str) -> None:
    """Refuse what would run, and a database that lists no tiles. Raises Unreadable, Broken."""
    rows = schema_rows(path)
    if any(_runs(kind, page, sql) for kind, _, page, sql in rows):
        raise Unreadable("packs.unsafe_schema", name=name)
    plain = {title for kind, title, *_ in rows if kind == "table"}
    if known_tables(plain) is None:
        hidden = any(kind == "view" and title == "tiles" for kind, title, *_ in rows)
        raise Unreadable("packs.unsafe_schema" if hidden else "packs.no_tiles", name=name)


def _runs(kind: object, page: object, sql: object) -> bool:
    if kind != "table":
        return kind == "trigger"
    return not page or _VIRTUAL.search(str(sql)) is not None


def _layout(file: MbtilesFile, name: str, attribution: str | None) -> Layout:
    _check_columns(file, name)
    if file.rows("PRAGMA quick_check(1)") != [("ok",)]:
        raise Broken
    zooms = _range(file, "zoom_level", "")
    if zooms[0] is None:
        raise Unreadable("packs.no_tiles", name=name)
    low, high = checked_zooms(*zooms, name)
    metadata = _metadata(file)
    by = attribution_of(metadata, attribution)
    bounds = bounds_of_text(metadata.get("bounds"), name) or _measured(file, high)
    kind, layers = tile_facts(_sample(file, high, name), name)
    return Layout(
        title_of(metadata, name), kind, "mbtiles", low, high, bounds,
        by, licence_of(metadata, by), layers_of(metadata) or layers,
    )  # fmt: skip


def _check_columns(file: MbtilesFile, name: str) -> None:
    """A computed column runs the file's own text each time a tile is read."""
    for table in sorted(file.tables | {"metadata"}):
        if any(hidden for *_, hidden in file.rows(f"PRAGMA table_xinfo({table})")):
            raise Unreadable("packs.unsafe_schema", name=name)


def _range(file: MbtilesFile, column: str, where: str) -> tuple[Any, Any]:
    """Smallest and largest value; two queries, because each alone is answered by the index."""
    ask = "SELECT {end}({column}) FROM {table} {where}".format  # all four are words of ours, never the file's
    low, high = (
        file.rows(ask(end=end, column=column, table=file.listing, where=where))[0][0] for end in ("min", "max")
    )
    return low, high


def _metadata(file: MbtilesFile) -> dict[str, Any]:
    if not file.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'metadata'"):
        return {}
    return {name: value for name, value in file.rows(_METADATA, (MAX_METADATA_BYTES,)) if isinstance(name, str)}


def _measured(file: MbtilesFile, zoom: int) -> Bounds:
    """What the tiles of the finest zoom cover, where the file does not say. Raises Broken."""
    x = _range(file, "tile_column", f"WHERE zoom_level = {zoom:d}")
    row = _range(file, "tile_row", f"WHERE zoom_level = {zoom:d}")
    last = (1 << zoom) - 1
    if not all(isinstance(number, int) and 0 <= number <= last for number in (*x, *row)):
        raise Broken
    return bounds_of_tiles(zoom, x, (last - row[1], last - row[0]))


def _sample(file: MbtilesFile, zoom: int, name: str) -> bytes:
    """One tile of the finest zoom, as it is stored. Raises Unreadable, Broken."""
    query = f"SELECT tile_column, tile_row FROM {file.listing} WHERE zoom_level = ?"  # noqa: S608 (a word of ours)
    places = file.rows(query, (zoom,), limit=1)
    if not places:
        raise Unreadable("packs.no_tiles", name=name)
    x, row = places[0]
    if not isinstance(x, int) or not isinstance(row, int):
        raise Broken
    stored = file.tile(zoom, x, (1 << zoom) - 1 - row)
    if stored is None:
        raise too_large(name)
    return stored
