"""What central signs and what it recognises as its own: receipts, nonces, tokens, codes.

Nonces and tokens are authenticated with a secret that all processes of one central share,
so that none of them keeps a list of sessions.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Final

from nacl.signing import SigningKey

from app.domain.operations import encode
from app.domain.wire import (
    Heads,
    Receipt,
    Signed,
    central_id,
    heads_message,
    receipt_message,
    session_message,
    signed_by,
)
from app.ports.central import CentralIdentity

NONCE_LASTS_MS: Final = 60_000
TOKEN_LASTS_MS: Final = 15 * 60_000
INVITATION_LASTS_MS: Final = 24 * 3_600_000

_CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, 1, I and L: a code is read aloud."""


class Seals:
    """The keys of one central at work. Times come from central's own clock, never a laptop's."""

    def __init__(self, identity: CentralIdentity) -> None:
        self._key = SigningKey(identity.seed)
        self._secret = identity.secret
        self.name = identity.name
        self.public_key = bytes(self._key.verify_key)
        self.central = central_id(self.public_key)

    def receipt(self, receipt: Receipt) -> Signed:
        """Canonical bytes and the signature over them."""
        body = encode(receipt)
        return Signed(body, self._key.sign(receipt_message(body)).signature)

    def heads(self, heads: Heads) -> Signed:
        """Canonical bytes and the signature over them."""
        body = encode(heads)
        return Signed(body, self._key.sign(heads_message(body)).signature)

    def nonce(self, device: bytes, now_ms: int) -> bytes:
        """Something fresh for this laptop to sign."""
        return self._stamp(b"nonce", device, now_ms)

    def proves(self, device: bytes, nonce: bytes, signature: bytes, public_key: bytes, now_ms: int) -> bool:
        """Whether the laptop with this key signed a nonce that was made for it just now."""
        fresh = self._issued(b"nonce", device, nonce, now_ms, NONCE_LASTS_MS)
        return fresh and signed_by(public_key, session_message(self.central, nonce), signature)

    def token(self, device: bytes, now_ms: int) -> str:
        """A bearer token for this laptop."""
        return urlsafe_b64encode(device + self._stamp(b"token", device, now_ms)).decode()

    def bearer(self, token: str, now_ms: int) -> bytes | None:
        """The laptop that a token was given to, while it is good."""
        try:
            raw = urlsafe_b64decode(token.encode())
        except ValueError:
            return None
        device, stamp = raw[:16], raw[16:]
        return device if self._issued(b"token", device, stamp, now_ms, TOKEN_LASTS_MS) else None

    def _stamp(self, purpose: bytes, device: bytes, at_ms: int) -> bytes:
        issued = at_ms.to_bytes(8, "big")
        return issued + hmac.digest(self._secret, purpose + device + issued, "sha256")

    def _issued(self, purpose: bytes, device: bytes, stamp: bytes, now_ms: int, lasts_ms: int) -> bool:
        at_ms = int.from_bytes(stamp[:8], "big")
        if not hmac.compare_digest(stamp, self._stamp(purpose, device, at_ms)):
            return False
        # Two processes' clocks may differ a little: what is not yet issued counts as issued now.
        return now_ms - at_ms < lasts_ms


def new_code(choose: Callable[[str], str]) -> str:
    """A one-time code, for example ``K7QP-3MXD``. ``choose`` picks a letter by chance."""
    letters = "".join(choose(_CODE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def code_hash(code: str) -> bytes:
    """What is kept of a code; blanks, dashes and small letters do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(b"homeward-code-v1" + plain.encode("utf-8", "replace")).digest()
