"""Prints a search map at true scale: a vector PDF with the National Grid, a scale bar and a legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from app.domain.packs import Bounds
from ui.printing.features import Layers, sketch_of
from ui.printing.furniture import Legend, distance, paint_north, paint_scale_bar
from ui.printing.grid import Grid, step_for
from ui.printing.lettering import font
from ui.printing.painter import MapPainter
from ui.printing.palette import Palette, paper_palette
from ui.printing.view import PX_PER_MM, View
from ui.wording import say

Paper = Literal["A4", "A3"]

SCALES: Final = (2_500, 5_000, 10_000, 25_000, 50_000, 100_000)
_DPI: Final = 1200
_SIZES_MM: Final[dict[str, tuple[float, float]]] = {"A4": (210, 297), "A3": (297, 420)}
_PAGES: Final = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}
_MARGIN_PX: Final = 8 * PX_PER_MM
_HEAD_PX: Final = 13 * PX_PER_MM
_FOOT_PX: Final = 25 * PX_PER_MM
_LEGEND_PX: Final = 18 * PX_PER_MM
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True)
class MapSheet:
    """What one printed page shows: lon, lat (degrees, WGS 84) in the middle at 1 to ``scale``.

    ``layers`` are the features of the live map; ``printed`` says when and by whom, in words.
    """

    lon: float
    lat: float
    title: str
    printed: str
    layers: Layers = field(default_factory=dict)
    scale: int = 10_000
    paper: Paper = "A4"
    landscape: bool = True
    practice: bool = False

    @property
    def size_px(self) -> tuple[float, float]:
        """The whole page."""
        return _page_px(self.paper, self.landscape)

    @property
    def frame(self) -> QRectF:
        """Where the map lies on the page."""
        return _frame(*self.size_px)

    @property
    def view(self) -> View:
        """What the frame shows, at true scale."""
        frame = self.frame
        return View(self.lon, self.lat, frame.width(), frame.height(), self.scale / 1000 / PX_PER_MM)


def print_map(path: Path, maps: MapPainter, sheet: MapSheet) -> None:
    """Write the page to a file.

    Raises:
        OSError: it cannot be written.
    """
    path.write_bytes(map_pdf(maps, sheet))


def map_pdf(maps: MapPainter, sheet: MapSheet) -> bytes:
    """The page as PDF, made in memory: nothing of it is ever in a temporary file."""
    return _pdf(sheet, lambda painter: _Page(maps, sheet, painter).paint())


def fitting_scale(bounds: Bounds, paper: Paper = "A4", *, landscape: bool = True) -> int:
    """The largest of the usual scales at which a box still fits in the frame; else the smallest."""
    frame = _frame(*_page_px(paper, landscape))
    for scale in SCALES:
        lon, lat = (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2
        view = View(lon, lat, frame.width(), frame.height(), scale / 1000 / PX_PER_MM)
        if view.rect.contains(QRectF(view.to_px(bounds.west, bounds.north), view.to_px(bounds.east, bounds.south))):
            return scale
    return SCALES[-1]


def _page_px(paper: Paper, landscape: bool) -> tuple[float, float]:
    short, long = (side * PX_PER_MM for side in _SIZES_MM[paper])
    return (long, short) if landscape else (short, long)


def _frame(width: float, height: float) -> QRectF:
    """What head and foot leave of a page; on an upright one the legend stands in a row of its own."""
    foot = _FOOT_PX + (0 if width > height else _LEGEND_PX)
    return QRectF(_MARGIN_PX, _MARGIN_PX + _HEAD_PX, width - 2 * _MARGIN_PX, height - 2 * _MARGIN_PX - _HEAD_PX - foot)


def _pdf(sheet: MapSheet, paint: Callable[[QPainter], None]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    way = QPageLayout.Orientation.Landscape if sheet.landscape else QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(QPageSize(_PAGES[sheet.paper]), way, QMarginsF()))
    writer.setTitle(sheet.title)
    writer.setCreator(say("print.creator"))
    painter = QPainter(writer)
    try:
        painter.scale(_DPI / 96, _DPI / 96)
        paint(painter)
    finally:
        painter.end()  # before the writer goes, or Qt aborts
    return bytes(buffer.data().data())


class _Page:
    """One page, from the marking at its head to the one at its foot."""

    def __init__(self, maps: MapPainter, sheet: MapSheet, painter: QPainter) -> None:
        self._maps, self._sheet, self._painter = maps, sheet, painter
        self._palette: Palette = paper_palette(maps.resources)
        self._sketch = sketch_of(sheet.layers)
        self._grid = Grid(sheet.view, step_for(sheet.scale))
        self._ink = self._palette.mark("label_ink")

    def paint(self) -> None:
        self._paint_map()
        self._paint_head()
        self._paint_foot()

    def _paint_map(self) -> None:
        painter, frame, view = self._painter, self._sheet.frame, self._sheet.view
        painter.save()
        painter.translate(frame.topLeft())
        self._maps.paint(
            painter, view, self._sketch, self._palette,
            taken=self._grid.boxes(), under=lambda: self._grid.paint(painter, self._palette),
        )  # fmt: skip
        painter.restore()
        painter.setPen(QPen(self._ink, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    def _paint_head(self) -> None:
        width, _ = self._sheet.size_px
        line = QRectF(_MARGIN_PX, _MARGIN_PX - 4, width - 2 * _MARGIN_PX, 18)
        self._text(line, say("print.marking"), 12, _CENTRE, QFont.Weight.Bold)
        below = line.translated(0, 22)
        right = 0.0
        if self._sheet.practice:
            right = line.width() * 0.38
            self._text(below, say("print.practice"), 13, _RIGHT, QFont.Weight.Bold)
        self._text(below.adjusted(0, 0, -right, 0), self._sheet.title, 17, _LEFT, QFont.Weight.Bold)

    def _paint_foot(self) -> None:
        frame, (_, height) = self._sheet.frame, self._sheet.size_px
        top = frame.bottom() + 8
        self._paint_scale(QPointF(frame.left(), top + 16))
        paint_north(self._painter, QRectF(frame.left() + 290, top, 26, 46), self._palette)
        Legend(self._sketch, self._palette).paint(self._painter, self._legend_rect(top))
        last = QRectF(frame.left(), height - _MARGIN_PX - 12, frame.width(), 16)
        self._text(last, say("print.marking"), 12, _CENTRE, QFont.Weight.Bold)
        side = last.width() / 2 - 90
        self._text(last.adjusted(0, 0, side - last.width(), 0), self._credit(), 10, _LEFT)
        self._text(last.adjusted(last.width() - side, 0, 0, 0), self._sheet.printed, 10, _RIGHT)

    def _legend_rect(self, top: float) -> QRectF:
        """Beside the scale bar where the page is wide, below it where it is not."""
        frame = self._sheet.frame
        if self._sheet.landscape:
            return QRectF(frame.left() + 350, top, frame.width() - 350, 68)
        return QRectF(frame.left(), top + 72, frame.width(), 68)

    def _paint_scale(self, at: QPointF) -> None:
        view = self._sheet.view
        bar = paint_scale_bar(self._painter, at, view.metres_per_px, 65 * PX_PER_MM, self._palette)
        length_m = bar.width() * view.metres_per_px
        on_paper = f"{bar.width() / PX_PER_MM:g}"
        words = say("print.scale", scale=f"{self._sheet.scale:,}", length=distance(length_m), mm=on_paper)
        lines = [words, self._datum(), self._north()]
        for number, each in enumerate(lines):
            self._text(QRectF(at.x(), bar.bottom() + 2 + 14 * number, 285, 14), each, 10, _LEFT)

    def _north(self) -> str:
        turn = self._grid.convergence_deg()
        if turn is None:
            return say("print.true_north")
        side = say("print.east" if turn >= 0 else "print.west")
        return say("print.convergence", degrees=f"{abs(turn):.1f}", side=side)

    def _datum(self) -> str:
        if not self._grid.lines:
            return say("print.datum_wgs84")
        return say("print.datum_national_grid", step=distance(step_for(self._sheet.scale)))

    def _credit(self) -> str:
        pack = self._maps.pack_for(self._sheet.view)
        return pack.attribution if pack else ""

    def _text(
        self, rect: QRectF, text: str, size: int, flags: Qt.AlignmentFlag | Qt.TextFlag,
        weight: QFont.Weight = QFont.Weight.Medium,
    ) -> None:  # fmt: skip
        """One line, cut with an ellipsis where the page ends; only ever drawn as plain text."""
        self._painter.setFont(font(size, weight))
        self._painter.setPen(self._ink)
        metrics = QFontMetricsF(font(size, weight))
        words = metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, rect.width())
        self._painter.drawText(rect, int(flags), words)
