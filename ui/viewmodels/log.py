"""The Log room's state and actions: what happened in one search, newest first, filtered and found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.changes import Changes
from app.domain import facts
from app.domain.cases import Entry
from app.domain.identity import Id
from ui.lines import LogLine
from ui.viewmodels.context import Context
from ui.viewmodels.local_times import moment
from ui.viewmodels.log_sentences import KINDS, Names, line_of, words_of
from ui.wording import say

MOST = 20_000
"""Entries of one search that a log shows; a long search has a tenth of this."""


@dataclass(frozen=True)
class Detail:
    """One entry, whole."""

    entry: Entry
    title: str
    words: str
    time: str
    who: str
    whereabouts: str
    can_correct: bool
    place: tuple[float, float] | None = None
    precision_m: float | None = None
    reference: str = ""
    square: facts.Ring | None = None
    kind: str = "sighting"


@dataclass(frozen=True)
class LogState:
    """What the room shows. ``counts`` has every filter's number."""

    open: bool = False
    loaded: bool = False
    lines: tuple[LogLine, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    filter: str = "all"
    text: str = ""
    detail: Detail | None = None


class LogModel(QObject):
    """Signals: changed; correct_wanted(entry); map_wanted(lon, lat)."""

    changed = Signal()
    correct_wanted = Signal(object)
    map_wanted = Signal(float, float)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.state = LogState()
        self._entries: list[Entry] = []
        self._all: dict[str, LogLine] = {}
        self._names = Names({}, {}, {})
        self._now = datetime.now().astimezone()
        context.changed.connect(self._heard)
        context.incident_chosen.connect(lambda _incident: self._open_another())

    def _open_another(self) -> None:
        self.state = LogState()
        self.reload()

    def _heard(self, changes: Changes) -> None:
        if self.context.incident is not None and (changes.sync or changes.of(self.context.incident)):
            self.reload()

    def reload(self) -> None:
        """Read the log of the open search again."""
        incident = self.context.incident
        if incident is None:
            self._entries, self._all = [], {}
            self._show()
            return
        self.context.read(lambda: self._read(incident), self._take)

    def _read(self, incident: Id) -> tuple[list[Entry], Names, datetime]:
        services = self.context.services
        store = services.desk.store
        officers = {each: officer.call_sign for each, officer in store.officers().items()}
        laptops = {each: laptop.name for each, laptop in store.laptops().items()}
        tasks = {task.task: task.title for task in store.tasks_of([incident])}
        entries = services.reports.log(incident, MOST)
        return entries, Names(officers, laptops, tasks), services.desk.clock.now()

    def _take(self, found: tuple[list[Entry], Names, datetime]) -> None:
        self._entries, self._names, self._now = found
        self._all = {entry.op: line_of(entry, self._names, self._now) for entry in self._entries}
        self._show()

    def _show(self) -> None:
        wanted = [entry for entry in self._entries if self._matches(entry, self.state.filter)]
        lines = tuple(self._all[entry.op] for entry in wanted if self._has(entry, self.state.text))
        counts = {name: sum(self._matches(entry, name) for entry in self._entries) for name in ("all", *KINDS, "held")}
        chosen = self.state.detail.entry.op if self.state.detail else None
        detail = next((self._detail(entry) for entry in self._entries if entry.op == chosen), None)
        is_open = self.context.incident is not None
        self.state = replace(self.state, open=is_open, loaded=True, lines=lines, counts=counts, detail=detail)
        self.changed.emit()

    def _matches(self, entry: Entry, name: str) -> bool:
        if name == "all":
            return True
        if name == "held":
            return bool(entry.reason)
        return entry.type.split(".")[0] in KINDS[name]

    def _has(self, entry: Entry, text: str) -> bool:
        line = self._all[entry.op]
        return text.casefold() in f"{line.title} {line.second_line} {line.time_text}".casefold()

    def choose_filter(self, name: str) -> None:
        """Show only these entries."""
        self.state = replace(self.state, filter=name)
        self._show()

    def find(self, text: str) -> None:
        """Show only entries that have this text."""
        self.state = replace(self.state, text=text.strip())
        self._show()

    def show_all(self) -> None:
        """No filter and no search."""
        self.state = replace(self.state, filter="all", text="")
        self._show()

    def choose(self, op: str) -> None:
        """Show one entry whole."""
        entry = next((each for each in self._entries if each.op == op), None)
        self.state = replace(self.state, detail=None if entry is None else self._detail(entry))
        self.changed.emit()

    def _detail(self, entry: Entry) -> Detail:
        title, words = words_of(entry, self._names, self._now)
        said = entry.fact if isinstance(entry.fact, facts.LocationRecorded) else None
        who = say(
            "log.who",
            who=self._names.officer(entry.actor),
            laptop=self._names.laptop(entry.device),
            time=moment(entry.at, self._now),
        )
        return Detail(
            entry=entry,
            title=title,
            words=words,
            time=moment(entry.at, self._now),
            who=who,
            whereabouts=_whereabouts(entry),
            can_correct=isinstance(entry.fact, facts.LocationRecorded | facts.NoteRecorded),
            place=said.position if said else None,
            precision_m=said.precision_m if said else None,
            reference=said.reference if said else "",
            square=said.square if said else None,
            kind=said.kind if said else "sighting",
        )

    def correct(self) -> None:
        """Write a correction of the entry that is shown."""
        if self.state.detail is not None:
            self.correct_wanted.emit(self.state.detail.entry)

    def show_on_map(self) -> None:
        """Go to where it was."""
        if self.state.detail is not None and self.state.detail.place is not None:
            self.map_wanted.emit(*self.state.detail.place)


def _whereabouts(entry: Entry) -> str:
    if entry.reason:
        return say("log.is_held", reason=say(entry.reason) if entry.reason.startswith("held.") else entry.reason)
    if entry.state != "sent":
        return say("log.not_sent")
    return say("log.sent") if entry.number is None else say("log.number", number=entry.number)
