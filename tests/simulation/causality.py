"""The merge by its definition: what the projection is held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from app.domain import facts
from app.domain.operations import Header, Operation, header_of, name_of

Heads = dict[tuple[bytes, str], set[bytes]]
"""Entity and field to the operations that are candidates for its value."""


def causal_heads(operations: Iterable[Operation]) -> Heads:
    """The writes of a field that no other write of it has seen."""
    wrote: Heads = defaultdict(set)
    seen: Heads = defaultdict(set)
    for each in operations:
        header = header_of(each)
        for written in _fields(each):
            wrote[header.entity, written].add(name_of(each.header))
            seen[header.entity, written].update(header.observed.get(written, ()))
    return {place: ops - seen[place] for place, ops in wrote.items()}


def heads_of(operations: Iterable[tuple[Operation, Header]], entity: bytes) -> dict[str, set[bytes]]:
    """As `causal_heads`, for one entity."""
    about = [each for each, header in operations if header.entity == entity]
    return {written: ops for (_, written), ops in causal_heads(about).items()}


@lru_cache(100_000)
def _fields(operation: Operation) -> tuple[str, ...]:
    header = header_of(operation)
    return tuple(facts.read(header.type, header.version, operation.payload or b"").writes())
