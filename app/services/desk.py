"""What every service stands on: the store, the session, time and chance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.ports.store import SignedIn, Store, Work
from app.ports.surroundings import Chance, Clock
from app.services.session import Session


@dataclass(frozen=True)
class Desk:
    """One laptop's store while somebody may act on it."""

    store: Store
    session: Session
    clock: Clock
    chance: Chance

    @contextmanager
    def act(self, *acts: str) -> Iterator[tuple[Work, SignedIn]]:
        """A transaction in the name of the officer who may do these acts.

        Raises:
            NotAllowed: nobody is signed in, or this rank may not.
        """
        acting = self.session.acting(*acts)
        with self.store.write(acting) as work:
            yield work, acting
