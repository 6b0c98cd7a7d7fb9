"""The transverse Mercator projection of an ellipsoid, both ways, good to well under a millimetre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import asinh, atan, atan2, atanh, cos, cosh, degrees, hypot, radians, sin, sinh, sqrt, tan

from app.domain.grids.position import Point


@dataclass(frozen=True)
class Ellipsoid:
    """``a_m`` is the longer half axis; ``f`` the flattening."""

    a_m: float
    f: float

    @property
    def e2(self) -> float:
        """First eccentricity squared."""
        return self.f * (2 - self.f)

    @property
    def n(self) -> float:
        """Third flattening."""
        return self.f / (2 - self.f)


WGS84 = Ellipsoid(6_378_137.0, 1 / 298.257223563)


@dataclass(frozen=True)
class TransverseMercator:
    """One projection: its ellipsoid, true origin (degrees), scale there and false origin (metres).

    Source: Karney 2011, Transverse Mercator with an accuracy of a few nanometres,
    Journal of Geodesy 85, equations 7-36, series cut after the fourth power of n.
    """

    ellipsoid: Ellipsoid
    lon_0: float
    lat_0: float
    scale: float
    false_east_m: float
    false_north_m: float

    def forward(self, lon: float, lat: float) -> Point:
        """lon, lat on this ellipsoid to easting, northing in metres."""
        xi, eta = self._plane(lon, lat)
        xi_0, _ = self._plane(self.lon_0, self.lat_0)
        reach_m = self.scale * self._radius_m
        return self.false_east_m + reach_m * eta, self.false_north_m + reach_m * (xi - xi_0)

    def inverse(self, east_m: float, north_m: float) -> Point:
        """Easting, northing in metres to lon, lat on this ellipsoid."""
        reach_m = self.scale * self._radius_m
        xi_0, _ = self._plane(self.lon_0, self.lat_0)
        xi, eta = (north_m - self.false_north_m) / reach_m + xi_0, (east_m - self.false_east_m) / reach_m
        xi_s, eta_s = _bent(xi, eta, [-each for each in self._beta])
        tau = sin(xi_s) / hypot(sinh(eta_s), cos(xi_s))
        turn = atan2(sinh(eta_s), cos(xi_s))
        return self.lon_0 + degrees(turn), degrees(self._geodetic(tau))

    def _plane(self, lon: float, lat: float) -> Point:
        """Northing and easting in units of the rectifying radius."""
        tau = self._conformal(tan(radians(lat)))
        turn = radians(lon - self.lon_0)
        return _bent(atan2(tau, cos(turn)), asinh(sin(turn) / hypot(tau, cos(turn))), self._alpha)

    def _conformal(self, tau: float) -> float:
        e = sqrt(self.ellipsoid.e2)
        sigma = sinh(e * atanh(e * tau / hypot(1, tau)))
        return tau * hypot(1, sigma) - sigma * hypot(1, tau)

    def _geodetic(self, conformal: float) -> float:
        """Latitude in radians whose conformal tangent this is, by Newton's method."""
        tau, e2 = conformal, self.ellipsoid.e2
        for _ in range(6):
            reached = self._conformal(tau)
            slope = hypot(1, reached) * (1 - e2) * hypot(1, tau) / (1 + (1 - e2) * tau**2)
            tau += (conformal - reached) / slope
        return atan(tau)

    @cached_property
    def _radius_m(self) -> float:
        n = self.ellipsoid.n
        return self.ellipsoid.a_m / (1 + n) * (1 + n**2 / 4 + n**4 / 64)

    @cached_property
    def _alpha(self) -> list[float]:
        n = self.ellipsoid.n
        return [
            n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
            13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
            61 * n**3 / 240 - 103 * n**4 / 140,
            49561 * n**4 / 161280,
        ]

    @cached_property
    def _beta(self) -> list[float]:
        n = self.ellipsoid.n
        return [
            n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
            n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
            17 * n**3 / 480 - 37 * n**4 / 840,
            4397 * n**4 / 161280,
        ]


def _bent(xi: float, eta: float, series: list[float]) -> Point:
    """Add the series that turns the sphere's projection into the ellipsoid's, or back."""
    waves = [(2 * place, term) for place, term in enumerate(series, start=1)]
    return (
        xi + sum(term * sin(wave * xi) * cosh(wave * eta) for wave, term in waves),
        eta + sum(term * cos(wave * xi) * sinh(wave * eta) for wave, term in waves),
    )
