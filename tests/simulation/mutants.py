"""Deliberate faults in merge, reconcile, ingest, cursor, epoch and clock: what a simulation must catch.

Each is a mistake that somebody made somewhere, put in the place of the right code for one night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from app.central.records import Records
from app.domain.operations import Operation, name_of
from app.ports.exchange import Taken
from app.services.exchanging import Exchange
from app.services.questions import Offer, Run, ask
from db.central import embedded_log
from db.central.embedded import EmbeddedStore
from db.central.numbering import number as right_numbers
from db.central.numbering import place_of
from db.local import exchange as local_exchange
from db.local import log, projection
from db.local.exchange import LocalExchange
from db.local.intake import Intake
from tests.simulation.swapping import swapped

Mutant = AbstractContextManager[None]


@contextmanager
def _both(*mutants: Mutant) -> Iterator[None]:
    with ExitStack() as stack:
        for each in mutants:
            stack.enter_context(each)
        yield


# merge


def last_clock_wins() -> Mutant:
    """A field keeps the write with the highest clock alone."""
    right = projection._write

    def write(connection: Any, kept: log.Kept, noun: str, field: str, value: Any) -> None:
        here = [head for head in projection.heads(connection, kept.header.entity) if head.field == field]
        if all(head.hlc < kept.header.hlc for head in here):
            for head in here:
                projection._supersede(connection, kept.header.entity, field, bytes.fromhex(head.op))
            right(connection, kept, noun, field, value)

    return swapped(projection, "_write", write)


def what_was_seen_past_comes_back() -> Mutant:
    """A write that arrives after the one that had seen it becomes a head again."""

    def supersede(connection: Any, entity: bytes, field: str, seen: bytes) -> None:
        connection.execute(projection._drop_head, {"e": entity, "f": field, "o": seen})

    return swapped(projection, "_supersede", supersede)


# ingest


def a_place_in_a_session_is_taken_for_an_identity() -> Mutant:
    """Central believes that it has whatever bears a device, session and place that it has."""

    def number(candidates: Sequence[Any], known: dict[bytes, int], trees: Any, taken: Sequence[Any]) -> Any:
        fresh = [each for each in candidates if place_of(each) not in set(taken)]
        known.update({each.op: 1 for each in candidates if each not in fresh and each.op not in known})
        return right_numbers(fresh, known, trees, taken)

    return swapped(embedded_log, "number", number)


def the_known_are_numbered_again() -> Mutant:
    """A batch that comes twice is taken for new."""

    def number(candidates: Sequence[Any], known: Mapping[bytes, int], trees: Any, taken: Any) -> Any:
        return right_numbers(candidates, {}, trees, taken)

    async def numbers(_store: EmbeddedStore, _operations: Any) -> dict[bytes, int]:
        return {}

    return _both(swapped(embedded_log, "number", number), swapped(EmbeddedStore, "numbers", numbers))


def what_is_held_stays_held() -> Mutant:
    """Nobody looks again at what waited for an officer."""

    async def take_up(_records: Records, _sender: bytes) -> None:
        pass

    return swapped(Records, "_take_up", take_up)


def what_cannot_be_checked_is_dropped() -> Mutant:
    """A laptop forgets work whose officer it does not know."""

    def append(intake: Intake, kept: log.Kept, number: int | None) -> Any:
        reason = intake._fault(kept, vouched=True)
        return right(intake, kept, number) if reason is None else (log.Place(0, log.HELD, reason), reason)

    right = Intake._append
    return swapped(Intake, "_append", append)


# reconcile


def sent_before_it_is_receipted() -> Mutant:
    """What was given to the network counts as sent."""

    def offer(exchange: Exchange, batch: Sequence[Operation]) -> Run[None]:
        for each in batch:
            exchange._store.lodge([(name_of(each.header), 1)], b"", b"")
        yield from ask(Offer(batch))

    return swapped(Exchange, "_offer", offer)


def a_restore_is_not_noticed() -> Mutant:
    """Epochs and trees are read and not compared."""
    return _both(
        swapped(Exchange, "_same", lambda _exchange, _epoch: None),
        swapped(Exchange, "_compare", lambda _exchange, _theirs: None),
    )


def a_root_is_not_compared() -> Mutant:
    """Only that central has fewer is noticed, not that it has others."""

    def compare(exchange: Exchange, theirs: dict[Any, tuple[int, bytes]]) -> None:
        mine = exchange._store.trees()
        if any(incident in mine and mine[incident].size > size for incident, (size, _) in theirs.items()):
            exchange._lost()

    return swapped(Exchange, "_compare", compare)


def a_receipt_is_believed_for_ever() -> Mutant:
    """A number that is another's now, or behind the end, is no reason to offer again."""
    return _both(
        swapped(LocalExchange, "beyond", lambda _exchange: 0),
        swapped(log, "renumber", lambda _connection, _incident, _numbers: None),
    )


def what_central_holds_is_not_asked_after() -> Mutant:
    """Whatever central once held is believed to be held there for ever."""
    return swapped(LocalExchange, "held_there", lambda _exchange: [])


# cursor


def the_cursor_moves_before_the_operations_are_kept() -> Mutant:
    """Two transactions where one is needed."""

    def take(exchange: LocalExchange, incident: Any, operations: Sequence[tuple[int, Operation]]) -> Taken:
        with exchange._store.change() as connection:
            local_exchange._grow(connection, bytes.fromhex(incident), [name_of(each.header) for _, each in operations])
        with exchange._store.change() as connection:
            return Intake(connection, bytes.fromhex(exchange._store.device)).take(operations)

    return swapped(LocalExchange, "take", take)


# clock


def a_clock_that_is_ahead_is_refused() -> Mutant:
    """Work is held because its laptop's clock was wrong."""
    right = Intake._fault

    def fault(intake: Intake, kept: log.Kept, *, vouched: bool) -> str | None:
        ahead = kept.header.wall_ms > 1_795_644_000_000
        return "held.clock" if ahead else right(intake, kept, vouched=vouched)

    return swapped(Intake, "_fault", fault)


MUTANTS: list[Callable[[], Mutant]] = [
    last_clock_wins,
    what_was_seen_past_comes_back,
    a_place_in_a_session_is_taken_for_an_identity,
    the_known_are_numbered_again,
    what_is_held_stays_held,
    what_cannot_be_checked_is_dropped,
    sent_before_it_is_receipted,
    a_restore_is_not_noticed,
    a_root_is_not_compared,
    a_receipt_is_believed_for_ever,
    what_central_holds_is_not_asked_after,
    the_cursor_moves_before_the_operations_are_kept,
    a_clock_that_is_ahead_is_refused,
]
