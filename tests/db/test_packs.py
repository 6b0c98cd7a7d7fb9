from __future__ import annotations

import errno
import gzip
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.tiler.county import draw_county
from app.domain.packs import Bounds, Cancelled, ImportStopped, PackInfo, Progress
from app.errors import DiskFull, NotAllowed, NotFound, Unavailable, Unreadable
from db.local.packs import PackStore
from tests.db import map_samples as made

SHIPPED = Path(__file__).parents[2] / "resources" / "maps"
NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
MT_WHITNEY = (15, 5615, 12800)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PackStore]:
    opened = PackStore(tmp_path / "packs", tmp_path / "none", tiler=draw_county, now=lambda: NOW)
    yield opened
    opened.close()


def add(store: PackStore, path: Path, attribution: str | None = None) -> PackInfo:
    return store.add(path, progress=lambda *_: None, cancelled=lambda: False, attribution=attribution)


def left(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "packs").rglob("*"))


def test_mbtiles_rows_count_from_the_south_whatever_the_scheme_row_says(store: PackStore, tmp_path: Path) -> None:
    info = add(store, made.mbtiles(tmp_path / "a.mbtiles", made.some_tiles(), scheme="xyz"))
    assert store.tile(info.id, 3, 1, 6) == made.vector("t3-1-6")
    assert store.tile(info.id, 2, 0, 3) == made.vector("t2-0-3")


def test_a_card_says_what_the_file_says(store: PackStore, tmp_path: Path) -> None:
    path = made.mbtiles(tmp_path / "a.mbtiles", {(4, 3, 2): gzip.compress(made.vector())}, name="Fens")
    info = add(store, path)
    assert (info.title, info.kind, info.schema, info.file_type) == ("Fens", "vector", "openmaptiles", "mbtiles")
    assert (info.min_zoom, info.max_zoom, info.bounds) == (4, 4, Bounds(-10, -20, 30, 40))
    assert (info.attribution, info.licence, info.made_at, info.shipped) == (made.CREDIT, "", NOW, False)
    assert info.size_bytes == path.stat().st_size
    assert info.sha256.startswith(info.id)


def test_bounds_are_measured_where_the_file_says_none(store: PackStore, tmp_path: Path) -> None:
    info = add(store, made.mbtiles(tmp_path / "a.mbtiles", {(1, 1, 0): made.PNG}, bounds=""))
    assert (info.kind, info.bounds.west, info.bounds.south, info.bounds.east) == ("raster", 0, 0, 180)
    assert info.bounds.north == pytest.approx(85.0511, abs=1e-4)


@pytest.mark.parametrize("schema", [(made.PLAIN,), (made.MAP, made.IMAGES, made.VIEW)])
def test_tiles_come_from_plain_and_from_deduplicated_tables(
    store: PackStore, tmp_path: Path, schema: tuple[str, ...]
) -> None:
    info = add(store, made.mbtiles(tmp_path / "a.mbtiles", made.some_tiles(), schema=schema))
    assert store.tile(info.id, 3, 5, 2) == made.vector("t3-5-2")


@pytest.mark.parametrize("write", [made.mbtiles, made.pmtiles])
def test_many_threads_read_the_same_tiles(
    store: PackStore, tmp_path: Path, write: Callable[[Path, made.Tiles], Path]
) -> None:
    tiles = made.some_tiles()
    info = add(store, write(tmp_path / "map", tiles))
    places = list(tiles) * 30
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda place: store.tile(info.id, *place), places))
    assert read == [gzip.decompress(tiles[place]) for place in places]


def test_removing_while_threads_read_never_raises(store: PackStore, tmp_path: Path) -> None:
    for write in (made.mbtiles, made.pmtiles):
        info = add(store, write(tmp_path / "map", made.some_tiles()))
        (tmp_path / "map").unlink()
        with ThreadPoolExecutor(4) as pool:
            reading = [pool.submit(store.tile, info.id, 3, n % 8, n % 7) for n in range(400)]
            store.remove(info.id)
        assert {type(done.result()) for done in reading} <= {bytes, type(None)}


def test_a_tile_that_is_not_there_is_a_hole(store: PackStore, tmp_path: Path) -> None:
    info = add(store, made.pmtiles(tmp_path / "a.pmtiles", {(3, 1, 1): made.vector()}))
    for place in ((3, 1, 2), (3, -1, 1), (3, 8, 0), (23, 0, 0), (-1, 0, 0), (2, 0, 0)):
        assert store.tile(info.id, *place) is None
    assert store.tile("nobody", 0, 0, 0) is None


def test_pictures_come_as_they_are(store: PackStore, tmp_path: Path) -> None:
    path = made.pmtiles(tmp_path / "a.pmtiles", {(3, 1, 1): made.PNG}, None, **made.PICTURES)
    info = add(store, path)
    assert (info.kind, store.tile(info.id, 3, 1, 1)) == ("raster", made.PNG)


def test_a_file_that_is_here_already_is_not_doubled(store: PackStore, tmp_path: Path) -> None:
    path = made.pmtiles(tmp_path / "a.pmtiles", made.some_tiles())
    assert add(store, path) == add(store, path)
    assert len(store.packs()) == 1
    assert len(list((tmp_path / "packs").iterdir())) == 1


def test_packs_are_there_after_a_restart(store: PackStore, tmp_path: Path) -> None:
    info = add(store, made.pmtiles(tmp_path / "a.pmtiles", made.some_tiles()))
    again = PackStore(tmp_path / "packs", tmp_path / "none")
    assert again.packs() == [info]
    assert again.tile(info.id, 0, 0, 0) == made.vector("t0-0-0")
    again.close()


def test_a_crash_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    half = tmp_path / "packs" / ".importing-0123"
    half.mkdir(parents=True)
    (half / "tiles.pmtiles").write_bytes(b"PMTiles")
    store = PackStore(tmp_path / "packs", tmp_path / "none")
    assert (left(tmp_path), store.packs()) == ([], [])


def test_a_pack_whose_tiles_are_cut_off_is_not_listed(store: PackStore, tmp_path: Path) -> None:
    info = add(store, made.pmtiles(tmp_path / "a.pmtiles", made.some_tiles()))
    tiles = tmp_path / "packs" / info.id / "tiles.pmtiles"
    tiles.write_bytes(tiles.read_bytes()[:-1])
    assert PackStore(tmp_path / "packs", tmp_path / "none").packs() == []


def test_removing(store: PackStore, tmp_path: Path) -> None:
    info = add(store, made.pmtiles(tmp_path / "a.pmtiles", made.some_tiles()))
    assert store.tile(info.id, 0, 0, 0)
    store.remove(info.id)
    assert (store.packs(), store.tile(info.id, 0, 0, 0), left(tmp_path)) == ([], None, [])
    with pytest.raises(NotFound):
        store.remove(info.id)


def test_who_made_it_is_needed_and_is_text(store: PackStore, tmp_path: Path) -> None:
    nameless = made.pmtiles(tmp_path / "a.pmtiles", made.some_tiles(), {})
    with pytest.raises(Unreadable, match="no_attribution"):
        add(store, nameless, "  ")
    assert left(tmp_path) == []
    assert add(store, nameless, " Our own \u202e survey\n").attribution == "Our own survey"
    link = {"attribution": '<a href="https://x">&copy; OpenStreetMap</a> contributors<script>'}
    info = add(store, made.pmtiles(tmp_path / "b.pmtiles", made.some_tiles(), link))
    assert (info.attribution, info.licence) == ("© OpenStreetMap contributors", "ODbL-1.0")


@pytest.mark.parametrize("write", [made.mbtiles, made.pmtiles])
def test_stopping_at_any_moment_leaves_nothing(
    store: PackStore, tmp_path: Path, write: Callable[[Path, made.Tiles], Path]
) -> None:
    path, asked = write(tmp_path / "map", made.some_tiles()), 0

    def after(calls: int) -> Cancelled:
        asked_here = iter(range(10_000))
        return lambda: next(asked_here) >= calls

    for asked in range(2):
        with pytest.raises(ImportStopped):
            store.add(path, progress=lambda *_: None, cancelled=after(asked))
        assert (left(tmp_path), store.packs()) == ([], [])


def test_progress_goes_up_to_one_and_names_phrases(store: PackStore, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    store.add(
        made.pmtiles(tmp_path / "a.pmtiles", made.some_tiles()),
        progress=lambda done, doing: told.append((done, doing)),
        cancelled=lambda: False,
    )
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == 1.0
    phrases = json.loads((SHIPPED.parent / "phrases" / "en" / "packs.json").read_text("utf-8"))
    assert {doing for _, doing in told} <= set(phrases)


@pytest.mark.skipif(os.name == "nt", reason="no file size limits on Windows")
def test_a_full_disk_leaves_nothing_and_keeps_what_was_there(store: PackStore, tmp_path: Path) -> None:
    import resource

    kept = add(store, made.pmtiles(tmp_path / "a.pmtiles", made.some_tiles()))
    large = made.mbtiles(tmp_path / "b.mbtiles", {(0, 0, 0): made.PNG + os.urandom(300_000)})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DiskFull):
            add(store, large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.packs() == [kept]
    assert len(list((tmp_path / "packs").iterdir())) == 1
    assert store.tile(kept.id, 0, 0, 0)


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, DiskFull), (errno.EACCES, Unavailable)])
def test_a_disk_that_fails_under_the_tiler_leaves_nothing(tmp_path: Path, number: int, kind: type[Exception]) -> None:
    def failing(_: Path, target: Path, *__: object) -> None:
        target.write_bytes(b"half")
        raise OSError(number, "no")

    extract = tmp_path / "a.osm.pbf"
    extract.write_bytes(b"\0\0\0\x0e\x0a\x09OSMHeader")
    with pytest.raises(kind):
        add(PackStore(tmp_path / "packs", tmp_path / "none", tiler=failing), extract)
    assert left(tmp_path) == []
    with pytest.raises(Unreadable, match="no_tiler"):
        add(PackStore(tmp_path / "packs", tmp_path / "none"), extract)


def test_what_comes_with_the_product() -> None:
    store = PackStore(Path("/nonexistent"), SHIPPED)
    britain, practice = store.packs()
    assert (britain.title, britain.schema, britain.min_zoom, britain.max_zoom) == (
        "British overview", "natural_earth", 0, 9,
    )  # fmt: skip
    assert (practice.schema, practice.licence, practice.attribution) == (
        "openmaptiles", "ODbL-1.0", "© OpenStreetMap contributors",
    )  # fmt: skip
    assert all(info.shipped and info.size_bytes < 1 << 20 for info in store.packs())
    assert store.tile(britain.id, 5, 15, 10)
    assert store.tile(practice.id, 14, 9327, 4742)
    with pytest.raises(NotAllowed):
        store.remove(britain.id)
    for path in store.places_files():
        names = {name for name, kind, lon, lat in json.loads(path.read_text("utf-8"))}
        assert names & {"Oakham", "Mannerheimintie"}
        assert (path.parent / "LICENCE.txt").is_file()
    assert len(store.places_files()) == 2
    store.close()


def test_the_shared_samples(store: PackStore, shared: Path) -> None:
    vector, raster = (
        add(store, shared / "samples" / "tiles__mbtiles-converted" / name, "made up")
        for name in ("test_fixture_1_vector.mbtiles", "usgs-mt-whitney.mbtiles")
    )
    folder = shared / "samples" / "tiles__protomaps-PMTiles"
    first, webp = (
        add(store, folder / name, "made up")
        for name in ("test_fixture_1.pmtiles", "usgs-mt-whitney-8-15-webp-512.pmtiles")
    )
    assert store.tile(vector.id, 0, 0, 0) == store.tile(first.id, 0, 0, 0)
    picture = store.tile(webp.id, *MT_WHITNEY)
    assert picture is not None
    assert picture[8:12] == b"WEBP"
    assert store.tile(raster.id, *MT_WHITNEY) == picture
    assert (raster.min_zoom, raster.max_zoom, raster.kind) == (8, 15, "raster")


@pytest.mark.slow
def test_a_county_becomes_a_pack_with_places(store: PackStore, shared: Path) -> None:
    told: list[float] = []
    watch: Progress = lambda done, _: told.append(done)  # noqa: E731 (a lambda can carry the type)
    path = shared / "maps" / "london_central.osm.pbf"
    info = store.add(path, progress=watch, cancelled=lambda: False)
    assert (info.title, info.licence, info.schema) == ("london_central", "ODbL-1.0", "openmaptiles")
    assert info.covers(-0.1, 51.515)
    places = json.loads(store.places_files()[0].read_text("utf-8"))
    assert any(name == "St Paul's Cathedral" for name, *_ in places)
    assert told == sorted(told)
    assert add(store, path) == info
