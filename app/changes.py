"""What changed, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.identity import Id


@dataclass(frozen=True, slots=True)
class Changes:
    """The incidents and nouns that a commit touched; ``sync`` where only sending moved on."""

    touched: frozenset[tuple[Id, str]] = field(default_factory=frozenset)
    sync: bool = False

    def of(self, incident: Id | None) -> bool:
        """Whether this incident, or any for ``None``, was touched."""
        return bool(self.touched) if incident is None else any(each == incident for each, _ in self.touched)


class ChangeFeed:
    """Tells listeners of each commit, on the thread that committed."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Changes], None]] = []

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``listener`` after each commit; the answer stops that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, changes: Changes) -> None:
        """Announce a commit."""
        for listener in list(self._listeners):
            listener(changes)
