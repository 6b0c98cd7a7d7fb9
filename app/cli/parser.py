"""The words of the command line."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn

from app.cli import stations
from app.cli.reading import incident_id, task_id
from app.domain.identity import Rank
from app.domain.registers import GRADES
from app.errors import Unreadable

Sub = Any  # argparse names its sub-parser action as private
Run = Callable[[Namespace], Any]


class _Later:
    """The commands of one module, imported when one of them runs: the window opens without them."""

    def __init__(self, module: str) -> None:
        self._module = f"app.cli.{module}"

    def __getattr__(self, name: str) -> Run:
        def run(asked: Namespace) -> Any:
            return getattr(import_module(self._module), name)(asked)

        run.__qualname__ = name
        return run


commands, places = _Later("commands"), _Later("places")
carrying, auditing = _Later("carrying"), _Later("auditing")


class _Words(ArgumentParser):
    """Says what it did not understand as every other refusal is said."""

    def error(self, message: str) -> NoReturn:
        raise Unreadable("cli.arguments", reason=message, command=self.prog)


def checked(arguments: Sequence[str]) -> list[str]:
    """The words of a command, all of them text. Raises Unreadable."""
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise Unreadable("cli.not_text") from None
    return list(arguments)


def parser() -> ArgumentParser:
    """Everything that ``homeward`` understands."""
    top = _Words(prog="homeward", description="Coordinates the search for a missing person, with no network.")
    top.add_argument("--data", metavar="DIR", help="the laptop's data folder")
    top.add_argument(
        "--as", dest="officer_name", metavar="NAME", help="which officer acts, where several share a laptop"
    )
    top.set_defaults(run=stations.window)
    sub = top.add_subparsers(title="commands")
    _laptop(sub)
    _report(sub)
    _task(sub)
    _plan(sub)
    _map(sub)
    _bundle(sub)
    _audit(sub)
    _central(sub)
    _stations(sub)
    return top


def _add(sub: Sub, name: str, run: Run, words: str) -> ArgumentParser:
    made: ArgumentParser = sub.add_parser(name, help=words, description=words)
    made.set_defaults(run=run)
    return made


def _group(sub: Sub, name: str, words: str) -> Sub:
    made = sub.add_parser(name, help=words, description=words)
    return made.add_subparsers(title=f"{name} commands", required=True)


def _laptop(sub: Sub) -> None:
    setup = _add(sub, "setup", commands.set_up, "first run of this laptop")
    setup.add_argument("--force", required=True, help="the police force")
    setup.add_argument("--officer", required=True, help='rank, number and name, such as "PS 9 Shah"')
    setup.add_argument("--rank", required=True, choices=[rank.word for rank in Rank])
    setup.add_argument("--laptop", default="", help="what this laptop is called")
    officer = _group(sub, "officer", "officers of this laptop")
    add = _add(officer, "add", commands.officer_add, "give an officer a slot (passphrase from HOMEWARD_NEW_PASSPHRASE)")
    add.add_argument("name")
    add.add_argument("--rank", required=True, choices=[rank.word for rank in Rank])
    enrol = _add(sub, "enrol", commands.enrol, "make this laptop known to central")
    enrol.add_argument("--central", required=True, metavar="URL")
    enrol.add_argument("--code", required=True)
    _add(sub, "sync", commands.sync, "send and fetch once")
    show = _add(sub, "show", commands.show, "what this laptop knows, with a digest of it")
    show.add_argument("incident", nargs="?", type=incident_id)


def _report(sub: Sub) -> None:
    report = _group(sub, "report", "reports of missing people")
    opened = _add(report, "open", commands.report_open, "open a report from a JSON file, - for standard input")
    opened.add_argument("file")
    amend = _add(report, "amend", commands.report_amend, "add or put right fields, from a JSON file")
    amend.add_argument("incident", type=incident_id)
    amend.add_argument("file")
    amend.add_argument("--source", default="")
    found = _add(report, "located", commands.located, "the person was found")
    found.add_argument("incident", type=incident_id)
    found.add_argument("--by", required=True, help="who saw them")
    found.add_argument("--where", default="")
    _risk(sub)
    _entries(sub)


def _risk(sub: Sub) -> None:
    risk = _group(sub, "risk", "the risk of one person")
    for name, run, words in (
        ("assess", commands.risk_assess, "grade the risk"),
        ("settle", commands.risk_settle, "decide between grades that differ"),
    ):
        made = _add(risk, name, run, words)
        made.add_argument("incident", type=incident_id)
        made.add_argument("--grade", required=True, choices=GRADES)
        made.add_argument("--reason", required=True)
        made.add_argument("--review", metavar="TIME")


def _entries(sub: Sub) -> None:
    location = _group(sub, "location", "where the person was")
    add = _add(location, "add", commands.location_add, "record a place: grid, latitude and longitude, or a name")
    add.add_argument("incident", type=incident_id)
    add.add_argument("--at", required=True)
    add.add_argument("--when", metavar="TIME", help="when they were seen there, with its zone")
    add.add_argument("--source", default="", help="who says so")
    kinds = ["sighting", "last_known", "last_seen", "planning_point"]
    add.add_argument("--kind", default="last_known", choices=kinds)
    add.add_argument("--confidence", default="not_known", choices=["confirmed", "reliable", "not_known"])
    add.add_argument("--note", default="")
    _flag(sub)
    note = _group(sub, "note", "notes")
    add = _add(note, "add", commands.note_add, "record something worth knowing")
    add.add_argument("incident", type=incident_id)
    add.add_argument("text")
    add.add_argument("--source", default="")
    photo = _group(sub, "photo", "photos")
    add = _add(photo, "add", commands.photo_add, "add a photo; its metadata is stripped from the copy that travels")
    add.add_argument("incident", type=incident_id)
    add.add_argument("file")
    add.add_argument("--caption", default="")


def _flag(sub: Sub) -> None:
    flag = _add(_group(sub, "flag", "warning flags"), "set", commands.flag_set, "put a flag up, or take it down")
    flag.add_argument("incident", type=incident_id)
    flag.add_argument("flag", help="such as sexual_exploitation")
    flag.add_argument("--status", default="suspected", choices=["confirmed", "suspected", "historic", "removed"])
    flag.add_argument("--evidence", required=True, help="what stands behind it")
    flag.add_argument("--source", default="")


def _task(sub: Sub) -> None:
    task = _group(sub, "task", "search tasks")
    add = _add(task, "add", commands.task_add, "write a task")
    add.add_argument("incident", type=incident_id)
    add.add_argument("--title", required=True)
    classes = ["locate", "safeguard", "evidence", "admin"]
    add.add_argument("--class", dest="task_class", default="locate", choices=classes)
    add.add_argument("--place", help="a segment or venue, by name or id")
    add.add_argument("--instructions", default="")
    add.add_argument("--due", metavar="TIME")
    assign = _move(task, "assign", commands.task_assign, "give a task to an officer or a team")
    assign.add_argument("--to", required=True)
    _move(task, "accept", commands.task_move, "take a task")
    _move(task, "start", commands.task_move, "start looking")
    _complete(task)
    for name, words in (("decline", "say that it cannot be done"), ("cancel", "say that it is no longer wanted")):
        _move(task, name, commands.task_end, words).add_argument("--reason", required=True)


def _move(task: Sub, name: str, run: Run, words: str) -> ArgumentParser:
    made = _add(task, name, run, words)
    made.add_argument("incident", type=incident_id)
    made.add_argument("task", type=task_id)
    made.set_defaults(move=name)
    return made


def _complete(task: Sub) -> None:
    made = _move(task, "complete", commands.task_complete, "say what was done")
    made.add_argument("--outcome", default="done", choices=["done", "part_done", "not_done"])
    made.add_argument("--coverage", type=float, help="share of the place that was searched, 0 to 1")
    made.add_argument("--found", default="")
    made.add_argument("--note", default="")
    made.add_argument("--reason", default="", help="why not all of it")
    made.add_argument("--when", metavar="TIME", help="when it ended, with its zone; now by default")


def _plan(sub: Sub) -> None:
    plan = _group(sub, "place", "segments and venues to search")
    grid = _add(plan, "grid", places.grid, "cut a square round a place into cells of the National Grid")
    grid.add_argument("incident", type=incident_id)
    grid.add_argument("--at", required=True, help="the middle of the square")
    grid.add_argument("--across", type=float, default=1000.0, help="metres")
    grid.add_argument("--cell", type=float, default=250.0, help="metres")
    venue = _add(plan, "venue", places.venue, "add a place to check as a whole")
    venue.add_argument("incident", type=incident_id)
    venue.add_argument("--name", required=True)
    venue.add_argument("--at", required=True)
    venue.add_argument("--kind", default="place")
    venue.add_argument("--why", default="")
    venue.add_argument("--found-before", type=int, default=0)
    rank = _add(plan, "rank", places.rank, "where to look next, and why")
    rank.add_argument("incident", type=incident_id)
    team = _group(sub, "team", "teams")
    add = _add(team, "add", places.team, "add a team")
    add.add_argument("incident", type=incident_id)
    add.add_argument("--name", required=True)
    add.add_argument("--skill", default="foot", choices=["foot", "dog", "drone", "vehicle", "boat", "police"])
    add.add_argument("--size", type=int, default=2)
    add.add_argument("--speed", type=float, default=4.0, help="km/h")
    export = _add(sub, "export", places.export, "one search as one HTML file that opens with no network")
    export.add_argument("incident", type=incident_id)
    export.add_argument("--out", required=True)


def _map(sub: Sub) -> None:
    map_ = _group(sub, "map", "map packs")
    add = _add(map_, "import", places.map_import, "add a map: MBTiles, PMTiles or .osm.pbf")
    add.add_argument("file")
    add.add_argument("--attribution", help="whose map it is, where the file does not say")
    _add(map_, "list", places.map_list, "the maps on this laptop")


def _bundle(sub: Sub) -> None:
    bundle = _group(sub, "bundle", "a file that carries entries between laptops with no network")
    write = _add(bundle, "write", carrying.bundle_write, "write an encrypted file that other laptops can read")
    write.add_argument("--out", required=True, metavar="FILE")
    write.add_argument(
        "--incident", action="append", type=incident_id, metavar="ID", help="only this search; repeatable"
    )
    write.add_argument(
        "--to", action="append", metavar="LAPTOP", help="only for this laptop, by id or name; repeatable"
    )
    read = _add(bundle, "read", carrying.bundle_read, "take what is in such a file")
    read.add_argument("file")


def _audit(sub: Sub) -> None:
    audit = _group(sub, "audit", "prove a log from its own bytes")
    words = "check every name, hash, signature, link, number and receipt; 1 where something is wrong"
    verify = _add(audit, "verify", auditing.audit_verify, words)
    verify.add_argument("file", nargs="?", help="a bundle that this laptop can read; without it, the laptop's own log")
    verify.add_argument("--central", dest="central_data", metavar="DIR", help="an embedded central's folder")
    verify.add_argument("--database", metavar="URL", help="a central's postgresql://...")


def _central(sub: Sub) -> None:
    central = _group(sub, "central", "the central records server")
    serve = _add(central, "serve", stations.central_serve, "serve central records")
    invite = _add(central, "invite", stations.central_invite, "a one-time code for one laptop")
    serve.add_argument("--port", type=int, required=True)
    serve.add_argument("--host", default="127.0.0.1")
    again = "say that this store was put back from a backup, before it serves again: laptops offer everything again"
    restored = _add(central, "restored", stations.central_restored, again)
    for made in (serve, invite, restored):
        made.add_argument("--data", dest="central_data", metavar="DIR", help="an embedded store, for evaluation")
        made.add_argument("--database", metavar="URL", help="postgresql://...")


def _stations(sub: Sub) -> None:
    tour = _add(sub, "tour", stations.tour, "the main job, step by step, with a picture of each")
    tour.add_argument("--out", required=True, metavar="DIR")
    _add(sub, "practice", stations.practice, "a practice station: made-up people, a real map, a local central")
    _add(sub, "window", stations.window, "the window")
