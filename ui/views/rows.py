"""What the rooms lay out with: a row that turns where it is narrow, a hairline, rows of a card, the order of Tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.card import Card
from ui.widgets.list_row import ListRow


class TurningRow(QWidget):
    """Widgets side by side while they fit, else under one another; the order of Tab stays.

    ``equal`` shares the row out, ``fill`` gives what is left over to one of them; else it stays free.
    With ``squeeze`` the one that fills may wrap its words before the row turns.
    """

    def __init__(
        self,
        *widgets: QWidget,
        equal: bool = False,
        fill: int | None = None,
        squeeze: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._equal, self._squeezed = equal, widgets[fill] if squeeze and fill is not None else None
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self._box.addWidget(widget, 1 if equal else 0)
        if fill is not None:
            self._box.setStretchFactor(widgets[fill], 1)
        elif not equal:
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
        hints = [(w.minimumSizeHint() if w is self._squeezed else w.sizeHint()).width() for w in self._widgets()]
        return sum(hints) + theme().gap() * (len(hints) - 1) <= width

    def _share(self) -> None:
        """Evenly, or where one needs more than its share by what each needs."""
        hints = {widget: widget.sizeHint().width() for widget in self._widgets()}
        gaps = theme().gap() * (len(hints) - 1)
        even = max(hints.values(), default=0) * len(hints) + gaps <= self.width()
        for widget, hint in hints.items():
            self._box.setStretchFactor(widget, 1 if even else hint)

    def _turn(self) -> None:
        if self._equal:
            self._share()
        direction = QBoxLayout.Direction
        wanted = direction.LeftToRight if self._fits(self.width()) else direction.TopToBottom
        if wanted != self._box.direction():
            self._box.setDirection(wanted)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest of them: it can always turn."""
        widths = [widget.minimumSizeHint().width() for widget in self._widgets()]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

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


class Rows(QWidget):
    """Rows of a card with hairlines between them; made again only where what they say has changed."""

    def __init__(self, columns: int = 1) -> None:
        super().__init__()
        self._columns, self._said = 0, [object()]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.set_columns(columns)
        theme().follow(self.restyle)

    def set_columns(self, columns: int) -> None:
        """How many rows stand beside each other, the next time they are filled."""
        if columns != self._columns:
            self._columns, self._said = columns, [object()]
            for column in range(2):
                self._grid.setColumnStretch(column, int(column < columns))

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme().px("space", 5))
        self._grid.setVerticalSpacing(0)

    def fill(self, wanted: Sequence[tuple[object, Callable[[], ListRow]]]) -> bool:
        """Show these, each with what it says as its key; whether any is another one now."""
        said = [key for key, _ in wanted]
        if said == self._said:
            return False
        self._said = said
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (_, make) in enumerate(wanted):
            row = make()
            row.set_divider(place >= self._columns)
            self._grid.addWidget(row, place // self._columns, place % self._columns)
        return True


class RowsCard(Card):
    """A card whose rows bring their own height with them; ``ends`` is a step of the space scale."""

    def __init__(self, ends: int = 1) -> None:
        self._ends = ends
        super().__init__()

    def restyle(self) -> None:
        super().restyle()
        side, ends = theme().px("space", 4), theme().px("space", self._ends)
        self.column.setContentsMargins(side, ends, side, ends)
        self.column.setSpacing(0)


def chain(layout: QLayout) -> None:
    """Let Tab go through everything in a layout as it is read: rows that were made later stand in their place."""
    for before, after in pairwise(_stops(layout)):
        QWidget.setTabOrder(before, after)


def _stops(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.layout() if item is not None else None
        if inner is not None:
            yield from _stops(inner)
        elif item is not None and (widget := item.widget()) is not None:
            yield from _stops_in(widget)


def _stops_in(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    if (layout := widget.layout()) is not None:
        yield from _stops(layout)
        return
    for child in widget.findChildren(QWidget, "", Qt.FindChildOption.FindDirectChildrenOnly):
        yield from _stops_in(child)
