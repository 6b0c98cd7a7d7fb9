"""The painted map is true to the ground in every theme, whatever a pack or an officer holds."""

from __future__ import annotations

import pytest
from geopy.distance import geodesic
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage

from app.domain.coordinates import Position, read_position
from app.domain.packs import Bounds
from app.formats.vector_tiles import decode
from tests.formats.tile_writing import tagged, through
from tests.ui.made_up_ground import (
    GROUND,
    LAT,
    LON,
    RESOURCES,
    Z,
    made_up_search,
    our_tile,
    pack,
    painter_of,
    png,
    tile_spot,
)
from ui.map import features
from ui.printing.drawing import Drawing
from ui.printing.features import Layers, sketch_of
from ui.printing.grid import Grid
from ui.printing.page import MapSheet
from ui.printing.painter import MapPainter
from ui.printing.palette import paper_palette
from ui.printing.paths import prepare
from ui.printing.pins import Icons
from ui.printing.room import Box, Room
from ui.printing.tiles import KEPT, Damaged, Tiles, pack_for, tiles_for
from ui.printing.tint import Tint
from ui.printing.view import PX_PER_MM, View
from ui.theme import Theme

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def maps(dressed: Theme) -> MapPainter:
    assert dressed.name == "day"
    return painter_of(our_tile)


def shown(maps: MapPainter, theme: Theme, marks: Layers | None = None, at: tuple[float, float] = (LON, LAT)) -> QImage:
    return maps.picture(*at, 400, 145, 1.4, marks=marks or {}, palette=theme.map_tokens(), ratio=2)


def colour_at(image: QImage, x: float, y: float) -> str:
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(x * ratio), round(y * ratio)).name().upper()


# true to the ground


@pytest.mark.parametrize("lat", [50.0, 52.67, 58.5, 60.8])
def test_five_hundred_metres_are_as_long_to_the_east_as_to_the_north(lat: float) -> None:
    view = View(-2.5, lat, 800, 600, 2.0)
    middle = view.to_px(-2.5, lat)
    for bearing in (0, 90, 180, 270):
        there = geodesic(kilometers=0.5).destination((lat, -2.5), bearing)
        way = view.to_px(there.longitude, there.latitude) - middle
        assert QPointF.dotProduct(way, way) ** 0.5 == pytest.approx(250, rel=1e-3)


def test_true_scale_holds_to_the_corners_of_a_page() -> None:
    sheet = MapSheet(LON, LAT, "t", "p")
    view = sheet.view
    for x, y in ((0.0, 0.0), (view.width_px, 0.0), (0.0, view.height_px), (view.width_px, view.height_px)):
        lon, lat = view.to_lon_lat(x, y)
        there = geodesic(kilometers=0.5).destination((lat, lon), 45)
        way = view.to_px(there.longitude, there.latitude) - QPointF(x, y)
        millimetres = QPointF.dotProduct(way, way) ** 0.5 / PX_PER_MM
        assert millimetres == pytest.approx(50.0, rel=1e-3)


def test_pixels_and_places_are_each_others_way_back() -> None:
    view = View(LON, LAT, 640, 480, 3.0)
    lon, lat = view.to_lon_lat(17, 400)
    back = view.to_px(lon, lat)
    assert (back.x(), back.y()) == pytest.approx((17, 400), abs=1e-4)


def test_kilometre_lines_are_a_hundred_millimetres_apart_and_turned() -> None:
    grid = Grid(MapSheet(LON, LAT, "t", "p").view, 1_000)
    upright = [line for line in grid.lines if line.upright]
    level = [line for line in grid.lines if not line.upright]
    assert {"86", "87"} <= {line.label for line in upright}
    assert {"09"} <= {line.label for line in level}
    first, second = (line.line.at(line.line.size() // 2) for line in upright[:2])
    assert (second.x() - first.x()) / PX_PER_MM == pytest.approx(100.0, rel=1.2e-3)
    assert grid.convergence_deg() == pytest.approx(1.0, abs=0.1)  # (lon + 2) sin(lat): OS 2020, C.3


def test_no_national_grid_abroad() -> None:
    grid = Grid(View(24.94, 60.17, 800, 600, 2.0), 1_000)
    assert grid.lines == []
    assert grid.convergence_deg() is None


# the small map of a sheet


def test_the_small_map_is_soft_and_the_square_is_a_hundred_metres(maps: MapPainter, dressed: Theme) -> None:
    place = read_position("SK 861 089")
    assert isinstance(place, Position)
    assert place.square is not None
    mark = features.location("a", place.point, kind="last_known", label="", square=place.square)
    image = shown(maps, dressed, {"locations": [mark]}, place.point)
    reds = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2).name().upper() == "#B5121B"]
    assert (max(reds) - min(reds)) / 2 == pytest.approx(100 / 1.4 + 2.8, abs=2)
    assert image.pixelColor(min(reds) + 20, image.height() // 2).red() > 190


def test_streets_parks_and_ground_have_their_colours(maps: MapPainter, dressed: Theme) -> None:
    street = shown(maps, dressed, at=tile_spot(1000, 2048))
    assert colour_at(street, 200, 72.5) == "#FBD08A"
    assert colour_at(street, 200, 20) == "#EFECE4"
    assert colour_at(shown(maps, dressed, at=tile_spot(512, 512)), 200, 72.5) == "#D3E6BF"


def test_a_tile_is_stretched_past_the_packs_last_zoom(maps: MapPainter, dressed: Theme) -> None:
    lon, lat = tile_spot(1024, 512)
    image = maps.picture(lon, lat, 400, 100, 0.3, marks={}, palette=dressed.map_tokens())
    assert (colour_at(image, 190, 90), colour_at(image, 210, 90)) == ("#D3E6BF", "#EFECE4")


def test_at_night_nothing_shines_but_red(maps: MapPainter, dressed: Theme) -> None:
    dressed.choose("night")
    image = shown(maps, dressed, {"venues": [features.venue("v", (LON, LAT), icon="bus", name="V2")]})
    for x in range(0, image.width(), 7):
        for y in range(0, image.height(), 7):
            colour = image.pixelColor(x, y)
            assert max(colour.green(), colour.blue()) <= 0.65 * colour.red() + 2


def test_dark_is_darker_than_day(maps: MapPainter, dressed: Theme) -> None:
    day = QColor(colour_at(shown(maps, dressed, at=tile_spot(3000, 3000)), 10, 10)).lightnessF()
    dressed.choose("dark")
    dark = QColor(colour_at(shown(maps, dressed, at=tile_spot(3000, 3000)), 10, 10)).lightnessF()
    assert day > 0.8
    assert dark < 0.25


def test_a_missing_map_is_said_and_not_shown_as_empty_land(dressed: Theme) -> None:
    for maps in (MapPainter(RESOURCES, lambda *_: None, []), painter_of(b"", pack(max_zoom=9))):
        image = shown(maps, dressed)
        inks = {image.pixelColor(x, y).name() for x in range(200, 600) for y in range(2, 30)}
        assert len(inks) > 5
        assert image.pixelColor(4, 4) != image.pixelColor(4, 100)  # words stand in a filled label


@pytest.mark.parametrize("body", [b"\x1a\xff\xff", b"<html>", b"\x1f\x8bnonsense"])
def test_a_damaged_tile_is_hatched(body: bytes, dressed: Theme) -> None:
    image = shown(painter_of(body), dressed)
    assert "#8F5200" in {image.pixelColor(x, 100).name().upper() for x in range(image.width())}


def test_a_raster_pack_is_drawn_and_dimmed(dressed: Theme) -> None:
    tile = QImage(256, 256, QImage.Format.Format_RGB32)
    tile.fill(QColor("#40C080"))
    maps = painter_of(png(tile), pack("raster", max_zoom=16))
    assert colour_at(shown(maps, dressed), 20, 100) == "#40C080"
    dressed.choose("night")
    night = QColor(colour_at(shown(maps, dressed), 20, 100))
    assert night.red() > 3 * night.green()


@pytest.mark.parametrize("body", [b"GIF89a", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_bad_picture_is_hatched_not_fatal(body: bytes, dressed: Theme) -> None:
    image = shown(painter_of(body, pack("raster")), dressed)
    assert "#8F5200" in {image.pixelColor(x, 100).name().upper() for x in range(image.width())}


def test_a_picture_bomb_is_refused_by_its_header() -> None:
    huge = QImage(6000, 10, QImage.Format.Format_RGB32)
    assert isinstance(Tiles(lambda *_: png(huge)).get(pack("raster"), Z, 1, 1), Damaged)


# packs and tiles


def test_a_tile_is_read_once_and_the_oldest_gives_way() -> None:
    asked: list[tuple[int, int]] = []

    def tile(_id: str, _z: int, x: int, y: int) -> bytes:
        asked.append((x, y))
        return GROUND

    tiles = Tiles(tile)
    for x in range(KEPT + 1):
        tiles.get(pack(), Z, x, 0)
        tiles.get(pack(), Z, x, 0)
    assert len(asked) == KEPT + 1
    tiles.get(pack(), Z, 0, 0)
    assert len(asked) == KEPT + 2


def test_the_most_detailed_map_of_the_place_is_used() -> None:
    overview = pack(max_zoom=9, bounds=Bounds(-13, 47, 7, 62), name="overview")
    streets = pack(max_zoom=14, name="streets")
    assert pack_for([overview, streets], View(LON, LAT, 100, 100, 1)) == streets
    assert pack_for([overview, streets], View(-4, 57, 100, 100, 1)) == overview
    assert pack_for([streets], View(30, 10, 100, 100, 1)) is None


@pytest.mark.parametrize("metres", [0.2, 2.0, 50.0, 4_000.0, 100_000.0])
def test_a_view_never_asks_for_more_tiles_than_it_can_keep(metres: float) -> None:
    assert len(tiles_for(pack(bounds=Bounds(-180, -85, 180, 85)), View(LON, LAT, 1400, 900, metres))) <= 2 * KEPT


@pytest.mark.parametrize(
    ("layer", "tags", "brush"),
    [
        ("transportation", {"class": "motorway"}, "motorway"), ("transportation", {"class": "path"}, "path"),
        ("transportation", {"class": "rail"}, "rail"), ("roads", {"kind": "highway"}, "primary"),
        ("roads", {"type": "B Road"}, "secondary"), ("water", {"class": "lake"}, "water"),
        ("building", {"a": "b"}, "building"), ("waterway", {"class": "river"}, "river"),
        ("surfacewater", {"type": "Lake"}, "water"), ("woodland", {"type": "Wood"}, "wood"),
        ("rail", {"type": "Multi Track"}, "rail"), ("some_layer", {"a": "b"}, "other_line"),
    ],
)  # fmt: skip
def test_each_schema_gets_its_brushes(layer: str, tags: dict[str, str], brush: str) -> None:
    kind = 3 if layer in {"water", "surfacewater", "woodland", "building"} else 2
    words = through((0, 0), (50, 0), (50, 50), closed=kind == 3)
    assert list(prepare(decode(tagged(layer, kind, words, tags))).paths) == [brush]


# what officers draw


def test_no_label_lies_over_another() -> None:
    sheet = MapSheet(LON, LAT, "t", "p", made_up_search())
    room = Room(sheet.view.rect)
    tags = Drawing(sheet.view, sketch_of(sheet.layers), paper_palette(RESOURCES), Icons(), room).tags
    assert len(tags) == 9
    for index, tag in enumerate(tags):
        assert tag.box.within(sheet.view.rect)
        assert not any(tag.box.meets(other.box) for other in tags[index + 1 :])


@pytest.mark.parametrize("layer", ["locations", "venues", "teams"])
def test_no_label_lies_over_a_place_or_a_pin(layer: str) -> None:
    """The segment's label belongs in its middle, where the pin stands."""
    ring = [(LON + dx, LAT + dy) for dx, dy in ((-0.004, -0.0024), (0.004, -0.0024), (0.004, 0.0024), (-0.004, 0.0024))]
    pins = {
        "locations": features.location("l", (LON, LAT), kind="sighting", label=""),
        "venues": features.venue("v", (LON, LAT), icon="bus", name=""),
        "teams": features.team("t", (LON, LAT), icon="walk", name=""),
    }
    segment = features.segment("s", ring, state="searching", step=1, name="S1")
    sheet = MapSheet(LON, LAT, "t", "p", {"segments": [segment], layer: [pins[layer]]})
    drawing = Drawing(sheet.view, sketch_of(sheet.layers), paper_palette(RESOURCES), Icons(), Room(sheet.view.rect))
    at = sheet.view.to_px(LON, LAT)
    assert len(drawing.tags) == 1
    assert not drawing.tags[0].box.meets(Box(at.x(), at.y(), 18, 18))


def test_states_stay_apart_without_colour(dressed: Theme) -> None:
    """All five have the same probability here: the edge tells them apart, and the hatch what is over."""
    marks = {"segments": made_up_search()["segments"]}
    shown = painter_of(b"").picture(LON, LAT, 1000, 500, 2.4, marks=marks, palette=dressed.map_tokens())
    grey = shown.convertToFormat(QImage.Format.Format_Grayscale8)
    lefts = [round(500 + (-1000 + 420 * step) / 2.4) - 88 for step in range(5)]
    top = 250 - round(250 / 2.4) - 88
    assert len({png(grey.copy(left, top, 60, 176)) for left in lefts}) == 5
    inside = [png(grey.copy(left + 30, top + 20, 60, 40)) for left in lefts]
    assert inside[0] == inside[1] == inside[2]
    assert len(set(inside)) == 3


def test_turned_boxes_meet_by_their_true_edges() -> None:
    flat, slanted = Box(0, 0, 100, 10), Box(0, 30, 100, 10, 0.785)
    assert flat.meets(Box(40, 8, 40, 10))
    assert flat.meets(slanted)
    assert not flat.meets(Box(88, 40, 100, 10, 0.785))
    room = Room(QRectF(-200, -200, 400, 400))
    assert room.claim(flat)
    assert not room.claim(slanted)


# colours


def test_filters_are_those_of_browsers() -> None:
    assert Tint("none").colour(QColor("#AB12CD")).name() == "#ab12cd"
    assert Tint("invert(1)").colour(QColor("#AB12CD")).name() == "#54ed32"
    assert Tint("grayscale(1)").colour(QColor("#FF0000")).name() == "#363636"
    assert Tint("brightness(0.5)").colour(QColor("#804020")).name() == "#402010"
    assert Tint("contrast(2)").colour(QColor("#808080")).name() == "#818181"
    assert Tint("hue-rotate(180deg)").colour(QColor("#FF0000")).name() == "#006d6d"
    with pytest.raises(ValueError, match="blur"):
        Tint("blur(3)")
