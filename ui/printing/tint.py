"""Turns the colours of the paper map dark or red, by the same filter the map page uses."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

Matrix = NDArray[np.float64]

_STEP: Final = re.compile(r"([a-z-]+)\(([\d.]+)(?:deg)?\)")
_MULTIPLY: Final = re.compile(r"multiply by (#[0-9A-Fa-f]{6})")
_LAMP_SHARE, _LAMP_CURVE = 0.7, 0.8
"""The map page's own curve in place of brightness(): a straight dimming leaves streets and buildings at one black."""
_LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722])


class Tint:
    """A CSS ``filter`` as steps over red, green and blue in 0..1, each clipped as browsers do.

    "..., then multiply by #RRGGBB" lights the whole by one colour, as a red lamp would.

    Source: W3C Filter Effects Module 1, section 9 (shorthand filter functions).
    """

    def __init__(self, css: str) -> None:
        multiply = _MULTIPLY.search(css)
        wanted = [each for each in _STEP.findall(css) if not (multiply and each[0] == "brightness")]
        self._steps = [_step(name, float(amount)) for name, amount in wanted]
        self._lamp = _channels(QColor(multiply[1])) if multiply else None

    def colour(self, colour: QColor) -> QColor:
        """One colour, filtered; how much shows through stays."""
        red, green, blue = self._apply(_channels(colour))
        tinted = QColor.fromRgbF(float(red), float(green), float(blue))
        tinted.setAlpha(colour.alpha())
        return tinted

    def picture(self, image: QImage) -> QImage:
        """A whole picture, filtered; see-through pixels stay so."""
        if not self._steps:
            return image
        image = image.convertToFormat(QImage.Format.Format_RGBA8888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4).copy()
        rows[..., :3] = np.rint(self._apply(rows[..., :3] / 255) * 255)
        made = QImage(rows.tobytes(), image.width(), image.height(), image.bytesPerLine(), image.format())
        return made.copy()

    def _apply(self, channels: Matrix) -> Matrix:
        for matrix, offset in self._steps:
            channels = np.clip(channels @ matrix.T + offset, 0, 1)
        return channels if self._lamp is None else _LAMP_SHARE * self._lamp * channels**_LAMP_CURVE


def _channels(colour: QColor) -> Matrix:
    return np.array([colour.redF(), colour.greenF(), colour.blueF()])


def _step(name: str, amount: float) -> tuple[Matrix, Matrix]:
    eye, grey = np.eye(3), np.tile(_LUMINANCE, (3, 1))
    if name == "invert":
        return eye * (1 - 2 * amount), np.full(3, amount)
    if name == "brightness":
        return eye * amount, np.zeros(3)
    if name == "contrast":
        return eye * amount, np.full(3, 0.5 - amount / 2)
    if name == "saturate":
        return eye * amount + grey * (1 - amount), np.zeros(3)
    if name == "grayscale":
        return eye * (1 - amount) + grey * amount, np.zeros(3)
    if name == "hue-rotate":
        return _turned(amount), np.zeros(3)
    raise ValueError(f"no such filter: {name}")


def _turned(angle_deg: float) -> Matrix:
    """Source: W3C Filter Effects Module 1, section 9.6 (feColorMatrix hueRotate)."""
    grey = np.tile([0.213, 0.715, 0.072], (3, 1))
    swing = np.array([[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]])
    angle = np.radians(angle_deg)
    turned: Matrix = grey + np.cos(angle) * (np.eye(3) - grey) + np.sin(angle) * swing
    return turned
