"""The order in which Tab goes through a window, and how it moves on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def tab_stops(root: QWidget) -> list[QWidget]:
    """Everything below ``root`` that Tab reaches, in the order in which it was made."""
    found: list[QWidget] = []
    widget: QWidget | None = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if _is_stop(widget, root):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def _is_stop(widget: QWidget, root: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    shown = root.isVisible() and widget.isVisibleTo(root) and widget.isEnabled()
    return tab and shown and root.isAncestorOf(widget) and widget.focusProxy() is None


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
