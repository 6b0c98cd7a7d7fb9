"""The printed page: true scale, vector, and every word of an officer as text."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import QBuffer, QRectF, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions

from app.domain.packs import Bounds
from tests.ui.made_up_ground import LAT, LON, made_up_search, our_tile, pack, painter_of
from ui.printing.page import MapSheet, fitting_scale, map_pdf, print_map
from ui.printing.painter import MapPainter
from ui.printing.view import PX_PER_MM
from ui.theme import Theme

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def maps(dressed: Theme) -> MapPainter:
    assert dressed.name == "day"
    return painter_of(our_tile)


@pytest.fixture
def sheet() -> MapSheet:
    return MapSheet(
        LON,
        LAT,
        "Maisie <b>Thornwood</b>, 14",
        "Printed 24 Nov 2026 23:46 by PS 41 Bell",
        made_up_search(),
        practice=True,
    )


_DOTS_PER_MM = 40


def test_five_hundred_metres_are_fifty_millimetres_on_paper(maps: MapPainter, sheet: MapSheet) -> None:
    bar = sheet.frame.bottom() + 8 + 16
    left_mm, top_mm = sheet.frame.left() / PX_PER_MM, bar / PX_PER_MM
    image = _rendered(map_pdf(maps, sheet), QRectF(left_mm - 2, top_mm - 0.5, 80, 3))
    longest = max(_black_run(image, row) for row in range(image.height()))
    assert longest / _DOTS_PER_MM == pytest.approx(50.0, rel=1e-3)


def _rendered(pdf: bytes, part_mm: QRectF) -> QImage:
    document, buffer = QPdfDocument(), QBuffer()
    buffer.setData(pdf)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document.load(buffer)
    size = document.pagePointSize(0)
    assert (size.width() / 72 * 25.4, size.height() / 72 * 25.4) == pytest.approx((297, 210), abs=0.1)
    whole = QSize(297 * _DOTS_PER_MM, 210 * _DOTS_PER_MM)
    part = QRectF(part_mm.topLeft() * _DOTS_PER_MM, part_mm.size() * _DOTS_PER_MM).toRect()
    options = QPdfDocumentRenderOptions()
    options.setScaledSize(whole)
    options.setScaledClipRect(part)
    image = document.render(0, part.size(), options)
    document.close()
    return image


def _black_run(image: QImage, row: int) -> int:
    """The longest run of ink on white or on nothing."""
    colours = [image.pixelColor(x, row) for x in range(image.width())]
    inked = "".join("#" if each.alpha() > 128 and each.lightness() < 128 else " " for each in colours)
    return max(len(run) for run in inked.split(" "))


def _words(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())  # Qt calls a space a tab


def test_everything_on_paper_is_text_and_nothing_is_markup(maps: MapPainter, sheet: MapSheet) -> None:
    page = pypdf.PdfReader(io.BytesIO(map_pdf(maps, sheet))).pages[0]
    words = _words(page)
    for expected in (
        "OFFICIAL-SENSITIVE", "Maisie <b>Thornwood</b>, 14", "<script>alert(1)</script>", "22:40 <b>seen</b>",
        "© OpenStreetMap contributors", "Printed 24 Nov 2026 23:46 by PS 41 Bell", "1:10,000", "500 m is 50 mm",
        "OSTN15", "Practice", "High Street", "Being searched", "Last known location",
    ):  # fmt: skip
        assert expected in words, expected


def test_the_map_on_paper_is_drawn_not_photographed(maps: MapPainter, sheet: MapSheet) -> None:
    page = pypdf.PdfReader(io.BytesIO(map_pdf(maps, sheet))).pages[0]
    assert all(max(image.image.size) <= 200 for image in page.images if image.image)


def test_it_is_written_where_it_was_asked_for(maps: MapPainter, sheet: MapSheet, tmp_path: Path) -> None:
    print_map(tmp_path / "map.pdf", maps, sheet)
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF")
    assert [file.name for file in tmp_path.iterdir()] == ["map.pdf"]


@pytest.mark.parametrize(("paper", "landscape", "size_mm"), [("A4", False, (210, 297)), ("A3", True, (420, 297))])
def test_other_papers(maps: MapPainter, paper: Any, landscape: bool, size_mm: tuple[int, int]) -> None:
    sheet = MapSheet(LON, LAT, "t", "p", scale=25_000, paper=paper, landscape=landscape)
    box = pypdf.PdfReader(io.BytesIO(map_pdf(maps, sheet))).pages[0].mediabox
    assert (float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4) == pytest.approx(size_mm, abs=0.2)


def test_a_scale_is_chosen_that_shows_all_of_a_search() -> None:
    assert fitting_scale(Bounds(LON - 0.01, LAT - 0.005, LON + 0.01, LAT + 0.005)) == 10_000
    assert fitting_scale(Bounds(LON - 0.03, LAT - 0.015, LON + 0.03, LAT + 0.015)) == 25_000
    assert fitting_scale(Bounds(-6, 50, 2, 58)) == 100_000


def test_off_the_grid_the_datum_is_said() -> None:
    maps = painter_of(b"", pack(bounds=Bounds(24, 60, 25, 61)))
    words = _words(pypdf.PdfReader(io.BytesIO(map_pdf(maps, MapSheet(24.94, 60.17, "t", "p")))).pages[0])
    assert "WGS 84" in words
    assert "OSTN15" not in words
