"""The map as a painted widget, to look at only: shown where the web view cannot start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.packs import Bounds
from ui.printing.features import sketch_of
from ui.printing.furniture import bar_length_m, paint_scale_bar
from ui.printing.lettering import font, haloed
from ui.printing.painter import MapPainter
from ui.printing.palette import Palette, Tokens, palette_of
from ui.printing.view import View, fitting, metres_per_px
from ui.theme import theme
from ui.widgets.button import IconButton
from ui.wording import say

FINEST_M, COARSEST_M = 0.25, 4_000.0
"""Metres a pixel that the buttons reach."""

_STEP: Final = 2.0
_BAR_MOST_PX: Final = 120.0
_KEYS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class PaintedMap(QWidget):
    """A map to move and zoom, with the same features as the live one; nothing can be drawn on it."""

    moved = Signal(object)  # (west, south, east, north) now in view

    def __init__(self, maps: MapPainter, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps, self._layers = maps, dict[str, list[Mapping[str, Any]]]()
        self._view = View(-2.0, 54.0, 1, 1, COARSEST_M / 4)
        self._wanted: Bounds | None = None
        self._picture: QImage | None = None
        self._painted = self._view
        self._held: QPointF | None = None
        self._settle = QTimer(self, singleShot=True, interval=60)
        self._settle.timeout.connect(self._repaint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("print.map_name"))
        self.setAccessibleDescription(say("print.look_only"))
        self._build()
        self.set_palette(tokens)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        note = QLabel(say("print.look_only"), self)
        note.setWordWrap(True)
        note.setMargin(8)
        note.setAutoFillBackground(True)
        self._closer = IconButton("plus", say("print.closer"), framed=True, parent=self)
        self._further = IconButton("minus", say("print.further"), framed=True, parent=self)
        self._closer.clicked.connect(lambda: self.zoom(1 / _STEP))
        self._further.clicked.connect(lambda: self.zoom(_STEP))
        for each in (note, self._closer, self._further):
            column.addWidget(each)
        column.setSpacing(theme().gap())
        column.addStretch(1)

    def set_palette(self, tokens: Tokens) -> None:
        """Colours as ``Theme.map_tokens()`` gives them."""
        self._palette: Palette = palette_of(self._maps.resources, tokens)
        self._repaint()

    def set_features(self, layer: str, features: Sequence[Mapping[str, Any]]) -> None:
        """Show exactly these (see ``ui.map.features``) in ``layer``."""
        self._layers[layer] = list(features)
        self._repaint()

    def fit(self, bounds: tuple[float, float, float, float]) -> None:
        """Show all of west, south, east, north (degrees), now and until somebody moves the map."""
        self._wanted = Bounds(*bounds)
        self._look(fitting(self._wanted, self.width(), self.height()))

    def center(self, lon: float, lat: float, zoom: int | None = None) -> None:
        """Put lon, lat in the middle; ``zoom`` counts in 256 px tiles."""
        self._wanted = None
        scale = self._view.metres_per_px if zoom is None else metres_per_px(zoom, lat)
        self._look(replace(self._view, lon=lon, lat=lat, metres_per_px=scale))

    @property
    def view(self) -> View:
        """What is shown."""
        return self._view

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Make a pixel ``factor`` times as many metres; the ground under ``at`` stays where it is."""
        self._wanted = None
        spot = at or QPointF(self.width() / 2, self.height() / 2)
        scale = min(COARSEST_M, max(FINEST_M, self._view.metres_per_px * factor))
        ground = self._view.to_lon_lat(spot.x(), spot.y())
        closer = replace(self._view, metres_per_px=scale)
        self._look(_shifted(closer, closer.to_px(*ground) - spot))

    def pan(self, by: QPointF) -> None:
        """Move the view by so many pixels over the ground."""
        self._wanted = None
        self._look(_shifted(self._view, by))

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._look(replace(self._view, width_px=self.width(), height_px=self.height()))
        if self._wanted is not None:
            self._look(fitting(self._wanted, self.width(), self.height()))
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.pan(self._held - event.position())
            self._held = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(_STEP ** (-event.angleDelta().y() / 240), event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if way := _KEYS.get(key):
            self.pan(QPointF(way[0] * self.width() / 5, way[1] * self.height() / 5))
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            self.zoom(_STEP if key == Qt.Key.Key_Minus else 1 / _STEP)
        else:
            super().keyPressEvent(event)

    def _look(self, view: View) -> None:
        """Show the old picture in its new place at once, and paint anew when the hand rests."""
        self._view = view
        self._settle.start()
        self.update()

    def _repaint(self) -> None:
        self._picture = None
        self.update()
        bounds = self._view.bounds
        self.moved.emit((bounds.west, bounds.south, bounds.east, bounds.north))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture, self._painted = self._drawn(), self._view
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._palette.base["beyond"])
        painter.drawImage(self._place_of_picture(), self._picture)
        painter.end()

    def _place_of_picture(self) -> QRectF:
        old = self._painted
        low = self._view.to_px(*old.to_lon_lat(0, old.height_px))
        high = self._view.to_px(*old.to_lon_lat(old.width_px, 0))
        return QRectF(low.x(), high.y(), high.x() - low.x(), low.y() - high.y())

    def _drawn(self) -> QImage:
        ratio, view = self.devicePixelRatioF(), self._view
        image = QImage(round(view.width_px * ratio), round(view.height_px * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        try:
            self._maps.paint(painter, view, sketch_of(self._layers), self._palette, taken=[self._corner()])
            self._paint_furniture(painter)
        finally:
            painter.end()
        return image

    def _corner(self) -> QRectF:
        """Where the scale and the credit stand."""
        return QRectF(self.width() - 300, self.height() - 52, 300, 52)

    def _paint_furniture(self, painter: QPainter) -> None:
        view, pack = self._view, self._maps.pack_for(self._view)
        width = bar_length_m(view.metres_per_px, _BAR_MOST_PX) / view.metres_per_px
        bar = QRectF(self.width() - 28 - width, self.height() - 30, width, 8)
        painter.fillRect(bar.adjusted(-6, -18, 28, 5), self._palette.mark("label_fill"))
        paint_scale_bar(painter, bar.topLeft(), view.metres_per_px, _BAR_MOST_PX, self._palette)
        if pack is None:
            return
        face, label = font(12), self._palette.label
        words = painter.fontMetrics().elidedText(pack.attribution, Qt.TextElideMode.ElideRight, self.width() - 20)
        painter.setFont(face)
        half = painter.fontMetrics().horizontalAdvance(words) / 2
        haloed(painter, QPointF(self.width() - half - 8, self.height() - 11), words, face, label["ink"], label["halo"])


def _shifted(view: View, by: QPointF) -> View:
    lon, lat = view.to_lon_lat(view.width_px / 2 + by.x(), view.height_px / 2 + by.y())
    return replace(view, lon=lon, lat=max(-80.0, min(84.0, lat)))
