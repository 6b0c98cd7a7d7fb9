"""The row of one log entry: time, kind, words, and saved or sent."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.lines import LogLine
from ui.theme import theme
from ui.widgets.mark import draw_mark, mark_width
from ui.widgets.paint import LEFT, draw_elided, draw_icon, draw_line, focus_ring, width_of
from ui.widgets.person_row import LINE_ROLE, row_state, stacked, view_width
from ui.widgets.row_cache import RowCache
from ui.widgets.words import WRAP, wrapped_height
from ui.wording import say

Index = QModelIndex | QPersistentModelIndex


def log_sentence(line: LogLine) -> str:
    """The whole row as one sentence, for ``AccessibleTextRole``."""
    said = say("kit.log_sentence", time=line.time_text, title=line.title, second=line.second_line, sent=line.sent_words)
    return said.replace(". .", ".").replace("..", ".")


def log_row_height(width: float) -> int:
    """62 px; where the mark has no room beside the title it goes below, and the title may take two lines."""
    if stacked(width):
        lines = 3 * theme().line("strong") + 2 * theme().line("label")
        return lines + 2 * theme().px("space", 2) + theme().px("space", 1)
    low = theme().px("layout", "log_row")
    return low if not log_narrow(width) else low + theme().line("strong") + theme().px("space", 1)


def log_narrow(width: float) -> bool:
    return width < theme().px("layout", "log_narrow_below")


class LogRow(QStyledItemDelegate):
    """Paints the ``LogLine`` that a model gives for ``LINE_ROLE``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = RowCache()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = view_width(option)
        return QSize(width, log_row_height(width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, LogLine):
            return
        chosen, ringed = row_state(option)
        self._cache.paint(
            painter,
            QRectF(option.rect),
            (line, chosen, ringed),
            lambda own, at: draw_log(own, at, line, chosen=chosen, ringed=ringed),
        )


def draw_log(painter: QPainter, rect: QRectF, line: LogLine, *, chosen: bool = False, ringed: bool = False) -> None:
    """The whole row in ``rect``, with a hairline below."""
    on, hair = "accent_soft" if chosen else "raised", theme().size("edge", "card")
    if ringed:
        focus_ring(painter, rect, theme().size("radius", "small"))
        inset = theme().px("ring", "width") + theme().px("ring", "edge") + theme().px("ring", "gap")
        painter.fillRect(rect.adjusted(inset, inset, -inset, -inset), theme().color(on))
    else:
        painter.fillRect(rect, theme().color(on))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - hair, rect.width(), hair), theme().color("line"))
        if chosen:
            bar = QRectF(rect.left(), rect.top(), theme().size("edge", "bar"), rect.height())
            painter.fillRect(bar, theme().color("accent"))
    _draw_when(painter, rect, line, on)
    (_draw_what_below if stacked(rect.width()) else _draw_what)(painter, rect, line, on)


def _left_of_words() -> int:
    time = width_of("00:00", theme().font("strong"))
    return round(theme().px("space", 4) + time + theme().px("space", 2) * 2 + theme().px("icon", "large"))


def _draw_when(painter: QPainter, rect: QRectF, line: LogLine, on: str) -> None:
    left, top = rect.left() + theme().px("space", 4), rect.top() + theme().px("space", 2)
    time = QRectF(left, top, rect.width(), theme().line("strong"))
    draw_line(painter, time, line.time_text, theme().font("strong"), theme().ink("text", on=on), LEFT)
    side = theme().px("icon", "large")
    high = (
        time.height() + 2 * theme().px("space", 2)
        if log_narrow(rect.width()) or stacked(rect.width())
        else rect.height()
    )
    box = QRectF(rect.left() + _left_of_words() - side - theme().px("space", 1), rect.top(), side, high)
    draw_icon(painter, box, line.icon, theme().ink("on_accent_soft" if _plain(line, on) else line.icon_ink, on=on))


def _plain(line: LogLine, on: str) -> bool:
    return on == "accent_soft" and line.icon_ink in ("muted", "accent")


def _draw_what(painter: QPainter, rect: QRectF, line: LogLine, on: str) -> None:
    narrow, gap = log_narrow(rect.width()), theme().px("space", 3)
    wide, left = mark_width(line.sent_words), rect.left() + _left_of_words() + theme().px("space", 3)
    right = rect.right() - theme().px("space", 4)
    room = right - left - (0 if narrow else wide + gap)
    top = rect.top() + theme().px("space", 2)
    lines = min(2, wrapped_height(line.title, "strong", room) // theme().line("strong")) if narrow else 1
    title = QRectF(left, top, room, theme().line("strong") * lines)
    _draw_title(painter, title, line.title, on)
    second = QRectF(left, title.bottom() + 1, right - left - wide - gap, theme().line("label"))
    ink = theme().ink("text" if on == "accent_soft" else "muted", on=on)
    draw_elided(painter, second, line.second_line, theme().font("label"), ink)
    beside = second if narrow else rect
    mark = QRectF(right - wide, beside.top(), wide, beside.height())
    draw_mark(painter, mark, line.sent, line.sent_words, on)


def _draw_what_below(painter: QPainter, rect: QRectF, line: LogLine, on: str) -> None:
    """At large text on a narrow window: everything under the time, over the whole width."""
    side, top = theme().px("space", 4), rect.top() + theme().px("space", 2) + theme().line("strong")
    title = QRectF(rect.left() + side, top, rect.width() - 2 * side, 2 * theme().line("strong"))
    _draw_title(painter, title, line.title, on)
    second = QRectF(title.left(), title.bottom(), title.width(), theme().line("label"))
    ink = theme().ink("text" if on == "accent_soft" else "muted", on=on)
    draw_elided(painter, second, line.second_line, theme().font("label"), ink)
    draw_mark(painter, second.translated(0, second.height() + theme().px("space", 1)), line.sent, line.sent_words, on)


def _draw_title(painter: QPainter, rect: QRectF, title: str, on: str) -> None:
    """Whole where it fits; the detail beside the list always has every word."""
    font = theme().font("strong")
    lines = max(1, round(rect.height() / theme().line("strong")))
    room = rect.width() * lines * (1 if lines == 1 else 0.85)
    shown = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.setFont(font)
    painter.setPen(theme().ink("text", on=on))
    painter.drawText(rect, WRAP, shown)
