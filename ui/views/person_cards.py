"""The left column of the Person room: earlier episodes, why we are worried, flags, the photo."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QWidget

from ui.lines import PersonLine
from ui.theme import theme
from ui.viewmodels.person_lines import Episodes, Worry
from ui.views.person_parts import Head, turn
from ui.widgets.avatar import Avatar
from ui.widgets.button import Button, IconButton, shrinks
from ui.widgets.card import Card
from ui.widgets.list_row import ListRow
from ui.widgets.mark import SentMark
from ui.widgets.words import Caption, Words
from ui.wording import say


class EpisodesCard(Card):
    """Earlier episodes come first: how often, and what happened each time. ``opened`` asks for the field."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(bar="danger")
        self._shown: tuple[Episodes, bool] | None = None
        self._row = ListRow("history", "", icon_ink="danger_text")
        self._still = ListRow("history", "", icon_ink="danger_text", still=True)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        for part in (self._row, self._still, self._table):
            self.column.addWidget(part)
        self._row.clicked.connect(self._open)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_grid"):
            self._grid.setHorizontalSpacing(theme().px("space", 4))
            self._grid.setVerticalSpacing(theme().px("space", 1))

    def _open(self) -> None:
        self.opened.emit("earlier_episodes_detail" if self._shown and self._shown[0].any_known else "earlier_episodes")

    def show_episodes(self, episodes: Episodes, *, presses: bool) -> None:
        if self._shown == (episodes, presses):
            return
        self._shown = (episodes, presses)
        self.set_bar("danger" if episodes.any_known else None)
        for row in (self._row, self._still):
            row.set_words(episodes.title, _second(episodes))
            row.set_icon("history", "danger_text" if episodes.any_known else "warn_text")
        self._row.setVisible(presses)
        self.set_top(1 if presses else 0)
        self._still.setVisible(not presses)
        self._fill_table(episodes)

    def _fill_table(self, episodes: Episodes) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for place, (when, what) in enumerate(episodes.pieces):
            if what:
                self._grid.addWidget(Words(when, "label_strong"), place, 0, top)
                self._grid.addWidget(Words(what, "label"), place, 1, top)
            else:
                self._grid.addWidget(Words(when, "label"), place, 0, 1, 2)
        self._table.setVisible(bool(episodes.pieces))


def _second(episodes: Episodes) -> str:
    if episodes.pieces or episodes.title == say("person.episodes_none"):
        return ""
    return say("person.episodes_no_detail" if episodes.any_known else "person.episodes_ask")


class WorryCard(Card):
    """Why we are worried, who said so, whether it was sent. ``opened`` asks for the field."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._change = IconButton("pencil", say("person.change_worry"))
        self._words, self._source = Words(), Caption("", align=Qt.AlignmentFlag.AlignRight)
        self._mark = SentMark("not_sent")
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._mark)
        row.addWidget(self._source, 1)
        for part in (Head(say("person.worry"), self._change), self._words, self._foot):
            self.column.addWidget(part)
        self._change.clicked.connect(lambda: self.opened.emit("narrative"))

    def show_worry(self, worry: Worry, *, presses: bool) -> None:
        self._change.setVisible(presses)
        self.set_top(1 if presses else 0)
        self._words.setText(worry.text or say("person.worry_not_known"))
        self._words.set_ink("text" if worry.text else "muted")
        self._foot.setVisible(worry.sent is not None)
        if worry.sent is not None:
            self._mark.set_state(worry.sent, worry.sent_words)
            self._source.setText(worry.source)


class PhotoCard(Card):
    """The person's photo, or that there is none yet. ``wanted()`` asks for the sheet that adds one."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._avatar, self._words = Avatar("", ""), Words("", "strong")
        self._add = shrinks(Button(say("person.photo_add"), "outlined", "camera"))
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.addWidget(self._avatar)
        self._box.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        self._box.addWidget(self._add)
        self.column.addLayout(self._box)
        self._add.clicked.connect(self.wanted)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_box"):
            turn(self._box)
            self._box.setSpacing(theme().px("space", 3))

    def show_photo(self, line: PersonLine, *, presses: bool) -> None:
        self._avatar.set_person(line.name, line.initials, line.photo)
        key = "person.photo_here" if line.photo else "person.photo_none"
        self._words.setText(say(key, name=line.first_name))
        self._add.setVisible(presses)
