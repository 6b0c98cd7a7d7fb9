"""Nights in which nothing may be lost, and nights with a deliberate fault in which something must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlcipher3

from tests.simulation import mutants
from tests.simulation.mutants import Mutant
from tests.simulation.nights import night

STEPS = 60
CAUGHT: list[tuple[Callable[[], Mutant], bool, int]] = [
    # the fault, whether the night needs the real stores, and the first seed whose night shows it
    (mutants.last_clock_wins, True, 1),
    (mutants.what_was_seen_past_comes_back, True, 5),
    (mutants.a_place_in_a_session_is_taken_for_an_identity, False, 1),
    (mutants.the_known_are_numbered_again, False, 1),
    (mutants.what_is_held_stays_held, False, 11),
    (mutants.what_cannot_be_checked_is_dropped, True, 191),
    (mutants.sent_before_it_is_receipted, False, 1),
    (mutants.a_restore_is_not_noticed, False, 5),
    (mutants.a_root_is_not_compared, False, 5),
    (mutants.a_receipt_is_believed_for_ever, True, 43),
    (mutants.what_central_holds_is_not_asked_after, True, 1246),
    (mutants.the_cursor_moves_before_the_operations_are_kept, True, 14),
    (mutants.a_clock_that_is_ahead_is_refused, True, 1),
]


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_night_on_real_stores_loses_nothing(seed: int) -> None:
    assert night(seed, STEPS, real=True).verdict.faults() == []


def test_many_nights_in_memory_lose_nothing() -> None:
    bad = {seed: faults for seed in range(1, 101) if (faults := night(seed, STEPS, real=False).verdict.faults())}
    assert bad == {}


@pytest.mark.parametrize("real", [True, False], ids=["stores", "memory"])
def test_the_same_seed_gives_the_same_night(real: bool) -> None:
    assert night(7, STEPS, real=real).story == night(7, STEPS, real=real).story
    assert night(7, STEPS, real=real).story != night(8, STEPS, real=real).story


@pytest.mark.parametrize(("mutant", "real", "seed"), CAUGHT, ids=[each.__name__ for each, _, _ in CAUGHT])
def test_a_deliberate_fault_is_caught(mutant: Callable[[], Mutant], real: bool, seed: int) -> None:
    assert night(seed, STEPS, real=real).verdict.faults() == []
    with mutant():
        assert faults(seed, real)


def faults(seed: int, real: bool) -> list[str]:
    """What a night finds; a fault that makes something fall over is found too."""
    try:
        return night(seed, STEPS, real=real).verdict.faults()
    except sqlcipher3.IntegrityError as error:
        return [repr(error)]


def test_every_fault_is_in_the_gate() -> None:
    assert [each for each, _, _ in CAUGHT] == mutants.MUTANTS
