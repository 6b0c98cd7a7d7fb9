"""The map to look at only: moved, zoomed and read by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import Unreadable
from app.formats.vector_tiles import decode
from tests.ui.made_up_ground import LAT, LON, made_up_search, our_tile, painter_of, png
from ui.printing.painted_map import PaintedMap
from ui.printing.painter import MapPainter
from ui.theme import Theme

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def maps(dressed: Theme) -> MapPainter:
    assert dressed.name == "day"
    return painter_of(our_tile)


@pytest.fixture
def painted(maps: MapPainter, dressed: Theme, qtbot: QtBot) -> PaintedMap:
    widget = PaintedMap(maps, dressed.map_tokens())
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    return widget


def test_it_fits_pans_and_zooms(painted: PaintedMap, qtbot: QtBot) -> None:
    with qtbot.waitSignal(painted.moved):
        painted.fit((LON - 0.01, LAT - 0.005, LON + 0.01, LAT + 0.005))
    assert painted.view.bounds.holds(LON - 0.0099, LAT - 0.0049)
    before = painted.view.metres_per_px
    QTest.mouseClick(painted._closer, Qt.MouseButton.LeftButton)
    assert painted.view.metres_per_px == pytest.approx(before / 2)
    QTest.keyClick(painted, Qt.Key.Key_Minus)
    assert painted.view.metres_per_px == pytest.approx(before)


def test_a_dragged_place_stays_under_the_hand(painted: PaintedMap) -> None:
    painted.center(LON, LAT, zoom=15)
    held = painted.view.to_lon_lat(300, 200)
    QTest.mousePress(painted, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    QTest.mouseMove(painted, QPoint(340, 230))
    QTest.mouseRelease(painted, Qt.MouseButton.LeftButton, pos=QPoint(340, 230))
    at = painted.view.to_px(*held)
    assert (at.x(), at.y()) == pytest.approx((340, 230), abs=1)


def test_the_wheel_zooms_about_the_pointer(painted: PaintedMap) -> None:
    painted.center(LON, LAT, zoom=15)
    ground = painted.view.to_lon_lat(100, 100)
    spot = QPointF(100, 100)
    painted.wheelEvent(
        QWheelEvent(spot, spot, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                    Qt.ScrollPhase.NoScrollPhase, False)
    )  # fmt: skip
    at = painted.view.to_px(*ground)
    assert (at.x(), at.y()) == pytest.approx((100, 100), abs=0.5)


def test_it_shows_what_the_live_map_shows(painted: PaintedMap) -> None:
    painted.center(LON, LAT, zoom=15)
    painted.grab()
    painted._repaint()
    bare = png(painted.grab().toImage())
    for layer, found in made_up_search().items():
        painted.set_features(layer, found)
    assert png(painted.grab().toImage()) != bare
    for layer in made_up_search():
        painted.set_features(layer, [])
    assert png(painted.grab().toImage()) == bare


def test_its_buttons_have_names_and_are_large_enough(painted: PaintedMap) -> None:
    for button in (painted._closer, painted._further):
        assert button.accessibleName()
        assert min(button.width(), button.height()) >= 48
    assert painted.accessibleName()


def test_a_bad_tile_says_so_by_key_alone() -> None:
    with pytest.raises(Unreadable) as refused:
        decode(b"nonsense")
    assert str(refused.value) == "print.tile_damaged"
