"""ProgressLine: what long work is doing, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.button import Button
from ui.widgets.paint import face, rounded_path, smooth
from ui.widgets.words import Words
from ui.wording import say


class _Bar(QWidget):
    """A filled bar, with an optional tick; a third of it stands still where the end is not known."""

    def __init__(self) -> None:
        super().__init__()
        self.share: float | None = None
        self.tick: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().follow(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("target", "slab_width"), theme().px("parts", "fuse_tick"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, high = smooth(QPainter(self)), theme().px("parts", "fuse")
        bar = QRectF(0, (self.height() - high) / 2, self.width(), high)
        face(painter, bar, high / 2, theme().color("sunken"), theme().color("outline"), theme().size("edge", "card"))
        painter.save()
        painter.setClipPath(rounded_path(bar, high / 2))
        start, share = (self.width() / 3, 1 / 3) if self.share is None else (0.0, self.share)
        painter.fillRect(QRectF(start, bar.top(), self.width() * share, high), theme().color("accent"))
        painter.restore()
        if self.tick is not None:
            wide = theme().size("edge", "strong")
            x = min(self.width() * self.tick, self.width() - wide)
            painter.fillRect(QRectF(x, 0, wide, self.height()), theme().color("text"))
        painter.end()


class ProgressBar(_Bar):
    """The bar alone; ``tick`` marks a bound, as in the plan's bar."""

    def __init__(self, name: str, share: float | None = 0.0, tick: float | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.set_share(share, tick)

    def set_share(self, share: float | None, tick: float | None = None) -> None:
        """``share`` in 0..1, or None while the end is not known."""
        self.share, self.tick = (None if share is None else min(1.0, max(0.0, share))), tick
        self.update()


class ProgressLine(QWidget):
    """Words, bar and Cancel."""

    cancelled = Signal()

    def __init__(
        self, words: str, *, on: str = "raised", can_cancel: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self.bar = Words(words, "label", on=on), ProgressBar(words, None)
        self.cancel = Button(say("kit.cancel"), "text", "close", on=on)
        self.cancel.clicked.connect(self.cancelled)
        left = QVBoxLayout()
        left.addWidget(self._words)
        left.addWidget(self.bar)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(left, 1)
        self._row.addWidget(self.cancel)
        self.cancel.setVisible(can_cancel)
        theme().follow(self.restyle)
        self.set_progress(None, words)

    def restyle(self) -> None:
        self._row.setSpacing(theme().px("space", 3))

    def set_progress(self, share: float | None, words: str | None = None) -> None:
        """``share`` in 0..1, or None while the end is not known."""
        if words is not None:
            self._words.setText(words)
        self.bar.set_share(share)
        key = "kit.progress_unknown" if share is None else "kit.progress"
        self.bar.setAccessibleName(say(key, words=self._words.text(), percent=round((share or 0) * 100)))
