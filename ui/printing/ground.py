"""Paints the base map: tiles of one pack, brush by brush, each inside its own square."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPainterPath, QPen, QTransform

from app.domain.packs import PackInfo
from ui.printing.palette import Line, Palette
from ui.printing.paths import Name, PreparedTile
from ui.printing.tiles import Damaged, Ready, Tiles, tiles_for
from ui.printing.view import View

_OVERLAP_PX: Final = 0.1
_REACH_PX: Final = 40.0
"""Half the widest road, and some."""
_FLAT = Qt.PenCapStyle.FlatCap
_ROUND = Qt.PenCapStyle.RoundCap

Named = tuple[Name, QRectF]
"""A name of a tile, and where that tile lies in pixels."""


class Ground:
    """The paper map under everything else."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles

    def paint(self, painter: QPainter, view: View, pack: PackInfo | None, palette: Palette) -> list[Named]:
        """Paint what the pack shows of this view; the names that were met, for whoever writes them."""
        painter.fillRect(view.rect, palette.base["beyond"])
        if pack is None:
            return []
        painter.save()
        painter.setClipRect(view.rect)
        painter.fillRect(_covered(pack, view), _backdrop(pack, palette))
        named = self._paint_tiles(painter, view, pack, palette)
        painter.restore()
        return named

    def _paint_tiles(self, painter: QPainter, view: View, pack: PackInfo, palette: Palette) -> list[Named]:
        named: list[Named] = []
        for z, x, y in tiles_for(pack, view, painter.device().devicePixelRatio()):
            rect = view.tile_px(z, x, y)
            ready = self._tiles.get(pack, z, x, y)
            _paint_tile(painter, view, rect, ready, palette)
            if isinstance(ready, PreparedTile):
                named.extend((name, rect) for name in ready.names)
        return named


def _backdrop(pack: PackInfo, palette: Palette) -> QColor:
    """An outline map draws its land on water; a street map draws its water on land."""
    if pack.schema == "natural_earth":
        return next(fill.fill for fill in palette.fills if fill.name == "water")
    return palette.base["land"]


def _covered(pack: PackInfo, view: View) -> QRectF:
    low = view.to_px(pack.bounds.west, pack.bounds.south)
    high = view.to_px(pack.bounds.east, pack.bounds.north)
    return QRectF(low.x(), high.y(), high.x() - low.x(), low.y() - high.y()).intersected(view.rect)


def _paint_tile(painter: QPainter, view: View, rect: QRectF, ready: Ready, palette: Palette) -> None:
    painter.save()
    room = rect.adjusted(-_OVERLAP_PX, -_OVERLAP_PX, _OVERLAP_PX, _OVERLAP_PX)
    painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
    if isinstance(ready, QImage):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, palette.tint.picture(ready))
    elif isinstance(ready, Damaged):
        hatch(painter, rect & view.rect, palette.base["damaged"])
    elif ready is not None:
        _Brushes(painter, view, palette, rect).paint(ready)
    painter.restore()


class _Brushes:
    """All brushes over one tile."""

    def __init__(self, painter: QPainter, view: View, palette: Palette, rect: QRectF) -> None:
        self._painter, self._palette, self._zoom = painter, palette, view.zoom
        self._place = QTransform(rect.width(), 0, 0, rect.height(), rect.x(), rect.y())
        self._thin = 0.6 if is_pdf(painter) else 0  # nought is one pixel, and in half the time
        self._near = (rect & view.rect).adjusted(-_REACH_PX, -_REACH_PX, _REACH_PX, _REACH_PX)

    def paint(self, tile: PreparedTile) -> None:
        paths = {name: self._in_sight(parts) for name, parts in tile.paths.items()}
        self._fills(paths)
        lines = [line for line in self._palette.lines if line.name in paths and self._zoom >= line.from_zoom - 0.5]
        for line in lines:  # all edges first, so that streets open into each other
            if not line.dash:
                self._casing(paths[line.name], line)
        for line in lines:
            if line.dash:
                self._casing(paths[line.name], line)
            self._core(paths[line.name], line)

    def _in_sight(self, parts: Iterable[QPainterPath]) -> list[QPainterPath]:
        near = (part for part in parts if self._near.intersects(self._place.mapRect(_solid(part.controlPointRect()))))
        return [self._place.map(part) for part in near]

    def _fills(self, paths: dict[str, list[QPainterPath]]) -> None:
        for fill in self._palette.fills:
            if fill.name in paths and self._zoom >= fill.from_zoom - 0.5:
                edged = fill.edge is not None and self._zoom >= fill.edge_from_zoom
                self._painter.setPen(QPen(fill.edge, self._thin) if edged and fill.edge else Qt.PenStyle.NoPen)
                self._painter.setBrush(fill.fill)
                for path in paths[fill.name]:
                    self._painter.drawPath(path)

    def _casing(self, paths: list[QPainterPath], line: Line) -> None:
        width = line.width_px(self._zoom)
        if line.casing is not None:
            self._stroke(paths, line.casing, max(width, 0.6), (), _ROUND)

    def _core(self, paths: list[QPainterPath], line: Line) -> None:
        width = line.width_px(self._zoom)
        cased = line.casing is not None
        core = width - min(2.0, 0.45 * width) if cased else width
        self._stroke(paths, line.fill, core, line.dash, _FLAT if line.dash else _ROUND)

    def _stroke(
        self, paths: list[QPainterPath], colour: QColor, width: float, dash: Iterable[float], cap: Qt.PenCapStyle
    ) -> None:
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
        if pattern := [part / width for part in dash]:
            pen.setDashPattern(pattern)
        for path in paths:
            self._painter.strokePath(path, pen)


def _solid(rect: QRectF) -> QRectF:
    """A level or upright line has no area, and Qt lets it meet nothing."""
    return rect.adjusted(-1e-6, -1e-6, 1e-6, 1e-6)


def is_pdf(painter: QPainter) -> bool:
    """Whether this goes to paper."""
    return painter.paintEngine().type() == QPaintEngine.Type.Pdf


def hatch(painter: QPainter, rect: QRectF, colour: QColor, every_px: float = 9) -> None:
    """Slanting lines over a box."""
    painter.setPen(QPen(colour, 1))
    reach = rect.height()
    start = rect.left() - reach
    for step in range(int((rect.width() + reach) / every_px) + 1):
        x = start + step * every_px
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + reach, rect.top()))
