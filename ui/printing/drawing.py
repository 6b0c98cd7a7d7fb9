"""Draws everything officers put on the map, and finds each label a place of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui.printing.areas import middle_of, outline, paint_cell, paint_ring, paint_segment, paint_track
from ui.printing.features import Area, Pin, Ring, Sketch, Spot
from ui.printing.palette import Palette
from ui.printing.pins import PIN_PX, Icons, paint_pin, paint_spot, spot_rect
from ui.printing.room import Box, Room, around
from ui.printing.tags import paint_leader, paint_tag, tag_size, tag_words
from ui.printing.view import View


@dataclass(frozen=True, slots=True)
class Tag:
    """A label with the place that was found for it."""

    text: str
    box: Box
    anchor: QPointF
    away_px: float
    state: str = ""
    heavy: bool = False


class Drawing:
    """The officers' layer over one view: places are taken first, so that the base map writes round them."""

    def __init__(self, view: View, sketch: Sketch, palette: Palette, icons: Icons, room: Room) -> None:
        self._view, self._sketch, self._palette, self._icons, self._room = view, sketch, palette, icons, room
        self.tags = self._place_tags()

    def paint(self, painter: QPainter) -> None:
        """Ground first, pins over it, words on top."""
        view, sketch, palette = self._view, self._sketch, self._palette
        for cell in sketch.cells:
            paint_cell(painter, view, cell, palette)
        for segment in sketch.segments:
            paint_segment(painter, view, segment, palette)
        for ring in sketch.rings:
            paint_ring(painter, view, ring, palette)
        for way in sketch.tracks:
            paint_track(painter, view, way, palette)
        for spot in sketch.spots:
            paint_spot(painter, view, spot, palette)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        for tag in self.tags:
            paint_leader(painter, tag.anchor, tag.box, self._palette, tag.away_px)
        for pin in self._sketch.venues:
            paint_pin(painter, self._view.to_px(*pin.at), pin, self._palette, self._icons, team=False)
        for pin in self._sketch.teams:
            paint_pin(painter, self._view.to_px(*pin.at), pin, self._palette, self._icons, team=True)
        for tag in self.tags:
            paint_tag(painter, tag.box, tag.text, self._palette, state=tag.state, heavy=tag.heavy)

    def _place_tags(self) -> list[Tag]:
        """Pins and dots keep their ground; then places, teams, venues, segments and rings find room for words."""
        sketch = self._sketch
        for spot in sketch.spots:
            self._room.take(Box.of(self._dot(spot), 2))
        for pin in (*sketch.teams, *sketch.venues):
            self._room.take(Box.of(self._pin_rect(pin), 2))
        wanted = [self._spot_tag(spot) for spot in sketch.spots]
        wanted += [self._pin_tag(pin) for pin in (*sketch.teams, *sketch.venues)]
        wanted += [self._area_tag(area) for area in sketch.segments]
        wanted += [self._ring_tag(ring) for ring in sketch.rings]
        return [tag for tag in wanted if tag is not None]

    def _dot(self, spot: Spot) -> QRectF:
        at = self._view.to_px(*spot.at)
        return QRectF(at.x() - 9, at.y() - 9, 18, 18)

    def _pin_rect(self, pin: Pin) -> QRectF:
        at = self._view.to_px(*pin.at)
        return QRectF(at.x() - PIN_PX / 2, at.y() - PIN_PX / 2, PIN_PX, PIN_PX)

    def _spot_tag(self, spot: Spot) -> Tag | None:
        if not tag_words(spot.label) or not self._view.rect.contains(self._view.to_px(*spot.at)):
            return None
        width, height = tag_size(spot.label)
        rect = spot_rect(self._view, spot)
        away = min(max(rect.width() / 2, 9), 120) + 5
        return self._tag(spot.label, around(rect.center(), width, height, away), rect.center(), away + width)

    def _pin_tag(self, pin: Pin) -> Tag | None:
        at = self._view.to_px(*pin.at)
        if not tag_words(pin.label) or not self._view.rect.contains(at):
            return None
        width, height = tag_size(pin.label)
        away = PIN_PX / 2 + 4
        places = around(at, width, height, away)
        below = [places[2], places[3], *places]
        return self._tag(pin.label, below, at, away + width, heavy=pin.emphasis)

    def _area_tag(self, area: Area) -> Tag | None:
        ring = outline(self._view, area.ring)
        if not tag_words(area.label) or not ring.boundingRect().intersects(self._view.rect):
            return None
        shown = ring.intersected(QPolygonF(self._view.rect))
        at = middle_of(shown if shown.size() > 2 else ring)
        width, height = tag_size(area.label, area.state)
        places = [Box(at.x(), at.y(), width, height), *_nearby(at, width, height)]
        tag = self._tag(area.label, places, at, 10_000, state=area.state, heavy=area.emphasis)
        if tag is None or ring.containsPoint(QPointF(tag.box.x, tag.box.y), Qt.FillRule.OddEvenFill):
            return tag
        return replace(tag, away_px=0)  # it had to go outside: a line says whose it is

    def _ring_tag(self, ring: Ring) -> Tag | None:
        if not tag_words(ring.label):
            return None
        top = self._view.to_px(*ring.at) - QPointF(0, ring.radius_m / self._view.metres_per_px)
        width, height = tag_size(ring.label)
        return self._tag(ring.label, [Box(top.x(), top.y(), width, height), *_nearby(top, width, height)], top, 10_000)

    def _tag(
        self, text: str, places: list[Box], anchor: QPointF, away_px: float, *, state: str = "", heavy: bool = False
    ) -> Tag | None:
        box = self._room.choose(places)
        return Tag(text, box, anchor, away_px, state, heavy) if box else None


def _nearby(at: QPointF, width: float, height: float) -> list[Box]:
    """Places round the middle of an area, the nearest first."""
    ways = ((dx, dy) for dx in range(-3, 4) for dy in range(-6, 7))
    steps = sorted(ways, key=lambda way: abs(way[0]) * 2 + abs(way[1]))
    return [Box(at.x() + dx * width / 2, at.y() + dy * height / 2, width, height) for dx, dy in steps]
