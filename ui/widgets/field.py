"""Field and TextArea: label, hint, frame with the focus ring, and a message whose space is kept."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.message import MessageLine, Tone
from ui.widgets.paint import draw_icon, face, focus_ring, smooth
from ui.widgets.words import Caption, Words

TextInput = QLineEdit | QPlainTextEdit


class FieldFrame(QFrame):
    """The frame round the text: outline, red outline, or both rings while the text is in use."""

    def __init__(self, edit: TextInput, icon: str = "") -> None:
        super().__init__()
        self._edit, self._icon, self._wrong = edit, icon, False
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self._row = QHBoxLayout(self)
        self._row.addWidget(edit)
        edit.installEventFilter(self)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        side, line = theme().px("space", 3), isinstance(self._edit, QLineEdit)
        icon = theme().px("icon", "large") + theme().px("space", 2) if self._icon else 0
        self._row.setContentsMargins(side, 0 if line else side, side + icon, 0 if line else side)
        lines = theme().target() if line else 3 * theme().line("field") + 3 * side
        self.setMinimumHeight(lines)
        if line:
            self.setMaximumHeight(lines)
        self.update()

    def set_wrong(self, wrong: bool) -> None:
        self._wrong = wrong
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        radius = theme().size("radius", "control")
        if self._edit.hasFocus():
            rect = focus_ring(painter, rect, radius)
        edge = theme().color("danger" if self._wrong else "outline")
        width = theme().size("edge", "strong" if self._wrong else "control")
        face(painter, rect, radius, theme().color("raised"), edge, width)
        if self._icon:
            side = theme().px("icon", "large")
            box = QRectF(self.width() - side - theme().px("space", 3), 0, side, self.height())
            draw_icon(painter, box, self._icon, theme().ink("muted", on="raised"))
        painter.end()


class _Labelled(QWidget):
    """A text input with its label above and its message below."""

    changed = Signal(str)
    committed = Signal()

    def __init__(self, edit: TextInput, label: str, hint: str, icon: str, on: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.edit = edit
        self._hint = hint
        self._label = Words(label, "label_strong", "text", on=on)
        self._label.setBuddy(edit)
        self._hint_line = Caption(hint, on=on)
        self.frame = FieldFrame(edit, icon)
        self.message = MessageLine(on=on)
        edit.setAccessibleName(label)
        edit.setAccessibleDescription(hint)
        self.setFocusProxy(edit)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._label, self._hint_line, self.frame, self.message):
            self._column.addWidget(part)
        self._hint_line.setVisible(bool(hint))  # once it has a parent: before, it would be a window
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self.edit.setFont(theme().font("field"))
        self._column.setSpacing(theme().px("space", 1) // 2)

    def showEvent(self, event: QShowEvent) -> None:
        """Whatever was hidden while the text size changed is polished with its old font when it is shown."""
        super().showEvent(event)
        self.restyle()

    def label(self) -> str:
        return self._label.text()

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self._hint_line.setText(hint)
        self._hint_line.setVisible(bool(hint))
        self._describe(self.message.text())

    def set_error(self, words: str) -> None:
        """Say what is wrong; what was typed stays."""
        self._tell("danger", words)

    def set_ok(self, words: str) -> None:
        """Read back what was understood."""
        self._tell("ok", words)

    def set_warning(self, words: str) -> None:
        self._tell("warn", words)

    def clear_message(self) -> None:
        self._tell("ok", "")

    def _tell(self, tone: Tone, words: str) -> None:
        self.frame.set_wrong(tone == "danger" and bool(words))
        self.message.say(tone, words)
        self._describe(words)

    def _describe(self, words: str) -> None:
        self.edit.setAccessibleDescription(". ".join(part for part in (self._hint, words) if part))


class Field(_Labelled):
    """One line of text. ``changed(str)`` at every key, ``committed()`` on Enter or when left."""

    def __init__(
        self,
        label: str,
        hint: str = "",
        text: str = "",
        *,
        icon: str = "",
        secret: bool = False,
        on: str = "raised",
        parent: QWidget | None = None,
    ) -> None:
        self.line = QLineEdit(text)
        self.line.setFrame(False)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(self.line, label, hint, icon, on, parent)
        self._column.addStretch(1)  # beside a field with more to say, it stays at the top
        self.line.textEdited.connect(self.changed)
        self.line.editingFinished.connect(self.committed)

    def shrink_to_line(self) -> None:
        """Only the frame, with the label as its placeholder: for a search in a bar, which has nothing to say."""
        for part in (self._label, self._hint_line, self.message):
            part.hide()
        self.line.setPlaceholderText(self.label())

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put text in without telling ``changed``."""
        if text != self.line.text():
            self.line.setText(text)


class TextArea(_Labelled):
    """Several lines of text; Tab leaves it. Same signals as ``Field``."""

    def __init__(
        self, label: str, hint: str = "", text: str = "", *, on: str = "raised", parent: QWidget | None = None
    ) -> None:
        self.area = QPlainTextEdit(text)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setTabChangesFocus(True)
        self.area.document().setDocumentMargin(0)
        self._quiet = False
        super().__init__(self.area, label, hint, "", on, parent)
        self.area.textChanged.connect(self._changed)
        self.area.installEventFilter(self)

    def _changed(self) -> None:
        if not self._quiet:
            self.changed.emit(self.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.committed.emit()
        return super().eventFilter(watched, event)

    def text(self) -> str:
        return self.area.toPlainText()

    def set_text(self, text: str) -> None:
        """Put text in without telling ``changed``."""
        if text != self.text():
            self._quiet = True
            self.area.setPlainText(text)
            self._quiet = False
