"""Scroller: a column that scrolls by wheel, key and finger; and touch scrolling for lists."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QScrollArea, QScroller, QWidget


def kinetic(area: QAbstractScrollArea) -> None:
    """Let a finger drag the content; a list then moves by pixels, not by rows."""
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
    if isinstance(area, QAbstractItemView):
        area.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)


class Scroller(QScrollArea):
    """Shows one widget, as wide as itself, and scrolls it up and down."""

    def __init__(self, content: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        kinetic(self)
        if content is not None:
            self.set_content(content)

    def set_content(self, content: QWidget) -> None:
        content.setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
