"""What the cards and sheets of the Person room share: a stage to stand on, heads of cards, rows of lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.person_forms import Form
from ui.viewmodels.person_sayings import Line
from ui.views.rows import Rows
from ui.widgets.card import Card
from ui.widgets.field import Field, TextArea
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.paint import draw_icon, smooth
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Caption, Heading


class Stage(Protocol):
    """What the room needs of the window; `ui.shell.Shell` is one."""

    def show_sheet(self, content: QWidget, title: str, *, wide: bool = False) -> None: ...
    def close_sheet(self) -> None: ...
    def say(self, text: str, undo: Callable[[], object] | None = None) -> None: ...
    def open_room(self, key: str) -> None: ...


class FormSheet(SheetContent):
    """A sheet over a `Form`: fields bound by name, a message for what belongs to no field. ``done()`` once saved."""

    done = Signal()

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        form.setParent(self)
        self.inputs: dict[str, Field | TextArea] = {}
        self.problem = MessageLine("danger", keep=False)
        form.changed.connect(self.refresh)
        form.brought.connect(self.fill)
        form.refused.connect(self.look_at)
        form.saved.connect(self.done)

    def bind(self, name: str, widget: Field | TextArea) -> Field | TextArea:
        """Let a field type into the form and show what the form says of it."""
        self.inputs[name] = widget
        widget.set_text(self.form.state.values.get(name, ""))
        widget.changed.connect(lambda text: self.form.type(name, text))
        return widget

    def fill(self) -> None:
        for name, widget in self.inputs.items():
            widget.set_text(self.form.state.values.get(name, ""))
        self.refresh()

    def refresh(self) -> None:
        state = self.form.state
        for name, widget in self.inputs.items():
            tell(widget, state.errors.get(name, ""), state.fine.get(name, ""))
        self.problem.say("danger", state.problem)
        self.problem.setVisible(bool(state.problem))

    def look_at(self, name: str) -> None:
        if name in self.inputs:
            self.inputs[name].setFocus()


def tell(widget: Field | TextArea, error: str, fine: str, *, warning: bool = False) -> None:
    """Say what is wrong at the field, else what was understood."""
    if error:
        widget.set_error(error)
    elif fine and warning:
        widget.set_warning(fine)
    elif fine:
        widget.set_ok(fine)
    else:
        widget.clear_message()


def tell_tightly(widget: Field, error: str, fine: str) -> None:
    """The same where every line counts: an empty message takes no room."""
    tell(widget, error, fine)
    widget.message.setVisible(bool(error or fine))


class Sign(QWidget):
    """An icon in front of a heading or a line."""

    def __init__(self, icon: str, ink: str, on: str = "raised") -> None:
        super().__init__()
        self._icon, self._ink, self._on = icon, ink, on
        theme().follow(self.restyle)

    def set_sign(self, icon: str, ink: str) -> None:
        self._icon, self._ink = icon, ink
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(theme().px("icon", "large"), theme().line("heading"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        draw_icon(painter, QRectF(self.rect()), self._icon, theme().ink(self._ink, on=self._on))
        painter.end()


class Head(QWidget):
    """A heading with a quiet line or something to press at its right."""

    def __init__(self, heading: str, right: QWidget | None = None, *, sign: tuple[str, str] | None = None) -> None:
        super().__init__()
        self.heading = Heading(heading)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        if sign:
            self._row.addWidget(Sign(*sign))
        self._row.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        if right is not None:
            self._row.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        turn(self._row)
        self._row.setSpacing(theme().px("space", 2))


def turn(box: QBoxLayout) -> None:
    """Side by side; under one another where the text is large."""
    direction = QBoxLayout.Direction
    box.setDirection(direction.TopToBottom if theme().large_text else direction.LeftToRight)


class LinesCard(Card):
    """A heading and rows; ``pressed(str)`` gives the key of a row. ``empty`` is a row while there is none."""

    pressed = Signal(str)

    def __init__(self, heading: str, empty: Line, right: QWidget | None = None) -> None:
        super().__init__()
        self._empty, self.rows, self._presses = empty, Rows(), True
        self.head = Head(heading, right)
        self.column.addWidget(self.head)
        self.column.addWidget(self.rows)

    def set_presses(self, presses: bool) -> None:
        """Whether a row can be pressed by this rank."""
        self._presses = presses

    def show_lines(self, lines: Sequence[Line]) -> None:
        wanted = lines or [self._empty]
        self.rows.fill([((line, self._presses), self._maker(line)) for line in wanted])

    def _maker(self, line: Line) -> Callable[[], ListRow]:
        def make() -> ListRow:
            return row_of(line, self.pressed.emit if self._presses and line.key else None)

        return make


def row_of(line: Line, press: Callable[[str], object] | None) -> ListRow:
    """A row that says a line; to press where ``press`` is given."""
    row = ListRow(line.icon, line.title, line.second, icon_ink=line.ink, still=press is None)
    row.set_mark(line.sent, line.sent_words)
    if press is not None:
        row.clicked.connect(lambda: press(line.key))
    return row


def caption(text: str) -> Caption:
    """The quiet line at the right of a heading."""
    return Caption(text, "label", wrap=False)
