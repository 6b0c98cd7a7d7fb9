"""One function for each command that works on a laptop's data."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from app.bootstrap import phrases
from app.cli import shown
from app.cli.reading import data_folder, file_bytes, json_file, open_laptop, passphrase, signed_in, time_of
from app.cli.report_file import new_report
from app.domain.cases import Segment, Venue
from app.domain.facts import FlagSet
from app.domain.identity import Id, Rank
from app.errors import Missing, Unreadable
from app.services.locations import NewLocation
from app.services.office import Services
from app.services.risks import Grading
from app.services.tasks import Done, NewTask, assignee_named

Answer = dict[str, Any]


def set_up(asked: Namespace) -> Answer:
    """First run of a laptop."""
    laptop = open_laptop(asked)
    try:
        laptop.set_up(asked.force, asked.officer, Rank[asked.rank.upper()], passphrase(), asked.laptop)
        officer = laptop.session.officer
        return {"officer": officer.id if officer else None, "data": str(data_folder(asked))}
    finally:
        laptop.close()


def report_open(asked: Namespace) -> Answer:
    """Open a report from a JSON file."""
    with signed_in(asked) as services:
        return {"incident": services.reports.open(new_report(json_file(asked.file)))}


def report_amend(asked: Namespace) -> Answer:
    """Add or put right fields of a report."""
    with signed_in(asked) as services:
        services.reports.amend(Id(asked.incident), json_file(asked.file), asked.source)
        return {"incident": asked.incident}


def risk_assess(asked: Namespace) -> Answer:
    """Grade the risk."""
    with signed_in(asked) as services:
        grading = Grading(asked.grade, asked.reason, time_of(asked.review))
        return {"operation": services.risks.assess(Id(asked.incident), grading)}


def risk_settle(asked: Namespace) -> Answer:
    """Decide between grades that differ."""
    with signed_in(asked) as services:
        incident = Id(asked.incident)
        seen = [risk.op for risk in services.reports.case(incident).report.risks]
        return {"operation": services.risks.settle(incident, Grading(asked.grade, asked.reason), seen)}


def location_add(asked: Namespace) -> Answer:
    """Record where the person was."""
    new = NewLocation(
        typed=asked.at,
        kind=asked.kind,
        seen_at=time_of(asked.when),
        source=asked.source,
        confidence=asked.confidence,
        note=asked.note,
    )
    with signed_in(asked) as services:
        return {"operation": services.locations.record(Id(asked.incident), new)}


def flag_set(asked: Namespace) -> Answer:
    """Put a flag up, change what stands behind it, or take it down."""
    flag = FlagSet(flag=asked.flag, status=asked.status, evidence=asked.evidence, source=asked.source)
    with signed_in(asked) as services:
        services.reports.set_flag(Id(asked.incident), flag)
        return {"incident": asked.incident, "flag": asked.flag, "status": asked.status}


def note_add(asked: Namespace) -> Answer:
    """Record something worth knowing."""
    with signed_in(asked) as services:
        return {"operation": services.reports.note(Id(asked.incident), asked.text, asked.source)}


def located(asked: Namespace) -> Answer:
    """The person was found."""
    with signed_in(asked) as services:
        services.reports.locate(Id(asked.incident), asked.by, asked.where)
        return {"incident": asked.incident}


def photo_add(asked: Namespace) -> Answer:
    """Add a photo."""
    try:
        data = file_bytes(asked.file, 32 * 1024 * 1024)
    except OSError as error:
        raise Unreadable("cli.no_file", name=asked.file, reason=error.strerror or "") from None
    with signed_in(asked) as services:
        return {"photo": services.photos.add(Id(asked.incident), data, asked.caption).hex()}


def task_add(asked: Namespace) -> Answer:
    """Write a task."""
    with signed_in(asked) as services:
        incident = Id(asked.incident)
        new = NewTask(
            title=asked.title,
            task_class=asked.task_class,
            place=_place(services, incident, asked.place),
            instructions=asked.instructions,
            due_at=time_of(asked.due),
        )
        return {"task": services.tasks.create(incident, new)}


def _place(services: Services, incident: Id, name: str | None) -> Id | None:
    """A segment or venue by its id or its name."""
    if name is None:
        return None
    found = services.reports.case(incident)
    places: list[Segment | Venue] = [*found.segments, *found.venues]
    for place in places:
        if name in (place.id, place.name):
            return place.id
    raise Missing("cli.no_such_place", name=name)


def task_assign(asked: Namespace) -> Answer:
    """Give a task to an officer, a team or somebody known by name."""
    with signed_in(asked) as services:
        assignee = _assignee(services, Id(asked.incident), asked.to)
        services.tasks.offer(Id(asked.task), assignee, asked.to)
        return {"task": asked.task, "to": asked.to}


def _assignee(services: Services, incident: Id, name: str) -> Id:
    for team in services.reports.case(incident).teams:
        if name in (team.id, team.name):
            return team.id
    for officer in services.officers.known().values():
        if name in (officer.id, officer.call_sign):
            return officer.id
    return assignee_named(name)


def task_move(asked: Namespace) -> Answer:
    """Accept or start a task."""
    with signed_in(asked) as services:
        move = {"accept": services.tasks.accept, "start": services.tasks.start}[asked.move]
        move(Id(asked.task))
        return {"task": asked.task, "move": asked.move}


def task_end(asked: Namespace) -> Answer:
    """Decline or cancel a task, with a reason."""
    with signed_in(asked) as services:
        move = {"decline": services.tasks.decline, "cancel": services.tasks.cancel}[asked.move]
        move(Id(asked.task), asked.reason)
        return {"task": asked.task, "move": asked.move}


def task_complete(asked: Namespace) -> Answer:
    """Say what was done."""
    done = Done(asked.outcome, asked.coverage, asked.found, asked.note, asked.reason, time_of(asked.when))
    with signed_in(asked) as services:
        services.tasks.complete(Id(asked.task), done)
        return {"task": asked.task, "outcome": asked.outcome}


def officer_add(asked: Namespace) -> Answer:
    """Give an officer a slot on this laptop."""
    with signed_in(asked) as services:
        rank = Rank[asked.rank.upper()]
        return {"officer": services.officers.add(asked.name, rank, passphrase("HOMEWARD_NEW_PASSPHRASE"))}


def show(asked: Namespace) -> Answer:
    """The projection, of everything or of one search."""
    with signed_in(asked) as services:
        if asked.incident is None:
            return shown.people(services)
        return shown.case(services, services.reports.case(Id(asked.incident)))


def enrol(asked: Namespace) -> Answer:
    """Make this laptop known to a central."""
    with signed_in(asked) as services:
        services.enrol(asked.central, asked.code)
        return {"central": asked.central}


def sync(asked: Namespace) -> Answer:
    """Send and fetch once."""
    with signed_in(asked) as services:
        done = services.syncing.run()
        told = {name: getattr(done, name) for name in ("sent", "received", "held", "unsent", "reached")}
        return told if done.problem is None else {**told, "problem": phrases().of(done.problem)}
