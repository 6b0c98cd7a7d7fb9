"""What stands round a printed map: scale bar, north arrow, legend."""

from __future__ import annotations

from math import floor, log10
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.printing.areas import paint_state, shade
from ui.printing.features import Sketch, Spot
from ui.printing.lettering import font
from ui.printing.palette import Palette
from ui.printing.pins import paint_spot
from ui.printing.view import View
from ui.wording import say

_BAR_PX: Final = 7.0
_PARTS: Final = 5
_PLACES: Final[tuple[str, ...]] = ("last_known", "last_seen", "sighting", "planning_point")
_STATES: Final[tuple[str, ...]] = ("not_started", "assigned", "searching", "searched", "cannot")
_SAMPLE: Final = QRectF(0, 0, 28, 15)
_WORDS_PX: Final = 11
_ROW_PX: Final = 22.0
_GAP_PX: Final = 14.0


def bar_length_m(metres_per_px: float, most_px: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten that fits."""
    most_m = most_px * metres_per_px
    power = 10.0 ** floor(log10(most_m))
    return max(power * step for step in (1, 2, 5) if power * step <= most_m)


def distance(length_m: float) -> str:
    """A distance as a map says it: 500 m, 2 km."""
    if length_m >= 1_000:
        return say("print.km", length=f"{length_m / 1_000:g}")
    return say("print.m", length=f"{length_m:g}")


def paint_scale_bar(painter: QPainter, at: QPointF, metres_per_px: float, most_px: float, palette: Palette) -> QRectF:
    """A bar of true length with its left end at ``at``; the bar's own box."""
    length_m = bar_length_m(metres_per_px, most_px)
    bar = QRectF(at.x(), at.y(), length_m / metres_per_px, _BAR_PX)
    ink, paper = palette.mark("label_ink"), palette.mark("label_fill")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(bar, ink)
    for part in range(1, _PARTS, 2):
        hole = QRectF(bar.left() + bar.width() * part / _PARTS, bar.top() + 1, bar.width() / _PARTS, _BAR_PX - 2)
        painter.fillRect(hole, paper)
    _paint_figures(painter, bar, length_m, palette)
    return bar


def _paint_figures(painter: QPainter, bar: QRectF, length_m: float, palette: Palette) -> None:
    face = font(11)
    painter.setFont(face)
    painter.setPen(palette.mark("label_ink"))
    base = bar.top() - 4
    painter.drawText(QPointF(bar.left(), base), "0")
    words = distance(length_m)
    painter.drawText(QPointF(bar.right() - QFontMetricsF(face).horizontalAdvance(words) / 2, base), words)


def paint_north(painter: QPainter, rect: QRectF, palette: Palette) -> None:
    """An arrow to true north, which is up."""
    ink = palette.mark("label_ink")
    x, top, bottom = rect.center().x(), rect.top() + 14, rect.bottom()
    painter.setPen(QPen(ink, 1.2))
    for side, brush in ((-1, QBrush(ink)), (1, QBrush(palette.mark("label_fill")))):
        painter.setBrush(brush)
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + side * 9, bottom), QPointF(x, bottom - 6)]))
    painter.setFont(font(13, QFont.Weight.Bold))
    above = QRectF(rect.left(), rect.top() - 3, rect.width(), 16)
    painter.drawText(above, Qt.AlignmentFlag.AlignCenter, say("print.north"))


class Legend:
    """Names what is on this map, and nothing that is not."""

    def __init__(self, sketch: Sketch, palette: Palette) -> None:
        self._sketch, self._palette = sketch, palette

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """In even columns inside ``rect``; rows move closer where there are many."""
        entries = self._entries()
        if not entries:
            return
        metrics = QFontMetricsF(font(_WORDS_PX))
        widest = max(metrics.horizontalAdvance(words) for _, words in entries) + _SAMPLE.width() + 7 + _GAP_PX
        columns = max(1, int((rect.width() + _GAP_PX) / widest))
        rows = -(-len(entries) // columns)
        height = min(_ROW_PX, rect.height() / rows)
        for number, (kind, words) in enumerate(entries):
            column, row = divmod(number, rows)
            self._paint_entry(painter, rect.topLeft() + QPointF(column * widest, row * height), kind, words)

    def _entries(self) -> list[tuple[str, str]]:
        sketch = self._sketch
        states = {area.state for area in sketch.segments}
        found = [(state, say(f"print.state.{state}")) for state in _STATES if state in states]
        if sketch.segments or sketch.cells:
            found.insert(0, ("ramp", say("print.probability")))
        kinds = {spot.kind for spot in sketch.spots}
        found += [(kind, say(f"print.place.{kind}")) for kind in _PLACES if kind in kinds]
        found += [("venue", say("print.venue"))] if sketch.venues else []
        found += [("team", say("print.team"))] if sketch.teams else []
        return found + ([("track", say("print.track"))] if sketch.tracks else [])

    def _paint_entry(self, painter: QPainter, at: QPointF, kind: str, words: str) -> None:
        sample = _SAMPLE.translated(at)
        if kind == "ramp":
            self._paint_ramp(painter, sample)
        elif kind in _STATES:
            paint_state(painter, QPolygonF(sample), kind, None, self._palette)
        else:
            self._paint_mark(painter, sample, kind)
        painter.setFont(font(_WORDS_PX))
        painter.setPen(self._palette.mark("label_ink"))
        painter.drawText(QPointF(sample.right() + 7, sample.center().y() + 4), words)

    def _paint_ramp(self, painter: QPainter, sample: QRectF) -> None:
        part = sample.width() / 5
        for step in range(5):
            place = QRectF(sample.left() + step * part, sample.top(), part, sample.height())
            painter.fillRect(place, shade(self._palette, step))

    def _paint_mark(self, painter: QPainter, sample: QRectF, kind: str) -> None:
        middle, palette = sample.center(), self._palette
        if kind == "track":
            painter.setPen(QPen(palette.mark("track"), 4))
            painter.drawLine(QPointF(sample.left(), middle.y()), QPointF(sample.right(), middle.y()))
        elif kind in {"venue", "team"}:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.mark(kind))
            radius = 8 if kind == "team" else 3
            painter.drawRoundedRect(QRectF(middle.x() - 8, middle.y() - 8, 16, 16), radius, radius)
        else:
            here = View(0, 0, 2 * middle.x(), 2 * middle.y(), 1)
            paint_spot(painter, here, Spot((0, 0), kind, "", (), 0), palette)
