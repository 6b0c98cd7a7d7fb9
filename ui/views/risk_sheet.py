"""The risk sheet: a grade by its badge, why, and when it is looked at again."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from ui.lines import RiskLevel
from ui.theme import theme
from ui.viewmodels.people_lines import risk_level
from ui.viewmodels.risk import CHOICES, REVIEWS, RiskModel
from ui.views.person_parts import tell
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.message import MessageLine
from ui.widgets.paint import LEFT, draw_icon, draw_line, face, width_of
from ui.widgets.pressable import Pressable
from ui.widgets.risk import draw_risk
from ui.widgets.segmented import Segmented
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Words
from ui.wording import say


class GradeOption(Pressable):
    """One grade: its badge, its word, and a tick when it is chosen."""

    def __init__(self, level: RiskLevel, word: str) -> None:
        super().__init__(word)
        self._level = level
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._name_it)
        theme().follow(self.restyle)

    def _name_it(self) -> None:
        self.setAccessibleName(say("kit.chosen", word=self.words()) if self.isChecked() else self.words())

    def _side(self) -> int:
        return theme().px("parts", "badge_large")

    def sizeHint(self) -> QSize:
        words = round(width_of(self.words(), theme().font("strong")) + 1)
        around = 4 * theme().px("space", 3) + theme().px("icon", "normal")
        return QSize(self._side() + words + around, max(theme().target(), theme().px("target", "tall")))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        chosen = self.isChecked() or self.isDown()
        fill, edge = ("accent_soft", "accent") if chosen else ("raised", "outline")
        width = theme().size("edge", "strong" if chosen else "control")
        face(painter, rect, theme().size("radius", "control"), theme().color(fill), theme().color(edge), width)
        side, gap, ink = self._side(), theme().px("space", 3), "on_accent_soft" if chosen else "text"
        draw_risk(painter, QRectF(gap, (self.height() - side) / 2, side, side), self._level)
        left = side + 2 * gap
        room = QRectF(left, 0, self.width() - left, self.height())
        draw_line(painter, room, self.words(), theme().font("strong"), theme().ink(ink, on=fill), LEFT)
        if self.isChecked():
            tick = theme().px("icon", "normal")
            draw_icon(painter, QRectF(self.width() - tick - gap, 0, tick, self.height()), "done",
                      theme().ink(ink, on=fill))  # fmt: skip


class GradeChoice(QWidget):
    """The four grades, two and two; one under another where the text is large. ``chosen(str)``."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("person.risk"))
        self._group, self._grid = QButtonGroup(self), QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.options = {grade: GradeOption(risk_level(grade), say(f"person.grade_{grade}")) for grade in CHOICES}
        for option in self.options.values():
            self._group.addButton(option)
        self._group.buttonClicked.connect(self._tell)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        columns = 1 if theme().large_text else 2
        for place, option in enumerate(self.options.values()):
            self._grid.addWidget(option, place // columns, place % columns)
        self._grid.setSpacing(theme().gap())

    def set_value(self, grade: str) -> None:
        self._group.setExclusive(False)
        for key, option in self.options.items():
            option.setChecked(key == grade)
        self._group.setExclusive(True)

    def _tell(self) -> None:
        self.chosen.emit(next(key for key, option in self.options.items() if option.isChecked()))


class RiskSheet(SheetContent):
    """``done()`` once the grade is in the log."""

    done = Signal()

    def __init__(self, model: RiskModel) -> None:
        super().__init__()
        self.model = model
        if model.parent() is None:
            model.setParent(self)
        self._stands, self._news = Words("", "label", "muted"), MessageLine("warn", keep=False)
        self.grades, self._guard = GradeChoice(), MessageLine("danger", keep=False)
        self.reason = Field(say("person.why_line"), say("person.why_hint"))
        self._due = MessageLine("information")
        self.hours = Segmented([(str(h), say("person.hours", hours=h)) for h in REVIEWS], say("person.next_review"))
        self._provisional = MessageLine("information", say("person.provisional"), keep=False)
        self._provisional_words = Words(say("person.provisional_words"), "label", "muted")
        self._problem = MessageLine("danger", keep=False)
        self.save = Button(say("person.risk_save"), "primary", "done", tall=True)
        self._lay_out()
        self._connect()
        self.fill()

    def _lay_out(self) -> None:
        self.add(self._stands, self._news, self.grades, self._guard, self.reason)
        self.add(Words(say("person.next_review"), "label_strong"), self.hours, self._due)
        self.add(self._provisional, self._provisional_words)
        self.finish(self._problem, self.save)

    def _connect(self) -> None:
        model = self.model
        self.grades.chosen.connect(model.choose_grade)
        self.reason.changed.connect(model.type_reason)
        self.hours.chosen.connect(lambda key: model.choose_hours(int(key)))
        self.save.clicked.connect(model.save)
        model.changed.connect(self.refresh)
        model.brought.connect(self.fill)
        model.refused.connect(self._look_at)
        model.saved.connect(self.done)

    def _look_at(self, name: str) -> None:
        first = next(iter(self.grades.options.values()))
        (self.reason if name == "reason" else first).setFocus()

    def fill(self) -> None:
        self.reason.set_text(self.model.state.reason)
        self.refresh()

    def refresh(self) -> None:
        state = self.model.state
        self.grades.set_value(state.grade)
        self.hours.set_value(None if state.hours is None else str(state.hours))
        standing = state.sides[0] if state.sides else None
        self._stands.setText(
            say("person.stands_now", risk=standing.words, who=standing.who, time=standing.time) if standing else ""
        )
        self._stands.setVisible(standing is not None)
        tell(self.reason, state.error, "")
        self._due.say("information", state.review)
        for part in (self._provisional, self._provisional_words):
            part.setVisible(state.provisional)
        for line, tone, words in (
            (self._news, "warn", state.news),
            (self._guard, "danger", state.guard or state.grade_error),
            (self._problem, "danger", state.problem),
        ):
            line.say("warn" if tone == "warn" else "danger", words)
            line.setVisible(bool(words))
        self.save.setEnabled(not state.guard and not state.saving)
