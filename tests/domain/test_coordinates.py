"""Positions are read in every system of the field, with their precision, and never guessed."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mgrs import MGRS
from shapely import Point, Polygon

from app.adapters.distances import distance_m
from app.domain.coordinates import (
    NoReference,
    Place,
    Position,
    System,
    Words,
    format_position,
    read_position,
    tapped,
)
from app.errors import Unreadable
from app.phrases import Phrases

PHRASES = Phrases(Path(__file__).resolve().parents[2] / "resources" / "phrases")
FIGURES = st.sampled_from([2, 4, 6, 8, 10])
BRITAIN = st.tuples(st.floats(-7.0, 1.7), st.floats(50.0, 60.0))
IRELAND = st.tuples(st.floats(-10.0, -5.6), st.floats(51.6, 55.3))
EARTH = st.tuples(st.floats(-179.9, 179.9), st.floats(-79.9, 83.9))
TYPED = st.text("SKTQJNEWOIz0123456789 .,;:°'\"/+-−′″\t", max_size=40) | st.text(max_size=60)


def position(text: str) -> Position:
    read = read_position(text)
    assert isinstance(read, Position)
    return read


def refusal(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_position(text)
    return caught.value


# The National Grid's middles are by osgb 1.2.0, another implementation of OSTN15.
@pytest.mark.parametrize(
    ("text", "system", "reference", "precision_m", "lon", "lat"),
    [
        ("SK 861 088", "national_grid", "SK 861 088", 100, -0.727407, 52.670542),
        ("sk861088", "national_grid", "SK 861 088", 100, -0.727407, 52.670542),
        ("  Sk  861\t088 ", "national_grid", "SK 861 088", 100, -0.727407, 52.670542),
        ("SK 8610 0880", "national_grid", "SK 8610 0880", 10, -0.728084, 52.670144),
        ("SK 86100 08800", "national_grid", "SK 86100 08800", 1, -0.728151, 52.670105),
        ("SK 86 08", "national_grid", "SK 86 08", 1_000, -0.722324, 52.667340),
        ("SK 8 0", "national_grid", "SK 8 0", 10_000, -0.745399, 52.636121),
        ("TQ 3110 8125", "national_grid", "TQ 3110 8125", 10, -0.111951, 51.515016),
        ("530625,178388", "national_grid", "TQ 30625 78388", 1, -0.119918, 51.489366),
        ("530625 178388", "national_grid", "TQ 30625 78388", 1, -0.119918, 51.489366),
        ("J 338 740", "irish_grid", "J 338 740", 100, -5.929782, 54.596957),
        ("j338740", "irish_grid", "J 338 740", 100, -5.929782, 54.596957),
        ("30U XC 99941 08180", "mgrs", "30U XC 99941 08180", 1, -0.119926, 51.489369),
        ("30UXC9994108180", "mgrs", "30U XC 99941 08180", 1, -0.119926, 51.489369),
        ("30 N 699375 5713970", "utm", "30 N 699375 5713970", 1, -0.124793, 51.541565),
        ("30U 699375 5713970", "utm", "30 N 699375 5713970", 1, -0.124793, 51.541565),
        ("51.5014, -0.1419", "lat_lon", "51.5014, -0.1419", 11, -0.1419, 51.5014),
        ("51.5014 \u22120.1419", "lat_lon", "51.5014, -0.1419", 11, -0.1419, 51.5014),
        ("N51.5014 W0.1419", "lat_lon", "51.5014, -0.1419", 11, -0.1419, 51.5014),
        ("0.1419W 51.5014N", "lat_lon", "51.5014, -0.1419", 11, -0.1419, 51.5014),
        ("51°30\u203205\u2033N 0°08\u203231\u2033W", "lat_lon", "51°30′05″ N, 0°08′31″ W", 31, -0.141944, 51.501389),
        ("51 30 5 N, 0 8 31 W", "lat_lon", "51°30′5″ N, 0°8′31″ W", 31, -0.141944, 51.501389),
        ("51°30.083' N, 0°8.52' W", "lat_lon", "51°30.083′ N, 0°8.52′ W", 12, -0.142, 51.501383),
        ("-0 7.5, 51 30.2", "lat_lon", "0°7.5′ S, 51°30.2′ E", 190, 51.503333, -0.125),
        ("51.501400, -0.141900", "lat_lon", "51.501400, -0.141900", 1, -0.1419, 51.5014),
    ],
)
def test_each_system_reads_back_its_square(
    text: str, system: System, reference: str, precision_m: float, lon: float, lat: float
) -> None:
    read = position(text)
    assert (read.system, read.reference, read.precision_m) == (system, reference, precision_m)
    assert distance_m(read.point, (lon, lat)) < 0.2


def test_a_six_figure_grid_is_a_100_m_square() -> None:
    read = position("SK 861 089")
    assert read.square is not None
    south_west, south_east, north_east, north_west = read.square
    assert distance_m(south_west, south_east) == pytest.approx(100, abs=0.05)
    assert distance_m(south_east, north_east) == pytest.approx(100, abs=0.05)
    assert Polygon(read.square).centroid.distance(Point(read.point)) < 1e-8
    assert read.ring == [south_west, south_east, north_east, north_west, south_west]


def test_seconds_typed_are_a_square_as_wide_as_a_second() -> None:
    square = position("52 40 14 N, 0 43 44 W").square
    assert square is not None
    assert distance_m(square[0], square[3]) == pytest.approx(30.9, abs=0.1)
    assert distance_m(square[0], square[1]) == pytest.approx(18.8, abs=0.1)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ZZ 123 456", "location.square_unknown"),
        ("SI 123 456", "location.square_unknown"),
        ("SK 12345", "location.figures_odd"),
        ("SK 861 08", "location.figures_odd"),
        ("SK 123456 123456", "location.figures_many"),
        ("SK 8610 89", "location.figures_uneven"),
        ("SK 86 10 89", "location.figures_uneven"),
        ("861 089", "location.letters_missing"),
        ("700000,200000", "location.outside_national_grid"),
        ("JM 99999 99999", "location.outside_national_grid"),
        ("K 338 740", "location.irish_square_unknown"),
        ("I 338 740", "location.irish_square_unknown"),
        ("J 338 74", "location.figures_odd"),
        ("61U XC 12 12", "location.zone_range"),
        ("30U ZZ 12 12", "location.mgrs_square_unknown"),
        ("30U XC 123", "location.figures_odd"),
        ("99 N 699375 5713970", "location.zone_range"),
        ("30 I 699375 5713970", "location.band_unknown"),
        ("30 N 099999 5713970", "location.outside_zone"),
        ("30 N 699375 9999999", "location.outside_zone"),
        ("526.705, -0.729", "location.latitude_range"),
        ("-90.001, 0.5", "location.latitude_range"),
        ("52.67, 181", "location.longitude_range"),
        ("52 61 0 N 1 1 1 W", "location.minutes_range"),
        ("52.67N, 0.729", "location.lat_lon_letters"),
        ("52.67N, 0.729N", "location.lat_lon_letters"),
        ("-52.67N, 0.729W", "location.lat_lon_letters"),
        ("52.67N", "location.lat_lon_form"),
        ("52.67, -0.7, 3", "location.lat_lon_form"),
        ("10, 12", "location.lat_lon_form"),
        ("52.5 30, -0.7 20", "location.lat_lon_form"),
        ("///filled.count", "location.words_form"),
        ("", "location.empty"),
    ],
)
def test_nonsense_gets_the_reason_and_an_example(text: str, key: str) -> None:
    error = refusal(text)
    assert error.key == key
    assert error.values["text"] == text
    assert str(error.values["example"]) in PHRASES.of(error)


def test_a_latitude_out_of_range_is_refused_and_never_swapped() -> None:
    assert PHRASES.of(refusal("526.705, -0.729")).startswith(
        "Latitude 526.705 is out of range (−90 to 90). What you typed is kept."
    )
    refusal("-0.729, 526.705")
    assert position("-0.729, 52.6705").lat == -0.729


@pytest.mark.parametrize(
    "text", ["Oakham", "Cambridge", "SW19", "SE10", "M25", "A606", "A 14", "12 High Street", "ß 123 456"]
)
def test_a_postcode_a_road_or_a_name_is_left_to_the_gazetteer(text: str) -> None:
    assert isinstance(refusal(text), NoReference)


def test_figures_of_another_script_are_not_read() -> None:
    assert isinstance(refusal("SK \u0668\u0666\u0661 \u0660\u0668\u0669"), NoReference)


@pytest.mark.parametrize("text", ["///filled.count.soap", "filled.count.soap", " ///Filled.Count.Soap "])
def test_what3words_are_kept_and_never_converted(text: str) -> None:
    assert read_position(text) == Words("///filled.count.soap")


def test_ten_irish_figures_claim_no_more_than_the_datum_shift_allows() -> None:
    read = position("J 33850 74050")
    assert read.precision_m == 2.0
    assert distance_m(read.point, (-5.929774, 54.596961)) < 0.5


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("O 1590 3467", -6.260248409, 53.349795580),
        ("V 6850 8550", -9.915752747, 52.006461359),
        ("C 3150 1590", -7.508661783, 54.989602806),
    ],
)
def test_the_irish_grid_agrees_with_proj(text: str, lon: float, lat: float) -> None:
    """The corners by PROJ's own transverse Mercator and Helmert steps (pyproj 3.7, EPSG 1953's values)."""
    square = position(text).square
    assert square is not None
    assert distance_m(square[0], (lon, lat)) < 5.0


@given(BRITAIN, FIGURES)
def test_a_national_grid_reference_holds_the_place(place: tuple[float, float], figures: int) -> None:
    _holds(place, "national_grid", figures)


@given(IRELAND, FIGURES.filter(lambda figures: figures > 2))
def test_an_irish_grid_reference_holds_the_place(place: tuple[float, float], figures: int) -> None:
    _holds(place, "irish_grid", figures)


@given(EARTH, FIGURES)
def test_an_mgrs_reference_holds_the_place(place: tuple[float, float], figures: int) -> None:
    _holds(place, "mgrs", figures)


@given(EARTH)
def test_a_utm_reference_holds_the_place(place: tuple[float, float]) -> None:
    _holds(place, "utm", 10)


@given(EARTH, FIGURES)
def test_latitude_and_longitude_hold_the_place(place: tuple[float, float], figures: int) -> None:
    _holds(place, "lat_lon", figures)


def _holds(place: tuple[float, float], system: System, figures: int) -> None:
    written = format_position(*place, system, figures)
    read = position(written)
    assert read.system == system
    assert read.reference == written
    assert read.square is not None
    assert read.precision_m is not None
    assert _in_one_turn(read.square, place[0]).distance(Point(place)) < max(2e-8, read.precision_m * 1e-8)
    assert distance_m(read.point, place) <= read.precision_m


def _in_one_turn(square: tuple[tuple[float, float], ...], lon: float) -> Polygon:
    """The square on the same side of the date line as the place."""
    return Polygon([(lon + (corner[0] - lon + 180) % 360 - 180, corner[1]) for corner in square])


@given(TYPED)
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    read = _read_or_refused(text)
    if isinstance(read, Unreadable):
        assert PHRASES.of(read)
        assert read.values["text"] == text
    else:
        assert read_position(read.reference) == read


@given(st.integers(0, 699), st.integers(0, 1299))
def test_every_kilometre_of_the_grid_is_read_or_refused(east: int, north: int) -> None:
    read = _read_or_refused(f"{east:03d}500, {north:04d}500")
    if isinstance(read, Unreadable):
        assert read.key == "location.outside_national_grid"
    else:
        assert isinstance(read, Position)
        assert read.precision_m == 1.0


def _read_or_refused(text: str) -> Position | Words | Unreadable:
    try:
        return read_position(text)
    except Unreadable as error:
        return error


@pytest.mark.parametrize(("lon", "lat"), [(24.94, 60.17), (2.35, 48.86), (0.0, 62.5), (-30.0, 50.0)])
def test_a_place_off_the_grid_has_no_reference_on_it(lon: float, lat: float) -> None:
    with pytest.raises(Unreadable) as caught:
        format_position(lon, lat, "national_grid", 6)
    assert PHRASES.of(caught.value)
    assert tapped(lon, lat, 50.0).reference == format_position(lon, lat, "lat_lon", 6)


def test_a_pole_is_off_utm() -> None:
    with pytest.raises(Unreadable, match="outside_utm"):
        format_position(0.0, 89.0, "mgrs", 6)


def test_an_odd_count_of_figures_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="7 figures"):
        format_position(-0.73, 52.67, "national_grid", 7)


def test_a_tap_is_as_wide_as_the_finger_and_names_no_finer_square() -> None:
    tap = tapped(-0.729, 52.67, 30.0)
    assert (tap.system, tap.reference, tap.precision_m) == ("map_tap", "SK 860 087", 30.0)
    assert tap.square is not None
    assert distance_m(tap.square[0], tap.square[1]) == pytest.approx(30, rel=0.01)
    with pytest.raises(Unreadable):
        tapped(200.0, 52.0, 30.0)


def test_a_named_place_claims_no_precision() -> None:
    read = Place("Oakham", "town", -0.73333, 52.66667).position
    assert (read.precision_m, read.square, read.ring, read.reference) == (None, None, None, "Oakham")


@pytest.mark.parametrize(
    ("lat", "lon", "utm", "mgrs"),
    [
        (1, 1, "31 N 277438 0110597", "31N BB 77438 10597"),
        (48.8583, 2.2945, "31 N 448251 5411943", "31U DQ 48251 11943"),
        (38.8977, -77.0365, "18 N 323394 4307395", "18S UJ 23394 07395"),
        (60.39135, 5.3249, "32 N 297508 6700645", "32V KN 97508 00645"),
        (-45.6456, 23.3545, "34 S 683473 4942631", "34G FQ 83473 42631"),
        (23.4578, -135.4545, "08 N 453580 2594272", "08Q ML 53580 94272"),
    ],
)
def test_utm_and_mgrs_agree_with_chris_veness(lat: float, lon: float, utm: str, mgrs: str) -> None:
    """Expected values: chrisveness/geodesy, MIT."""
    assert (format_position(lon, lat, "utm"), format_position(lon, lat, "mgrs", 10)) == (utm, mgrs)


@pytest.mark.parametrize(("lat", "lon", "zone"), [(60, 4, "32"), (75, 10, "33"), (75, 22, "35"), (75, 34, "37")])
def test_norway_and_svalbard_have_wide_zones(lat: float, lon: float, zone: str) -> None:
    assert format_position(lon, lat, "utm")[:2] == zone
    assert format_position(lon, lat, "mgrs", 6)[:2] == zone


@given(EARTH)
def test_mgrs_squares_are_where_the_mgrs_package_has_them(place: tuple[float, float]) -> None:
    written = format_position(*place, "mgrs", 10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        lat, lon = MGRS().toLatLon(written.replace(" ", ""))
    assert distance_m(position(written).point, (lon, lat)) < 1.0


def test_an_mgrs_square_that_spans_two_bands_is_forgiven() -> None:
    assert format_position(*position("01P ET 00000 68935").point, "utm") == "01 N 500000 1768935"


def test_the_shared_vectors_hold(shared: Path) -> None:
    folder = shared / "samples" / "grid_vectors__chrisveness-geodesy"
    for row in _rows(folder / "osgb_vectors.csv"):
        if row["kind"] == "parse":
            cells = format_position(*_corner(row["input"]), "national_grid", 10)
            assert cells == row["expected"]
    for row in _rows(folder / "mgrs_utm_vectors.csv"):
        if row["lat"] and row["mgrs"]:
            assert format_position(float(row["lon"]), float(row["lat"]), "mgrs", 10) == row["mgrs"]


def _rows(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def _corner(text: str) -> tuple[float, float]:
    """Just inside the south-west corner of the square a reference names."""
    read = position(text)
    assert read.square is not None
    assert read.precision_m is not None
    (west, south), share = read.square[0], 0.4 / read.precision_m
    return west + (read.lon - west) * share, south + (read.lat - south) * share
