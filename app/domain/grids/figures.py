"""The figures behind a grid square's letters: how many there are and which cell they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.errors import Unreadable

MOST_FIGURES: Final = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """A cell within a 100 km square: offsets of its south-west corner and its edge, in metres."""

    east_m: int
    north_m: int
    edge_m: int
    written: str


def read_figures(figures: str, text: str, example: str) -> Figures:
    """Read ``861 089`` or ``861089``; ``text`` is the whole of what was typed.

    Raises:
        Unreadable: an odd count of figures, too many, or halves of different length.
    """
    count = sum(len(group) for group in figures.split())
    if count % 2:
        raise Unreadable("location.figures_odd", text=text, figures=count, example=example)
    if count > MOST_FIGURES:
        raise Unreadable("location.figures_many", text=text, figures=count, example=example)
    east, north = _halves(figures.split(), count // 2, text, example)
    edge_m = 10 ** (5 - len(east))
    return Figures(int(east) * edge_m, int(north) * edge_m, edge_m, f"{east} {north}")


def write_figures(east_m: float, north_m: float, figures: int) -> str:
    """The cell that holds this offset, cut and never rounded: ``861 089`` for six figures."""
    half = figures // 2
    edge_m = 10 ** (5 - half)
    return f"{int(east_m // edge_m):0{half}d} {int(north_m // edge_m):0{half}d}"


def _halves(groups: list[str], half: int, text: str, example: str) -> tuple[str, str]:
    if len(groups) == 1:
        return groups[0][:half], groups[0][half:]
    if len(groups) == 2 and len(groups[0]) == half:
        return groups[0], groups[1]
    raise Unreadable("location.figures_uneven", text=text, example=example)
