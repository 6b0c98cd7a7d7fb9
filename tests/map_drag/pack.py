"""Finds a map to measure on among the packs that ship."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.packs import Bounds

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class FoundPack:
    """A PMTiles file that answers like a pack."""

    file: Path
    id: str
    kind: str
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    attribution: str

    def tile(self, _pack: str, z: int, x: int, y: int) -> bytes | None:
        """One tile, as stored."""
        from pmtiles.reader import MmapSource, Reader

        with self.file.open("rb") as opened:
            found: bytes | None = Reader(MmapSource(opened)).get(z, x, y)
        return found


def find_pack() -> FoundPack | None:
    """The pack with the finest streets that ships, or None."""
    packs = [open_pack(file) for file in (ROOT / "resources" / "maps").rglob("*.pmtiles")]
    return max(packs, key=lambda pack: pack.max_zoom, default=None)


def open_pack(file: Path) -> FoundPack:
    """Read what the file says of itself."""
    from pmtiles.reader import MmapSource, Reader

    with file.open("rb") as opened:
        header = Reader(MmapSource(opened)).header()
    west, south, east, north = (header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    bounds = Bounds(west, south, east, north)
    return FoundPack(
        file, file.stem, "vector", header["min_zoom"], header["max_zoom"], bounds, "© OpenStreetMap contributors"
    )
