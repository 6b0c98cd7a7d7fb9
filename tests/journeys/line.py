"""A laptop as somebody at a terminal has it: commands in, JSON out, refusals in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Laptop
from app.cli import run
from app.domain.identity import Rank
from tests.builders import CHEAP

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "kettle marsh lantern"
YEAR = 2026 if datetime.now(UTC) > datetime(2026, 11, 24, 9, tzinfo=UTC) else 2024
"""Nobody is seen in the future: on a machine whose clock is before the night of the story, it was earlier."""
MINIMAL = {
    "person": {"name": "Maisie Thornwood"},
    "reported_by": "care home",
    "reported_at": f"{YEAR}-11-24T08:30:00Z",
    "last_seen": {"at": "SK 861 088", "when": f"{YEAR}-11-24T08:00:00Z"},
}
"""The least that a report needs."""


@dataclass(frozen=True)
class Refusal:
    """What a refused command said."""

    code: int
    key: str
    sentence: str


class Line:
    """The command line on one laptop's data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def tried(self, *words: object) -> tuple[int, str, str]:
        """Exit status, output, errors of one command."""
        self._capsys.readouterr()
        code = run(["--data", str(self.folder), *map(str, words)])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def __call__(self, *words: object) -> Any:
        """The answer of a command that is done."""
        code, out, err = self.tried(*words)
        assert (code, err) == (0, ""), (words, code, err)
        return json.loads(out)

    def refused(self, *words: object, code: int = 2) -> Refusal:
        """What a command said that is refused; not a byte of the records has changed, and so no digest has."""
        before = self._records()
        got, out, err = self.tried(*words)
        assert (got, out) == (code, ""), (words, got, out, err)
        assert self._records() == before
        return refusal_of(err, got)

    def _records(self) -> dict[str, bytes]:
        """The files of the store while nobody has it open."""
        return {path.name: path.read_bytes() for path in (self.folder / "laptop").glob("homeward.db*")}

    def report(self, **other: Any) -> str:
        """The id of a report opened from a file with the least that a report needs."""
        path = self.folder.with_name("report.json")
        path.write_text(json.dumps({**MINIMAL, **other}), "utf-8")
        return str(self("report", "open", path)["incident"])

    def digest(self) -> str:
        """Of everything on this laptop."""
        return str(self("show")["digest"])


def refusal_of(err: str, code: int) -> Refusal:
    """The one line of JSON that a refusal is."""
    assert "Traceback" not in err
    (line,) = err.splitlines()
    said = json.loads(line)
    assert set(said) == {"error", "key"}, said  # a bug would tell its place, too
    return Refusal(code, said["key"], said["error"])


def set_up(folder: Path, call_sign: str = "PS 9 Shah", rank: Rank = Rank.SERGEANT) -> None:
    """A laptop as `homeward setup` leaves it, but for a passphrase slot that costs nothing to open."""
    laptop = Laptop(folder, cost=CHEAP)
    try:
        laptop.set_up("Practice", call_sign, rank, PASSPHRASE)
    finally:
        laptop.close()


def child(*words: object, env: dict[str, str], timeout_s: float = 40.0) -> subprocess.CompletedProcess[str]:
    """One command as a process of its own, ended where it takes too long."""
    command = [sys.executable, "-m", "app", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout_s, check=False)
