"""Snackbar: says that something is done, for eight seconds, and offers to undo it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import draw_icon, draw_line, face, smooth, width_of
from ui.widgets.pressable import Pressable
from ui.widgets.words import Words
from ui.wording import say


class _Action(Pressable):
    """The one action, in the snackbar's own ink."""

    def __init__(self, text: str, icon: str = "") -> None:
        super().__init__("" if icon else text, name=text)
        self.setAccessibleName(text)
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().follow(self.restyle)

    def sizeHint(self) -> QSize:
        text = round(width_of(self.words(), theme().font("strong"))) + theme().px("space", 5)
        return QSize(max(theme().target(), text), theme().target())

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        on = ("raised", "accent") if ringed else ("snackbar", "snackbar_action")
        ink = theme().ink(on[1], on=on[0])
        if self._icon:
            draw_icon(painter, rect, self._icon, ink)
        else:
            draw_line(painter, rect, self.words(), theme().font("strong"), ink, Qt.AlignmentFlag.AlignCenter)


class Snackbar(QWidget):
    """A child of the shell, raised. ``say`` shows it; with ``undo`` it has that button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._undo: Callable[[], object] | None = None
        self._words = Words("", "label_strong", "on_snackbar", on="snackbar", align=Qt.AlignmentFlag.AlignVCenter)
        self.undo_button, self.cross = _Action(say("kit.undo")), _Action(say("kit.dismiss"), "close")
        self.undo_button.clicked.connect(self._take_back)
        self.cross.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self.undo_button)
        self._row.addWidget(self.cross)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        theme().follow(self.restyle)
        self.hide()

    def restyle(self) -> None:
        px = theme().px
        left = px("space", 4) + px("icon", "normal") + px("space", 3)
        self._row.setContentsMargins(left, 0, px("space", 2), 0)
        self._row.setSpacing(theme().gap())
        self.update()

    def text(self) -> str:
        return self._words.text() if self.isVisible() else ""

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Show ``text``; ``undo`` is called when its button is pressed."""
        self._undo = undo
        self._words.setText(text)
        self.setAccessibleName(text)
        self.undo_button.setVisible(undo is not None)
        self.show()
        self.raise_()
        self._timer.start(theme().ms("snackbar_stay_ms"))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def place(self, area: QRect, *, above: bool = False) -> None:
        """Stand at the foot of ``area``, or at its top, as wide as a sheet at most."""
        gap = theme().px("space", 3)
        width = min(area.width() - 2 * gap, theme().px("layout", "sheet_max_width"))
        buttons = self.undo_button.sizeHint().width() + self.cross.sizeHint().width() + 2 * theme().gap()
        margins = self._row.contentsMargins()
        room = width - buttons - margins.left() - margins.right()
        height = max(theme().target() + gap, self._words.heightForWidth(max(1, room)) + 2 * gap)
        top = area.top() + gap if above else area.bottom() - height - gap
        self.setGeometry(area.left() + (area.width() - width) // 2, top, width, height)

    def _leave(self) -> None:
        """Stay while somebody is at its buttons by keyboard."""
        if self.undo_button.hasFocus() or self.cross.hasFocus():
            self._timer.start(theme().ms("snackbar_stay_ms"))
            return
        self.hide()

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, px = smooth(QPainter(self)), theme().px
        face(painter, QRectF(self.rect()), theme().size("radius", "control"), theme().color("snackbar"), None, 0)
        box = QRectF(px("space", 4), 0, px("icon", "normal"), self.height())
        draw_icon(painter, box, "saved", theme().ink("on_snackbar", on="snackbar"))
        painter.end()
