"""Finds some map to measure on: a pack that ships, or the county beside the repository, cut once."""

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
    """The biggest PMTiles file in ``resources/maps`` or ``build``, or None."""
    files = [*(ROOT / "resources" / "maps").rglob("*.pmtiles"), *(ROOT / "build").rglob("*.pmtiles")]
    return open_pack(max(files, key=lambda file: file.stat().st_size)) if files else None


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
