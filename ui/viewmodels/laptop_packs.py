"""Map packs in words, and a map file taken in beside the window, with progress, cancel and the reason of a refusal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.packs import Bounds, ImportStopped, PackInfo, Progress
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.viewmodels.local_times import day
from ui.wording import say

_ASKS_WHO_MADE_IT: Final = ("packs.no_attribution", "packs.attribution_long")
_UNITS: Final = ((1_000_000_000, "laptop.gb"), (1_000_000, "laptop.mb"), (1_000, "laptop.kb"))


@dataclass(frozen=True)
class PackLine:
    """One map as the list shows it, and in ``about`` (icon, words, what kind of fact) as its sheet does."""

    id: str
    title: str
    second: str
    about: tuple[tuple[str, str, str], ...]
    shipped: bool


@dataclass(frozen=True)
class Importing:
    """A map file on its way in. ``share`` is 0..1, ``None`` until something is known."""

    name: str = ""
    share: float | None = None
    words: str = ""
    problem: str = ""

    @property
    def busy(self) -> bool:
        return bool(self.words)


def pack_line(pack: PackInfo, now: datetime) -> PackLine:
    """``60 MB, made 12 days ago``; who made it, where it is, how fine it is."""
    size, made = size_words(pack.size_bytes), _made(pack.made_at, now)
    licence = pack.licence or say("laptop.licence_unknown")
    about = (
        ("certificate", pack.attribution, say("laptop.pack_made_by")),
        ("license", licence, say("laptop.pack_licence")),
        ("crop-free", bounds_words(pack.bounds), say("laptop.pack_bounds")),
        ("layers", say("laptop.pack_zooms", least=pack.min_zoom, most=pack.max_zoom), say(f"laptop.pack_{pack.kind}")),
        ("database-outline", f"{size}, {made}", pack.file_type.upper()),
    )
    return PackLine(pack.id, pack.title, say("laptop.pack", size=size, made=made, licence=licence), about, pack.shipped)


def size_words(size_bytes: int) -> str:
    """``60 MB``; under ten of a unit with one decimal."""
    for unit_bytes, key in _UNITS:
        if size_bytes >= unit_bytes:
            number = size_bytes / unit_bytes
            return say(key, number=f"{number:.1f}" if number < 10 else f"{number:.0f}")
    return say("laptop.bytes", number=size_bytes)


def bounds_words(bounds: Bounds) -> str:
    """``52.52 N to 52.77 N, 0.82 W to 0.43 W``, degrees WGS 84."""
    south, north = (_degrees(each, "N", "S") for each in (bounds.south, bounds.north))
    west, east = (_degrees(each, "E", "W") for each in (bounds.west, bounds.east))
    return say("laptop.bounds", south=south, north=north, west=west, east=east)


def _degrees(value: float, above: str, below: str) -> str:
    return f"{abs(value):.2f}° {above if value >= 0 else below}"


def _made(made_at: datetime, now: datetime) -> str:
    days = (now.astimezone().date() - made_at.astimezone().date()).days
    if days <= 0:
        return say("laptop.made_today")
    if days > 60:
        return say("laptop.made_on", day=day(made_at), year=made_at.astimezone().year)
    return say("laptop.made_days", count=days)


class MapFiles(QObject):
    """Takes map files in and removes maps.

    Signals:
        changed: ``state`` is another one.
        packs_changed: a map was added or removed.
        attribution_wanted: the file does not say who made it; what was typed before, and what is wrong with that.
    """

    changed = Signal()
    packs_changed = Signal()
    attribution_wanted = Signal(str, str)
    _progressed = Signal(int, str)

    def __init__(self, context: Context, packs: Any, ask_file: Callable[[], Path | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._packs, self._ask_file = context, packs, ask_file
        self.state = Importing()
        self._path: Path | None = None
        self._typed = ""
        self._stop = threading.Event()
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """Let the officer choose a file, and take it in."""
        if not self.state.busy and (path := self._ask_file()) is not None:
            self._path, self._typed = path, ""
            self._take(None)

    def say_who_made_it(self, attribution: str) -> None:
        """Take the same file in again, now that somebody says who made it."""
        if self._path is not None and not self.state.busy:
            self._typed = " ".join(attribution.split())
            self._take(self._typed)

    def cancel(self) -> None:
        """Stop; nothing is half added."""
        self._stop.set()

    def remove(self, pack: str) -> None:
        """Remove a map that was added here."""
        packs = self._packs
        self._context.heavy(lambda _cancelled: packs.remove(pack), lambda _: self._removed())

    def _removed(self) -> None:
        self._context.told.emit(say("laptop.pack_removed"))
        self.packs_changed.emit()

    def _take(self, attribution: str | None) -> None:
        if (path := self._path) is None:
            return
        self._stop = threading.Event()
        self._become(Importing(path.name, None, say("packs.progress.reading")))
        self._context.heavy(self._work(path, attribution, self._stop), self._added, self._failed)

    def _work(self, path: Path, attribution: str | None, stop: threading.Event) -> Callable[[Any], PackInfo]:
        packs, session, progress = self._packs, self._context.services.desk.session, self._teller()

        def work(closing: threading.Event) -> PackInfo:
            session.acting("map.import")

            def cancelled() -> bool:
                return stop.is_set() or closing.is_set()

            added: PackInfo = packs.add(path, progress=progress, cancelled=cancelled, attribution=attribution)
            return added

        return work

    def _teller(self) -> Progress:
        """Tells the window of each whole per cent, and not of more: a tiler says a thousand times where it is."""
        told: list[tuple[int, str]] = []

        def progress(share: float, doing: str) -> None:
            now = (round(share * 100), doing)
            if told != [now]:
                told[:] = [now]
                self._progressed.emit(*now)

        return progress

    def _show_progress(self, percent: int, doing: str) -> None:
        if self.state.busy:
            self._become(Importing(self.state.name, percent / 100, say(doing)))

    def _added(self, pack: PackInfo) -> None:
        self._become(Importing())
        self._context.told.emit(say("laptop.pack_added", title=pack.title))
        self.packs_changed.emit()

    def _failed(self, failure: Failure) -> None:
        error = failure.error
        if isinstance(error, ImportStopped):
            self._become(Importing())
            self._context.told.emit(failure.words)
        elif error is not None and error.key in _ASKS_WHO_MADE_IT:
            self._become(Importing())
            self.attribution_wanted.emit(self._typed, failure.words)
        else:
            self._become(Importing(problem=failure.words))

    def _become(self, state: Importing) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
