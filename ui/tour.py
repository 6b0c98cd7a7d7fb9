"""The main job, driven through real windows: who, where, how grave, where to look, apart, together again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from app.domain.cases import Case
from app.domain.identity import Id
from app.domain.tasks import Task
from app.errors import HomewardError
from app.services.office import Services
from app.services.tasks import NewTask
from ui.application import Window
from ui.driving import Driver, NotSeen
from ui.rooms import Rooms
from ui.wording import say

WIDE: Final = (("wide", "day"), ("narrow", "day"), ("wide", "night"), ("narrow", "night"))
"""The first picture of a step is its own; the others show the same in the other looks."""


_ROOM_MS: Final = 60
_MAP_MS: Final = 500

OKORO: Final = "PC 207 Okoro"
ASK: Final = "Waiting room, toilets, bays and the underpass. Ask the night staff and show the photo."
_A1 = [[24.9436, 60.1737], [24.9478, 60.1741], [24.9487, 60.1757], [24.9450, 60.1762], [24.9431, 60.1752]]
_B3 = [[24.9385, 60.1697], [24.9422, 60.1700], [24.9424, 60.1712], [24.9389, 60.1711]]
DRAWN: Final = (
    ("Bus station", "point", {"type": "Point", "coordinates": [24.93966, 60.17183]}),
    ("A1", "polygon", {"type": "Polygon", "coordinates": [[*_A1, _A1[0]]]}),
    ("B3", "polygon", {"type": "Polygon", "coordinates": [[*_B3, _B3[0]]]}),
)
"""What the sergeant's finger draws, as the map hands it over."""


class Central(Protocol):
    """The central of the tour."""

    def start(self) -> str:
        """Answer at its address."""

    def stop(self) -> None:
        """The network is gone."""

    def counts(self) -> Any:
        """How much central has."""


@dataclass
class Step:
    """One step of the tour, as `tour.json` says it."""

    name: str
    ok: bool = True
    picture: str = ""
    pictures: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass
class Summary:
    """The whole tour."""

    ok: bool
    steps: list[Step]
    laptops: list[dict[str, Any]]
    central: dict[str, Any]
    digests_equal: bool
    network_requests: int


class Tour:
    """Two laptops and a central; each step is a method that works the windows and then looks."""

    def __init__(self, sergeant: Window, officer: Window, central: Central, out: Path) -> None:
        self.sergeant, self.officer, self.central, self.out = sergeant, officer, central, out
        self.bell, self.okoro = Driver(sergeant), Driver(officer)
        self.steps: list[Step] = []
        self.incident = Id("")

    def open_the_doors(self) -> None:
        """Wait until both officers are signed in and their rooms stand."""
        for driver, window in ((self.bell, self.sergeant), (self.okoro, self.officer)):
            driver.wait(partial(getattr, window, "rooms"), "an open door")
            driver.settle(800)

    def take(self, tell: Callable[[Step], object]) -> Summary:
        """All steps, each told as it ends; a step that fails ends the tour, because the next ones stand on it."""
        for number, (name, act, driver) in enumerate(self._plan(), 1):
            step = Step(name)
            self.steps.append(step)
            self._clear_away()
            self._try(step, act)
            self._try(step, partial(self._photograph, step, number, driver))
            tell(step)
            if not step.ok:
                break
        return self._summary()

    def _clear_away(self) -> None:
        """What the last step had to say is not part of this one's pictures."""
        for window in (self.sergeant, self.officer):
            _rooms(window).shell.snackbar.hide()

    def _try(self, step: Step, act: Callable[[], None]) -> None:
        try:
            act()
        except (NotSeen, AssertionError, HomewardError, LookupError) as problem:
            step.ok = False
            step.problem = step.problem or f"{type(problem).__name__}: {problem}"

    def _photograph(self, step: Step, number: int, driver: Driver) -> None:
        for size, look in WIDE:
            name = f"{number:02d}-{step.name.replace(' ', '-')}-{size}-{look}.png"
            driver.show_as(size, look)
            self._rest(driver)
            driver.picture(self.out / name)
            step.pictures.append(name)
        step.picture = step.pictures[0]
        driver.show_as(*WIDE[0])

    def _rest(self, driver: Driver) -> None:
        """Until everything is drawn: by a worker, and on the map by a process of its own."""
        window = self.sergeant if driver is self.bell else self.officer
        driver.wait(lambda: not window.background.busy, "a window at rest")
        driver.settle(_MAP_MS if _rooms(window).shell.room() == "map" else _ROOM_MS)

    def _plan(self) -> list[tuple[str, Callable[[], None], Driver]]:
        bell, okoro = self.bell, self.okoro
        return [
            ("start of the shift", self._start, bell),
            ("new report", self._report, bell),
            ("last known location", self._location, bell),
            ("risk", self._risk, bell),
            ("draw the plan", self._draw, bell),
            ("give the task", self._give, bell),
            ("task arrives", self._arrives, okoro),
            ("network gone, looking", self._look, okoro),
            ("completed with no network", self._complete, okoro),
            ("another grade, apart", self._apart, okoro),
            ("network back, two grades differ", self._conflict, bell),
            ("settled", self._settle, bell),
            ("map of the search", self._map, bell),
            ("log", self._log, bell),
            ("laptop, all sent", self._laptop, bell),
        ]

    # the sergeant opens a search

    def _start(self) -> None:
        self.bell.wait(lambda: _rooms(self.sergeant).now.state.loaded, "the Now room")
        self.bell.see(say("now.new_report"))

    def _report(self) -> None:
        bell, seen = self.bell, _ago(70)
        bell.press(say("now.new_report"))
        for label, text in (
            ("new.field_name", "Maisie Thornwood"),
            ("new.reported_by", "Carer, by phone"),
            ("new.place", "60.1758, 24.9489"),
            ("new.seen_at", seen),
            ("new.field_age", "14"),
        ):
            bell.fill(say(label), text)
        bell.press(say("new.save"))
        bell.wait(lambda: _rooms(self.sergeant).context.incident, "the report")
        self.incident = Id(_rooms(self.sergeant).context.incident or "")
        bell.wait(lambda: _rooms(self.sergeant).shell.room() == "person", "the person")

    def _location(self) -> None:
        bell = self.bell
        bell.press(say("person.location"))
        bell.fill(say("person.line"), f"60.1712, 24.9421 {_ago(12)} bus stop, driver")
        bell.settle(900)
        bell.press(say("person.save_last_known"))
        bell.wait(lambda: len(self._case(self.sergeant).locations) == 2, "the location in the log")

    def _risk(self) -> None:
        self._grade(self.bell, say("person.grade_medium"), "Fourteen, without a coat; her phone is off.")
        self.bell.wait(lambda: self._case(self.sergeant).report.risk, "the grade in the log")

    def _grade(self, driver: Driver, grade: str, reason: str) -> None:
        words = say("person.grade_risk") if driver.there(say("person.grade_risk")) else say("person.review_risk")
        driver.press(words)
        driver.press(grade)
        driver.fill(say("person.why_line"), reason)
        driver.press(say("person.risk_save"))

    def _draw(self) -> None:
        bell, rooms = self.bell, _rooms(self.sergeant)
        bell.press(say("room.map"))
        bell.wait(lambda: rooms.surface.is_ready, "the map")
        for name, kind, geometry in DRAWN:
            rooms.surface.drawn.emit(kind, geometry)
            bell.fill(say("tasks.name"), name)
            if kind == "point":
                bell.fill(say("tasks.found_before"), "2")
            bell.press(say("tasks.put_on_plan"))
            bell.wait(partial(self._has_place, name), name)
            bell.wait(lambda: not rooms.shell.sheet.is_open(), "the sheet gone, before the next one opens")
        self._zoom_out()

    def _zoom_out(self) -> None:
        """See the whole search, as the sergeant's fingers would."""
        rooms = _rooms(self.sergeant)
        self.bell.wait(lambda: not self.sergeant.background.busy, "the plan")
        if box := rooms.map.state.box:
            rooms.surface.fit(box)
        self.bell.settle(1200)

    def _has_place(self, name: str) -> bool:
        case = self._case(self.sergeant)
        return name in [*(each.name for each in case.segments), *(each.name for each in case.venues)]

    def _give(self) -> None:
        services = _services(self.sergeant)
        okoro = next(each for each in services.officers.known().values() if each.call_sign == OKORO)
        venue = self._case(self.sergeant).venues[0]
        new = NewTask("Bus station, all of it", place=venue.id, instructions=ASK)
        services.tasks.give(self.incident, new, okoro.id, okoro.call_sign)
        self.bell.settle(800)
        self.bell.wait(lambda: self._unsent(self.sergeant) == 0, "everything at central")

    # the officer, with and without a network

    def _arrives(self) -> None:
        self.okoro.wait(self._fetched, "the task on the other laptop")
        self.okoro.see(say("now.start_looking"))

    def _fetched(self) -> bool:
        _rooms(self.officer).sender.try_now()
        self.okoro.settle(300)
        return self.okoro.there(say("now.start_looking"))

    def _look(self) -> None:
        self.central.stop()
        self.okoro.press(say("now.start_looking"))
        self.okoro.wait(lambda: self._task(self.officer).status == "under_way", "somebody looking")
        self.okoro.wait(lambda: self._unsent(self.officer) > 0, "an entry that waits to be sent")

    def _complete(self) -> None:
        self.okoro.press(say("now.done"))
        self.okoro.fill(say("tasks.found"), "a grey glove by bay 4")
        self.okoro.press(say("tasks.save_result"))
        self.okoro.wait(lambda: self._task(self.officer).status == "done", "the result in the log")

    def _apart(self) -> None:
        rooms = _rooms(self.officer)
        rooms.context.choose(self.incident, "person")
        self.okoro.settle(400)
        self._grade(self.okoro, say("person.grade_high"), "The night staff saw her with an older man.")
        self.okoro.wait(lambda: self._grade_is(self.officer, "high"), "the officer's grade")
        _rooms(self.sergeant).context.choose(self.incident, "person")
        self.bell.settle(300)
        self._grade(self.bell, say("person.grade_low"), "Her aunt expects her for supper.")
        self.bell.wait(lambda: self._grade_is(self.sergeant, "low"), "the sergeant's grade")

    def _grade_is(self, window: Window, grade: str) -> bool:
        risk = self._case(window).report.risk
        return risk is not None and risk.grade == grade

    # together again

    def _conflict(self) -> None:
        self.central.start()
        self.bell.wait(self._together, "both laptops at one")
        self.bell.wait(lambda: self._case(self.sergeant).report.risk_conflict, "two grades that differ")
        self.bell.press(say("person.settle"))
        self.bell.settle(400)

    def _together(self) -> bool:
        for window in (self.officer, self.sergeant):
            _rooms(window).sender.try_now()
            self.bell.settle(400)
        left = self._unsent(self.sergeant) + self._unsent(self.officer)
        return left == 0 and self._digest(self.sergeant) == self._digest(self.officer)

    def _settle(self) -> None:
        self.bell.fill(say("person.why_line"), "The older man is not explained.")
        self.bell.press(say("person.keep", grade=say("person.grade_high")))
        self.bell.wait(lambda: not self._case(self.sergeant).report.risk_conflict, "one grade")
        self.bell.wait(self._together, "the decision on both laptops")

    def _map(self) -> None:
        self.bell.press(say("room.map"))
        self._zoom_out()

    def _log(self) -> None:
        rooms = _rooms(self.sergeant)
        self.bell.press(say("room.log"))
        self.bell.wait(lambda: rooms.log.state.lines, "the log")
        rooms.log.choose(rooms.log.state.lines[0].entry)

    def _laptop(self) -> None:
        self.bell.press(say("room.laptop"))
        self.bell.settle(400)

    # what is true

    def _case(self, window: Window) -> Case:
        return _services(window).reports.case(self.incident)

    def _task(self, window: Window) -> Task:
        return self._case(window).tasks[0]

    def _unsent(self, window: Window) -> int:
        return _services(window).desk.store.counts().unsent

    def _digest(self, window: Window) -> str:
        return _services(window).desk.store.digest(self.incident)

    def _summary(self) -> Summary:
        windows = (self.sergeant, self.officer)
        laptops = [_laptop(window) for window in windows]
        counts = self.central.counts()
        tried = sum(_rooms(window).surface.traffic.tried for window in windows)
        equal = self._digest(self.sergeant) == self._digest(self.officer)
        whole = all(step.ok for step in self.steps) and len(self.steps) == len(self._plan())
        one = {counts.operations} == {laptop["operations"] for laptop in laptops}
        left = sum(laptop["unsent"] + laptop["held"] for laptop in laptops)
        ok = whole and equal and one and left == 0 and tried == 0
        central = {"operations": counts.operations, "unsent": 0, "held": counts.held}
        return Summary(ok, self.steps, laptops, central, equal, tried)


def _rooms(window: Window) -> Rooms:
    if window.rooms is None:
        raise NotSeen("nobody is signed in")
    return window.rooms


def _services(window: Window) -> Services:
    return _rooms(window).services


def _laptop(window: Window) -> dict[str, Any]:
    counts = _services(window).desk.store.counts()
    officer = _services(window).desk.session.officer
    name = officer.call_sign if officer else ""
    return {"officer": name, "operations": counts.operations, "unsent": counts.unsent, "held": counts.held}


def _ago(minutes: int) -> str:
    """A time of today or yesterday as an officer types it."""
    there = datetime.now().astimezone() - timedelta(minutes=minutes)
    today = datetime.now().astimezone().date()
    return there.strftime("%H:%M") if there.date() == today else there.strftime("yesterday %H:%M")


def write_summary(summary: Summary, out: Path) -> None:
    """`tour.json`, beside the pictures."""
    (out / "tour.json").write_text(json.dumps(asdict(summary), indent=1, ensure_ascii=False), "utf-8")
