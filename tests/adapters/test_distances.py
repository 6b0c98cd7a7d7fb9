"""Distances and bearings agree with published geodesics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.distances import bearing_deg, compass_point, distance_m

POINTS = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


def test_a_published_geodesic_holds() -> None:
    """Wellington to Salamanca. Source: Karney 2013, Algorithms for geodesics; GeographicLib's own example."""
    wellington, salamanca = (174.81, -41.32), (-5.50, 40.96)
    assert distance_m(wellington, salamanca) == pytest.approx(19_959_679.267, abs=0.01)
    assert bearing_deg(wellington, salamanca) == pytest.approx(161.06766998616, abs=1e-6)


def test_lon_comes_before_lat() -> None:
    assert distance_m((0.0, 60.0), (1.0, 60.0)) == pytest.approx(55_800, abs=10)
    assert bearing_deg((0.0, 52.0), (0.0, 53.0)) == 0.0
    assert bearing_deg((0.0, 52.0), (-0.1, 52.0)) == pytest.approx(270, abs=0.1)


@given(POINTS, POINTS)
def test_there_is_as_far_as_back_and_a_bearing_is_under_360(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-3)
    assert 0.0 <= bearing_deg(a, b) < 360.0


@pytest.mark.parametrize(
    ("bearing", "name"),
    [(0, "N"), (11.2, "N"), (11.3, "NNE"), (45, "NE"), (180, "S"), (270, "W"), (348.8, "N"), (359.9, "N"), (-90, "W")],
)
def test_compass_points(bearing: float, name: str) -> None:
    assert compass_point(bearing) == name
