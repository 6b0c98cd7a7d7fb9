"""The order in which Tab goes through a window: as its layouts are read, whenever its parts were made.

Qt's own chain is not asked: it is the order in which widgets were made, and PySide 6.11's nextInFocusChain
makes the window a child of its last part, so that Python's collector deletes both
in the wrong order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QStackedWidget, QWidget


def tab_stops(root: QWidget) -> list[QWidget]:
    """Everything visible below ``root`` that Tab reaches, in reading order."""
    return list(_stops(root)) if root.isVisible() else []


def _stops(root: QWidget) -> Iterator[QWidget]:
    for part in _parts(root):
        if not part.isVisibleTo(root) or not part.isEnabled():
            continue
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
            yield part
        yield from _stops(part)


def _parts(root: QWidget) -> list[QWidget]:
    """The direct children: those of the layout in its order, then the others from the top."""
    if isinstance(root, QStackedWidget):
        return [page for page in (root.currentWidget(),) if page is not None]
    layout = root.layout()
    laid = list(_laid_out(layout)) if layout is not None else []
    children = [child for child in root.children() if isinstance(child, QWidget) and not child.isWindow()]
    others = [child for child in children if child not in laid]
    return laid + sorted(others, key=lambda child: (child.y(), child.x()))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.layout() if item is not None else None
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def move_focus(stops: Sequence[QWidget], *, forward: bool) -> bool:
    """To the next of ``stops``, round at the end; False where there is nowhere to go."""
    if not stops:
        return False
    now = QApplication.focusWidget()
    step = 1 if forward else -1
    place = stops.index(now) + step if now in stops else 0 if forward else -1
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[place % len(stops)].setFocus(reason)
    return True
