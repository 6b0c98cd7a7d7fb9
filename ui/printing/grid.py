"""Rules the National Grid over a view, bent as the ground bends it, with its figures at the frame."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import atan2, degrees
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app.domain.coordinates import GridLine, grid_lines
from ui.printing.lettering import font, haloed
from ui.printing.palette import Palette
from ui.printing.view import View

_LABEL_PX: Final = 12
_EDGE_PX: Final = 10.0


@dataclass(frozen=True, slots=True)
class Ruled:
    """One line of the grid in pixels, its figures, and where they stand."""

    line: QPolygonF
    label: str
    spots: tuple[QPointF, ...]
    upright: bool


class Grid:
    """The National Grid of one view; empty outside Great Britain."""

    def __init__(self, view: View, step_m: int) -> None:
        bounds = view.bounds
        found = grid_lines((bounds.west, bounds.south, bounds.east, bounds.north), step_m)
        self.lines = [_ruled(view, line) for line in found]

    def boxes(self) -> list[QRectF]:
        """What the figures take up, so that no name is written there."""
        return [QRectF(spot.x() - 11, spot.y() - 8, 22, 16) for line in self.lines for spot in line.spots]

    def convergence_deg(self) -> float | None:
        """How far grid north lies east of true north in the middle of the view, in degrees."""
        upright = [line.line for line in self.lines if line.upright and line.line.size() > 1]
        if not upright:
            return None
        line = upright[len(upright) // 2]
        way = line.at(line.size() - 1) - line.at(0)
        return degrees(atan2(way.x(), -way.y()))

    def paint(self, painter: QPainter, palette: Palette) -> None:
        """Lines, then figures over them."""
        colour = palette.base["grid"]
        colour.setAlphaF(0.75)
        painter.setPen(QPen(colour, 0.9))
        for each in self.lines:
            painter.drawPolyline(each.line)
        face = font(_LABEL_PX, QFont.Weight.DemiBold)
        for each in self.lines:
            for spot in each.spots:
                haloed(painter, spot, each.label, face, palette.base["grid"], palette.label["halo"])


def step_for(scale: int) -> int:
    """Which lines to rule on paper: 100 m where a kilometre is larger than the page, else 1 or 10 km."""
    return 100 if scale <= 2_500 else 1_000 if scale <= 60_000 else 10_000


def _ruled(view: View, line: GridLine) -> Ruled:
    polyline = QPolygonF([view.to_px(lon, lat) for lon, lat in line.points])
    upright = line.axis == "easting"
    half = QFontMetricsF(font(_LABEL_PX)).height() / 2
    levels = (half, view.height_px - half) if upright else (_EDGE_PX + 2, view.width_px - _EDGE_PX - 2)
    spots = [_crossing(polyline, level, across=not upright) for level in levels]
    inside = view.rect.adjusted(_EDGE_PX, half - 1, -_EDGE_PX, 1 - half)
    return Ruled(polyline, line.label, tuple(spot for spot in spots if spot and inside.contains(spot)), upright)


def _crossing(line: QPolygonF, level: float, *, across: bool) -> QPointF | None:
    """Where a line passes x = ``level`` (``across``) or y = ``level``."""
    points = [line.at(index) for index in range(line.size())]
    for start, end in pairwise(points):
        low, high = (start.x(), end.x()) if across else (start.y(), end.y())
        if low != high and min(low, high) <= level <= max(low, high):
            return start + (end - start) * ((level - low) / (high - low))
    return None
