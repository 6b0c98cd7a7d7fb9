"""The envelope: named by its content, signed by its officer, chained to the one before."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.vault_keys import SigningKey
from app.domain import facts
from app.domain.operations import (
    Chain,
    Draft,
    Moment,
    Operation,
    chained,
    encode,
    header_of,
    name_of,
    payload_fits,
    sign,
    signature_good,
    tick,
    witness,
)

KEY = SigningKey(bytes(range(32)))
CHAIN = Chain(b"d" * 16, b"s" * 16)


def an_operation(chain: Chain = CHAIN, text: str = "seen") -> tuple[Operation, Chain]:
    fact = facts.NoteRecorded(text=text)
    draft = Draft(b"i" * 16, b"e" * 16, fact.TYPE, fact.VERSION, encode(fact), {}, b"")
    return sign(draft, chain, b"o" * 16, Moment(1_700_000_000_000, 5), bytes(16), KEY.sign)


def test_the_same_act_gives_the_same_bytes() -> None:
    """A golden value: a change of the format must change this line."""
    operation, _ = an_operation()
    assert name_of(operation.header).hex() == "eb2f805e49acf22597db676d49b91a3c0f166ab43c6c21aae7d9103b1341bb96"


def test_a_signature_serves_its_operation_and_officer_only() -> None:
    operation, _ = an_operation()
    assert signature_good(operation, KEY.public_bytes)
    assert not signature_good(operation, SigningKey(os.urandom(32)).public_bytes)
    other, _ = an_operation(text="not seen")
    assert not signature_good(Operation(other.header, operation.signature, other.salt, other.payload), KEY.public_bytes)


@given(st.integers(min_value=0), st.integers(0, 7))
def test_any_flipped_bit_of_the_header_breaks_the_signature(place: int, bit: int) -> None:
    operation, _ = an_operation()
    header = bytearray(operation.header)
    header[place % len(header)] ^= 1 << bit
    assert not signature_good(
        Operation(bytes(header), operation.signature, operation.salt, operation.payload), KEY.public_bytes
    )


def test_a_payload_that_was_changed_does_not_fit_and_an_erased_one_does() -> None:
    operation, _ = an_operation()
    header = header_of(operation)
    assert payload_fits(operation, header)
    assert not payload_fits(Operation(operation.header, operation.signature, operation.salt, b"\x80"), header)
    assert payload_fits(Operation(operation.header, operation.signature, operation.salt, None), header)


def test_operations_of_a_session_are_chained() -> None:
    first, chain = an_operation()
    second, chain = an_operation(chain)
    third, _ = an_operation(chain)
    assert chained([first, second, third])
    assert not chained([first, third])
    assert header_of(third).seq == 3


@pytest.mark.parametrize("wall_ms", [0, 1_700_000_000_000, 1_900_000_000_000])
def test_the_hybrid_clock_always_rises(wall_ms: int) -> None:
    last = 1_800_000_000_000 << 16
    assert tick(last, wall_ms) > last


def test_a_clock_that_is_days_ahead_pulls_ours_a_day_at_most() -> None:
    now = 1_800_000_000_000
    assert witness(0, (now + 10 * 86_400_000) << 16, now) == (now + 86_400_000) << 16
    assert witness(now << 16, 5, now) == now << 16


@given(st.sampled_from(sorted(facts.FACTS)), st.binary(max_size=60))
def test_no_payload_crashes_the_reader(key, data: bytes) -> None:
    from db.local.projection import read_fact

    found = read_fact(key[0], key[1], data)
    assert found is None or isinstance(found, facts.Fact)
