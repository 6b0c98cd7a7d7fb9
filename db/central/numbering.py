"""Gives the next numbers to what is really new: the one rule of both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from app.domain.operations import encode
from app.ports.central import Judged

Place = tuple[bytes, bytes, int]
"""Device, session and sequence number: where an operation stands in its laptop's chain."""


class Numbered(msgspec.Struct, frozen=True):
    """A new operation with its number; ``forked`` where another one has its place."""

    judged: Judged
    number: int
    forked: bool


def place_of(judged: Judged) -> Place:
    """Where the operation stands in its laptop's chain."""
    return judged.device, judged.session, judged.seq


def stretches(places: Iterable[Place]) -> list[tuple[bytes, bytes, int, int]]:
    """Places without a gap between them as one: device, session, first and last sequence number."""
    found: list[tuple[bytes, bytes, int, int]] = []
    for device, session, seq in sorted(set(places)):
        if found and found[-1][:2] == (device, session) and found[-1][3] == seq - 1:
            found[-1] = (device, session, found[-1][2], seq)
        else:
            found.append((device, session, seq, seq))
    return found


def good(judged: Iterable[Judged]) -> list[Judged]:
    """Those to be taken, each once, in their order."""
    return list({each.op: each for each in reversed(list(judged)) if each.reason is None}.values())[::-1]


def held(judged: Iterable[Judged], known: Mapping[bytes, int]) -> list[Judged]:
    """Those that wait: a bad copy of what is here does not."""
    return [each for each in judged if each.reason is not None and each.op not in known]


def number(
    candidates: Sequence[Judged], known: Mapping[bytes, int], heads: Mapping[bytes, int], taken: Iterable[Place]
) -> list[Numbered]:
    """Number what is not known from each incident's head on, without gaps.

    ``taken`` are the places in chains that operations here already have. Call it under the
    lock of these incidents and laptops.
    """
    heads, taken = dict(heads), set(taken)
    numbered = []
    for each in candidates:
        if each.op in known:
            continue
        place = place_of(each)
        heads[each.incident] = heads.get(each.incident, 0) + 1
        numbered.append(Numbered(each, heads[each.incident], place in taken))
        taken.add(place)
    return numbered


def new_heads(numbered: Iterable[Numbered]) -> dict[bytes, int]:
    """The highest number of each incident that grew."""
    return {each.judged.incident: each.number for each in numbered}


def digest_of(judged: Judged) -> bytes:
    """Names a held operation by everything that came, since its own name may be another's."""
    return hashlib.sha256(encode(judged.operation)).digest()
