"""Sending by itself: after an entry, with growing pauses, when central is back; it never holds the officer up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.bootstrap import RESOURCES, Laptop, central_store
from app.central.serve import Central
from app.domain.identity import Id, Rank
from app.errors import HomewardError, Offline, Refused
from app.phrases import Phrases
from app.ports.exchange import Enrolment
from app.services.office import Services
from app.services.reports import NewReport
from app.services.syncing import Backoff, Syncing, SyncResult
from db.local.exchange import LocalExchange
from tests.builders import CHEAP
from ui.background import Background
from ui.lines import SyncLine
from ui.shell import Shell
from ui.theme import Theme
from ui.viewmodels.context import Context
from ui.viewmodels.laptop_sync import sync_card
from ui.viewmodels.sending import Sender
from ui.wording import say

SOON_MS, HOUR_MS = 20, 3_600_000
FIRST_S = 0.03
PASSPHRASE = "kettle marsh lantern"
SOON = {"timeout": 10_000}


class Lap:
    """A laptop, its sender, and what it said on the way."""

    def __init__(self, folder: Path, name: str = "Laptop 3") -> None:
        self.laptop = Laptop(folder, cost=CHEAP)
        self.services: Services = self.laptop.set_up("Force", "PS 41 Bell", Rank.SERGEANT, PASSPHRASE, name)
        self.background = Background(Phrases(RESOURCES / "phrases"))
        self.context = Context(self.services, self.background, self.laptop.changes)
        self.sender = Sender(self.context, soon_ms=SOON_MS, idle_ms=HOUR_MS)
        self.sender._backoff = Backoff(lambda: 1.0, FIRST_S)
        self.pauses: list[int] = []
        self.lines: list[SyncLine] = []
        self.sender.changed.connect(self._see)
        self._was_busy = False

    def _see(self) -> None:
        self.lines.append(self.sender.line())
        if self._was_busy and not self.sender.state.busy:
            QTimer.singleShot(0, lambda: self.pauses.append(self.sender._timer.interval()))
        self._was_busy = self.sender.state.busy

    def enrol(self, central: Central) -> None:
        self.services.enrol(central.url, central.invite())

    def speak_to(self, link: object) -> None:
        """Behind central's address is this."""
        exchange = LocalExchange(self.laptop._store)
        exchange.enrol(Enrolment("https://central.example", b"k" * 32, 1))
        syncing = Syncing(exchange, lambda _: link, self.laptop.clock)
        object.__setattr__(self.services, "syncing", syncing)

    def open(self) -> Id:
        now = self.laptop.clock.now()
        return self.services.reports.open(NewReport("Maisie Thornwood", "carer", now, "SK 861 088", now, {"age": 14}))

    @property
    def unsent(self) -> int:
        return self.services.desk.store.counts().unsent

    def close(self) -> None:
        self.sender.stop()
        self.context.close()
        self.background.stop()
        self.laptop.close()


class FarLink:
    """What answers at central's address: it is away, refuses, or takes its time. Nothing comes through."""

    device = b"d" * 16

    def __init__(self, problem: HomewardError | None = None) -> None:
        self.problem, self.calls = problem or Offline("sync.offline"), 0
        self.let_go, self.asked = threading.Event(), threading.Event()
        self.let_go.set()

    def hello(self, _key: bytes) -> object:
        self.calls += 1
        self.asked.set()
        self.let_go.wait(20)
        raise self.problem

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def lap(tmp_path: Path, dressed: Theme, qtbot: QtBot) -> Iterator[Lap]:
    made = Lap(tmp_path / "laptop")
    yield made
    made.close()


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    served = Central(central_store(None, tmp_path / "central"))
    served.start()
    yield served
    served.stop()


def sent(qtbot: QtBot, lap: Lap) -> None:
    """Until all of it is at central and the strip has said so."""
    qtbot.waitUntil(lambda: lap.unsent == 0 and lap.sender.line().level == "sent", **SOON)


# by itself


def test_a_saved_entry_goes_to_central_by_itself_and_says_saved_then_sent(
    qtbot: QtBot, lap: Lap, central: Central
) -> None:
    lap.enrol(central)
    lap.sender.start()
    sent(qtbot, lap)
    incident = lap.open()
    lap.lines.clear()
    sent(qtbot, lap)
    assert central.counts().operations == lap.services.desk.store.counts().operations
    assert {entry.state for entry in lap.services.desk.store.log(incident, 10)} == {"sent"}
    waiting = [line for line in lap.lines if line.unsent]
    assert waiting, "it was said to be only here"
    assert waiting[0].words == say("sync_line.unsent", count=waiting[0].unsent)
    assert {line.level for line in waiting} == {"not_sent"}
    assert lap.lines[-1].words == say("sync_line.all_sent")
    assert lap.lines[-1].last_contact_text != say("sync_line.contact", time=say("sync_line.never"))


def test_the_strip_shows_the_count_and_moves_with_it(qtbot: QtBot, lap: Lap, central: Central) -> None:
    shell = Shell()
    qtbot.addWidget(shell)
    lap.sender.changed.connect(lambda: shell.set_sync(lap.sender.line()))
    lap.sender.start()
    lap.open()
    qtbot.waitUntil(lambda: f"{lap.unsent} saved" in shell.sync_strip.accessibleName(), **SOON)
    assert say("sync_line.no_central") in shell.sync_strip.accessibleName()
    lap.services.reports.note(lap.open(), "Her aunt rang")
    qtbot.waitUntil(lambda: f"{lap.unsent} saved" in shell.nav.sync.accessibleName(), **SOON)
    lap.enrol(central)
    lap.sender.try_now()
    qtbot.waitUntil(lambda: say("sync_line.all_sent") in shell.sync_strip.accessibleName(), **SOON)


class LateAnswer:
    """The exchange, whose answer comes only when it is let go."""

    def __init__(self, syncing: Syncing) -> None:
        self._syncing, self.let_go, self.runs = syncing, threading.Event(), 0

    @property
    def enrolment(self) -> Enrolment | None:
        return self._syncing.enrolment

    def run(self) -> SyncResult:
        result = self._syncing.run()
        self.runs += 1
        self.let_go.wait(20)
        return result


def test_entries_during_a_run_go_with_the_next_one_at_once(qtbot: QtBot, lap: Lap, central: Central) -> None:
    lap.enrol(central)
    late = LateAnswer(lap.services.syncing)
    object.__setattr__(lap.services, "syncing", late)
    lap.sender.start()
    qtbot.waitUntil(lambda: late.runs == 1, **SOON)
    lap.open()
    qtbot.waitUntil(lambda: lap.sender._again, **SOON)
    late.let_go.set()
    sent(qtbot, lap)
    qtbot.waitUntil(lambda: late.runs == 2, **SOON)


def test_what_another_laptop_sent_comes_here_and_is_told(
    qtbot: QtBot, lap: Lap, central: Central, tmp_path: Path
) -> None:
    lap.enrol(central)
    lap.sender.start()
    sent(qtbot, lap)
    other = Lap(tmp_path / "other", "Laptop 14")
    try:
        other.enrol(central)
        incident = other.open()
        assert other.services.syncing.run().unsent == 0
    finally:
        other.close()
    heard: list[object] = []
    lap.context.changed.connect(heard.append)
    with qtbot.waitSignal(lap.sender.received, timeout=10_000) as received:
        lap.sender.try_now()
    assert received.args is not None
    assert received.args[0] >= 2
    qtbot.waitUntil(lambda: any(changes.of(incident) for changes in heard), **SOON)  # type: ignore[attr-defined]
    assert lap.services.reports.case(incident).report.name == "Maisie Thornwood"


def test_a_locked_laptop_goes_on_sending(qtbot: QtBot, lap: Lap, central: Central) -> None:
    lap.enrol(central)
    lap.open()
    lap.laptop.lock()
    lap.sender.start()
    sent(qtbot, lap)
    assert central.counts().operations == lap.services.desk.store.counts().operations


# central is away


def test_it_tries_again_with_growing_pauses(qtbot: QtBot, lap: Lap) -> None:
    lap.speak_to(FarLink())
    lap.sender.start()
    qtbot.waitUntil(lambda: len(lap.pauses) >= 4, **SOON)
    assert lap.pauses[:4] == [round(FIRST_S * 1000 * 2**times) + SOON_MS for times in range(4)]
    assert all(later > earlier for earlier, later in pairwise(lap.pauses[:4]))
    assert lap.sender.state.reached is False


def test_it_notices_by_itself_that_central_is_back(qtbot: QtBot, lap: Lap, central: Central) -> None:
    lap.enrol(central)
    central.stop()
    lap.open()
    lap.sender.start()
    qtbot.waitUntil(lambda: len(lap.pauses) >= 3, **SOON)
    assert (lap.sender.line().level, lap.unsent > 0) == ("not_sent", True)
    assert lap.sender.state.problem == say("sync.offline")
    central.start()
    sent(qtbot, lap)
    assert lap.sender.state.problem == ""
    assert lap.sender._backoff.next_s() == FIRST_S, "the next loss starts with a short pause again"
    central.stop()
    lap.sender.try_now()
    qtbot.waitUntil(lambda: lap.sender.state.reached is False, **SOON)
    assert lap.sender.line().words == say("sync_line.no_network")
    assert lap.sender.line().level == "no_network"


def test_an_entry_does_not_hurry_a_central_that_is_away(qtbot: QtBot, lap: Lap) -> None:
    link = FarLink()
    lap.speak_to(link)
    lap.sender._backoff = Backoff(lambda: 1.0, HOUR_MS / 1000)
    lap.sender.start()
    qtbot.waitUntil(lambda: lap.sender.state.reached is False, **SOON)
    before = lap.sender._timer.remainingTime()
    lap.open()
    qtbot.waitUntil(lambda: lap.sender.line().unsent == lap.unsent, **SOON)
    assert lap.sender._timer.remainingTime() > before - 60_000
    assert link.calls == 1


def test_a_slow_central_holds_nobody_up(qtbot: QtBot, lap: Lap) -> None:
    link = FarLink()
    link.let_go.clear()
    lap.speak_to(link)
    lap.sender.start()
    qtbot.waitUntil(link.asked.is_set, **SOON)
    done: list[object] = []
    lap.context.act(lap.open, done.append)
    qtbot.waitUntil(lambda: bool(done), **SOON)
    assert lap.sender.state.busy, "central has not answered yet"
    qtbot.waitUntil(lambda: lap.sender.line().unsent == lap.unsent, **SOON)
    lap.sender.try_now()
    assert link.calls == 1, "one run at a time"
    link.let_go.set()


# central refuses


def test_a_refusal_shows_its_reason_and_is_tried_again(qtbot: QtBot, lap: Lap) -> None:
    link = FarLink(Refused("sync.unknown_laptop"))
    lap.speak_to(link)
    lap.open()
    lap.sender.start()
    qtbot.waitUntil(lambda: link.calls >= 3, **SOON)
    qtbot.waitUntil(lambda: lap.sender.state.problem == say("sync.unknown_laptop"), **SOON)
    assert sync_card(lap.sender.state, lap.laptop.clock.now()).problem == say("sync.unknown_laptop")
    assert lap.sender.line().level == "not_sent"
    assert lap.unsent > 0


def test_a_laptop_that_knows_no_central_says_so(qtbot: QtBot, lap: Lap) -> None:
    lap.sender.start()
    qtbot.waitUntil(lambda: bool(lap.pauses), **SOON)
    line = lap.sender.line()
    assert (line.last_contact_text, line.level, line.unsent) == (say("sync_line.no_central"), "not_sent", lap.unsent)


def test_a_bug_in_a_run_does_not_end_the_sending(qtbot: QtBot, lap: Lap) -> None:
    link = FarLink()
    link.problem = ZeroDivisionError()  # type: ignore[assignment]
    lap.speak_to(link)
    lap.sender.start()
    qtbot.waitUntil(lambda: link.calls >= 3, **SOON)


# stopped


@pytest.mark.parametrize("stop", ["sender", "all"])
def test_stopped_in_the_middle_of_a_run_it_does_not_start_again(qtbot: QtBot, lap: Lap, stop: str) -> None:
    link = FarLink()
    link.let_go.clear()
    lap.speak_to(link)
    lap.sender.start()
    qtbot.waitUntil(link.asked.is_set, **SOON)
    ends: dict[str, Callable[[], object]] = {"sender": lambda: None, "all": lap.context.close}
    lap.sender.stop()
    ends[stop]()
    link.let_go.set()
    qtbot.waitUntil(lambda: not lap.background.busy, **SOON)
    assert not lap.sender._timer.isActive()
    assert link.calls == 1
