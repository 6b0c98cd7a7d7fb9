"""A made-up tile of ground, a painter of it, and a made-up search to draw on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from app.domain.packs import Bounds, PackInfo
from tests.formats.tile_writing import tagged, through
from ui.map import features
from ui.printing.features import Layers
from ui.printing.painter import MapPainter
from ui.printing.view import View, world

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
LON, LAT = -0.7274, 52.6703
Z = 14
COLUMN, ROW = (int(share * 2**Z) for share in world(LON, LAT))

_EVERYWHERE = [(0, 0), (4096, 0), (4096, 4096), (0, 4096)]
GROUND = (
    tagged("landuse", 3, through(*_EVERYWHERE, closed=True), {"class": "residential"})
    + tagged("park", 3, through((0, 0), (1024, 0), (1024, 1024), (0, 1024), closed=True), {})
    + tagged("transportation", 2, through((0, 2048), (4096, 2048)), {"class": "primary"})
    + tagged("transportation_name", 2, through((0, 2048), (4096, 2048)), {"class": "primary", "name": "High Street"})
    + tagged("place", 1, through((2600, 2600)), {"class": "town", "name": "Oakham"})
)


def pack(kind: Any = "vector", max_zoom: int = Z, bounds: Bounds | None = None, name: str = "here") -> PackInfo:
    covered = bounds or Bounds(-1.0, 52.0, 0.0, 53.0)
    made_at = datetime(2026, 11, 24, tzinfo=UTC)
    credit = "© OpenStreetMap contributors"
    return PackInfo(
        name, name, kind, "openmaptiles", "pmtiles", 8, max_zoom, covered, credit, "", 1, made_at, "", False
    )


def painter_of(
    body: bytes | Callable[[int, int, int], bytes | None] | None, info: PackInfo | None = None
) -> MapPainter:
    def tile(_id: str, z: int, x: int, y: int) -> bytes | None:
        return body(z, x, y) if callable(body) else body

    return MapPainter(RESOURCES, tile, [info or pack()])


def our_tile(z: int, x: int, y: int) -> bytes:
    """The one tile that has something in it, in a pack of empty ones."""
    return GROUND if (z, x, y) == (Z, COLUMN, ROW) else b""


def tile_spot(across: int, down: int) -> tuple[float, float]:
    """lon, lat of a place of our one tile, 0..4096."""
    view = View(0, 0, 2, 2, 1)
    x, y = (COLUMN + across / 4096) / 2**Z, (ROW + down / 4096) / 2**Z
    at = view.world_to_px(x, y)
    return view.to_lon_lat(at.x(), at.y())


def made_up_search() -> Layers:
    def ring(east: float, north: float, half: float) -> list[tuple[float, float]]:
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        return [(LON + (east + half * dx) / 67_500, LAT + (north + half * dy) / 111_300) for dx, dy in corners]

    states: tuple[features.SegmentState, ...] = ("not_started", "assigned", "searching", "searched", "cannot")
    segments = [
        features.segment(
            state, ring(-1000 + 420 * step, 250, 190), state=state, step=2, name=f"S{step} <i>x</i>", figure="9 %"
        )
        for step, state in enumerate(states)
    ]
    here = (LON, LAT)
    return {
        "segments": segments,
        "locations": [features.location("l", here, kind="last_known", label="22:40 <b>seen</b>", precision_m=50)],
        "venues": [features.venue("v", (LON + 0.0004, LAT), icon="bus", name="V2 <script>alert(1)</script>")],
        "teams": [features.team("t", (LON, LAT - 0.0004), icon="walk", name="Hale", me=False)],
        "tracks": [features.track("k", [here, (LON + 0.003, LAT + 0.001)])],
        "rings": [features.ring("r", here, radius_m=300, label="half within 300 m")],
        "probability": [features.cell("c", ring(0, -400, 60), step=2)],
    }  # fmt: skip


def png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
