"""A laptop that kills itself at a named point of its work.

Run as a program, with a folder, the task, the point and the address of central, it does its
task and prints the id of each entry as soon as it is said to be saved. Nothing of the
product knows of the points: they are reached through SQLAlchemy's and httpx's own events.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from nacl.signing import SigningKey
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from app.adapters.surroundings import SystemClock
from app.adapters.transport import Transport
from app.adapters.vault_keys import SigningKey as OfficerKey
from app.domain import facts
from app.domain.identity import Id, Officer, Rank
from app.ports.exchange import Enrolment
from app.ports.store import SignedIn
from app.services.syncing import Syncing
from db.local import projection
from db.local.exchange import LocalExchange
from db.local.store import LocalStore
from tests.builders import CHANCE, introduce

INCIDENT: Final = Id("0a" * 16)
BEFORE: Final = 5
"""Entries that are saved before the one during which the laptop dies."""

RECORDING: Final = ("before_begin", "after_insert", "after_projection", "before_commit", "after_commit")
SENDING: Final = ("after_send", "after_reply", "before_receipt", "after_receipt")
TAKING: Final = ("before_taken", "after_taken")


@dataclass
class Mortal:
    """One laptop with keys that are the same whenever it is opened."""

    store: LocalStore
    exchange: LocalExchange
    syncing: Syncing
    acting: SignedIn

    def note(self, text: str) -> str:
        with self.store.write(self.acting) as work:
            return work.record(facts.NoteRecorded(text=text), INCIDENT, CHANCE.new_id())


def open_laptop(folder: Path) -> Mortal:
    signer, device_key = OfficerKey(bytes(32)), SigningKey(b"\1" * 32)
    acting = SignedIn(Officer(Id("0f" * 16), "PS 9 Shah", Rank.SERGEANT, signer.public_bytes), signer)
    store = LocalStore(folder / "homeward.db", bytes(range(32)), Id("0d" * 16), SystemClock(), CHANCE)
    if not store.officers():
        introduce(store, acting.officer, signer)

    def link(enrolment: Enrolment) -> Transport:
        return Transport(enrolment.url, b"\x0d" * 16, lambda data: device_key.sign(data).signature)

    exchange = LocalExchange(store)
    return Mortal(store, exchange, Syncing(exchange, link, SystemClock()), acting)


def enrol(laptop: Mortal, url: str, code: str) -> None:
    public_key = bytes(SigningKey(b"\1" * 32).verify_key)
    laptop.syncing.enrol(url, code, name="Laptop", force="Kent", public_key=public_key)


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """From now on the laptop dies when it gets there."""
    _POINTS[point]()


def _at_begin() -> None:
    def look(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            die()

    event.listen(Engine, "before_cursor_execute", look)


def _at_insert() -> None:
    def look(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if _writes(statement, "operation"):
            die()

    event.listen(Engine, "after_cursor_execute", look)


def _at_projection() -> None:
    product: Any = projection
    real = product.project

    def project(*given: Any) -> None:
        real(*given)
        die()

    product.project = project


def _at_commit(table: str, *, done: bool) -> Callable[[], None]:
    """At the end of the first transaction that wrote to this table: just before, or once it is done."""

    def set_up() -> None:
        wrote: list[bool] = []

        def look(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
            if _writes(statement, table):
                wrote.append(True)

        product: Any = DefaultDialect
        real = product.do_commit

        def commit(dialect: Any, connection: Any) -> None:
            if done:
                real(dialect, connection)
            if wrote:
                die()
            if not done:
                real(dialect, connection)

        event.listen(Engine, "after_cursor_execute", look)
        product.do_commit = commit

    return set_up


def _writes(statement: str, table: str) -> bool:
    return statement.upper().startswith(f"INSERT INTO {table.upper()} ")


def _at_traffic(what: str) -> Callable[[], None]:
    """While a batch travels, at one of the moments that httpx tells of."""

    def set_up() -> None:
        product: Any = httpx.Client
        real = product.send

        def send(client: httpx.Client, request: httpx.Request, **named: Any) -> httpx.Response:
            if request.url.path == "/v1/ops":
                request.extensions = {**request.extensions, "trace": lambda name, _: die() if name == what else None}
            answer: httpx.Response = real(client, request, **named)
            return answer

        product.send = send

    return set_up


_POINTS: Final = {
    "before_begin": _at_begin,
    "after_insert": _at_insert,
    "after_projection": _at_projection,
    "before_commit": _at_commit("operation", done=False),
    "after_commit": _at_commit("operation", done=True),
    "after_send": _at_traffic("http11.send_request_body.complete"),
    "after_reply": _at_traffic("http11.receive_response_body.complete"),
    "before_receipt": _at_commit("receipt", done=False),
    "after_receipt": _at_commit("receipt", done=True),
    "before_taken": _at_commit("operation", done=False),
    "after_taken": _at_commit("operation", done=True),
}


def say(op: str) -> None:
    os.write(sys.stdout.fileno(), f"{op}\n".encode())


def main(folder: Path, task: str, point: str) -> None:
    laptop = open_laptop(folder)
    for each in range(BEFORE):
        say(laptop.note(f"note {each}"))
    arm(point)
    if task == "record":
        say(laptop.note("the last"))
    else:
        laptop.syncing.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
