"""The door of a laptop: the first set-up, and signing in while nothing else can be seen."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.identity import Rank
from ui.theme import theme
from ui.viewmodels.entry import EntryModel
from ui.views.rows import TurningRow
from ui.widgets.button import Button, shrinks
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.more_below import HintingScroller
from ui.widgets.segmented import Segmented
from ui.widgets.words import Caption, Heading, Words
from ui.wording import say

_MINUTE_MS = 60_000
_RANKS = (Rank.OFFICER, Rank.SERGEANT, Rank.INSPECTOR, Rank.ADMINISTRATOR)


class Door(QWidget):
    """One column in the middle of the window, as wide as a sheet at most."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout()
        inner, row = QWidget(), QHBoxLayout()
        inner.setLayout(self.column)
        row.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(row)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        self._inner = inner
        self._outer = outer = QVBoxLayout(self)
        self.scroller = HintingScroller(self, on="surface")
        self.scroller.set_content(holder)
        outer.addWidget(self.scroller)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self._outer.setContentsMargins(self.scroller.bar_room(), 0, 0, 0)  # what the bar takes at the right
        self._inner.setMaximumWidth(theme().px("layout", "sheet_max_width"))
        margin = theme().px("space", 2 if theme().large_text else 4)
        self.column.setContentsMargins(margin, theme().px("space", 5), margin, margin)
        self.column.setSpacing(theme().px("space", 3))


class Welcome(Door):
    """The first run: force, officer, rank, passphrase, one button."""

    def __init__(self, model: EntryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.force = Field(say("entry.force"), say("entry.force_hint"), on="surface")
        self.officer = Field(say("entry.officer"), say("entry.officer_hint"), on="surface")
        ranks = [(rank.word, say(f"entry.rank_{rank.word}")) for rank in _RANKS]
        self.rank = Segmented(ranks, say("entry.rank"), Rank.OFFICER.word)
        self.passphrase = Field(say("entry.passphrase"), say("entry.passphrase_hint"), secret=True, on="surface")
        self.again = Field(say("entry.again"), say("entry.again_hint"), secret=True, on="surface")
        self.problem = MessageLine("danger", on="surface")
        self.button = shrinks(Button(say("entry.set_up"), icon="lock", tall=True, on="surface"))
        self._lay_out()
        self.button.clicked.connect(self._set_up)
        self.again.committed.connect(self._set_up)
        model.changed.connect(self._show)

    def _lay_out(self) -> None:
        rank = QWidget()
        about_rank = QVBoxLayout(rank)
        about_rank.setContentsMargins(0, 0, 0, 0)
        about_rank.addWidget(Words(say("entry.rank"), "label_strong", on="surface"))
        about_rank.addWidget(self.rank)
        for widget in (
            Heading(say("entry.title"), "title", on="surface"),
            Words(say("entry.words"), ink="muted", on="surface"),
            TurningRow(self.force, self.officer, equal=True),
            rank,
            TurningRow(self.passphrase, self.again, equal=True),
            self.problem,
            self.button,
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def _set_up(self) -> None:
        rank = Rank[(self.rank.value() or Rank.OFFICER.word).upper()]
        self._model.set_up(self.force.text(), self.officer.text(), rank, self.passphrase.text(), self.again.text())

    def _show(self) -> None:
        state = self._model.state
        self.button.setEnabled(not state.busy)
        self.button.setText(say("entry.busy") if state.busy else say("entry.set_up"))
        self.problem.say("danger", state.problem)


class SignIn(Door):
    """The locked laptop: the time, who may sign in, a passphrase. No name of a missing person, ever."""

    def __init__(self, model: EntryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.clock = Words("", "clock_large", on="surface", align=Qt.AlignmentFlag.AlignHCenter)
        self.locked = Caption(say("entry.locked"), "body", on="surface", align=Qt.AlignmentFlag.AlignHCenter)
        self.passphrase = Field(say("entry.passphrase"), secret=True, on="surface")
        self.problem = MessageLine("danger", on="surface")
        self.button = shrinks(Button("", icon="lock", tall=True, on="surface"))
        self.others = Card()
        self._rows = self.others.column
        self._minute = QTimer(self, singleShot=True)
        self._minute.timeout.connect(self.tick)
        self._lay_out()
        self.passphrase.committed.connect(self._sign_in)
        self.button.clicked.connect(self._sign_in)
        model.changed.connect(self._show)
        self._listed: tuple[tuple[str, str], ...] = ()
        self.restyle()
        self._show()

    def _lay_out(self) -> None:
        note = Caption(say("entry.nothing_shown"), on="surface", align=Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)
        for widget in (self.clock, self.locked, self.passphrase, self.problem, self.button, self.others, note):
            self.column.addWidget(widget)
        self.column.addStretch(2)

    def restyle(self) -> None:
        """Take sizes from the theme again; in large text any time of day still fits a narrow window."""
        super().restyle()
        if hasattr(self, "clock"):
            self.clock.set_role("clock_time" if theme().large_text else "clock_large")

    def tick(self) -> None:
        """Show the time of this minute, and of the next one when it comes."""
        self.clock.setText(QDateTime.currentDateTime().toString("HH:mm"))
        self._minute.start(int(_MINUTE_MS - QDateTime.currentMSecsSinceEpoch() % _MINUTE_MS) + 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tick()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign_in(self) -> None:
        if self.passphrase.text():
            self._model.sign_in(self.passphrase.text())

    def _show(self) -> None:
        state = self._model.state
        if state.new:
            return
        name = dict(state.officers).get(state.chosen, "")
        self.button.setEnabled(not state.busy)
        self.button.setText(say("entry.checking") if state.busy else say("entry.sign_in_as", call_sign=name))
        self.problem.say("danger", state.problem)
        self._list(tuple(each for each in state.officers if each[0] != state.chosen))

    def _list(self, others: tuple[tuple[str, str], ...]) -> None:
        self.others.setVisible(bool(others))
        if others == self._listed:
            return
        self._listed = others
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, (officer, call_sign) in enumerate(others):
            row = ListRow("account", call_sign, say("entry.another"), divider=place > 0)
            row.clicked.connect(lambda _checked=False, officer=officer: self._choose(officer))
            self._rows.addWidget(row)

    def _choose(self, officer: str) -> None:
        self.passphrase.set_text("")
        self._model.choose(officer)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)


class Refused(Door):
    """This window may not open: why, and what to do instead. Nothing else can be done here."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = Words(words, on="surface")
        self.button = shrinks(Button(say("store.not_open_close"), tall=True, on="surface"))
        self.button.clicked.connect(self._close)
        self.column.addStretch(1)
        for widget in (Heading(say("store.not_open_title"), "title", on="surface"), self.reason, self.button):
            self.column.addWidget(widget)
        self.column.addStretch(2)

    def _close(self) -> None:
        self.window().close()
