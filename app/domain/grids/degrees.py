"""Latitude and longitude as people write them: decimals, minutes, seconds, letters or signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from app.domain.grids.position import FINEST_M, Position, Square
from app.errors import Unreadable

EXAMPLE: Final = "52.6705, -0.7290"
METRES_A_DEGREE: Final = 111_320.0
"""Of latitude, on the mean sphere; only used to say how exact a reference is, in two figures."""

_SIGNS: Final = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u00ba": "°", "\u02da": "°", "\u2032": "'", "\u2019": "'", "\u2018": "'"}
    | {"\u02b9": "'", "\u2033": '"', "\u201d": '"', "\u201c": '"', "\u02ba": '"', ";": ","}
)
"""Minus signs, primes and quotation marks that keyboards and web pages put in the place of plain ones."""
_FORM: Final = re.compile(r"""[0-9\s.,°'"NSEW+-]*[0-9][0-9\s.,°'"NSEW+-]*""")
_MEANT: Final = re.compile(r"""[.°'"NSEW]|[0-9]\s+[+-]?[0-9].*,.*[0-9]\s+[0-9]""")
"""Whole degrees alone ("10, 12") are as likely house numbers, and 111 km wide: not read."""
_HALF: Final = re.compile(
    r"""(?P<before>[NSEW])?\s*(?P<sign>[+-])?\s*
        (?P<degrees>[0-9]+(?:\.[0-9]+)?)\s*°?\s*
        (?:(?P<minutes>(?<=[\s°])[0-9]+(?:\.[0-9]+)?)\s*'?\s*
           (?:(?P<seconds>(?<=[\s'])[0-9]+(?:\.[0-9]+)?)\s*(?:"|'')?)?)?
        \s*(?P<after>[NSEW])?""",
    re.VERBOSE,
)
_LETTER_LAST: Final = re.compile(r"(.*?[NSEW])\s*,?\s*(.*[NSEW])", re.DOTALL)
_LETTER_FIRST: Final = re.compile(r"([NSEW][^NSEW]*?)\s*,?\s*([NSEW][^NSEW]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Angle:
    """One half: its value and the width of what the last figure leaves open, in degrees."""

    value: float
    unit: float
    letter: str
    written: str
    parts: tuple[str, ...]


def read(upper: str, text: str) -> Position | None:
    """Read latitude then longitude, or either order where letters say which; None for another form.

    Raises:
        Unreadable: not two angles, or out of range. They are never swapped.
    """
    plain = upper.translate(_SIGNS)
    if not _FORM.fullmatch(plain):
        return None
    if not _MEANT.search(plain):
        raise _not_two(text)
    first, second = (_angle(half, text) for half in _halves(plain, text))
    if first.letter in ("E", "W"):
        first, second = second, first
    if first.letter in ("E", "W") or second.letter in ("N", "S") or bool(first.letter) != bool(second.letter):
        raise Unreadable("location.lat_lon_letters", text=text, example="52.6705 N, 0.7290 W")
    _check_range(first, 90, "location.latitude_range", text)
    _check_range(second, 180, "location.longitude_range", text)
    return _position(first, second)


def write(lon: float, lat: float, figures: int) -> str:
    """Decimal degrees about as fine as a grid reference of so many figures (six: 0.001°)."""
    decimals = figures // 2
    return f"{_unsigned_zero(lat, decimals)}, {_unsigned_zero(lon, decimals)}"


def _unsigned_zero(value: float, decimals: int) -> str:
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def _halves(plain: str, text: str) -> tuple[str, str]:
    stripped = plain.strip()
    for form in (_LETTER_LAST, _LETTER_FIRST):
        if lettered := form.fullmatch(stripped):
            return lettered[1].strip(), lettered[2].strip()
    if stripped.count(",") == 1:
        first, second = stripped.split(",")
        return first.strip(), second.strip()
    numbers = stripped.split()
    if "," in stripped or len(numbers) not in (2, 4, 6):
        raise _not_two(text)
    middle = len(numbers) // 2
    return " ".join(numbers[:middle]), " ".join(numbers[middle:])


def _angle(half: str, text: str) -> _Angle:
    found = _HALF.fullmatch(half)
    if found is None or (found["before"] and found["after"]):
        raise _not_two(text)
    letter = found["before"] or found["after"] or ""
    if letter and found["sign"]:
        raise Unreadable("location.lat_lon_letters", text=text, example="52.6705 N, 0.7290 W")
    parts = tuple(part for part in (found["degrees"], found["minutes"], found["seconds"]) if part)
    if any("." in part for part in parts[:-1]):
        raise _not_two(text)
    if any(float(part) >= 60 for part in parts[1:]):
        raise Unreadable("location.minutes_range", text=text, example="52 40 14 N, 0 43 44 W")
    return _measured(parts, letter, negative=letter in ("S", "W") or found["sign"] == "-")


def _measured(parts: tuple[str, ...], letter: str, *, negative: bool) -> _Angle:
    size = sum(float(part) / 60**place for place, part in enumerate(parts))
    decimals = len(parts[-1].partition(".")[2])
    unit = 10.0**-decimals / 60.0 ** (len(parts) - 1)
    sign = "-" if negative else ""
    return _Angle(-size if negative else size, unit, letter, sign + parts[0], parts)


def _check_range(angle: _Angle, most: int, key: str, text: str) -> None:
    if abs(angle.value) > most:
        raise Unreadable(key, text=text, value=angle.written, example=EXAMPLE)


def _position(lat: _Angle, lon: _Angle) -> Position:
    """The square that rounding leaves open round what was typed."""
    a_degree_east_m = max(METRES_A_DEGREE * cos(radians(lat.value)), 1.0)
    high_m = max(lat.unit * METRES_A_DEGREE, FINEST_M)
    wide_m = max(lon.unit * a_degree_east_m, FINEST_M)
    square = square_round(lon.value, lat.value, wide_m / a_degree_east_m / 2, high_m / METRES_A_DEGREE / 2)
    precision_m = float(f"{max(high_m, wide_m):.2g}")
    return Position(lon.value, lat.value, precision_m, square, "lat_lon", _reference(lat, lon))


def square_round(lon: float, lat: float, half_lon: float, half_lat: float) -> Square:
    west, east, south, north = lon - half_lon, lon + half_lon, lat - half_lat, lat + half_lat
    return (west, south), (east, south), (east, north), (west, north)


def _reference(lat: _Angle, lon: _Angle) -> str:
    if len(lat.parts) == len(lon.parts) == 1 and "." in lat.parts[0] + lon.parts[0]:
        return f"{lat.written}, {lon.written}"
    return f"{_written(lat, 'NS')}, {_written(lon, 'EW')}"


def _written(angle: _Angle, letters: str) -> str:
    marks = zip(angle.parts, "°′″", strict=False)
    turned = angle.value < 0 or angle.written.startswith("-")
    return "".join(part + mark for part, mark in marks) + f" {letters[turned]}"


def _not_two(text: str) -> Unreadable:
    return Unreadable("location.lat_lon_form", text=text, example=EXAMPLE)
