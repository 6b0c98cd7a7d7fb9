"""Draws what covers ground: shading, rings, segments with the hatch of their state, tracks."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui.printing.features import Area, LonLat, Ring, Way
from ui.printing.palette import Palette
from ui.printing.view import View

_EDGE: Final = re.compile(r"(solid|dash|dot)((?: \d+)*),? (\d+)")
_HATCH_EVERY_PX: Final = 9.0
_MOST_HATCHES: Final = 4_000


def outline(view: View, ring: tuple[LonLat, ...]) -> QPolygonF:
    """A ring of lon, lat in pixels."""
    return QPolygonF([view.to_px(lon, lat) for lon, lat in ring])


def paint_cell(painter: QPainter, view: View, area: Area, palette: Palette) -> None:
    """One cell of probability shading."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(palette, area.step))
    painter.drawPolygon(outline(view, area.ring))


def paint_segment(painter: QPainter, view: View, area: Area, palette: Palette) -> None:
    """A segment: violet by probability, hatch and edge by state."""
    paint_state(painter, outline(view, area.ring), area.state, area.step, palette)


def paint_state(painter: QPainter, ring: QPolygonF, state: str, step: int | None, palette: Palette) -> None:
    """A ring in pixels as a segment; without a ``step`` it has no violet (for a legend)."""
    path = QPainterPath()
    path.addPolygon(ring)
    path.closeSubpath()
    if step is not None:
        painter.fillPath(path, shade(palette, step))
    if state in {"searched", "cannot"}:
        _hatch(painter, path, palette.mark(state), crossed=state == "cannot")
    painter.strokePath(path, edge_of(state, palette))


def shade(palette: Palette, step: int) -> QColor:
    """The violet (red at night) of a step 0..4, see-through."""
    colour = palette.mark(f"probability.{step}")
    colour.setAlphaF(palette.probability_alpha)
    return colour


def edge_of(state: str, palette: Palette) -> QPen:
    """The edge that tells the state without its colour."""
    look = palette.tokens["segment_states"].get(state) or palette.tokens["segment_states"]["not_started"]
    found = _EDGE.fullmatch(str(look["edge"]))
    if found is None:
        raise ValueError(f"no such edge: {look['edge']}")
    width = float(found[3])
    pen = QPen(palette.mark(state if state in {"searched", "cannot"} else "segment_edge"), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if found[1] != "solid":
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([float(part) * (1.5 if found[1] == "dash" else 1) / width for part in found[2].split()])
    return pen


def _hatch(painter: QPainter, path: QPainterPath, colour: QColor, *, crossed: bool) -> None:
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour, 1.1 if crossed else 1.5))
    bounds = path.boundingRect()
    if painter.hasClipping():
        bounds = bounds & painter.clipBoundingRect()
    _slanted(painter, bounds, up=True)
    if crossed:
        _slanted(painter, bounds, up=False)
    painter.restore()


def _slanted(painter: QPainter, rect: QRectF, *, up: bool) -> None:
    """Lines at 45 degrees whose distance stays the same wherever the box begins."""
    gap, reach = _HATCH_EVERY_PX * 2**0.5, rect.height()
    lean = rect.bottom() if up else -rect.top()
    first = (rect.left() + lean - reach) // gap
    count = min(_MOST_HATCHES, int((rect.width() + 2 * reach) / gap) + 2)
    for step in range(count):
        x = (first + step) * gap - lean
        low, high = (rect.bottom(), rect.top()) if up else (rect.top(), rect.bottom())
        painter.drawLine(QPointF(x, low), QPointF(x + reach, high))


def paint_ring(painter: QPainter, view: View, ring: Ring, palette: Palette) -> None:
    """A distance ring: dotted over a light rim."""
    radius = ring.radius_m / view.metres_per_px
    pen = QPen(palette.mark("ipp"), 2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.5, 3])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in (QPen(palette.mark("halo"), 4.5), pen):
        painter.setPen(stroke)
        painter.drawEllipse(view.to_px(*ring.at), radius, radius)


def paint_track(painter: QPainter, view: View, way: Way, palette: Palette) -> None:
    """Where a team went."""
    line = outline(view, way.points)
    for colour, width in ((palette.mark("halo"), 7), (palette.mark("track"), 4)):
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, round_cap, round_join))
        painter.drawPolyline(line)


def middle_of(ring: QPolygonF) -> QPointF:
    """A place well inside a ring, for its label: the spot of a coarse grid furthest from the edge."""
    box, best, found = ring.boundingRect(), -1.0, ring.boundingRect().center()
    corners = [ring.at(index) for index in range(ring.size())]
    for row in range(1, 12):
        for column in range(1, 12):
            spot = QPointF(box.left() + box.width() * column / 12, box.top() + box.height() * row / 12)
            if not ring.containsPoint(spot, Qt.FillRule.OddEvenFill):
                continue
            away = min(_away(spot, a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))
            if away > best:
                best, found = away, spot
    return found


def _away(spot: QPointF, start: QPointF, end: QPointF) -> float:
    """Distance of a spot from a piece of the edge, squared."""
    way, to = end - start, spot - start
    length = QPointF.dotProduct(way, way)
    share = max(0.0, min(1.0, QPointF.dotProduct(to, way) / length)) if length else 0.0
    rest = to - way * share
    return QPointF.dotProduct(rest, rest)
