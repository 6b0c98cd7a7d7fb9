"""The command line as a journey uses it: one laptop's folder, answers as JSON, refusals by their key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import run

CHEAP = {"kdf_memory_mib": 64, "kdf_iterations": 3, "kdf_lanes": 4}
PASSPHRASE = "kettle marsh lantern"


@dataclass
class Command:
    """``homeward --data FOLDER``."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def do(self, *words: str) -> Any:
        """The answer of a command that must succeed."""
        status, out, err = self._run(*words)
        assert status == 0, err
        return json.loads(out) if out else None

    def refuse(self, *words: str) -> str:
        """The key of the refusal of a command that must not succeed; one line of JSON and no traceback."""
        status, out, err = self._run(*words)
        assert (status, out) == (2, ""), (status, out, err)
        refusal = json.loads(err)
        assert refusal["error"]
        return str(refusal["key"])

    def _run(self, *words: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        status = run(["--data", str(self.folder), *words])
        said = self.capsys.readouterr()
        return status, said.out, said.err

    def set_up(self, officer: str = "PS 9 Shah", rank: str = "sergeant") -> Command:
        """First run, with keys that cost less than an officer's."""
        self.folder.mkdir(parents=True)
        (self.folder / "settings.json").write_text(json.dumps(CHEAP), "utf-8")
        self.do("setup", "--force", "Practice force", "--officer", officer, "--rank", rank)
        return self

    def report(self, name: str = "Maisie Thornwood", **more: Any) -> str:
        """Open a report by the smallest file that is enough; its incident."""
        given = {
            "person": {"name": name},
            "reported_by": "care home",
            "reported_at": "2026-11-24T08:30:00Z",
            "last_seen": {"at": "SK 861 088", "when": "2026-11-24T08:00:00Z"},
            **more,
        }
        file = self.folder / "report.json"
        file.write_text(json.dumps(given), "utf-8")
        return str(self.do("report", "open", str(file))["incident"])

    def show(self, incident: str) -> dict[str, Any]:
        """The projection of one search."""
        found: dict[str, Any] = self.do("show", incident)
        return found

    def sync(self) -> dict[str, Any]:
        """Send and fetch once."""
        done: dict[str, Any] = self.do("sync")
        return done
