"""Who is signed in on this laptop, and the one door through which anybody acts."""

from __future__ import annotations

from app.domain.identity import Officer, require
from app.errors import NotAllowed
from app.ports.store import SignedIn


class Session:
    """The officer at the laptop; nobody after a lock."""

    def __init__(self) -> None:
        self._signed_in: SignedIn | None = None
        self.last: str = ""
        """The id of whoever was signed in last, for the door to offer first."""

    @property
    def officer(self) -> Officer | None:
        """Who is signed in, or ``None``."""
        return self._signed_in.officer if self._signed_in else None

    def sign_in(self, signed_in: SignedIn) -> None:
        """From now on everything is signed by this officer."""
        self._signed_in = signed_in
        self.last = signed_in.officer.id

    def lock(self) -> None:
        """Let the signing key go; nobody can act until somebody signs in."""
        self._signed_in = None

    def acting(self, *acts: str) -> SignedIn:
        """The officer who acts, if the rank may do all these acts.

        Raises:
            NotAllowed: nobody is signed in, or this rank may not.
        """
        if self._signed_in is None:
            raise NotAllowed("session.locked")
        for act in acts:
            require(self._signed_in.officer.rank, act)
        return self._signed_in
