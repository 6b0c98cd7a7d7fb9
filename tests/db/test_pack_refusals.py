"""Hostile and broken map files: each is refused with its reason, and nothing of it stays."""

from __future__ import annotations

import gzip
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pmtiles.tile import Compression, Entry, TileType, serialize_directory

from app.adapters.tiler.county import draw_county
from app.domain.packs import MAX_TILE_BYTES, PackInfo
from app.errors import HomewardError, Unreadable
from app.phrases import Phrases
from db.local.mbtiles_check import mbtiles_layout
from db.local.packs import PackStore
from db.local.pmtiles_check import pmtiles_layout
from tests.db import map_samples as made

PHRASES = Phrases(Path(__file__).parents[2] / "resources" / "phrases")
ONE = {(0, 0, 0): gzip.compress(made.vector(), mtime=0)}
Make = Callable[[Path], object]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PackStore]:
    opened = PackStore(tmp_path / "packs", tmp_path / "none", tiler=draw_county)
    yield opened
    opened.close()


def refusal(store: PackStore, path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        store.add(path, progress=lambda *_: None, cancelled=lambda: False)
    assert "Nothing was added" in PHRASES.of(refused.value)
    assert store.packs() == []
    assert list((path.parent / "packs").rglob("*")) == []
    return refused.value.key


def bytes_of(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def mb(tiles: made.Tiles = ONE, *statements: str, **metadata: str) -> Make:
    return lambda path: made.mbtiles(path, tiles, schema=(made.PLAIN, *statements), **metadata)


def pm(tiles: made.Tiles = ONE, **other: object) -> Make:
    return lambda path: made.pmtiles(path, tiles, None, **other)


def patched(at: int, data: bytes, make: Make | None = None) -> Make:
    def write(path: Path) -> None:
        (make or pm())(path)
        whole = bytearray(path.read_bytes())
        whole[at : at + len(data)] = data
        path.write_bytes(whole)

    return write


def schema_of(*statements: str) -> Make:
    def write(path: Path) -> None:
        database = sqlite3.connect(path)
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.close()

    return write


def by_hand(*entries: Entry, leaves: bytes = b"", tiles: bytes = b"") -> Make:
    return lambda path: made.pmtiles_by_hand(path, serialize_directory(list(entries)), leaves, tiles)


def sharing(path: Path) -> None:
    """Ever so many ways to one leaf: honest at a glance, without end when walked."""
    leaf = serialize_directory([Entry(1, 0, 9, 1)])
    root = serialize_directory([Entry(1, 0, len(leaf), 0), Entry(2, 0, len(leaf), 0)])
    made.pmtiles_by_hand(path, root, leaf, bytes(9))


ENDLESS = "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
COMPUTED = (
    "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,"
    " tile_data BLOB AS (zeroblob(900000000)))"
)
REFUSED: dict[str, tuple[str, Make]] = {
    "nothing in it": ("packs.empty", bytes_of(b"")),
    "a text": ("packs.not_a_map", bytes_of(b"This is an invalid tile archive" * 9)),
    "a zip": ("packs.not_a_map", bytes_of(b"PK\x03\x04" + bytes(200))),
    "PMTiles 4": ("packs.pmtiles_version", patched(7, b"\x04")),
    "PMTiles 2": ("packs.pmtiles_version", bytes_of(b"PM\x02\x00" + bytes(300))),
    "PMTiles of ten bytes": ("packs.cut_short", bytes_of(b"PMTiles\x03\x7f\x00")),
    "tiles beyond the end": ("packs.cut_short", patched(64, (1 << 40).to_bytes(8, "little"))),
    "offsets beyond 64 bits": ("packs.cut_short", patched(8, b"\xff" * 8)),
    "zoom 23 in the header": ("packs.zoom", patched(101, b"\x17")),
    "zoom 23 in the directory": ("packs.zoom", by_hand(Entry((4**23 - 1) // 3, 0, 9, 1), tiles=bytes(9))),
    "bounds turned round": ("packs.bounds", pm(min_lon_e7=400_000_000)),
    "bounds off the Earth": ("packs.bounds", pm(max_lat_e7=910_000_000)),
    "tiles packed with Brotli": ("packs.compression", pm(tile_compression=Compression.BROTLI)),
    "directories packed with Brotli": ("packs.compression", patched(97, b"\x03")),
    "AVIF": ("packs.tile_kind", pm(tile_type=TileType.AVIF)),
    "pictures said to be vectors": ("packs.damaged", pm({(0, 0, 0): made.PNG})),
    "tiles that are nothing": ("packs.tile_kind", pm({(0, 0, 0): b"no tile at all"})),
    "a bomb in PMTiles": ("packs.tile_too_large", pm({(0, 0, 0): made.bomb()})),
    "a bomb as directory": ("packs.tile_too_large", lambda path: made.pmtiles_by_hand(path, made.bomb())),
    "a tile of a petabyte": ("packs.tile_too_large", by_hand(Entry(0, 0, 1 << 50, 1), tiles=bytes(9))),
    "a directory that loops": ("packs.loops", made.looping),
    "one directory named twice": ("packs.loops", sharing),
    "a later tile outside the tiles": (
        "packs.damaged",
        by_hand(Entry(0, 0, len(ONE[0, 0, 0]), 1), Entry(1, 500, 9, 1), tiles=ONE[0, 0, 0]),
    ),
    "an empty directory": ("packs.no_tiles", by_hand()),
    "a directory that is no gzip": ("packs.damaged", lambda path: made.pmtiles_by_hand(path, b"\x1f\x8b" + bytes(9))),
    "a directory cut short": (
        "packs.damaged",
        lambda path: made.pmtiles_by_hand(path, gzip.compress(b"\x05\x01\x01")),
    ),
    "a tile outside the tiles": ("packs.damaged", by_hand(Entry(0, 90, 9, 1), tiles=bytes(9))),
    "a database of something else": ("packs.no_tiles", schema_of("CREATE TABLE person (name TEXT)")),
    "no database behind the name": ("packs.damaged", bytes_of(b"SQLite format 3\x00" + os.urandom(5000))),
    "no tiles in the table": ("packs.no_tiles", mb({})),
    "a view that never ends": ("packs.unsafe_schema", schema_of(ENDLESS)),
    "a trigger": ("packs.unsafe_schema", mb(ONE, "CREATE TRIGGER t AFTER INSERT ON tiles BEGIN SELECT 1; END")),
    "a virtual table": ("packs.unsafe_schema", mb(ONE, "CREATE VIRTUAL TABLE words USING fts5(word)")),
    "a computed column": ("packs.unsafe_schema", schema_of(COMPUTED)),
    "zoom 23": ("packs.zoom", mb({(23, 0, 0): made.PNG})),
    "a zoom that is a word": (
        "packs.zoom",
        schema_of(made.PLAIN, "INSERT INTO tiles VALUES ('far', 0, 0, x'00')"),
    ),
    "bounds of NaN": ("packs.bounds", mb(bounds="nan,nan,nan,nan")),
    "bounds without end": ("packs.bounds", mb(bounds="-inf,-90,inf,90")),
    "bounds that are words": ("packs.bounds", mb(bounds="here, there")),
    "a bomb in MBTiles": ("packs.tile_too_large", mb({(0, 0, 0): made.bomb()})),
    "a stored tile of 17 MiB": ("packs.tile_too_large", mb({(0, 0, 0): made.PNG + bytes(17 << 20)})),
    "an MBTiles tile that is nothing": ("packs.tile_kind", mb({(0, 0, 0): b"\xff\xff\xff\xff"})),
    "a broken extract": ("packs.extract_damaged", bytes_of(b"\0\0\0\x0e\x0a\x09OSMHeader\x18\xaa\x01" + bytes(300))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_reason(store: PackStore, tmp_path: Path, name: str) -> None:
    key, make = REFUSED[name]
    path = tmp_path / "map"
    make(path)
    assert refusal(store, path) == key


def test_what_is_no_file(store: PackStore, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert refusal(store, tmp_path / "folder") == "packs.not_a_file"
    assert refusal(store, tmp_path / "gone.pmtiles") == "packs.cannot_be_read"


def test_a_database_that_is_being_written(store: PackStore, tmp_path: Path) -> None:
    path = made.mbtiles(tmp_path / "a.mbtiles", ONE)
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("INSERT INTO metadata VALUES ('more', 'here')")
    database.commit()
    assert refusal(store, path) == "packs.still_open"
    database.close()


def test_a_later_tile_that_is_a_bomb_is_a_hole(store: PackStore, tmp_path: Path) -> None:
    tiles = {**ONE, (1, 0, 0): made.bomb(), (1, 1, 1): b"\x1f\x8bbroken"}
    for write in (made.mbtiles, made.pmtiles):
        path = write(tmp_path / write.__name__, tiles)
        # the sample is of the finest zoom in MBTiles, so a sound one stands there first
        if write is made.mbtiles:
            path = made.mbtiles(tmp_path / "finer", {**tiles, (2, 0, 0): ONE[0, 0, 0]})
        info = store.add(path, progress=lambda *_: None, cancelled=lambda: False)
        assert store.tile(info.id, 0, 0, 0) == made.vector()
        assert store.tile(info.id, 1, 0, 0) is None
        assert store.tile(info.id, 1, 1, 1) is None


def test_a_damaged_picture_of_the_largest_size_still_passes(store: PackStore, tmp_path: Path) -> None:
    largest = made.PNG.ljust(MAX_TILE_BYTES, b"\0")
    info = store.add(made.mbtiles(tmp_path / "a", {(0, 0, 0): largest}), progress=print, cancelled=lambda: False)
    assert store.tile(info.id, 0, 0, 0) == largest


@pytest.mark.slow
@pytest.mark.parametrize(("write", "check"), [(made.pmtiles, pmtiles_layout), (made.mbtiles, mbtiles_layout)])
def test_every_truncation_is_refused_or_loads(tmp_path: Path, write: Make, check: Callable[..., object]) -> None:
    path = tmp_path / "map"
    write_small(write, path)
    whole = path.read_bytes()
    for length in range(1, len(whole), 1 if len(whole) < 2000 else 61):
        path.write_bytes(whole[:length])
        with pytest.raises(HomewardError):
            check(path, "map", None)


def write_small(write: Callable[..., object], path: Path) -> None:
    write(path, {place: data for place, data in made.some_tiles().items() if place[0] < 3})


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    for name, write in (("pmtiles", made.pmtiles), ("mbtiles", made.mbtiles)):
        write_small(write, folder / name)
    return {name: (folder / name).read_bytes() for name in ("pmtiles", "mbtiles")}


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["pmtiles", "mbtiles"]),
    flips=st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(1, 255)), min_size=1, max_size=6),
    head=st.booleans(),
)
def test_flipped_bytes_never_crash(
    tmp_path: Path, sound: dict[str, bytes], kind: str, flips: list[tuple[int, int]], head: bool
) -> None:
    """``head`` aims at the first 200 bytes, where each one matters."""
    data = bytearray(sound[kind])
    for at, change in flips:
        data[at % (min(200, len(data)) if head else len(data))] ^= change
    path = tmp_path / "map"
    path.write_bytes(data)
    store = PackStore(tmp_path / "packs", tmp_path / "none", tiler=draw_county)
    with suppress(Unreadable):
        info = store.add(path, progress=lambda *_: None, cancelled=lambda: False, attribution="x")
        look_at_every_tile(store, info)
    store.close()


def look_at_every_tile(store: PackStore, info: PackInfo) -> None:
    for place in made.some_tiles():
        tile = store.tile(info.id, *place)
        assert tile is None or isinstance(tile, bytes)
    store.remove(info.id)
