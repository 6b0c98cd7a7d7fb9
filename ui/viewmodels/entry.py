"""The door of a laptop: set it up once, sign in, come back after a lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.changes import ChangeFeed
from app.domain.identity import Rank
from app.errors import UserError
from app.services.session import Session
from ui.background import Background, Failure
from ui.wording import say

if TYPE_CHECKING:
    from app.services.office import Services


class Slot(Protocol):
    """Somebody who may sign in here."""

    @property
    def officer_id(self) -> bytes:
        """Sixteen bytes."""

    @property
    def call_sign(self) -> str:
        """What the officer is called."""


class Laptop(Protocol):
    """A laptop's data folder, as a window needs it."""

    session: Session
    changes: ChangeFeed

    @property
    def state(self) -> str:
        """``new``, ``locked`` or ``open``."""

    @property
    def packs(self) -> Any:
        """The maps on this laptop."""

    @property
    def settings(self) -> Any:
        """The settings' file."""

    @property
    def notices(self) -> Sequence[UserError]:
        """What the officer must be told about the settings' file."""

    def officers(self) -> Sequence[Slot]:
        """Who may sign in here."""

    def set_up(self, force: str, call_sign: str, rank: Rank, passphrase: str, name: str = "") -> Services:
        """First run."""

    def sign_in(self, passphrase: str, officer: bytes | None = None) -> Services:
        """Open for one officer."""

    def lock(self) -> None:
        """Let the officer's key go."""

    def close(self) -> None:
        """Let the folder go."""


@dataclass(frozen=True, slots=True)
class EntryState:
    """What the door shows. ``problem`` is a sentence; what was typed stays."""

    new: bool
    officers: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    busy: bool = False
    problem: str = ""


class EntryModel(QObject):
    """Signs in on the database thread, because a passphrase costs half a second on purpose."""

    changed = Signal()
    entered = Signal(object)

    def __init__(self, laptop: Laptop, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._laptop, self._background = laptop, background
        self.state = self._look()

    def _look(self) -> EntryState:
        if self._laptop.state == "new":
            return EntryState(new=True)
        officers = tuple((slot.officer_id.hex(), slot.call_sign) for slot in self._laptop.officers())
        last = self._laptop.session.last
        chosen = last if last in [officer for officer, _ in officers] else officers[0][0]
        return EntryState(new=False, officers=officers, chosen=chosen)

    def refresh(self) -> None:
        """Look at the laptop again: somebody was added, or it was locked."""
        self._become(self._look())

    def choose(self, officer: str) -> None:
        """Another officer wants to sign in."""
        self._become(replace(self.state, chosen=officer, problem=""))

    def sign_in(self, passphrase: str) -> None:
        """Try a passphrase for the chosen officer."""
        if self.state.busy:
            return
        officer = bytes.fromhex(self.state.chosen)
        self._begin(lambda: self._laptop.sign_in(passphrase, officer))

    def set_up(self, force: str, call_sign: str, rank: Rank, passphrase: str, again: str) -> None:
        """First run. A passphrase typed twice differently is told before anything is made."""
        if self.state.busy:
            return
        problem = self._fault(force, call_sign, passphrase, again)
        if problem:
            self._become(replace(self.state, problem=problem))
            return
        self._begin(lambda: self._laptop.set_up(force.strip(), call_sign.strip(), rank, passphrase))

    def _fault(self, force: str, call_sign: str, passphrase: str, again: str) -> str:
        if not force.strip() or not call_sign.strip():
            return say("entry.name_missing")
        return "" if passphrase == again else say("entry.passphrases_differ")

    def _begin(self, work: Any) -> None:
        self._become(replace(self.state, busy=True, problem=""))
        self._background.database(work, self._enter, self._fail)

    def _enter(self, services: Services) -> None:
        self._become(self._look())
        self.entered.emit(services)

    def _fail(self, failure: Failure) -> None:
        self._become(replace(self.state, busy=False, problem=failure.words))

    def _become(self, state: EntryState) -> None:
        self.state = state
        self.changed.emit()
