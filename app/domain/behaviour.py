"""How far from where they were last known people of a kind were found: log-normal fits, with their source.

Source: parameters of ln(distance in miles) fitted by the authors of the International Search
and Rescue Incident Database (Twardy, Koester, Sava), as published with their MapScore code.
Cases found at the start are a point mass beside the fit. A force loads its own figures later.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

_LN_KM_PER_MILE: Final = math.log(1.609344)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A kind of missing person: distance in kilometres is log-normal with these parameters.

    ``venue_share`` is the share found at a nameable place rather than in the open.
    """

    key: str
    mean_ln_km: float
    sd_ln_km: float
    venue_share: float

    def quantile_km(self, share: float) -> float:
        """The distance within which this share was found."""
        return math.exp(self.mean_ln_km + self.sd_ln_km * NormalDist().inv_cdf(share))


def _fit(key: str, mean_ln_miles: float, sd: float, venue_share: float) -> Behaviour:
    return Behaviour(key, mean_ln_miles + _LN_KM_PER_MILE, sd, venue_share)


CHILD_1_3: Final = _fit("child_1_3", -1.298097202, 1.778491537, 0.3)
CHILD_4_6: Final = _fit("child_4_6", -1.007930677, 2.225230408, 0.3)
CHILD_7_9: Final = _fit("child_7_9", -1.420151845, 2.279111951, 0.4)
CHILD_10_12: Final = _fit("child_10_12", 0.052176637, 1.053177956, 0.5)
CHILD_13_15: Final = _fit("child_13_15", -0.833183619, 1.994810385, 0.6)
DEMENTIA: Final = _fit("dementia", -0.158658733, 1.652323597, 0.25)
ADULT: Final = _fit("adult", 0.588459291, 1.20681269, 0.4)
"""Hiker, not mountain nor dry: the nearest fit for an adult of whom nothing else is known.

Venue shares are assumed, but for 10 to 15: 52 % of children of 12 to 14 were found at an
address or venue other than home (Grampian 2007, secondary copy), and dementia, 23 % in a
habitation (Centre for Search Research, living study).
"""

_BY_AGE: Final = ((3, CHILD_1_3), (6, CHILD_4_6), (9, CHILD_7_9), (12, CHILD_10_12), (17, CHILD_13_15))


def behaviour_for(age: int | None, details: Mapping[str, Any]) -> Behaviour:
    """The fit that is nearest to this person."""
    if details.get("dementia") is True:
        return DEMENTIA
    if age is None:
        return ADULT
    return next((fit for oldest, fit in _BY_AGE if age <= oldest), ADULT)
