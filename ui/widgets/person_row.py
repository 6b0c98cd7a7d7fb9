"""The row of one missing person: the clock slab first, then who, risk, flag and who is looking."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.lines import PersonLine
from ui.theme import theme
from ui.widgets.avatar import draw_avatar
from ui.widgets.clock import clock_sentence, draw_low_slab, draw_slab
from ui.widgets.fitted_name import draw_fitted, fitted_font, name_height, shrunk
from ui.widgets.mark import draw_mark, mark_width
from ui.widgets.paint import LEFT, draw_elided, draw_icon, draw_line, face, focus_ring, rounded_path, width_of
from ui.widgets.risk import draw_risk
from ui.widgets.row_cache import RowCache
from ui.widgets.words import WRAP
from ui.wording import say

LINE_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


def person_sentence(line: PersonLine) -> str:
    """The whole row as one sentence, for ``AccessibleTextRole``."""
    said = say("kit.person_sentence", title=line.title, clock=clock_sentence(line.clock), risk=line.risk_words)
    rest = [line.flag or "", *line.more_flags, line.second_line, unsent_words(line)]
    return " ".join([said, *(f"{words.rstrip('.')}." for words in rest if words)])


def unsent_words(line: PersonLine) -> str:
    return say("kit.not_sent_count", count=line.not_sent_count) if line.not_sent_count else ""


class PersonRow(QStyledItemDelegate):
    """Paints the ``PersonLine`` that a model gives for ``LINE_ROLE``.

    With room for 480 px and more the photo stands beside the name; below 320 px of the chosen
    text size the slab goes above it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = RowCache()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = view_width(option)
        return QSize(width, row_height(width) + theme().gap())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, PersonLine):
            return
        rect = QRectF(option.rect).adjusted(0, 0, 0, -theme().gap())
        chosen, ringed = row_state(option)
        self._cache.paint(
            painter,
            rect,
            (line, chosen, ringed),
            lambda own, at: draw_person(own, at, line, chosen=chosen, ringed=ringed),
        )


def row_state(option: QStyleOptionViewItem) -> tuple[bool, bool]:
    """Whether a row is chosen, and whether the keyboard is on it."""
    state, flags = option.state, QStyle.StateFlag
    ringed = state & flags.State_HasFocus and state & flags.State_KeyboardFocusChange
    return bool(state & flags.State_Selected), bool(ringed)


def view_width(option: QStyleOptionViewItem) -> int:
    """How wide rows are in the view that asks."""
    view: object = option.widget
    return view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()


def stacked(width: float) -> bool:
    """At large text on a narrow window the slab stands above the name."""
    return width < theme().px("layout", "stack_below")


def row_height(width: float) -> int:
    if not stacked(width):
        return theme().px("target", "row")
    unsent = theme().line("label") + theme().px("space", 1)
    return theme().px("parts", "slab_stacked") + _words_height() + unsent + 2 * theme().px("space", 2)


def _words_height() -> int:
    return theme().line("heading") + theme().px("parts", "badge") + theme().line("label") + 2 * theme().px("space", 1)


def draw_person(
    painter: QPainter, rect: QRectF, line: PersonLine, *, chosen: bool = False, ringed: bool = False
) -> None:
    """The whole row in ``rect``."""
    radius = theme().size("radius", "card")
    if ringed:
        rect = focus_ring(painter, rect, radius)
    fill, edge = ("accent_soft", "accent") if chosen else ("raised", "line")
    width = theme().size("edge", "strong" if chosen else "card")
    face(painter, rect, radius, theme().color(fill), None, 0)
    slab = _slab_rect(rect)
    painter.save()
    painter.setClipPath(rounded_path(rect, radius))
    (draw_low_slab if stacked(rect.width()) else draw_slab)(painter, slab, line.clock)
    painter.setPen(QPen(theme().color("line"), theme().size("edge", "card")))
    painter.drawLine(slab.topRight() if not stacked(rect.width()) else slab.bottomLeft(), slab.bottomRight())
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().color(edge), width))
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)
    _draw_about(painter, _about_rect(painter, rect, slab, line), line, fill)


def _slab_rect(rect: QRectF) -> QRectF:
    if stacked(rect.width()):
        return QRectF(rect.left(), rect.top(), rect.width(), theme().px("parts", "slab_stacked"))
    return QRectF(rect.left(), rect.top(), theme().px("target", "slab_width"), rect.height())


def _about_rect(painter: QPainter, rect: QRectF, slab: QRectF, line: PersonLine) -> QRectF:
    """Where the words go; draws the photo before them when there is room."""
    gap, side = theme().px("space", 3), theme().px("parts", "avatar")
    if stacked(rect.width()):
        return rect.adjusted(gap, slab.height() + theme().px("space", 2), -gap, 0)
    left = slab.right() + gap
    if rect.width() >= theme().px("layout", "photo_from"):
        draw_avatar(painter, QRectF(left, rect.center().y() - side / 2, side, side), line.initials, line.photo)
        left += side + theme().px("space", 4) - 2
    return QRectF(left, rect.top(), rect.right() - left - gap, rect.height())


def _draw_about(painter: QPainter, rect: QRectF, line: PersonLine, on: str) -> None:
    """Name; risk and, where it fits, flag; flag or second line. Not sent stands where there is room."""
    four = rect.height() > _words_height() + theme().line("label")
    wide = rect.width() >= theme().px("layout", "wide_row_from") and not four
    mark = mark_width(unsent_words(line)) + theme().px("space", 3) if line.not_sent_count else 0
    name, risk, last, below = _line_rects(rect, line, four=four, mark=mark if wide else 0)
    unsent = name if wide else below if four else _roomiest(line, (risk, name, last), mark)
    draw_fitted(painter, name.adjusted(0, 0, -mark if unsent is name else 0, 0), line.title, theme().ink("text", on=on))
    flagged = _draw_risk_line(painter, risk, line, on, beside=wide)
    free = last.adjusted(0, 0, -mark if unsent is last else 0, 0)
    if line.flag and not flagged:
        _draw_flag(painter, free, line.flag, on)
    elif four and not line.not_sent_count:
        painter.setFont(theme().font("label"))
        painter.setPen(_second_ink(on))
        painter.drawText(free.united(below), WRAP, line.second_line)
    else:
        draw_elided(painter, free, line.second_line, theme().font("label"), _second_ink(on))
    if line.not_sent_count:
        _draw_unsent(painter, unsent, line, on, left=four)


def _line_rects(rect: QRectF, line: PersonLine, *, four: bool, mark: int) -> tuple[QRectF, QRectF, QRectF, QRectF]:
    """Name, risk, last and, where there are ``four``, one below; a name of two lines takes from the gaps."""
    _, lines = fitted_font(line.title, rect.width() - mark)
    high, gap = name_height(lines), theme().px("space", 1)
    tall = _words_height() + high - name_height(1) - (gap if lines > 1 else 0)
    gap = gap if lines == 1 else gap // 2
    top = rect.top() if four else rect.center().y() - tall / 2
    name = QRectF(rect.left(), top, rect.width(), high)
    risk = QRectF(rect.left(), name.bottom() + gap, rect.width(), theme().px("parts", "badge"))
    last = QRectF(rect.left(), risk.bottom() + gap, rect.width(), theme().line("label"))
    return name, risk, last, last.translated(0, last.height() + gap)


def _roomiest(line: PersonLine, rects: tuple[QRectF, QRectF, QRectF], mark: int) -> QRectF:
    """The first of risk, name and last that has room for a mark; a second line is cut for it."""
    risk, name, last = rects
    words = theme().px("parts", "badge") + theme().px("space", 2)
    risk_words = words + width_of(line.risk_words, theme().font("label_strong"))
    if risk_words + mark <= risk.width():
        return risk
    if line.flag and width_of(line.title, theme().font("heading")) + mark <= name.width():
        return name
    return last


def _second_ink(on: str) -> QColor:
    return theme().ink("text" if on == "accent_soft" else "muted", on=on)


def _draw_unsent(painter: QPainter, rect: QRectF, line: PersonLine, on: str, *, left: bool) -> None:
    words = unsent_words(line)
    wide = mark_width(words)
    at = rect.left() if left else rect.right() - wide
    draw_mark(painter, QRectF(at, rect.top(), wide, rect.height()), "not_sent", words, on)


def _draw_risk_line(painter: QPainter, rect: QRectF, line: PersonLine, on: str, *, beside: bool) -> bool:
    """Badge and word, then the flag where it fits. True when the flag was drawn here."""
    side, gap = theme().px("parts", "badge"), theme().px("space", 2)
    draw_risk(painter, QRectF(rect.left(), rect.top(), side, side), line.risk)
    words = rect.adjusted(side + gap, 0, 0, 0)
    font = shrunk(line.risk_words, "label_strong", words.width())
    draw_line(painter, words, line.risk_words, font, theme().ink("text", on=on), LEFT)
    left = words.left() + width_of(line.risk_words, font) + theme().px("space", 4)
    needs = side + gap + width_of(line.flag or "", theme().font("label_strong"))
    if not (line.flag and beside and left + needs <= rect.right() + gap):
        return False
    _draw_flag(painter, QRectF(left, rect.top(), needs, side), line.flag, on)
    return True


def _draw_flag(painter: QPainter, rect: QRectF, flag: str, on: str) -> None:
    ink, side = theme().ink("danger_text", on=on), theme().px("parts", "badge")
    draw_icon(painter, QRectF(rect.left(), rect.top(), side, rect.height()), "flag", ink)
    text = rect.adjusted(side + theme().px("space", 2), 0, 0, 0)
    draw_line(painter, text, flag, shrunk(flag, "label_strong", text.width()), ink, LEFT)
