"""Draws Material Design Icons as pixmaps, cached by name, size, colour and pixel ratio."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPixmap

_FONT = "materialdesignicons6-webfont-6.9.96"
_CHARMAP = "materialdesignicons6-webfont-charmap-6.9.96.json"


def icon_folder() -> Path:
    """Where qtawesome keeps its fonts. Not imported: that would cost 0.2 s at start."""
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("qtawesome is not installed")
    return Path(spec.submodule_search_locations[0]) / "fonts"


class IconFont:
    """The mdi6 font. Names are those of Material Design Icons, without the prefix."""

    def __init__(self, folder: Path) -> None:
        charmap = json.loads((folder / _CHARMAP).read_text("utf-8"))
        self._glyphs = {name: chr(int(code, 16)) for name, code in charmap.items()}
        font_id = QFontDatabase.addApplicationFont(str(folder / f"{_FONT}.ttf"))
        self._family = QFontDatabase.applicationFontFamilies(font_id)[0]
        self._cache: dict[tuple[str, int, str, float], QPixmap] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._glyphs

    def pixmap(self, name: str, colour: QColor, size_px: int, ratio: float) -> QPixmap:
        """One icon of ``size_px`` logical pixels.

        Raises:
            KeyError: the font has no icon of this name.
        """
        key = (name, size_px, colour.name(QColor.NameFormat.HexArgb), ratio)
        if key not in self._cache:
            self._cache[key] = self._draw(self._glyphs[name], colour, size_px, ratio)
        return self._cache[key]

    def _draw(self, glyph: str, colour: QColor, size_px: int, ratio: float) -> QPixmap:
        pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        font = QFont(self._family)
        font.setPixelSize(size_px)
        painter = QPainter(pixmap)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(QRectF(0, 0, size_px, size_px), Qt.AlignmentFlag.AlignCenter, glyph)
        painter.end()
        return pixmap
