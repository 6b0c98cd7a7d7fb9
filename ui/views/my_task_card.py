"""MyTaskCard: the officer's own task at the foot of the map, with two large buttons."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.map_state import MyTask
from ui.views.rows import TurningRow
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.paint import draw_icon, smooth
from ui.widgets.words import Caption, Heading
from ui.wording import say


class MyTaskCard(Card):
    """``first()`` starts or ends looking, ``second()`` says that the person was seen, or that nobody can go."""

    first = Signal()
    second = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("map.my_task_label"))
        self._sign, self._title, self._words = _Sign(), Heading(""), Caption("", "label")
        self.first_button = Button("", "primary", "done", tall=True)
        self.second_button = Button("", "outlined", "watch.looking", tall=True)
        self._row = TurningRow(self.first_button, self.second_button, equal=True)
        self.column.addWidget(self._head())
        self.column.addWidget(self._row)
        self.first_button.clicked.connect(self.first)
        self.second_button.clicked.connect(self.second)

    def _head(self) -> QWidget:
        whole, words = QWidget(), QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._words)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        return whole

    def show_task(self, task: MyTask | None) -> None:
        self.setVisible(task is not None)
        if task is None:
            return
        self._sign.set_icon(task.icon)
        self._title.setText(task.title)
        self._words.setText(task.second)
        self._words.setVisible(bool(task.second))
        self.first_button.setText(say("map.all_searched" if task.under_way else "map.start_looking"))
        self.first_button.set_icon("done" if task.under_way else "start")
        self.second_button.setText(task.seen if task.under_way else say("map.cannot_go"))
        self.second_button.set_icon("watch.looking" if task.under_way else "forbid")
        self._row.restyle()


class _Sign(QWidget):
    """The icon of the place."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = "task"
        theme().follow(self.restyle)

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(theme().px("icon", "huge"), theme().px("icon", "huge"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        draw_icon(painter, QRectF(self.rect()), self._icon, theme().ink("accent", on="raised"), "large")
        painter.end()
