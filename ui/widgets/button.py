"""Button and IconButton: the things to press, painted because QSS has no icon gap and no outer ring."""

from __future__ import annotations

from math import ceil
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import draw_icon, face, width_of
from ui.widgets.pressable import Pressable

Kind = Literal["primary", "outlined", "text", "danger"]
_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
_SPARE_PX = 2  # whole-pixel text boxes may come out a pixel wider than the line
_LOOKS: dict[str, tuple[str | None, str, str | None]] = {
    "primary": ("primary", "on_primary", "primary_edge"),
    "outlined": ("raised", "accent", "outline"),
    "text": (None, "accent", None),
    "danger": ("danger", "on_danger", "danger"),
}


class Button(Pressable):
    """An icon and words. 48 px high, 56 when ``tall``, 72 with gloves or when ``large``; words wrap when narrow."""

    def __init__(
        self,
        text: str,
        kind: Kind = "primary",
        icon: str = "",
        *,
        large: bool = False,
        tall: bool = False,
        on: str = "raised",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent=parent)
        self._kind, self._icon, self._large, self._tall, self._on = kind, icon, large, tall, on
        policy = QSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().follow(self.restyle)

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.restyle()

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.restyle()

    def face_font(self) -> QFont:
        big = self._large or theme().glove
        return theme().font("action" if big else "strong")

    def face_height(self) -> int:
        least = theme().px("target", "glove") if self._large else theme().px("target", "tall") if self._tall else 0
        return max(theme().target(), least)

    def sizeHint(self) -> QSize:
        width = ceil(width_of(self.words(), self.face_font())) + _SPARE_PX + self._around()
        return QSize(max(width, self.face_height()), self.face_height())

    def minimumSizeHint(self) -> QSize:
        words = (width_of(word, self.face_font()) for word in self.words().split() or [""])
        width = max(self.face_height(), ceil(max(words)) + _SPARE_PX + self._around())
        return QSize(min(width, self.sizeHint().width()), self.face_height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = max(1, width - self._around())
        metrics = QFontMetrics(self.face_font())
        need = metrics.boundingRect(0, 0, room, 0, int(_FLAGS), self.words()).height() + 2 * theme().px("space", 3)
        one_line = metrics.horizontalAdvance(self.words()) <= room
        return self.face_height() if one_line else max(self.face_height(), need)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setMaximumHeight(self.heightForWidth(self.width()))
        super().resizeEvent(event)

    def _around(self) -> int:
        icon = theme().px("icon", "normal") + theme().px("space", 2) if self._icon else 0
        return icon + 2 * theme().px("space", 4)

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        fill, ink, edge = self._colours()
        if fill is not None:
            face(painter, rect, theme().size("radius", "control"), fill, edge, theme().size("edge", "control"))
        self._draw_words(painter, ink)

    def _colours(self) -> tuple[QColor | None, QColor, QColor | None]:
        if not self.isEnabled():
            return theme().color("sunken"), theme().ink("muted", on="sunken"), theme().color("line")
        fill_role, ink_role, edge_role = _LOOKS[self._kind]
        ink = theme().ink(ink_role, on=fill_role or self._on)
        fill = theme().color(fill_role) if fill_role else self._wash()
        if fill is not None and self.isDown():
            fill = theme().pressed(fill, ink)
        return fill, ink, theme().color(edge_role) if edge_role else None

    def _wash(self) -> QColor | None:
        """Text buttons have a face only under the pointer."""
        return theme().color("accent_soft") if self.isDown() else None

    def _draw_words(self, painter: QPainter, ink: QColor) -> None:
        font, icon_px, gap = self.face_font(), theme().px("icon", "normal"), theme().px("space", 2)
        room = self.width() - self._around()
        box = QFontMetrics(font).boundingRect(0, 0, room, 0, int(_FLAGS), self.words())
        text_width = min(room, box.width() + 1)
        left = (self.width() - text_width - (icon_px + gap if self._icon else 0)) / 2
        if self._icon:
            draw_icon(painter, QRectF(left, 0, icon_px, self.height()), self._icon, ink)
            left += icon_px + gap
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(left, 0, text_width + 1, self.height()), int(_FLAGS), self.words())


def shrinks(button: Button) -> Button:
    """Let the words of a button wrap before it makes its card wider than the window."""
    policy = button.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
    button.setSizePolicy(policy)
    return button


class IconButton(Pressable):
    """A square target with an icon only; ``name`` is what a screen reader says."""

    def __init__(
        self, icon: str, name: str, *, framed: bool = False, on: str = "raised", parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent=parent)
        self._icon, self._framed, self._on = icon, framed, on
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().follow(self.restyle)

    def set_icon(self, icon: str, name: str) -> None:
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().target(), theme().target())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        ink = theme().ink("muted" if not self._framed else "text", on=self._on)
        if self._framed or self.isDown() or self.isChecked():
            soft = self.isDown() or self.isChecked()
            fill = theme().color("accent_soft" if soft else "raised")
            edge = theme().color("accent" if self.isChecked() else "outline") if self._framed else None
            face(painter, rect, theme().size("radius", "control"), fill, edge, theme().size("edge", "control"))
            ink = theme().ink("on_accent_soft", on="accent_soft") if soft else ink
        draw_icon(painter, QRectF(self.rect()), self._icon, ink, "large")
