"""TurningRow and Rule: a row that stands up where it is too narrow, and a hairline between two thoughts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from ui.theme import theme


class TurningRow(QWidget):
    """Widgets side by side while they fit, else under one another; the order of Tab stays.

    ``equal`` shares the row out evenly; otherwise what is left over stays free at the right.
    """

    def __init__(self, *widgets: QWidget, equal: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._equal = equal
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self._box.addWidget(widget, 1 if equal else 0)
        if not equal:
            self._box.addStretch(1)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._box.setSpacing(theme().gap())
        self._turn()

    def _widgets(self) -> list[QWidget]:
        items = [self._box.itemAt(place) for place in range(self._box.count())]
        found = [item.widget() for item in items if item is not None]
        return [widget for widget in found if widget is not None and not widget.isHidden()]

    def _fits(self, width: int) -> bool:
        hints = [widget.sizeHint().width() for widget in self._widgets()]
        need = max(hints, default=0) * len(hints) if self._equal else sum(hints)
        return need + theme().gap() * (len(hints) - 1) <= width

    def _turn(self) -> None:
        direction = QBoxLayout.Direction
        wanted = direction.LeftToRight if self._fits(self.width()) else direction.TopToBottom
        if wanted != self._box.direction():
            self._box.setDirection(wanted)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()


class Rule(QWidget):
    """A hairline; upright between two columns."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upright = upright
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        width = max(1, round(theme().size("edge", "card")))
        self.setFixedWidth(width) if self._upright else self.setFixedHeight(width)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("line"))
        painter.end()
