"""PlaceCard: one place of the ranked list, to press: number, icon, name, share, why and who."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from ui.theme import theme
from ui.viewmodels.plan import PlaceLine
from ui.widgets.paint import RIGHT, draw_icon, draw_line, face, width_of
from ui.widgets.pressable import Pressable
from ui.widgets.words import WRAP, wrapped_height


class PlaceCard(Pressable):
    """Painted, because everything in it is one target. The chosen one has the accent's edge on its soft fill."""

    radius_key = "card"

    def __init__(self, line: PlaceLine, *, chosen: bool = False) -> None:
        super().__init__(line.name)
        self.line = line
        self.setCheckable(True)
        self.setChecked(chosen)
        self.setAccessibleName(line.spoken)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().follow(self.restyle)

    def nextCheckState(self) -> None:
        """The list says which is chosen."""

    def _inner(self, width: int) -> int:
        return max(1, width - 2 * theme().px("space", 3))

    def _name_left(self) -> float:
        px = theme().px
        number = width_of(str(self.line.number), theme().font("heading"))
        return px("space", 3) + max(number, px("space", 3)) + px("space", 3) + px("icon", "large") + px("space", 3)

    def _name_room(self, width: int) -> int:
        share = width_of(self.line.share, theme().font("heading"))
        return max(1, int(width - self._name_left() - share - 2 * theme().px("space", 3)))

    def _head(self, width: int) -> int:
        return max(theme().line("heading"), wrapped_height(self.line.name, "strong", self._name_room(width)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = sum(wrapped_height(text, "label", self._inner(width)) for text in (self.line.why, self.line.who))
        return max(theme().target(), self._head(width) + lines + 2 * theme().px("space", 3) + theme().px("space", 1))

    def sizeHint(self) -> QSize:
        width = theme().px("layout", "panel_width")
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * theme().px("target", "slab_width"), theme().target())

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        soft = self.isChecked() or self.isDown()
        on, radius = "accent_soft" if soft else "raised", theme().size("radius", "card")
        edge = theme().color("accent" if self.isChecked() else "line")
        face(painter, rect, radius, theme().color(on), edge, theme().size("edge", "strong" if soft else "card"))
        self._draw_head(painter, on)
        self._draw_lines(painter, on)

    def _draw_head(self, painter: QPainter, on: str) -> None:
        px, ink, top = theme().px, theme().ink("text", on=on), theme().px("space", 3)
        left, high = px("space", 3), self._head(self.width())
        name = self._name_left()
        line = theme().line("heading")
        draw_line(painter, QRectF(left, top, name, line), str(self.line.number), theme().font("heading"), ink,
                  Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)  # fmt: skip
        icon = QRectF(name - px("icon", "large") - px("space", 3), top, px("icon", "large"), line)
        draw_icon(painter, icon, self.line.icon, theme().ink("accent" if on == "raised" else "on_accent_soft", on=on))
        painter.setFont(theme().font("strong"))
        painter.setPen(ink)
        spare = max(0, line - theme().line("strong")) / 2
        painter.drawText(QRectF(name, top + spare, self._name_room(self.width()) + 1, high), WRAP, self.line.name)
        share = QRectF(0, top, self.width() - px("space", 3), line)
        draw_line(painter, share, self.line.share, theme().font("heading"), ink, RIGHT)

    def _draw_lines(self, painter: QPainter, on: str) -> None:
        left, room = theme().px("space", 3), self._inner(self.width())
        top = theme().px("space", 3) + self._head(self.width()) + theme().px("space", 1)
        painter.setFont(theme().font("label"))
        for text, ink in ((self.line.why, "text"), (self.line.who, "text" if on == "accent_soft" else "muted")):
            high = wrapped_height(text, "label", room)
            painter.setPen(theme().ink(ink, on=on))
            painter.drawText(QRectF(left, top, room + 1, high + 1), WRAP, text)
            top += high
