"""Draws what stands at one place: where the person was at true size, venues and teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QTransform

from ui.icons import IconFont, icon_folder
from ui.printing.areas import outline
from ui.printing.features import Pin, Spot
from ui.printing.palette import Palette
from ui.printing.view import View

PIN_PX: Final = 26.0
_DOT_PX: Final = 5.0
_ICON_PX: Final = 18
_SHARP: Final = 6.0
"""Icons are pixmaps; on paper six pixels to one make 576 dpi."""

_KINDS: Final = {"sighting": "sighting", "planning_point": "ipp"}


class Icons:
    """Material icons for pins; the font is read when the first is drawn."""

    def __init__(self) -> None:
        self._font: IconFont | None = None

    def get(self, name: str, colour: QColor) -> QPixmap | None:
        """The icon, or None where there is none of this name."""
        if self._font is None:
            self._font = IconFont(icon_folder())
        return self._font.pixmap(name, colour, _ICON_PX, _SHARP) if name in self._font else None


def spot_rect(view: View, spot: Spot) -> QRectF:
    """The box that a place takes up, in pixels."""
    at, reach = view.to_px(*spot.at), max(_DOT_PX + 2, 0 if spot.square else spot.precision_m / view.metres_per_px)
    around = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    return outline(view, spot.square).boundingRect().united(around) if spot.square else around


def paint_spot(painter: QPainter, view: View, spot: Spot, palette: Palette) -> None:
    """The square or circle in which the person was, and a dot in its middle."""
    colour, halo = palette.mark(_KINDS.get(spot.kind, "lkp")), palette.mark("halo")
    at = view.to_px(*spot.at)
    path = _ground(view, spot, at)
    if not path.isEmpty():
        _paint_ground(painter, path, colour, halo)
    painter.setPen(QPen(halo, 1.6))
    painter.setBrush(colour)
    _DOTS.get(spot.kind, _round_dot)(painter, at)


def _ground(view: View, spot: Spot, at: QPointF) -> QPainterPath:
    path = QPainterPath()
    if spot.square:
        path.addPolygon(outline(view, spot.square))
        path.closeSubpath()
    elif spot.precision_m > 0:
        radius = spot.precision_m / view.metres_per_px
        path.addEllipse(at, radius, radius)
    return path


def _paint_ground(painter: QPainter, path: QPainterPath, colour: QColor, halo: QColor) -> None:
    """Filled see-through; a light rim keeps the edge readable on any ground."""
    wash = QColor(colour)
    wash.setAlphaF(0.42)
    painter.fillPath(path, wash)
    for ink, width in ((halo, 4.6), (colour, 2.8)):
        painter.strokePath(path, QPen(ink, width, j=Qt.PenJoinStyle.RoundJoin))


def _round_dot(painter: QPainter, at: QPointF) -> None:
    painter.drawEllipse(at, _DOT_PX, _DOT_PX)


def _diamond(painter: QPainter, at: QPointF) -> None:
    side = _DOT_PX + 1.5
    painter.drawPolygon([at + QPointF(0, -side), at + QPointF(side, 0), at + QPointF(0, side), at + QPointF(-side, 0)])


def _triangle(painter: QPainter, at: QPointF) -> None:
    side = _DOT_PX + 2
    painter.drawPolygon([at + QPointF(0, -side), at + QPointF(side, side * 0.8), at + QPointF(-side, side * 0.8)])


def _ringed_dot(painter: QPainter, at: QPointF) -> None:
    _round_dot(painter, at)
    brush = painter.brush()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(brush.color(), 2))
    painter.drawEllipse(at, _DOT_PX + 3.5, _DOT_PX + 3.5)


_DOTS: Final[dict[str, Callable[[QPainter, QPointF], None]]] = {
    "sighting": _triangle, "planning_point": _diamond, "last_seen": _ringed_dot,
}  # fmt: skip


def paint_pin(painter: QPainter, at: QPointF, pin: Pin, palette: Palette, icons: Icons, *, team: bool) -> None:
    """A round pin for a team, a square one for a venue, an arrow for this laptop."""
    fill, ink = palette.mark("team" if team else "venue"), palette.mark("on_team" if team else "on_venue")
    painter.setPen(QPen(palette.mark("halo"), 1.8))
    painter.setBrush(fill)
    if pin.me:
        _paint_arrow(painter, at, pin.heading_deg or 0)
        return
    rect = QRectF(at.x() - PIN_PX / 2, at.y() - PIN_PX / 2, PIN_PX, PIN_PX)
    radius = PIN_PX / 2 if team else 5
    painter.drawRoundedRect(rect, radius, radius)
    if (icon := icons.get(pin.icon, ink)) is not None:
        half = _ICON_PX / 2
        painter.drawPixmap(QRectF(at.x() - half, at.y() - half, _ICON_PX, _ICON_PX), icon, QRectF(icon.rect()))


def _paint_arrow(painter: QPainter, at: QPointF, heading_deg: float) -> None:
    turn = QTransform().translate(at.x(), at.y()).rotate(heading_deg)
    points = (QPointF(0, -13), QPointF(10, 12), QPointF(0, 7), QPointF(-10, 12))
    painter.drawPolygon([turn.map(point) for point in points])
