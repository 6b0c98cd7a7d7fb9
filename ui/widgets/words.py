"""Words, Heading and Caption: labels that wrap, keep the token's line height and never read markup."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import theme

_WIDEST_PX = 16_777_215
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def wrapped_height(text: str, role: str, width: float) -> int:
    """How high ``text`` is at the token's line height, wrapped to ``width`` pixels."""
    if not text:
        return 0
    metrics = QFontMetrics(theme().font(role))
    rect = metrics.boundingRect(0, 0, max(1, int(width)), 0, WRAP, text)
    return max(1, round(rect.height() / metrics.height())) * theme().line(role)


class Words(QLabel):
    """Text of one type role, wrapped, at most 640 px wide. ``on`` is the fill it stands on."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        ink: str = "text",
        *,
        on: str = "raised",
        wrap: bool = True,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._ink, self._on = role, ink, on
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setAlignment(align)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Minimum,
                             QSizePolicy.Policy.Minimum)  # fmt: skip
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self.setFont(theme().font(self._role))
        self.updateGeometry()
        self.update()

    def set_ink(self, ink: str, on: str | None = None) -> None:
        self._ink, self._on = ink, on or self._on
        self.update()

    def set_role(self, role: str) -> None:
        self._role = role
        self.restyle()

    def sizeHint(self) -> QSize:
        layout, lines = self._laid_out(self._widest())
        used = max((layout.lineAt(i).naturalTextWidth() for i in range(lines)), default=0.0)
        return QSize(int(used) + 2, lines * theme().line(self._role))

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return self.sizeHint()
        metrics = QFontMetricsF(theme().font(self._role))
        longest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0.0)
        return QSize(min(int(longest) + 2, self._widest()), theme().line(self._role))

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(width)[1] * theme().line(self._role)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme().ink(self._ink, on=self._on))
        layout, _ = self._laid_out(self.width())
        layout.draw(painter, QPointF(self._left(), self._top(layout)))
        painter.end()

    def _widest(self) -> int:
        return theme().px("layout", "text_measure_max_px") if self.wordWrap() else _WIDEST_PX

    def _left(self) -> float:
        """Where the measure begins: a widget that is wider keeps its words at the side they are aligned to."""
        spare = max(0, self.width() - self._widest())
        if self.alignment() & Qt.AlignmentFlag.AlignRight:
            return float(spare)
        return spare / 2 if self.alignment() & Qt.AlignmentFlag.AlignHCenter else 0.0

    def _top(self, layout: QTextLayout) -> float:
        spare = self.height() - layout.lineCount() * theme().line(self._role)
        middle = bool(self.alignment() & Qt.AlignmentFlag.AlignVCenter)
        return max(0.0, spare / 2) if middle else 0.0

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        font = theme().font(self._role)  # a label that was hidden while the text size changed shows its old font
        layout = QTextLayout(self.text().replace("\n", "\u2028"), font)
        wrap = QTextOption.WrapMode
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setWrapMode(wrap.WrapAtWordBoundaryOrAnywhere if self.wordWrap() else wrap.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        height, natural = theme().line(self._role), QFontMetricsF(font).height()
        count = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, min(width, self._widest())))
            line.setPosition(QPointF(0, count * height + (height - natural) / 2))
            count += 1
        layout.endLayout()
        return layout, max(1, count)

    def text_rect(self) -> QRect:
        """Where the text stands, for the clipping test."""
        _, lines = self._laid_out(self.width())
        return QRect(0, 0, self.width(), lines * theme().line(self._role))


class Heading(Words):
    """The name of a room, a card or a sheet."""

    def __init__(self, text: str = "", role: str = "heading", *, on: str = "raised", wrap: bool = True) -> None:
        super().__init__(text, role, "text", on=on, wrap=wrap)


class Caption(Words):
    """A quiet line: when, who, a hint."""

    def __init__(
        self,
        text: str = "",
        role: str = "caption",
        ink: str = "muted",
        *,
        on: str = "raised",
        wrap: bool = True,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__(text, role, ink, on=on, wrap=wrap, align=align)
