"""Reads what comes in on the command line: times, files, the passphrase, the data folder."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from platformdirs import user_data_path

from app.bootstrap import Laptop
from app.domain.identity import Id
from app.errors import Missing, NotFound, Unreadable

if TYPE_CHECKING:
    from app.services.office import Services

LARGEST_JSON: Final = 1024 * 1024


def data_folder(asked: Namespace) -> Path:
    """Where this laptop keeps its data."""
    return Path(asked.data) if asked.data else user_data_path("homeward")


def open_laptop(asked: Namespace) -> Laptop:
    """The laptop whose data is in that folder, still locked.

    Raises:
        StoreRefused: another process has it open. Unreadable: no folder, nor can one be made.
    """
    folder = data_folder(asked)
    try:
        return Laptop(folder)
    except OSError as error:
        raise Unreadable("cli.no_folder", folder=str(folder), reason=error.strerror or "") from None


def passphrase(variable: str = "HOMEWARD_PASSPHRASE") -> str:
    """The passphrase from the environment, so that it stands in no command line.

    Raises:
        Missing: it is not set.
    """
    found = os.environ.get(variable, "")
    if not found:
        raise Missing("cli.no_passphrase", variable=variable)
    return found


@contextmanager
def signed_in(asked: Namespace) -> Iterator[Services]:
    """The services of this laptop, for the officer named by ``--as`` or whoever has the passphrase."""
    laptop = open_laptop(asked)
    try:
        yield sign_in(laptop, asked)
    finally:
        laptop.close()


def sign_in(laptop: Laptop, asked: Namespace) -> Services:
    """Open a laptop by the passphrase of the environment.

    Raises:
        Missing: not set up, no passphrase, or nobody of that name. WrongPassphrase.
    """
    if laptop.state == "new":
        raise Missing("cli.not_set_up", folder=str(laptop.folder))
    return laptop.sign_in(passphrase(), _officer(laptop, asked.officer_name))


def _officer(laptop: Laptop, name: str | None) -> bytes | None:
    if name is None:
        return None
    for slot in laptop.officers():
        if slot.call_sign.casefold() == name.casefold():
            return slot.officer_id
    raise Missing("cli.no_such_officer", name=name)


def time_of(text: object) -> datetime | None:
    """An ISO 8601 time with its zone, as aware UTC.

    Raises:
        Unreadable: no such time, or no zone.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(str(text))
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("cli.no_time", text=text) from None
    raise Unreadable("cli.no_zone", text=text)


def incident_id(text: str) -> Id:
    """A report's id. Raises NotFound for what can be none."""
    return _id(text, "report.not_found")


def task_id(text: str) -> Id:
    """A task's id. Raises NotFound for what can be none."""
    return _id(text, "task.not_found")


def _id(text: str, key: str) -> Id:
    if re.fullmatch("[0-9a-f]{32}", text) is None:
        raise NotFound(key)
    return Id(text)


def json_file(name: str) -> dict[str, Any]:
    """An object from a JSON file, or from standard input for ``-``.

    Raises:
        Unreadable: no file, too large, no JSON, no object; line and column are said.
    """
    data = _bytes(name)
    if len(data) > LARGEST_JSON:
        raise Unreadable("cli.json_too_large", name=name)
    try:
        found = json.loads(data)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise Unreadable("cli.json", name=name, reason=_why(error)) from None
    if not isinstance(found, dict):
        raise Unreadable("cli.json_no_object", name=name)
    return found


def _why(error: Exception) -> str:
    """What is wrong and where; of text that is none, nothing is repeated."""
    if isinstance(error, UnicodeError):
        return "it is not text in UTF-8"
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error)[:200]


def _bytes(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST_JSON + 1)
        return file_bytes(name, LARGEST_JSON + 1)
    except OSError as error:
        raise Unreadable("cli.no_file", name=name, reason=error.strerror or "") from None


def write(name: str, data: bytes) -> None:
    """Write a file that was asked for. Raises Unreadable where it cannot be written."""
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise Unreadable("cli.not_written", name=name, reason=error.strerror or "") from None


def file_bytes(name: str, most: int) -> bytes:
    """The first ``most`` bytes of a file. Raises OSError."""
    with Path(name).open("rb") as file:
        return file.read(most)
