"""Gives the next numbers to what is really new: the one rule of both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from app.domain.operations import encode
from app.domain.tree import Tree
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
    candidates: Sequence[Judged], known: Mapping[bytes, int], trees: Mapping[bytes, Tree], taken: Iterable[Place]
) -> list[Numbered]:
    """Number what is not known behind each incident's tree, without gaps.

    ``taken`` are the places in chains that operations here already have. Call it under the
    lock of these incidents and laptops.
    """
    heads, taken = {incident: tree.size for incident, tree in trees.items()}, set(taken)
    numbered = []
    for each in candidates:
        if each.op in known:
            continue
        place = place_of(each)
        heads[each.incident] = heads.get(each.incident, 0) + 1
        numbered.append(Numbered(each, heads[each.incident], place in taken))
        taken.add(place)
    return numbered


def grown(trees: Mapping[bytes, Tree], numbered: Iterable[Numbered]) -> dict[bytes, Tree]:
    """The trees of the incidents that grew. ``trees`` are those of before; none is an empty one."""
    leaves: dict[bytes, list[bytes]] = {}
    for each in numbered:
        leaves.setdefault(each.judged.incident, []).append(each.judged.op)
    return {incident: trees.get(incident, Tree()).grown(ops) for incident, ops in leaves.items()}


def digest_of(judged: Judged) -> bytes:
    """Names a held operation by everything that came, since its own name may be another's."""
    return hashlib.sha256(encode(judged.operation)).digest()
