"""Keeps the last painted rows as pixmaps, so that scrolling only paints what is new."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.theme import theme
from ui.widgets.paint import smooth

_ROWS = 64  # about two screens; a row of 560 px takes 0.2 MB at a pixel ratio of 1


class RowCache:
    """One for each delegate; a change of theme, width or line makes a new row."""

    def __init__(self) -> None:
        self._rows: OrderedDict[Hashable, QPixmap] = OrderedDict()

    def paint(self, painter: QPainter, rect: QRectF, key: Hashable, draw: Callable[[QPainter, QRectF], None]) -> None:
        """Put the row at ``rect``; ``draw`` paints it at the origin when it is not here yet."""
        ratio = painter.device().devicePixelRatio()
        whole = (key, rect.width(), rect.height(), ratio, theme().revision)
        row = self._rows.get(whole)
        if row is None:
            row = self._rows[whole] = self._make(rect, ratio, draw)
            if len(self._rows) > _ROWS:
                self._rows.popitem(last=False)
        self._rows.move_to_end(whole)
        painter.drawPixmap(rect.topLeft(), row)

    @staticmethod
    def _make(rect: QRectF, ratio: float, draw: Callable[[QPainter, QRectF], None]) -> QPixmap:
        row = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
        row.setDevicePixelRatio(ratio)
        row.fill(Qt.GlobalColor.transparent)
        painter = smooth(QPainter(row))
        draw(painter, QRectF(0, 0, rect.width(), rect.height()))
        painter.end()
        return row
