"""Areas: sound rings, names for the radio, cells that follow the grid."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.grids.national_grid import to_east_north, to_lon_lat
from app.domain.grounds import metric_grid
from app.domain.segments import area_m2, check_ring, grid, next_names
from app.errors import Unreadable

OAKHAM = to_lon_lat(486_100, 308_900)


def square(half_m: float = 500.0) -> list[tuple[float, float]]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [to_lon_lat(486_000 + half_m * x, 309_000 + half_m * y) for x, y in corners]


def test_names_have_no_letter_that_passes_for_a_figure() -> None:
    names = list(islice(next_names({"a1", "B2"}), 300))
    assert names[:2] == ["A2", "A3"]
    assert "B2" not in names
    assert len(set(names)) == 300
    assert not [name for name in names if name[0] in "IO"]


def test_cells_lie_on_the_national_grid() -> None:
    cells = grid(square(), 250.0, *metric_grid(OAKHAM))
    assert len(cells) == 16
    for cell in cells:
        for lon, lat in cell:
            east, north = to_east_north(lon, lat)
            assert min(east % 250, 250 - east % 250) < 0.01
            assert min(north % 250, 250 - north % 250) < 0.01


def test_the_first_cell_is_in_the_north_west() -> None:
    cells = grid(square(), 500.0, *metric_grid(OAKHAM))
    easts = [min(to_east_north(*point)[0] for point in cell) for cell in cells]
    norths = [max(to_east_north(*point)[1] for point in cell) for cell in cells]
    assert easts[0] == min(easts)
    assert norths[0] == max(norths)


def test_cells_cover_the_area_once() -> None:
    cells = grid(square(430.0), 100.0, *metric_grid(OAKHAM))
    assert sum(area_m2(cell) for cell in cells) == pytest.approx(area_m2(square(430.0)), rel=0.03)


def test_outside_britain_cells_are_plain_metres() -> None:
    ring = [(24.93, 60.16), (24.95, 60.16), (24.95, 60.17), (24.93, 60.17), (24.93, 60.16)]
    cells = grid(ring, 300.0, *metric_grid(ring[0]))
    assert max(area_m2(cell) for cell in cells) == pytest.approx(90_000, rel=0.01)


@pytest.mark.parametrize(
    ("ring", "key"),
    [
        ([(0, 0), (1, 1)], "segment.too_few_corners"),
        ([(0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01)], "segment.crosses_itself"),
        ([(0, 0), (0, 91), (1, 0)], "segment.out_of_range"),
        ([(0, 0), (0.00001, 0), (0, 0.00001)], "segment.size"),
    ],
)
def test_a_ring_that_is_no_area_is_refused(ring, key: str) -> None:
    with pytest.raises(Unreadable) as refused:
        check_ring(ring)
    assert refused.value.key == key


def test_more_cells_than_anybody_can_give_out_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        grid(square(5000.0), 50.0, *metric_grid(OAKHAM))
    assert refused.value.key == "segment.too_many_cells"


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=6))
def test_nonsense_is_refused_and_never_crashes(ring) -> None:
    try:
        checked = check_ring(ring)
    except Unreadable:
        return
    assert checked[0] == checked[-1]
