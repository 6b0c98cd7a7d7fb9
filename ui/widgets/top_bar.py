"""The top bar: whose app this is, whether it is practice, who is signed in, the time, and the lock."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.button import IconButton
from ui.widgets.paint import CENTRE, LEFT, draw_icon, draw_line, face, smooth, width_of
from ui.wording import say


class TopBar(QWidget):
    """52 px. What has no room goes first: the officer's name, then long words, then the app's name; never practice."""

    lock_pressed = Signal()

    def __init__(self, *, practice: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._practice, self._officer, self._time = practice, "", ""
        self.lock = IconButton("lock", say("shell.lock"), on="surface", parent=self)
        self.lock.clicked.connect(self.lock_pressed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name_it()
        theme().follow(self.restyle)

    def set_officer(self, officer: str) -> None:
        self._officer = officer
        self.lock.setVisible(bool(officer))
        self._name_it()

    def set_time(self, time: str) -> None:
        self._time = time
        self._name_it()

    def _name_it(self) -> None:
        parts = [say("shell.app"), say("shell.practice") if self._practice else ""]
        parts += [say("shell.officer", officer=self._officer) if self._officer else ""]
        self.setAccessibleName(". ".join(part for part in parts if part))
        self.update()

    def restyle(self) -> None:
        self.updateGeometry()
        self._place_lock()
        self.update()

    def sizeHint(self) -> QSize:
        height = max(theme().px("layout", "top_bar"), theme().target() + theme().px("space", 1))
        return QSize(theme().px("layout", "list_width") // 2, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_lock()

    def _margin(self) -> int:
        return theme().px("space", 5 if not theme().is_narrow(self.width()) else 3)

    def _place_lock(self) -> None:
        side = theme().target()
        spare = (side - theme().px("icon", "large")) // 2
        self.lock.setGeometry(
            self.width() - self._margin() - side + spare, (self.sizeHint().height() - side) // 2, side, side
        )

    def _left_width(self, app: str, practice: str) -> float:
        gap = theme().px("space", 3)
        name = theme().px("icon", "large") + gap + width_of(app, theme().font("heading")) if app else 0
        chip = width_of(practice, theme().font("caption")) + 2 * theme().px("space", 2) + gap if practice else 0
        return self._margin() + name + chip + (theme().px("space", 2) if app else 0)

    def _right_width(self, officer: str) -> float:
        gap = theme().px("space", 3)
        name = width_of(officer, theme().font("label")) + gap if officer else 0
        lock = self.width() - self.lock.x() if self._officer else self._margin()
        return lock + width_of(self._time, theme().font("strong")) + name + gap

    def _variant(self) -> tuple[str, str, str]:
        """App name, practice words and officer: the fullest that fits."""
        app = say("shell.app")
        tries = (
            (app, "shell.practice", self._officer if not theme().is_narrow(self.width()) else ""),
            (app, "shell.practice_short", ""),
            ("", "shell.practice_short", ""),
        )
        for name, key, officer in tries:
            words = say(key) if self._practice else ""
            if self._left_width(name, words) + self._right_width(officer) <= self.width():
                return name, words, officer
        return "", say("shell.practice_word") if self._practice else "", ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.fillRect(self.rect(), theme().color("surface"))
        hair = theme().size("edge", "card")
        painter.fillRect(QRectF(0, self.height() - hair, self.width(), hair), theme().color("line"))
        app, practice, officer = self._variant()
        self._draw_left(painter, app, practice)
        self._draw_right(painter, officer)
        painter.end()

    def _draw_left(self, painter: QPainter, app: str, practice: str) -> None:
        left, high, gap = float(self._margin()), self.height(), theme().px("space", 3)
        if app:
            side, font = theme().px("icon", "large"), theme().font("heading")
            draw_icon(painter, QRectF(left, 0, side, high), "app", theme().ink("accent", on="surface"), "large")
            left += side + gap
            draw_line(painter, QRectF(left, 0, self.width(), high), app, font, theme().ink("text", on="surface"), LEFT)
            left += width_of(app, font) + gap + theme().px("space", 1)
        if practice:
            font = theme().font("caption")
            wide, tall = width_of(practice, font) + 2 * theme().px("space", 2), theme().px("parts", "practice")
            chip = QRectF(left, (high - tall) / 2, wide, tall)
            radius, edge = theme().size("radius", "chip"), theme().size("edge", "card")
            face(painter, chip, radius, theme().color("surface"), theme().color("outline"), edge)
            draw_line(painter, chip, practice, font, theme().ink("muted", on="surface"), CENTRE)

    def _draw_right(self, painter: QPainter, officer: str) -> None:
        ink, gap, high = theme().ink("text", on="surface"), theme().px("space", 3), self.height()
        right = self.lock.x() if self._officer else self.width() - self._margin()
        time = width_of(self._time, theme().font("strong"))
        draw_line(painter, QRectF(right - time, 0, time, high), self._time, theme().font("strong"), ink, LEFT)
        name = width_of(officer, theme().font("label"))
        rect = QRectF(right - time - gap - name, 0, name, high)
        draw_line(painter, rect, officer, theme().font("label"), ink, LEFT)
