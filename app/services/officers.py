"""Who may sign in on this laptop, with which rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain import facts
from app.domain.identity import FORCE, Id, Officer, Rank
from app.errors import Missing, NotAllowed, Unreadable
from app.services.desk import Desk

AddKey = Callable[[Id, str, str], bytes]
"""Officer id, call sign and passphrase to the public half of the new officer's key."""
DropKey = Callable[[Id], object]
"""Takes a slot away again that nobody has signed in with."""


class Officers:
    """The officers of one laptop and of the force, as far as it has heard."""

    def __init__(self, desk: Desk, add_key: AddKey, drop_key: DropKey = lambda _: None) -> None:
        self._desk = desk
        self._add_key = add_key
        self._drop_key = drop_key

    def known(self) -> Mapping[Id, Officer]:
        """Every officer this laptop has heard of."""
        return self._desk.store.officers()

    def add(self, call_sign: str, rank: Rank, passphrase: str) -> Id:
        """Give an officer a passphrase slot on this laptop and tell the force.

        Nobody hands out a rank above their own; an administrator may hand out any.

        Raises:
            NotAllowed, Missing: no call sign. Unreadable: call sign in use, weak passphrase.
            DiskFull: nothing was saved, the slot neither.
        """
        acting = self._desk.session.acting("officer.add").officer
        _check(acting, rank)
        call_sign = self._free(call_sign)
        officer = self._desk.chance.new_id()
        key = self._add_key(officer, call_sign, passphrase)
        fact = facts.OfficerAdded(call_sign=call_sign, rank=rank.word, public_key=key)
        try:
            with self._desk.act("officer.add") as (work, _):
                work.record(fact, FORCE, officer)
        except BaseException:
            self._drop_key(officer)
            raise
        return officer

    def _free(self, call_sign: str) -> str:
        call_sign = " ".join(call_sign.split())
        if not call_sign:
            raise Missing("officer.no_call_sign")
        if any(each.call_sign.casefold() == call_sign.casefold() for each in self.known().values()):
            raise Unreadable("officer.call_sign_taken", call_sign=call_sign)
        return call_sign


def _check(acting: Officer, rank: Rank) -> None:
    """An administrator hands out any rank and looks after laptops, so only one of them or an inspector makes one."""
    above = rank > acting.rank or (rank is Rank.ADMINISTRATOR and acting.rank is not Rank.INSPECTOR)
    if acting.rank is not Rank.ADMINISTRATOR and above:
        raise NotAllowed("officer.rank_above", rank=rank.word, own=acting.rank.word)
