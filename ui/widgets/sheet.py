"""Sheet: slides over the room, under the person bar and above the sync strip; Escape and the cross close it.

Its content scrolls, its foot stands: the main buttons are in sight however long the content is.
"""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.button import IconButton
from ui.widgets.more_below import HintingScroller
from ui.widgets.paint import smooth
from ui.widgets.sheet_content import MOST_OF_SHEET, SheetContent
from ui.widgets.tab_stops import move_focus, tab_stops
from ui.widgets.words import Heading
from ui.wording import say


class _Panel(QWidget):
    """The sheet's own surface: rounded above, with a grip. All in it ends at one line; the bar stands beyond."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.title = Heading("", "title")
        self.cross = IconButton("close", say("kit.close"))
        self.head = QHBoxLayout()
        self.head.addWidget(self.title, 1, Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        self.scroller, self.low = HintingScroller(self), QVBoxLayout()
        self.column.addLayout(self.head)
        self.column.addWidget(self.scroller, 1)
        self.column.addLayout(self.low)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        px = theme().px
        beyond = self.scroller.bar_room()
        self.column.setContentsMargins(px("space", 4), px("space", 3), px("space", 4) - beyond, px("space", 2))
        self.column.setSpacing(theme().gap())
        self.head.setContentsMargins(0, 0, beyond, 0)
        self.low.setContentsMargins(0, 0, beyond, 0)
        self.title.set_role("heading" if theme().large_text else "title")
        self.update()

    def below_title(self) -> QSize:
        """How much room content and foot have together; asked before it is laid out."""
        sides, gap = self.column.contentsMargins(), self.column.spacing()
        width = self.width() - 2 * sides.left()
        title = self.head.totalHeightForWidth(width)
        return QSize(width, self.height() - sides.top() - title - 2 * gap - sides.bottom())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, radius = smooth(QPainter(self)), theme().size("radius", "sheet")
        path, half = QPainterPath(), theme().size("edge", "card") / 2
        path.addRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, radius), radius, radius)
        painter.fillPath(path, theme().color("raised"))
        painter.setPen(QPen(theme().color("outline"), theme().size("edge", "card")))
        painter.drawPath(path)
        wide, high = theme().px("parts", "grip_width"), theme().px("parts", "grip_height")
        grip = QRectF((self.width() - wide) / 2, theme().px("space", 2), wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("outline"))
        painter.drawRoundedRect(grip, high / 2, high / 2)
        painter.end()


class Sheet(QWidget):
    """A scrim and a panel over ``cover(rect)``. One at a time; the content belongs to the sheet until closed."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel = _Panel(self)
        self._scroller = self._panel.scroller
        self.cross = self._panel.cross
        self.cross.clicked.connect(self.close_sheet)
        self._slide = QPropertyAnimation(self._panel, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._wide = False
        self._return_to: QWidget | None = None
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._show_focus)
        self.hide()

    def is_open(self) -> bool:
        return self._scroller.widget() is not None

    def content(self) -> QWidget | None:
        return self._scroller.widget()

    def open_with(self, content: QWidget, title: str, area: QRect, *, wide: bool = False) -> None:
        """Show ``content`` under ``title`` over ``area`` of the parent; ``wide`` makes room for two columns."""
        self._drop_content()
        self._return_to = QApplication.focusWidget()
        self._wide = wide
        self._panel.title.setText(title)
        self.setAccessibleName(title)
        self._scroller.set_content(content)
        if isinstance(content, SheetContent):
            content.foot.asked.connect(self._place_foot)
        self.cover(area)
        self.show()
        self.raise_()
        self._animate()
        self._focus_first()

    def cover(self, area: QRect) -> None:
        """Take this place, without moving again."""
        self.setGeometry(area)
        self._place()

    def head_area(self) -> QRect:
        """Where its title stands, clear of the cross, in the parent: a snackbar here hides nothing to press."""
        margins, cross = self._panel.column.contentsMargins(), self.cross.sizeHint()
        panel = self._panel.geometry().translated(self.pos())
        room = panel.width() - margins.left() - margins.right() - cross.width()
        return QRect(panel.left() + margins.left(), panel.top(), room, margins.top() + cross.height())

    def close_sheet(self) -> None:
        """Close and give the focus back; the content is deleted, its draft is the caller's."""
        if not self.is_open():
            return
        self._drop_content()
        self.hide()
        if self._return_to is not None and self._return_to.isVisible():
            self._return_to.setFocus(Qt.FocusReason.OtherFocusReason)
        self._return_to = None
        self.closed.emit()

    def _drop_content(self) -> None:
        content = self._scroller.takeWidget() if self.is_open() else None
        if isinstance(content, SheetContent):
            content.foot.asked.disconnect(self._place_foot)
            content.foot.stand_in(content.column)
        if content is not None:
            content.setParent(self)  # so that Qt deletes it, not Python's collector half way through its parts
            content.hide()
            content.deleteLater()

    def _place(self) -> None:
        most = theme().px("layout", "sheet_wide" if self._wide else "sheet_max_width")
        width = min(self.width(), most) if self._wide or not theme().is_narrow(self.width()) else self.width()
        top = theme().px("space", 3)
        self._panel.setGeometry((self.width() - width) // 2, top, width, max(1, self.height() - top))
        self._place_foot()

    def _place_foot(self) -> None:
        """Below the scroller, or within it where it would leave too little to read."""
        content = self.content()
        if isinstance(content, SheetContent):
            room = self._panel.below_title()
            stands = content.foot.height_at(room.width()) <= MOST_OF_SHEET * room.height()
            content.foot.stand_in(self._panel.low if stands else content.column)

    def _show_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What gets the keyboard comes into sight, with its label above and its message below."""
        content = self.content()
        if content is not None and now is not None and content.isAncestorOf(now):
            self._scroller.ensureWidgetVisible(now, 0, 2 * theme().target())

    def _animate(self) -> None:
        end = self._panel.pos()
        self._slide.stop()
        if (duration_ms := theme().ms("sheet_ms")) == 0:
            return
        self._slide.setDuration(duration_ms)
        self._slide.setStartValue(QPoint(end.x(), self.height()))
        self._slide.setEndValue(end)
        self._slide.start()

    def settle(self) -> None:
        """Jump to the end of the slide, for pictures."""
        self._slide.stop()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._slide.stop()
        self._place()

    def stops(self) -> list[QWidget]:
        """What Tab goes through while the sheet is open: its content, its foot, then the cross."""
        return [stop for stop in tab_stops(self._panel) if stop is not self.cross] + [self.cross]

    def _focus_first(self) -> None:
        self.stops()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus(self.stops(), forward=forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The scrim swallows presses: only the cross and Escape close, so that no stray touch loses a thought."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().scrim())
        painter.end()
