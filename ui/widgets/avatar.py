"""Avatar: the person's photo, or initials on a plain figure while there is none."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import CENTRE, draw_line, face, rounded_path, smooth
from ui.wording import say


@lru_cache(maxsize=256)
def _decoded(photo: bytes, side_px: int) -> QPixmap:
    """The photo cut to a square of device pixels; null where the bytes are no picture."""
    pixmap = QPixmap()
    if not pixmap.loadFromData(photo):
        return pixmap
    side = min(pixmap.width(), pixmap.height())
    square = pixmap.copy((pixmap.width() - side) // 2, (pixmap.height() - side) // 2, side, side)
    mode = Qt.TransformationMode.SmoothTransformation
    return square.scaled(side_px, side_px, Qt.AspectRatioMode.KeepAspectRatio, mode)


def draw_avatar(painter: QPainter, rect: QRectF, initials: str, photo: bytes | None) -> None:
    """A rounded square: photo, or figure and initials. Night dims the photo with red."""
    radius, path = theme().size("radius", "control"), rounded_path(rect, theme().size("radius", "control"))
    face(painter, rect, radius, theme().color("sunken"), None, 0)
    painter.save()
    painter.setClipPath(path)
    picture = _decoded(photo, round(rect.width() * painter.device().devicePixelRatio())) if photo else QPixmap()
    if picture.isNull():
        _draw_figure(painter, rect)
    else:
        painter.drawPixmap(rect, picture, QRectF(picture.rect()))
        _dim_at_night(painter, rect)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme().color("line"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if picture.isNull():
        draw_line(painter, rect, initials, theme().font("strong"), theme().ink("text", on="sunken"), CENTRE)


def _draw_figure(painter: QPainter, rect: QRectF) -> None:
    colour = theme().color("outline")
    colour.setAlphaF(float(theme().tokens["fade"]["figure"]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    side, middle = rect.width(), rect.center()
    painter.drawEllipse(QPointF(middle.x(), rect.top() + side * 0.36), side * 0.17, side * 0.17)
    painter.drawEllipse(QPointF(middle.x(), rect.top() + side * 1.0), side * 0.36, side * 0.36)


def _dim_at_night(painter: QPainter, rect: QRectF) -> None:
    if theme().name == "night":
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(rect, theme().color("danger"))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


class Avatar(QWidget):
    """The picture as a widget, 48 px in the person bar and 56 px elsewhere."""

    def __init__(self, name: str, initials: str, photo: bytes | None = None, *, bar: bool = False,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._size_key = "avatar_bar" if bar else "avatar"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_person(name, initials, photo)
        theme().follow(self.restyle)

    def set_person(self, name: str, initials: str, photo: bytes | None = None) -> None:
        self._initials, self._photo = initials, photo
        self.setAccessibleName(say("kit.photo_of" if photo else "kit.no_photo_of", name=name))
        self.update()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("parts", self._size_key), theme().px("parts", self._size_key))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        draw_avatar(painter, QRectF(self.rect()), self._initials, self._photo)
        painter.end()
