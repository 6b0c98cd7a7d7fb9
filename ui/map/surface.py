"""The map as a widget: says what to show, tells what was drawn, tapped and picked. Coordinates are lon, lat, WGS 84."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.map.features import Feature
from ui.map.scheme import TileSource

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


class PackLike(Protocol):
    """What the map needs to know of a map pack."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str:
        """``vector`` or ``raster``."""

    @property
    def min_zoom(self) -> int: ...
    @property
    def max_zoom(self) -> int: ...
    @property
    def bounds(self) -> Bounds: ...
    @property
    def attribution(self) -> str: ...


class MapSurface(QWidget):
    """One web view that is made by ``start()``; what is set before it is ready is kept and shown then."""

    ready = Signal()
    drawn = Signal(str, object)  # kind (polygon, rectangle, point), GeoJSON geometry
    edited = Signal(str, object)  # feature id, GeoJSON geometry
    tapped = Signal(float, float)  # lon, lat of a tap on nothing
    picked = Signal(str, str)  # layer, feature id
    moved = Signal(object)  # Bounds now in view
    measured = Signal(object)  # list of (lon, lat); answer with show_measure()
    tool_pressed = Signal(str)  # a tool that the page does not do itself: here, add_place, ...
    layer_shown = Signal(str, bool)  # the officer switched a layer (grid: answer with set_features)
    drawing_stopped = Signal()
    failed = Signal(str)  # the sentence shown in place of the map

    def __init__(self, resources: Path, tile: TileSource, parent: QWidget | None = None) -> None:
        """``tile(pack_id, z, x, y)`` runs on worker threads, rows from the north."""
        super().__init__(parent)

    def start(self) -> None:
        """Make the web view. Call after the native window shows."""

    def close_map(self) -> None:
        """Let go of page, profile and threads, in this order."""

    def show_pack(self, pack: PackLike | None) -> None:
        """Use this base map; None shows plain ground."""

    def set_palette(self, tokens: Mapping[str, Any]) -> None:
        """Colours, sizes and base filter as ``Theme.map_tokens()`` gives them."""

    def set_features(self, layer: str, features: Sequence[Feature]) -> None:
        """Show exactly these (see ``ui.map.features``) in ``layer``."""

    def upsert(self, layer: str, features: Sequence[Feature]) -> None:
        """Add or replace by id."""

    def remove(self, layer: str, ids: Sequence[str]) -> None:
        """Take features away."""

    def show_layer(self, layer: str, on: bool) -> None:
        """Show or hide a layer."""

    def fit(self, bounds: Bounds) -> None:
        """Show all of this box."""

    def center(self, lon: float, lat: float, zoom: int | None = None) -> None:
        """Put this place in the middle."""

    def select(self, id: str | None) -> None:
        """Mark one feature as chosen."""

    def start_drawing(self, kind: str) -> None:
        """Let the officer draw a ``polygon``, ``rectangle`` or ``point``; ends in ``drawn`` or ``drawing_stopped``."""

    def stop_drawing(self) -> None:
        """Stop drawing, editing or measuring; nothing is kept."""

    def edit(self, id: str) -> None:
        """Let the officer move the corners of a segment, or the pin of a place; ends in ``edited``."""

    def start_measuring(self) -> None:
        """Let the officer tap places; each tap emits ``measured``."""

    def show_measure(self, text: str) -> None:
        """The answer to ``measured``: distance and bearing, in words."""

    def set_tools(self, tools: Sequence[str]) -> None:
        """Which tools stand at the side: zoom_in, zoom_out, here, layers, draw, add_place, measure."""

    def set_legend(self, legend: Mapping[str, str] | None) -> None:
        """``title`` of the legend, such as "Where she may be"; None hides it."""
