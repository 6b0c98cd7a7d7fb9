"""ListRow: icon, title, second line, a trailing mark and a chevron; the row inside a card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import SentState
from ui.theme import theme
from ui.widgets.mark import draw_mark, mark_width, mark_words
from ui.widgets.paint import RIGHT, draw_icon, draw_line, face, width_of
from ui.widgets.pressable import Pressable
from ui.widgets.words import WRAP, wrapped_height


class ListRow(Pressable):
    """A row to press, or with ``still`` one that only tells. ``icon_ink`` is a text role."""

    def __init__(
        self,
        icon: str,
        title: str,
        second: str = "",
        *,
        icon_ink: str = "muted",
        trailing: str = "",
        still: bool = False,
        divider: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self._icon, self._icon_ink, self._still, self._divider = icon, icon_ink, still, divider
        self._mark: tuple[SentState, str] | None = None
        self._reference = self._short = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if still:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setCursor(Qt.CursorShape.ArrowCursor)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_words(title, second, trailing)
        theme().follow(self.restyle)

    def set_words(self, title: str, second: str = "", trailing: str = "") -> None:
        self._second, self._trailing = second, trailing
        self.setText(title)
        self._name_it()

    def set_mark(self, state: SentState | None, words: str = "") -> None:
        """Say at the right whether this is saved or sent; where the text is large, after the second line."""
        self._mark = (state, words or mark_words(state)) if state else None
        self._name_it()
        self.restyle()

    def set_icon(self, icon: str, ink: str = "muted") -> None:
        self._icon, self._icon_ink = icon, ink
        self.update()

    def set_divider(self, divider: bool) -> None:
        """A hairline above, between two rows of one card."""
        self._divider = divider
        self.update()

    def set_reference(self, reference: bool) -> None:
        """The second line is a grid reference or a call sign: slashed noughts, told-apart letters."""
        self._reference = reference
        self.update()

    def set_short(self, short: bool) -> None:
        """The second line is one line, cut where it is too long: all of it can be read where the row leads."""
        self._short = short
        self.updateGeometry()

    def _name_it(self) -> None:
        mark = self._mark[1] if self._mark else ""
        self.setAccessibleName(". ".join(part for part in (self.words(), self._second, self._trailing, mark) if part))

    def _mark_beside(self) -> tuple[SentState, str] | None:
        return None if theme().large_text else self._mark

    def _is_cut(self) -> bool:
        """A word of what is unsent is never cut away."""
        return self._short and not (self._mark and theme().large_text)

    def _below(self) -> str:
        """What stands under the title."""
        mark = self._mark[1] if self._mark and theme().large_text else ""
        return ". ".join(part for part in (self._second, mark) if part)

    def _left(self) -> int:
        return theme().px("icon", "large") + theme().px("space", 3) if self._icon else 0

    def _right(self) -> int:
        """How much room mark, trailing words and chevron take."""
        gap = theme().px("space", 3)
        beside = self._mark_beside()
        mark = mark_width(beside[1]) + gap if beside else 0
        words = round(width_of(self._trailing, theme().font("label_strong"))) + gap if self._trailing else 0
        return mark + words + (0 if self._still else theme().px("icon", "normal") + theme().px("space", 1))

    def _heights(self, width: int) -> tuple[int, int]:
        room = max(theme().px("target", "normal"), width - self._left() - self._right())
        below = self._below()
        second = theme().line("label") if self._is_cut() and below else wrapped_height(below, "label", room)
        return wrapped_height(self.words(), "strong", room), second

    def sizeHint(self) -> QSize:
        title, second = width_of(self.words(), theme().font("strong")), width_of(self._below(), theme().font("label"))
        return QSize(round(max(title, second)) + 2 + self._left() + self._right(), self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._left() + self._right() + 3 * theme().px("target", "normal") // 2, self._least())

    def _least(self) -> int:
        return theme().line("strong") + theme().px("space", 2) if self._still else theme().target()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._least(), sum(self._heights(width)) + theme().px("space", 3))

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        on = "accent_soft" if self.isDown() else "raised"
        if self.isDown():
            face(painter, rect, theme().size("radius", "control"), theme().color(on), None, 0)
        if self._divider and not ringed:
            painter.fillRect(QRectF(0, 0, self.width(), theme().size("edge", "card")), theme().color("line"))
        inset = theme().px("space", 2) if ringed else 0
        side = theme().px("icon", "large")
        if self._icon:
            draw_icon(painter, QRectF(inset, 0, side, self.height()), self._icon, theme().ink(self._icon_ink, on=on))
        self._draw_texts(painter, on)
        self._draw_right(painter, on)

    def _draw_texts(self, painter: QPainter, on: str) -> None:
        title, second = self._heights(self.width())
        top, left = (self.height() - title - second) / 2, self._left()
        room = self.width() - left - self._right()
        below = self._below()
        second_font = theme().font("reference_label" if self._reference else "label")
        for text, font, ink, high in (
            (self.words(), theme().font("strong"), "text", title),
            (below, second_font, "muted", second),
        ):
            painter.setFont(font)
            painter.setPen(theme().ink(ink, on=on))
            said = self._cut(text, painter, room) if font is second_font else text
            painter.drawText(QRectF(left, top, room + 1, high), WRAP, said)
            top += high

    def _cut(self, text: str, painter: QPainter, room: int) -> str:
        if not self._is_cut():
            return text
        return painter.fontMetrics().elidedText(text.replace("\n", "; "), Qt.TextElideMode.ElideRight, room)

    def _draw_right(self, painter: QPainter, on: str) -> None:
        right, gap, high = self.width(), theme().px("space", 3), self.height()
        if not self._still:
            side = theme().px("icon", "normal")
            draw_icon(painter, QRectF(right - side, 0, side, high), "next", theme().ink("muted", on=on))
            right -= side + theme().px("space", 1) + gap
        if (beside := self._mark_beside()) is not None:
            wide = mark_width(beside[1])
            draw_mark(painter, QRectF(right - wide, 0, wide, high), *beside, on)
            right -= wide + gap
        if self._trailing:
            rect = QRectF(0, 0, right, high)
            draw_line(painter, rect, self._trailing, theme().font("label_strong"), theme().ink("text", on=on), RIGHT)
