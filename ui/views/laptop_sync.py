"""The sync card: how this laptop stands with central, two numbers, Try now."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.viewmodels.laptop_sync import SyncCard
from ui.views.person_parts import Head, Sign
from ui.views.rows import TurningRow
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.message import MessageLine
from ui.widgets.paint import LEFT, draw_icon, draw_line, face, smooth, width_of
from ui.widgets.words import WRAP, Words, wrapped_height
from ui.wording import say

_LOOKS = {"warn": ("warn_soft", "warn_text", "text"), "ok": ("ok_soft", "ok_text", "text"),
          "quiet": ("sunken", "muted", "text")}  # fmt: skip


class NumberTile(QWidget):
    """A large number with an icon, and under it what it counts. ``look``: warn, ok or quiet."""

    def __init__(self, icon: str, words: str, look: str) -> None:
        super().__init__()
        self._icon, self._words, self._look, self._number = icon, words, look, 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_number(0, look)
        theme().follow(self.restyle)

    def set_number(self, number: int, look: str) -> None:
        self._number, self._look = number, look
        self.setAccessibleName(say("laptop.number", number=number, words=self._words))
        self.restyle()

    def number(self) -> int:
        return self._number

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _around(self) -> int:
        return 2 * theme().px("space", 3)

    def _head(self) -> float:
        """How wide icon and number are."""
        return theme().px("icon", "large") + theme().px("space", 3) + width_of(str(self._number), theme().font("clock"))

    def sizeHint(self) -> QSize:
        wide = max(width_of(self._words, theme().font("label_strong")), self._head())
        return QSize(ceil(wide) + 2 + self._around(), self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        longest = max(width_of(word, theme().font("label_strong")) for word in self._words.split())
        return QSize(ceil(max(longest, self._head())) + 2 + self._around(), self.heightForWidth(10_000))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = wrapped_height(self._words, "label_strong", width - self._around())
        return theme().line("clock") + theme().px("space", 2) + words + self._around()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, (fill, sign, ink) = smooth(QPainter(self)), _LOOKS[self._look]
        rect, step = QRectF(self.rect()), theme().px("space", 3)
        edge = theme().color("line")
        face(painter, rect, theme().size("radius", "control"), theme().color(fill), edge, theme().size("edge", "card"))
        side, line = theme().px("icon", "large"), theme().line("clock")
        draw_icon(painter, QRectF(step, step, side, line), self._icon, theme().ink(sign, on=fill), "large")
        number = QRectF(2 * step + side, step, self.width(), line)
        draw_line(painter, number, str(self._number), theme().font("clock"), theme().ink(ink, on=fill), LEFT)
        self._draw_words(painter, fill, ink, step + line + theme().px("space", 2))
        painter.end()

    def _draw_words(self, painter: QPainter, fill: str, ink: str, top: float) -> None:
        painter.setFont(theme().font("label_strong"))
        painter.setPen(theme().ink(ink, on=fill))
        box = QRectF(theme().px("space", 3), top, self.width() - self._around() + 1, self.height() - top)
        painter.drawText(box, WRAP, self._words)


class SyncPane(Card):
    """Title, words, reason, two numbers, two buttons. ``enrol_wanted()`` asks for the sheet of central records."""

    try_wanted = Signal()
    enrol_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("outline")
        self.sign = Sign("sync", "text")
        self.head, self.words = Head(""), Words("")
        self.title = TurningRow(self.sign, self.head, fill=1, squeeze=True)
        self.reason = MessageLine("danger", keep=False)
        self.unsent = NumberTile("not_sent", say("laptop.unsent_number"), "quiet")
        self.sent = NumberTile("sent", say("laptop.sent_number"), "ok")
        self.try_now = Button(say("laptop.try_now"), "primary", "sync")
        self.enrol = Button(say("laptop.enrol"), "primary", "server-network")
        self.central = Button(say("laptop.central"), "outlined", "server-network")
        self.numbers = TurningRow(self.unsent, self.sent, equal=True)
        self.buttons = TurningRow(self.try_now, self.central, self.enrol, equal=True)
        for part in (self.title, self.words, self.reason, self.numbers, self.buttons):
            self.column.addWidget(part)
        self.try_now.clicked.connect(self.try_wanted)
        for button in (self.enrol, self.central):
            button.clicked.connect(self.enrol_wanted)

    def show_card(self, card: SyncCard, *, trying: bool) -> None:
        """Say how it stands; a button that waits for an answer says so."""
        self.set_bar(card.bar)
        self.sign.set_sign(card.icon, "text")
        self.head.heading.setText(card.title)
        self.words.setText(card.words)
        self.reason.say("danger", card.problem)
        self.reason.setVisible(bool(card.problem))
        self.unsent.set_number(card.unsent, "warn" if card.unsent else "quiet")
        self.sent.set_number(card.sent, "ok" if card.sent else "quiet")
        for button, shown in ((self.try_now, card.enrolled), (self.central, card.enrolled), (self.enrol, True)):
            button.setVisible(shown and (button is not self.enrol or not card.enrolled))
        self.try_now.setText(say("laptop.trying" if trying else "laptop.try_now"))
