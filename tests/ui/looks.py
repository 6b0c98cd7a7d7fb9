"""Checks of VISUAL that every room's test uses: pictures, clipping, targets, order of Tab, names and words.

Each check returns a list of faults in words; an empty list is good.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QStackedWidget,
    QWidget,
)

from ui.shell import Shell
from ui.theme import theme
from ui.widgets.field import FieldFrame
from ui.widgets.line_list import LineList, sentence
from ui.widgets.list_row import ListRow
from ui.widgets.nav_bar import NavItem
from ui.widgets.person_bar import PersonBar
from ui.widgets.segmented import Segment
from ui.widgets.sheet import Sheet
from ui.widgets.snackbar import Snackbar
from ui.widgets.tab_stops import tab_stops
from ui.widgets.words import Words

PICTURES = Path(__file__).parent / "pictures"
SIZES = (QSize(420, 820), QSize(1366, 768))
WORST_PART = 0.03  # of 24 px squares of the small picture; the 128 colours kept in a baseline cost 0.02
NEIGHBOURS = (Segment, NavItem, ListRow, PersonBar)  # parts of one group, which stand side by side on purpose
OVERLAYS = (Sheet, Snackbar)
REPAINT = "HOMEWARD_REPAINT"  # set to 1 to write the baselines anew, then look at each


def show_at(widget: QWidget, size: QSize) -> None:
    """Lay a widget out at a size, as a window would, without one."""
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.resize(size)
    widget.show()
    widget.resize(size)
    for part in [widget, *widget.findChildren(QWidget)]:
        if (layout := part.layout()) is not None:
            layout.activate()
    for _ in range(3):  # a word that came late asks its parents for height, one turn of the loop each
        QCoreApplication.processEvents()


def picture(widget: QWidget) -> QImage:
    """What the widget looks like now."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)


def told_list() -> list[str]:
    """Where signals are collected."""
    return []


def painted(draw: Callable[[QPainter, QRectF], object], width: int, height: int, fill: str = "raised") -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(theme().color(fill))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def pixels(image: QImage) -> NDArray[np.uint8]:
    """Shape (height, width, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)


def grey(image: QImage) -> NDArray[np.float64]:
    """Luma of each pixel, 0..255."""
    luma: NDArray[np.float64] = pixels(image).astype(float) @ np.array([0.299, 0.587, 0.114])
    return luma


def unlike_baseline(image: QImage, name: str, *, width_px: int = 520, tolerance: float = 0.006) -> list[str]:
    """Compare with ``pictures/NAME.png`` at a small size; a missing baseline is a fault."""
    small = image.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)
    file = PICTURES / f"{name}.png"
    if os.environ.get(REPAINT) == "1":
        PICTURES.mkdir(exist_ok=True)
        Image.fromarray(pixels(small)).quantize(128, kmeans=3, dither=Image.Dither.NONE).save(file, optimize=True)
    if not file.is_file():
        return [f"no baseline {file.name}; paint it with {REPAINT}=1 and look at it"]
    return _differences(pixels(small), pixels(QImage(str(file))), name, tolerance)


def _differences(now: NDArray[np.uint8], then: NDArray[np.uint8], name: str, tolerance: float) -> list[str]:
    if abs(now.shape[0] - then.shape[0]) > 2 or now.shape[1] != then.shape[1]:
        return [f"{name}: {now.shape[1]}x{now.shape[0]} now, {then.shape[1]}x{then.shape[0]} before"]
    high = min(now.shape[0], then.shape[0])
    apart = np.abs(now[:high].astype(float) - then[:high].astype(float)).mean(axis=2) / 255
    worst = max((block.mean() for block in _blocks(apart)), default=0.0)
    faults = [f"{name}: {apart.mean():.3%} apart on the whole"] if apart.mean() > tolerance else []
    return faults + ([f"{name}: a part is {worst:.1%} apart"] if worst > WORST_PART else [])


def _blocks(apart: NDArray[np.float64], side: int = 24) -> Iterator[NDArray[np.float64]]:
    for top in range(0, apart.shape[0], side):
        for left in range(0, apart.shape[1], side):
            yield apart[top : top + side, left : left + side]


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2 contrast of two colours, 1..21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def seen(root: QWidget) -> list[QWidget]:
    """Every visible widget below ``root``."""
    return [widget for widget in root.findChildren(QWidget) if widget.isVisibleTo(root)]


def called(widget: QWidget) -> str:
    """A widget's kind and name, for a fault."""
    return f"{type(widget).__name__} “{widget.accessibleName() or widget.objectName()}”"


def clipped(root: QWidget) -> list[str]:
    """Labels narrower than their text, siblings that cross, children that leave their parent."""
    faults = [fault for widget in seen(root) for fault in _cut(widget)]
    for parent in [root, *seen(root)]:
        faults += _crossing(parent)
    return faults


def _cut(widget: QWidget) -> list[str]:
    if isinstance(widget, QScrollBar) or widget.parent() is None:
        return []
    faults = []
    if isinstance(widget, Words) and widget.text() and not _holds(widget):
        faults.append(f"{called(widget)} shows {widget.height()} of {widget.text_rect().height()} px: {widget.text()}")
    least, now = _least(widget), widget.size()
    free = isinstance(widget, QAbstractScrollArea | QStackedWidget) or not least.isValid()
    if not free and (now.width() + 1 < least.width() or now.height() + 1 < least.height()):
        faults.append(f"{called(widget)} has {_size(now)}, needs {_size(least)}")
    parent = widget.parentWidget()
    if parent is not None and not _scrolls(parent) and not parent.rect().contains(widget.geometry()):
        faults.append(f"{called(widget)} leaves {called(parent)}: {widget.geometry()} in {parent.rect()}")
    return faults


def _least(widget: QWidget) -> QSize:
    """The least size at the width it has: what wraps needs its height for that width."""
    least, layout = widget.minimumSizeHint(), widget.layout()
    if not widget.hasHeightForWidth():
        return least
    high = layout.minimumHeightForWidth(widget.width()) if layout else widget.heightForWidth(widget.width())
    return QSize(least.width(), high)


def _holds(words: Words) -> bool:
    return words.rect().adjusted(0, 0, 1, 1).contains(words.text_rect())


def _size(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"


def _scrolls(parent: QWidget) -> bool:
    area = parent.parentWidget()
    return isinstance(area, QAbstractScrollArea) and area.viewport() is parent


def _crossing(parent: QWidget) -> list[str]:
    if isinstance(parent, QStackedWidget | QAbstractScrollArea):
        return []
    children = [child for child in parent.children() if isinstance(child, QWidget) and _stands_in(child, parent)]
    return [
        f"{called(one)} and {called(other)} cross"
        for place, one in enumerate(children)
        for other in children[place + 1 :]
        if one.geometry().intersects(other.geometry())
    ]


def _stands_in(child: QWidget, parent: QWidget) -> bool:
    """Sheets, snackbars and what says that it is an overlay lie over the others on purpose."""
    return child.isVisibleTo(parent) and not isinstance(child, OVERLAYS) and not child.property("overlay")


def stops(root: QWidget) -> list[QWidget]:
    """Everything Tab reaches below ``root``, in Tab's order."""
    return root.stops() if isinstance(root, Shell | Sheet) else tab_stops(root)


def target(widget: QWidget) -> QWidget:
    """What a finger hits: a text input's frame, or the widget itself."""
    parent = widget.parentWidget()
    while parent is not None and isinstance(widget, QLineEdit | QPlainTextEdit):
        if isinstance(parent, FieldFrame):
            return parent
        parent = parent.parentWidget()
    return widget


def place(widget: QWidget, root: QWidget) -> QRect:
    """Where a widget is in ``root``."""
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())


def shown_place(widget: QWidget, root: QWidget) -> QRect:
    """What of its place can be hit now: what is scrolled away is an empty line at the edge of its scroller."""
    rect, area = place(target(widget), root), scroller_of(widget, root)
    if area is None:
        return rect
    room = place(area.viewport(), root)
    top, end = (min(max(y, room.top()), room.bottom() + 1) for y in (rect.top(), rect.bottom() + 1))
    return QRect(rect.left(), top, rect.width(), end - top)


def scroller_of(widget: QWidget, root: QWidget) -> QAbstractScrollArea | None:
    """What in ``root`` scrolls it away, if anything does."""
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if _scrolls(parent) and not isinstance(area := parent.parentWidget(), QPlainTextEdit):
            return area if isinstance(area, QAbstractScrollArea) else None
        parent = parent.parentWidget()
    return None


def small_targets(root: QWidget) -> list[str]:
    """Targets under 48 px (72 with gloves), or closer than 8 px (12) to the next."""
    hit = {stop: place(target(stop), root) for stop in stops(root)}
    least = theme().finger()
    faults = [
        f"{called(stop)} is {_size(rect.size())}, needs {least}"
        for stop, rect in hit.items()
        if rect.width() < least or rect.height() < least
    ]
    return faults + _close({stop: rect for stop in hit if not (rect := shown_place(stop, root)).isEmpty()})


def _close(hit: dict[QWidget, QRect]) -> list[str]:
    gap, pairs = round(theme().gap() / theme().scale), list(hit.items())
    return [
        f"{called(one)} and {called(other)} are closer than {gap} px"
        for number, (one, here) in enumerate(pairs)
        for other, there in pairs[number + 1 :]
        if not (isinstance(one, NEIGHBOURS) or isinstance(other, NEIGHBOURS)) and _too_close(here, there, gap)
    ]


def _too_close(here: QRect, there: QRect, gap: int) -> bool:
    return here.adjusted(-gap + 1, -gap + 1, gap - 1, gap - 1).intersects(there)


def out_of_order(root: QWidget) -> list[str]:
    """Where Tab goes back: up without going to a column at the right, or left on one line."""
    faults, order = [], stops(root)
    if isinstance(root, Sheet):
        order.remove(root.cross)  # last on purpose, though it stands above
    for before, after in pairwise(order):
        together = scroller_of(before, root) is scroller_of(after, root)
        here, there = (place(target(each), root) if together else shown_place(each, root) for each in (before, after))
        up = there.bottom() < here.top() and there.left() < here.right()
        back = there.right() < here.left() and there.top() < here.bottom() and here.top() < there.bottom()
        if up or back:
            faults.append(f"Tab goes back from {called(before)} to {called(after)}")
    return faults


def nameless(root: QWidget) -> list[str]:
    """Things to press or fill in that a screen reader cannot name."""
    return [f"{type(stop).__name__} has no name" for stop in stops(root) if not stop.accessibleName().strip()]


def words_of(root: QWidget) -> list[str]:
    """Every word a person can see or hear in ``root``."""
    said = []
    for widget in [root, *seen(root)]:
        said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, Words):
            said.append(widget.text())
        if isinstance(widget, LineList):
            said += [sentence(line) for line in widget.lines()[:100]]
    return [words for words in said if words]


def careless(root: QWidget) -> list[str]:
    """Words that are not words of care."""
    return [words for words in words_of(root) if re.search(r"\bmisper", words, re.IGNORECASE)]


def unsent_without_word(root: QWidget) -> list[str]:
    """Rows of lists that hold something unsent and do not say so."""
    faults = []
    for view in root.findChildren(QAbstractItemView):
        for line in view.lines() if isinstance(view, LineList) else ():
            unsent = getattr(line, "not_sent_count", 0) or getattr(line, "sent", "") == "not_sent"
            if unsent and "not sent" not in sentence(line).lower():
                faults.append(sentence(line))
    return faults


def faults_of(root: QWidget) -> list[str]:
    """All checks that need no baseline."""
    checks = (clipped, small_targets, out_of_order, nameless, careless, unsent_without_word)
    return [fault for check in checks for fault in check(root)]
