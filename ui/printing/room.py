"""Keeps what is written on a map from lying over what is written already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, sin

from PySide6.QtCore import QPointF, QRectF


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle turned by ``angle`` radians (clockwise on the screen) round its middle."""

    x: float
    y: float
    width: float
    height: float
    angle: float = 0.0

    @classmethod
    def of(cls, rect: QRectF, margin: float = 0) -> Box:
        middle = rect.center()
        return cls(middle.x(), middle.y(), rect.width() + 2 * margin, rect.height() + 2 * margin)

    @property
    def reach(self) -> tuple[float, float]:
        """Half the width and height of the upright box round it."""
        across, down = abs(cos(self.angle)), abs(sin(self.angle))
        half_width, half_height = self.width / 2, self.height / 2
        return half_width * across + half_height * down, half_width * down + half_height * across

    def meets(self, other: Box) -> bool:
        """Whether the two share any ground."""
        (wide, high), (other_wide, other_high) = self.reach, other.reach
        if abs(self.x - other.x) >= wide + other_wide or abs(self.y - other.y) >= high + other_high:
            return False
        upright = not self.angle and not other.angle
        return upright or not any(_parts(axis, self, other) for axis in (*_axes(self), *_axes(other)))

    def within(self, rect: QRectF) -> bool:
        wide, high = self.reach
        return rect.contains(QRectF(self.x - wide, self.y - high, 2 * wide, 2 * high))


def _axes(box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    return (cos(box.angle), sin(box.angle)), (-sin(box.angle), cos(box.angle))


def _parts(axis: tuple[float, float], one: Box, two: Box) -> bool:
    """Whether a line across this axis runs between the two (separating axis theorem)."""
    apart = abs((one.x - two.x) * axis[0] + (one.y - two.y) * axis[1])
    return apart >= _half(axis, one) + _half(axis, two)


def _half(axis: tuple[float, float], box: Box) -> float:
    along, across = _axes(box)
    wide = abs(along[0] * axis[0] + along[1] * axis[1]) * box.width
    high = abs(across[0] * axis[0] + across[1] * axis[1]) * box.height
    return (wide + high) / 2


class Room:
    """What is taken already, and whether something more fits inside ``rect``."""

    def __init__(self, rect: QRectF) -> None:
        self._rect = rect
        self._taken: list[Box] = []

    def take(self, box: Box) -> None:
        """Nothing else may lie here from now on."""
        self._taken.append(box)

    def fits(self, box: Box) -> bool:
        """Whether the box lies inside and over nothing."""
        return box.within(self._rect) and not any(box.meets(taken) for taken in self._taken)

    def claim(self, box: Box) -> bool:
        """Take the place if it is free."""
        free = self.fits(box)
        if free:
            self.take(box)
        return free

    def choose(self, boxes: Iterable[Box]) -> Box | None:
        """Take the first that is free; else the first that is inside, over whatever lies there."""
        inside: Box | None = None
        for box in boxes:
            if self.claim(box):
                return box
            if inside is None and box.within(self._rect):
                inside = box
        if inside is not None:
            self.take(inside)
        return inside


def around(anchor: QPointF, width: float, height: float, away: float) -> list[Box]:
    """Places for a label beside a mark: right, left, below, above, corners; then further out."""
    ways = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
    return [
        Box(anchor.x() + dx * (far + width / 2), anchor.y() + dy * (far + height / 2), width, height)
        for far in (away, away + 1.6 * height, away + 3.4 * height)
        for dx, dy in ways
    ]
