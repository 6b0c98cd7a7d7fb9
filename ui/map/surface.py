"""The map as a widget: says what to show, tells what was drawn, tapped and picked. Coordinates are lon, lat, WGS 84."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.map.engine import MapEngine, Traffic
from ui.map.features import Feature
from ui.map.inbox import Event
from ui.map.memory import Memory
from ui.map.scheme import TileSource
from ui.map.texts import page_texts
from ui.wording import say

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
MOST_BREAKS = 3
TOOLS = ("zoom_in", "zoom_out", "here", "layers", "draw", "add_place", "measure")


class BoundsLike(Protocol):
    """What a map pack covers: degrees, WGS 84."""

    @property
    def west(self) -> float: ...
    @property
    def south(self) -> float: ...
    @property
    def east(self) -> float: ...
    @property
    def north(self) -> float: ...


class PackLike(Protocol):
    """What the map needs to know of a map pack; ``app.domain.packs.PackInfo`` is one."""

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
    def bounds(self) -> BoundsLike: ...
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
    tool_pressed = Signal(str)  # a tool that the page does not do itself, such as here
    layer_shown = Signal(str, bool)  # the officer switched a layer (grid: answer with set_features)
    drawing_stopped = Signal()
    failed = Signal(str)  # the sentence shown in place of the map

    def __init__(self, resources: Path, tile: TileSource, parent: QWidget | None = None) -> None:
        """``tile(pack_id, z, x, y)`` runs on worker threads, rows from the north."""
        super().__init__(parent)
        self._resources, self._tile = resources, tile
        self._engine: MapEngine | None = None
        self._memory = Memory()
        self._is_ready, self._breaks = False, 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._tell("texts", page_texts())
        self.set_tools(TOOLS)

    # life

    def start(self) -> None:
        """Make the web view. Call after the native window shows; a second call does nothing."""
        if self._engine is not None:
            return
        try:
            self._engine = MapEngine(self._resources, self._tile, self)
        except (RuntimeError, ImportError, OSError) as error:
            self._give_up(type(error).__name__)
            return
        self._engine.heard.connect(self._hear)
        self._engine.broke.connect(self._mend)
        self._layout.addWidget(self._engine.view)
        self.setFocusProxy(self._engine.view)
        self._engine.load()

    def close_map(self) -> None:
        """Let go of page, profile and threads, in this order."""
        if self._engine is not None:
            self._engine.close()
        self._engine, self._is_ready = None, False

    @property
    def traffic(self) -> Traffic:
        """What the page asked for and did not get; all of it must be empty."""
        return self._engine.traffic if self._engine else Traffic()

    @property
    def is_ready(self) -> bool:
        return self._is_ready

    # what to show

    def show_pack(self, pack: PackLike | None, under: PackLike | None = None) -> None:
        """Use this base map, with ``under`` (an overview) where it ends; None shows plain ground."""
        self._tell("pack", [_plain_pack(each) for each in (under, pack) if each is not None])

    def set_palette(self, tokens: Mapping[str, Any]) -> None:
        """Colours, sizes and base filter as ``Theme.map_tokens()`` gives them."""
        self._tell("palette", dict(tokens))

    def set_features(self, layer: str, features: Sequence[Feature]) -> None:
        """Show exactly these (see ``ui.map.features``) in ``layer``."""
        self._tell("set", layer, list(features))

    def upsert(self, layer: str, features: Sequence[Feature]) -> None:
        """Add or replace by id."""
        self._tell("upsert", layer, list(features))

    def remove(self, layer: str, ids: Sequence[str]) -> None:
        """Take features away."""
        self._tell("remove", layer, list(ids))

    def show_layer(self, layer: str, on: bool) -> None:
        """Show or hide a layer."""
        self._tell("show", layer, on)

    def fit(self, bounds: Bounds) -> None:
        """Show all of this box."""
        self._tell("fit", list(bounds))

    def center(self, lon: float, lat: float, zoom: int | None = None) -> None:
        """Put this place in the middle."""
        self._tell("center", lon, lat, zoom)

    def select(self, feature_id: str | None) -> None:
        """Mark one feature as chosen."""
        self._tell("select", feature_id)

    def set_tools(self, tools: Sequence[str]) -> None:
        """Which of ``TOOLS`` stand at the side."""
        self._tell("tools", list(tools))

    def set_legend(self, legend: Mapping[str, str] | None) -> None:
        """``title`` of the legend, such as "Where she may be"; None hides it."""
        self._tell("legend", None if legend is None else dict(legend))

    # what the officer does

    def start_drawing(self, kind: str) -> None:
        """Let the officer draw a ``polygon``, ``rectangle`` or ``point``; ends in ``drawn`` or ``drawing_stopped``."""
        self._tell("draw", kind)

    def stop_drawing(self) -> None:
        """Stop drawing, editing or measuring; nothing is kept."""
        self._tell("stop")

    def edit(self, feature_id: str) -> None:
        """Let the officer move the corners of a segment, or the pin of a place; ends in ``edited``."""
        self._tell("edit", feature_id)

    def start_measuring(self) -> None:
        """Let the officer tap places; each tap emits ``measured``."""
        self._tell("measure")

    def show_measure(self, text: str) -> None:
        """The answer to ``measured``: distance and bearing, in words."""
        self._tell("measure_text", text)

    # inside

    def _tell(self, *command: Any) -> None:
        self._memory.note(list(command), said=self._is_ready)
        if self._is_ready and self._engine is not None:
            self._engine.run([list(command)])

    def _hear(self, event: Event) -> None:
        if event.type == "ready":
            self._begin()
            return
        signal = {
            "drawn": self.drawn, "edited": self.edited, "tapped": self.tapped, "picked": self.picked,
            "moved": self.moved, "measured": self.measured, "tool": self.tool_pressed, "layer": self.layer_shown,
            "stopped": self.drawing_stopped,
        }.get(event.type)  # fmt: skip
        if signal is not None:
            signal.emit(*event.values)

    def _begin(self) -> None:
        self._is_ready = True
        if self._engine is not None:
            self._engine.run(self._memory.all())
        self.ready.emit()

    def _mend(self, reason: str) -> None:
        """A page that broke is loaded again and shown everything again, a few times."""
        self._is_ready = False
        self._breaks += 1
        if self._engine is None or self._breaks > MOST_BREAKS:
            self._give_up(reason)
        else:
            self._engine.load()

    def _give_up(self, reason: str) -> None:
        self._is_ready = False
        sentence = say("map_page.failed")
        if self._engine is not None:
            self._engine.view.hide()
        label = QLabel(sentence, self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        label.setMargin(24)
        self._layout.addWidget(label)
        self.failed.emit(sentence)


def _plain_pack(pack: PackLike) -> dict[str, Any]:
    bounds = [pack.bounds.west, pack.bounds.south, pack.bounds.east, pack.bounds.north]
    return {
        "id": pack.id, "kind": pack.kind, "min_zoom": pack.min_zoom, "max_zoom": pack.max_zoom, "bounds": bounds,
        "attribution": pack.attribution,
    }  # fmt: skip
