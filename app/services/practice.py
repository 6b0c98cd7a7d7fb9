"""Fills a practice station from a made-up story, through the same services as everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from app.domain import facts
from app.domain.identity import Id, Rank
from app.services.locations import NewLocation
from app.services.office import Services
from app.services.plans import NewTeam, NewVenue
from app.services.reports import NewReport
from app.services.risks import Grading
from app.services.tasks import Done, NewTask, assignee_named

Event = Mapping[str, Any]


class StoryClock(Protocol):
    """A clock that can be set back, so that a story has happened before the window opens."""

    def now(self) -> datetime:
        """Aware UTC."""

    def set_back(self, by: timedelta) -> None:
        """From now on it is that much earlier."""


class Story:
    """Tells the events of a practice station, each at its own time."""

    def __init__(self, services: Services, clock: StoryClock) -> None:
        self._services, self._clock = services, clock
        self._ids: dict[str, Id] = {}
        self._tellers: dict[str, Callable[[Event], None]] = {
            "report": self._report,
            "risk": self._risk,
            "flag": self._flag,
            "place": self._place,
            "look": self._look,
            "offer": self._offer,
            "found": self._found,
            "team": self._team,
            "venue": self._venue,
            "segment": self._segment,
        }

    def tell(self, events: Sequence[Event]) -> dict[str, Id]:
        """Everything, oldest first; the ids of what was made, by the story's names."""
        for ago, act in sorted(self._acts(events), key=lambda each: -each[0]):
            self._clock.set_back(timedelta(minutes=ago))
            act()
        self._clock.set_back(timedelta())
        return self._ids

    def _acts(self, events: Sequence[Event]) -> list[tuple[float, Callable[[], None]]]:
        acts: list[tuple[float, Callable[[], None]]] = []
        for event in events:
            acts.append((event["ago"], partial(self._tellers[event["do"]], event)))
            if "for" in event:
                acts.append((event["ago"] - event["for"], partial(self._end, event)))
        return acts

    def _ago(self, event: Event) -> datetime:
        return self._clock.now() + timedelta(minutes=event["ago"] - event["seen_ago"])

    def _report(self, event: Event) -> None:
        now = self._clock.now()
        new = NewReport(event["name"], event["by"], now, event["at"], self._ago(event), event.get("details", {}))
        self._ids[event["id"]] = self._services.reports.open(new)

    def _risk(self, event: Event) -> None:
        review = self._clock.now() + timedelta(hours=2 if event["grade"] == "high" else 8)
        self._services.risks.assess(self._ids[event["of"]], Grading(event["grade"], event["reason"], review))

    def _flag(self, event: Event) -> None:
        flag = facts.FlagSet(
            flag=event["flag"], status=event["status"], evidence=event["evidence"], source=event["source"]
        )
        self._services.reports.set_flag(self._ids[event["of"]], flag)

    def _place(self, event: Event) -> None:
        new = NewLocation(
            typed=event["at"],
            kind=event["kind"],
            seen_at=self._ago(event),
            source=event["source"],
            confidence=event["confidence"],
            note=event["note"],
        )
        self._services.locations.record(self._ids[event["of"]], new)

    def _look(self, event: Event) -> None:
        incident, new = self._ids[event["of"]], NewTask(event["title"], instructions=event.get("instructions", ""))
        if "as" not in event:
            self._ids[_task_name(event)] = self._services.tasks.start_own(incident, new)
            return
        task = self._services.tasks.give(incident, new, assignee_named(event["as"]), event["as"])
        self._services.tasks.start(task)

    def _end(self, event: Event) -> None:
        self._services.tasks.complete(self._ids[_task_name(event)], Done(note=event["note"]))

    def _offer(self, event: Event) -> None:
        to = event["to"]
        self._services.tasks.give(self._ids[event["of"]], NewTask(event["title"]), assignee_named(to), to)

    def _found(self, event: Event) -> None:
        self._services.reports.locate(self._ids[event["of"]], event["by"], event["where"])

    def _point(self, typed: str) -> facts.Point:
        position = self._services.locations.read(typed).position
        if position is None:
            raise ValueError(typed)
        return position

    def _team(self, event: Event) -> None:
        new = NewTeam(event["name"], event["skill"], event["size"], event["speed"], self._point(event["at"]))
        self._ids[event["name"]] = self._services.plans.add_team(self._ids[event["of"]], new)

    def _venue(self, event: Event) -> None:
        new = NewVenue(event["name"], self._point(event["at"]), event["kind"], event["why"], event["before"])
        self._ids[event["id"]] = self._services.plans.add_venue(self._ids[event["of"]], new)

    def _segment(self, event: Event) -> None:
        ring = [(lon, lat) for lon, lat in event["ring"]]
        incident = self._ids[event["of"]]
        self._ids[event["id"]] = self._services.plans.draw(incident, ring, event["name"], event["terrain"])


def _task_name(event: Event) -> str:
    return f"{event['of']}: {event['title']}"


def add_officers(services: Services, officers: Sequence[Mapping[str, str]], passphrase: str) -> None:
    """Give the other officers of a practice station their slots; all share the practice passphrase."""
    for officer in officers[1:]:
        services.officers.add(officer["call_sign"], Rank[officer["rank"].upper()], passphrase)
