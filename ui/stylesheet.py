"""The one generated Qt style sheet, for the stock widgets that we do not paint ourselves."""

from __future__ import annotations

from collections.abc import Callable
from string import Template

_SHEET = Template("""
QToolTip { background: $snackbar; color: $on_snackbar; border: none; padding: ${s2}px; }
QLineEdit, QPlainTextEdit { background: transparent; border: none; padding: 0;
  selection-background-color: $accent; selection-color: $on_accent; }
QAbstractScrollArea { background: transparent; border: none; }
QListView { background: transparent; border: none; outline: none; }
QMenu { background: $raised; border: 1px solid $outline; padding: ${s1}px; }
QMenu::item { padding: ${s3}px ${s4}px; border-radius: ${small}px; }
QMenu::item:selected { background: $accent_soft; color: $on_accent_soft; }
QScrollBar:vertical { background: transparent; width: ${s3}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${s3}px; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: ${small}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${s6}px; }
QScrollBar::handle:horizontal { min-width: ${s6}px; }
QScrollBar::handle:pressed { background: $accent; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page
  { background: transparent; border: none; width: 0; height: 0; }
QCalendarWidget QWidget { background: $raised; }
""")
_ROLES = (
    "text", "raised", "outline", "accent", "on_accent", "accent_soft", "on_accent_soft", "snackbar", "on_snackbar",
)  # fmt: skip


def stylesheet(colour: Callable[[str], str], px: Callable[[str, str | int], int]) -> str:
    """The sheet for one theme; ``colour`` gives a hex by role, ``px`` a size by group and key."""
    values: dict[str, object] = {role: colour(role) for role in _ROLES}
    values.update({f"s{step}": px("space", step) for step in range(1, 7)})
    values["small"] = px("radius", "small")
    return _SHEET.substitute(values)
