"""The National Grid agrees with Ordnance Survey's own test points, and its lines bend as it does."""

from __future__ import annotations

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.distances import bearing_deg, distance_m
from app.domain.coordinates import GridLine, grid_lines, suited_step_m
from app.domain.grids import national_grid
from app.errors import Unreadable

RUTLAND = (-0.80, 52.60, -0.60, 52.70)

# lat, lon (ETRS89), easting, northing (OSGB36). Source: Ordnance Survey 2016, OSTN15 OSGM15 developer
# pack, test points TP01-TP40; contains OS data © Crown copyright and database rights 2016.
OSTN15_POINTS = {
    "TP01 St Mary's": (49.92226393730, -6.29977752014, 91492.146, 11318.804),
    "TP02 Lizard": (49.96006137820, -5.20304609998, 170370.718, 11572.405),
    "TP03 Plymouth": (50.43885825610, -4.10864563561, 250359.811, 62016.569),
    "TP04 St Catherine's": (50.57563665000, -1.29782277240, 449816.371, 75335.861),
    "TP05 Southampton": (50.93127937910, -1.45051433700, 438710.920, 114792.250),
    "TP06 Nash Point": (51.40078220140, -3.55128349240, 292184.870, 168003.465),
    "TP07 Margate": (51.37447025550, 1.44454730409, 639821.835, 169565.858),
    "TP08 Brislington": (51.42754743020, -2.54407618349, 362269.991, 169978.690),
    "TP09 Lambeth": (51.48936564950, -0.11992557180, 530624.974, 178388.464),
    "TP10 Carmarthen": (51.85890896400, -4.30852476960, 241124.584, 220332.641),
    "TP11 Colchester": (51.89436637350, 0.89724327012, 599445.590, 225722.826),
    "TP12 Droitwich": (52.25529381630, -2.15458614387, 389544.190, 261912.153),
    "TP21 Isle of Man": (54.08666318, -4.63452168, 227778.330, 468847.388),
    "TP30 Inverness": (57.48625000720, -4.21926398555, 267056.768, 846176.972),
    "TP31 St Kilda": (57.81351838410, -8.57854456076, 9587.909, 899448.996),
    "TP40 Out Skerries": (60.13308091660, -2.07382822798, 395999.668, 1138728.951),
}
WITHIN_M = 0.01


@pytest.mark.parametrize("name", OSTN15_POINTS)
def test_published_points_hold_to_a_centimetre_both_ways(name: str) -> None:
    lat, lon, east_m, north_m = OSTN15_POINTS[name]
    got_east, got_north = national_grid.to_east_north(lon, lat)
    assert hypot(got_east - east_m, got_north - north_m) < WITHIN_M
    assert distance_m(national_grid.to_lon_lat(east_m, north_m), (lon, lat)) < WITHIN_M


@given(st.floats(100_000, 600_000), st.floats(50_000, 1_000_000))
def test_easting_and_northing_survive_the_round_trip(east_m: float, north_m: float) -> None:
    back = national_grid.to_east_north(*national_grid.to_lon_lat(east_m, north_m))
    assert hypot(back[0] - east_m, back[1] - north_m) < WITHIN_M


@pytest.mark.parametrize(
    ("east_m", "north_m", "reference"),
    [
        (0, 0, "SV 00000 00000"),
        (544_359, 180_653, "TQ 44359 80653"),
        (438_700, 114_800, "SU 38700 14800"),
        (699_999, 1_299_999, "JM 99999 99999"),
        (651_409.903, 313_177.270, "TG 51409 13177"),
    ],
)
def test_letters_follow_the_squares(east_m: float, north_m: float, reference: str) -> None:
    assert national_grid.reference_of(east_m, north_m, 10) == reference


def test_figures_are_cut_and_never_rounded() -> None:
    assert national_grid.reference_of(486_199.9, 308_899.9, 6) == "SK 861 088"


def test_the_grid_ends_where_it_ends() -> None:
    with pytest.raises(Unreadable, match="outside_national_grid"):
        national_grid.to_east_north(3.1, 58.8)
    with pytest.raises(Unreadable, match="outside_national_grid"):
        national_grid.to_lon_lat(350_000, 1_299_999)


def test_kilometre_lines_are_labelled_and_never_far_between_points() -> None:
    lines = grid_lines(RUTLAND, 1_000)
    assert {line.axis for line in lines} == {"easting", "northing"}
    assert "86" in {line.label for line in lines if line.axis == "easting"}
    for line in lines:
        assert max(distance_m(a, b) for a, b in zip(line.points, line.points[1:], strict=False)) <= 500.5


def test_a_line_keeps_its_easting_and_is_turned_by_convergence() -> None:
    line = _easting(grid_lines(RUTLAND, 1_000), 486_000)
    assert all(abs(national_grid.to_east_north(*point)[0] - 486_000) < WITHIN_M for point in line.points)
    assert bearing_deg(line.points[0], line.points[-1]) == pytest.approx(1.01, abs=0.05)


def test_hundred_metre_lines_carry_three_figures() -> None:
    assert _easting(grid_lines((-0.73, 52.67, -0.72, 52.675), 100), 486_100).label == "861"


def test_no_lines_off_the_grid_and_never_too_many() -> None:
    assert grid_lines((24.9, 60.1, 25.0, 60.2), 1_000) == []
    with pytest.raises(ValueError, match="widen the step"):
        grid_lines((-6.0, 50.0, 1.0, 58.0), 100)


@pytest.mark.parametrize(
    ("bounds", "step_m"),
    [
        ((-0.73, 52.67, -0.72, 52.675), 100),
        ((-0.76, 52.65, -0.68, 52.70), 1_000),
        (RUTLAND, 10_000),
        ((-6.0, 50.0, 1.0, 58.0), 100_000),
        ((24.9, 60.1, 25.0, 60.2), 100_000),
    ],
)
def test_the_step_suits_the_view(bounds: tuple[float, float, float, float], step_m: int) -> None:
    assert suited_step_m(bounds) == step_m


def _easting(lines: list[GridLine], value_m: int) -> GridLine:
    return next(line for line in lines if (line.axis, line.value_m) == ("easting", value_m))
