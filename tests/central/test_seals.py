"""Nonces, tokens and codes: what central recognises as its own, and for how long."""

from __future__ import annotations

import os
import re

import pytest
from nacl.signing import SigningKey

from app.central.seals import NONCE_LASTS_MS, TOKEN_LASTS_MS, Seals, code_hash, new_code
from app.domain.wire import Heads, Receipt, central_id, read_heads, read_receipt, session_message
from app.ports.central import CentralIdentity
from db.central.invitations import Invitation, may_use
from tests.central.pens import Pen

DEVICE, OTHER = b"d" * 16, b"o" * 16
NOW = 1_795_000_000_000
KEY = SigningKey(b"k" * 32)


def seals(secret: bytes = b"s" * 32) -> Seals:
    return Seals(CentralIdentity("Central", b"c" * 32, secret))


def proves(
    nonce: bytes, *, device: bytes = DEVICE, at: int = NOW, signer: SigningKey = KEY, by: Seals | None = None
) -> bool:
    mine = by or seals()
    signature = signer.sign(session_message(mine.central, nonce)).signature
    return seals().proves(device, nonce, signature, bytes(KEY.verify_key), at)


def test_a_laptop_proves_itself_with_a_fresh_nonce_of_its_own() -> None:
    nonce = seals().nonce(DEVICE, NOW)
    assert proves(nonce)
    assert proves(nonce, at=NOW + NONCE_LASTS_MS - 1)
    assert not proves(nonce, at=NOW + NONCE_LASTS_MS)
    assert not proves(nonce, device=OTHER)
    assert not proves(nonce, signer=SigningKey(b"x" * 32))
    assert not proves(seals(b"another central's secret........").nonce(DEVICE, NOW))
    assert not proves(b"")


def test_a_proof_made_for_another_central_is_none() -> None:
    elsewhere = Seals(CentralIdentity("Elsewhere", b"e" * 32, b"s" * 32))
    assert not proves(seals().nonce(DEVICE, NOW), by=elsewhere)


def test_another_process_whose_clock_is_a_little_behind_takes_it_too() -> None:
    assert proves(seals().nonce(DEVICE, NOW), at=NOW - 2_000)


def test_a_token_names_its_laptop_while_it_is_good() -> None:
    token = seals().token(DEVICE, NOW)
    assert seals().bearer(token, NOW + TOKEN_LASTS_MS - 1) == DEVICE
    assert seals().bearer(token, NOW + TOKEN_LASTS_MS) is None
    assert seals(b"another secret, thirty-two bytes").bearer(token, NOW) is None


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "=" * 100, "A" * 10_000])
def test_garbage_is_no_token(token: str) -> None:
    assert seals().bearer(token, NOW) is None


def test_a_nonce_is_no_token_and_a_token_for_one_laptop_none_for_another() -> None:
    from base64 import urlsafe_b64decode, urlsafe_b64encode

    raw = urlsafe_b64decode(seals().token(DEVICE, NOW))
    assert seals().bearer(urlsafe_b64encode(OTHER + raw[16:]).decode(), NOW) is None
    assert seals().bearer(urlsafe_b64encode(DEVICE + seals().nonce(DEVICE, NOW)).decode(), NOW) is None


def test_a_code_can_be_read_aloud_and_typed_anyhow() -> None:
    code = new_code(lambda letters: letters[os.urandom(1)[0] % len(letters)])
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", code)
    assert code_hash(code) == code_hash(f" {code.lower().replace('-', ' ')} ")
    assert code_hash(code) != code_hash(code[:-1])


def test_a_receipt_is_read_with_the_key_that_signed_it_alone() -> None:
    mine = seals()
    receipt = Receipt(mine.central, 3, DEVICE, [(b"o" * 32, b"i" * 16, 7)], [(b"h" * 32, "held.signature")], [], NOW)
    signed = mine.receipt(receipt)
    assert read_receipt(signed.body, signed.signature, mine.public_key) == receipt
    assert mine.central == central_id(mine.public_key)
    assert read_receipt(signed.body, signed.signature, bytes(KEY.verify_key)) is None
    assert read_receipt(signed.body + b"\0", signed.signature, mine.public_key) is None
    assert read_receipt(signed.body, signed.signature, b"no key") is None


def test_trees_are_read_with_the_key_that_signed_them_and_are_no_receipt() -> None:
    mine = seals()
    heads = Heads(mine.central, 3, [(b"i" * 16, 7, b"r" * 32)], False, NOW)
    signed = mine.heads(heads)
    assert read_heads(signed, mine.public_key) == heads
    assert read_heads(signed, bytes(KEY.verify_key)) is None
    assert read_receipt(signed.body, signed.signature, mine.public_key) is None


def test_the_rule_of_codes() -> None:
    laptop = Pen().laptop
    assert may_use(Invitation("", 100, None), laptop, 99)
    assert not may_use(Invitation("", 100, None), laptop, 100)
    assert not may_use(Invitation("", 100, b"somebody else..."), laptop, 99)
    assert not may_use(Invitation("Essex", 100, None), laptop, 99)
