"""The map packs of one laptop: takes files in, lists them, gives out tiles to any thread, removes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Final, Literal, Protocol

from app.domain.packs import (
    MAX_TILE_BYTES,
    MAX_ZOOM,
    Cancelled,
    ImportStopped,
    Layout,
    PackInfo,
    Progress,
    schema_of,
)
from app.errors import NotAllowed, NotFound, Unreadable
from db.local import pack_files
from db.local.pack_bytes import unpack

Tiler = Callable[[Path, Path, Path, str, Progress, Cancelled], None]
"""Turns an ``.osm.pbf`` (first) into PMTiles (second) and a list of places (third, JSON
``[[name, kind, lon, lat], ...]``); then the title, progress, and whether to stop.

Raises Unreadable for a file it cannot read, ImportStopped, or OSError where the disk fails.
"""

_ID_LENGTH: Final = 16
_EXTRACT: Final = b"OSMHeader"
_SQLITE: Final = b"SQLite format 3\x00"


class _Tiles(Protocol):
    """An open file of tiles, of either type."""

    def tile(self, zoom: int, x: int, y: int) -> bytes | None: ...

    def close(self) -> None: ...


class PackStore:
    """Packs in ``folder``, and those that come with the product in ``shipped``.

    Each is a folder of its own (see `db.local.pack_files`). Every method may be called from
    any thread; one import runs at a time. ``tiler`` turns ``.osm.pbf`` into tiles.
    """

    def __init__(
        self,
        folder: Path,
        shipped: Path,
        *,
        tiler: Tiler | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder, self._tiler, self._now = folder, tiler, now
        self._lock, self._adding = Lock(), Lock()
        self._open: dict[str, _Tiles] = {}
        self._packs: dict[str, tuple[PackInfo, Path]] = {}
        pack_files.clear_unfinished(folder)
        for place, ours in ((folder, False), (shipped, True)):
            for pack in sorted(place.glob("*/")):
                self._note(pack, shipped=ours)

    def packs(self) -> list[PackInfo]:
        """All packs: those that were added first, then those that came with the product, by title."""
        with self._lock:
            found = [info for info, _ in self._packs.values()]
        return sorted(found, key=lambda info: (info.shipped, info.title.casefold(), info.id))

    def tile(self, pack_id: str, zoom: int, x: int, y: int) -> bytes | None:
        """An unpacked vector tile or a picture; ``y`` counts from the north (XYZ).

        ``None`` where the pack has no such tile or the tile cannot be read: a hole in the map.
        """
        if not (0 <= zoom <= MAX_ZOOM and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            return None
        try:
            file = self._opened(pack_id)
            stored = file.tile(zoom, x, y) if file else None
            return unpack(stored, MAX_TILE_BYTES) if stored else None
        except (ValueError, OSError):
            return None

    def places_files(self) -> list[Path]:
        """Files of names for the gazetteer: JSON, ``[[name, kind, lon, lat], ...]``, degrees WGS 84."""
        with self._lock:
            folders = [folder for _, folder in self._packs.values()]
        return [path for folder in folders if (path := folder / pack_files.PLACES).is_file()]

    def add(self, path: Path, *, progress: Progress, cancelled: Cancelled, attribution: str | None = None) -> PackInfo:
        """Take a map file in: MBTiles, PMTiles or ``.osm.pbf``, told apart by content. Whole or not at all.

        A file that is here already is not doubled. ``attribution`` says who made the map
        where the file itself does not.

        Raises:
            Unreadable: the file is not, or not safely, a map; the key says why.
            ImportStopped: ``cancelled`` said so.
            DiskFull, Unavailable: the disk failed.
        """
        with self._adding, pack_files.new_pack(self._folder) as making:
            layout, tiles = self._take(path, making, progress, cancelled, attribution)
            sha256 = pack_files.fingerprint(tiles)
            if known := self._packs.get(sha256[:_ID_LENGTH]):
                return known[0]
            info = self._card(layout, tiles, sha256)
            pack_files.write_card(making, info)
            progress(0.99, "packs.progress.saving")
            _check_going_on(cancelled)
            pack_files.give_name(making, self._folder / info.id)
        self._note(self._folder / info.id, shipped=False)
        progress(1.0, "packs.progress.saving")
        return info

    def remove(self, pack_id: str) -> None:
        """Remove a pack that was added.

        Raises:
            NotFound: it is not here.
            NotAllowed: it comes with the product.
            Unavailable: another program holds it; it is still there.
        """
        with self._lock:
            if pack_id not in self._packs:
                raise NotFound("packs.not_found")
            info, folder = self._packs[pack_id]
            if info.shipped:
                raise NotAllowed("packs.shipped", title=info.title)
            self._let_go(pack_id)
            pack_files.take_away(folder)
            del self._packs[pack_id]

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            for pack_id in list(self._open):
                self._let_go(pack_id)

    def _note(self, folder: Path, *, shipped: bool) -> None:
        info = pack_files.read_card(folder, shipped=shipped)
        if info is not None:
            with self._lock:
                self._packs.setdefault(info.id, (info, folder))

    def _opened(self, pack_id: str) -> _Tiles | None:
        with self._lock:
            if pack_id not in self._open and pack_id in self._packs:
                info, folder = self._packs[pack_id]
                self._open[pack_id] = _open_tiles(pack_files.tiles_path(folder, info))
            return self._open.get(pack_id)

    def _let_go(self, pack_id: str) -> None:
        if file := self._open.pop(pack_id, None):
            file.close()

    def _take(
        self, path: Path, making: Path, progress: Progress, cancelled: Cancelled, attribution: str | None
    ) -> tuple[Layout, Path]:
        """Bring the tiles into the new pack's folder and look them over."""
        kind = _sniff(path)
        tiles = making / f"tiles.{'mbtiles' if kind == 'mbtiles' else 'pmtiles'}"
        if kind == "extract":
            self._draw(path, tiles, progress, cancelled)
        else:
            pack_files.check_room(making, path.stat().st_size)
            pack_files.copy_in(path, tiles, progress, cancelled)
        progress(0.9, "packs.progress.checking")
        layout = _look_over(tiles, path.name, attribution)
        if not layout.attribution:
            raise Unreadable("packs.no_attribution", name=path.name)
        return layout, tiles

    def _draw(self, path: Path, tiles: Path, progress: Progress, cancelled: Cancelled) -> None:
        if self._tiler is None:
            raise Unreadable("packs.extract_no_tiler", name=path.name)
        title = path.name.removesuffix(".pbf").removesuffix(".osm")
        self._tiler(path, tiles, tiles.with_name(pack_files.PLACES), title, _part(progress), cancelled)
        for made in tiles.parent.iterdir():
            pack_files.sync(made)

    def _card(self, layout: Layout, tiles: Path, sha256: str) -> PackInfo:
        return PackInfo(
            id=sha256[:_ID_LENGTH],
            title=layout.title,
            kind=layout.kind,
            schema=schema_of(layout.layers),
            file_type=layout.file_type,
            min_zoom=layout.min_zoom,
            max_zoom=layout.max_zoom,
            bounds=layout.bounds,
            attribution=layout.attribution,
            licence=layout.licence,
            size_bytes=tiles.stat().st_size,
            made_at=self._now(),
            sha256=sha256,
            shipped=False,
        )


def _sniff(path: Path) -> Literal["mbtiles", "pmtiles", "extract"]:
    """What a file is, by its first bytes. Raises Unreadable."""
    from db.local.mbtiles_check import check_settled
    from db.local.pmtiles_check import check_version

    with pack_files.opened(path) as file:
        head = file.read(64)
    if not head:
        raise Unreadable("packs.empty", name=path.name)
    if head.startswith(b"PM"):
        check_version(head, path.stat().st_size, path.name)
        return "pmtiles"
    if head.startswith(_SQLITE):
        check_settled(path, head, path.name)
        return "mbtiles"
    if _EXTRACT in head[4:20]:
        return "extract"
    raise Unreadable("packs.not_a_map", name=path.name)


def _look_over(tiles: Path, name: str, attribution: str | None) -> Layout:
    from db.local.mbtiles_check import mbtiles_layout
    from db.local.pmtiles_check import pmtiles_layout

    check = mbtiles_layout if tiles.suffix == ".mbtiles" else pmtiles_layout
    return check(tiles, name, attribution)


def _open_tiles(path: Path) -> _Tiles:
    """Imported here, so that the window opens before the map's own parts are read."""
    from db.local.mbtiles import MbtilesFile
    from db.local.pmtiles import PmtilesFile

    return MbtilesFile(path) if path.suffix == ".mbtiles" else PmtilesFile(path)


def _part(progress: Progress) -> Progress:
    """The tiler's own 0..1 as 0..0.9 of the whole import."""
    return lambda done, doing: progress(0.9 * done, doing)


def _check_going_on(cancelled: Cancelled) -> None:
    if cancelled():
        raise ImportStopped("packs.stopped")
