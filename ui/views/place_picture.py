"""Reads a place back on a small map: the ground that was meant, at true size, drawn beside the window's thread."""

from __future__ import annotations

from threading import Lock
from typing import Any, Final

from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.facts import Ring
from ui.background import Task
from ui.printing.painter import MapPainter
from ui.printing.palette import Tokens
from ui.theme import theme
from ui.viewmodels.context import Context
from ui.viewmodels.place_reading import PlaceRead
from ui.widgets.mini_map import MiniMap
from ui.wording import say

_SHARE: Final = 0.53
"""Of the picture's height that the square takes up, so that what is round it can be seen."""
_NAMED_M: Final = 600.0
"""How much ground is shown round a named place, from top to bottom."""
_FINEST_M_A_PX: Final = 0.3


class PlacePictures:
    """Draws places with one `MapPainter`, from any thread, one at a time. ``None`` draws nothing."""

    def __init__(self, maps: MapPainter | None) -> None:
        self._maps, self._one_at_a_time = maps, Lock()

    @property
    def there(self) -> bool:
        """Whether there is anything to draw with."""
        return self._maps is not None

    def draw(self, read: PlaceRead, kind: str, size_px: tuple[int, int], tokens: Tokens, ratio: float) -> QImage:
        """The place in the middle of a picture of ``size_px`` logical pixels."""
        assert self._maps is not None
        assert read.at is not None
        lon, lat = read.at
        with self._one_at_a_time:
            return self._maps.picture(
                lon, lat, *size_px, _scale(read, size_px[1]), marks=_marks(read, kind), palette=tokens, ratio=ratio
            )


def _scale(read: PlaceRead, height_px: int) -> float:
    """Metres a pixel."""
    if read.precision_m is None:
        return _NAMED_M / height_px
    return max(_FINEST_M_A_PX, read.precision_m / (height_px * _SHARE))


def _marks(read: PlaceRead, kind: str) -> dict[str, list[dict[str, Any]]]:
    said = {"kind": kind, "square": _ring(read.square), "precision_m": 0 if read.square else read.precision_m or 0}
    return {"locations": [{"geometry": {"type": "Point", "coordinates": read.at}, "properties": said}]}


def _ring(ring: Ring | None) -> list[list[float]]:
    return [[lon, lat] for lon, lat in ring or ()]


class PlaceMap(QWidget):
    """The small map of one sheet; it is drawn again when place, theme or width change."""

    def __init__(self, context: Context, pictures: PlacePictures) -> None:
        super().__init__()
        self._context, self._pictures = context, pictures
        self._read, self._kind = PlaceRead(), "last_known"
        self._drawn: object = None
        self._task: Task[QImage] | None = None
        self.map = MiniMap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.map)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def show_place(self, read: PlaceRead, kind: str) -> None:
        self._read, self._kind = read, kind
        self._draw()

    def _draw(self) -> None:
        read, size = self._read, (self.map.width(), self.map.height())
        wanted = (read.at, read.precision_m, self._kind, size, theme().revision)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        if self._task is not None:
            self._task.cancel()
        if read.at is None or not self._pictures.there:
            self.map.set_map(None, words=say("person.map_wait" if read.at is None else "person.map_none"))
            return
        tokens, ratio, kind = theme().map_tokens(), self.devicePixelRatioF(), self._kind
        self._task = self._context.heavy(
            lambda _cancelled: self._pictures.draw(read, kind, size, tokens, ratio), self._show
        )

    def _show(self, image: QImage) -> None:
        self.map.set_map(QPixmap.fromImage(image), say("person.map_of", words=self._read.headline))

    def hideEvent(self, event: Any) -> None:
        """Nobody waits for a picture of a closed sheet."""
        if self._task is not None:
            self._task.cancel()
        self._drawn = None
        super().hideEvent(event)
