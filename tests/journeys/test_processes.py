"""The main job as a stranger runs it: every command a process of its own, central too, ended by its own id."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.line import MINIMAL, PASSPHRASE, ROOT, Line, child, refusal_of

MakeLine = Callable[..., Line]
ENVIRONMENT = {**os.environ, "HOMEWARD_PASSPHRASE": PASSPHRASE}


def told(*words: object) -> Any:
    """The answer of one command."""
    done = child(*words, env=ENVIRONMENT)
    assert (done.returncode, done.stderr) == (0, ""), (words, done.stderr)
    return json.loads(done.stdout)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving(where: list[str], port: int) -> Iterator[subprocess.Popen[str]]:
    """`homeward central serve`, once it answers."""
    command = [sys.executable, "-m", "app", "central", "serve", *where, "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    try:
        answers(port, server)
        yield server
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=20)
        assert server.returncode == 0
        assert "Thornwood" not in log
    finally:
        if server.poll() is None:
            server.kill()
            server.communicate()


def answers(port: int, server: subprocess.Popen[str], within_s: float = 20.0) -> None:
    """Wait until something listens at the port."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
            break
    pytest.fail("central does not answer")


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """The words that say where central keeps its records."""
    if request.param == "embedded":
        return ["--data", str(tmp_path / "central")]
    return ["--database", request.getfixturevalue("database_url")]


@pytest.mark.timeout(120)
def test_the_main_job_with_two_laptops(laptop: MakeLine, where: list[str]) -> None:
    port = free_port()
    one, two = laptop("one"), laptop("two", "PS 8 Rowe")
    with serving(where, port):
        for each in (one, two):
            code = told("central", "invite", *where)["code"]
            each("enrol", "--central", f"http://127.0.0.1:{port}", "--code", code)
        incident = one.report()
        seen = ("--when", "2025-03-01T22:40Z", "--source", "bus driver", "--kind", "sighting")
        one("location", "add", incident, "--at", "TQ 3110 8125", *seen)
        task = one("task", "add", incident, "--title", "Search the lane")["task"]
        one("task", "assign", incident, task, "--to", "PS 8 Rowe")
        assert one("sync")["unsent"] == 0
        assert two("sync")["held"] == 0
    two("task", "start", incident, task)
    two("task", "complete", incident, task, "--coverage", 0.8)
    away = two("sync")
    assert (away["sent"], away["unsent"], away["reached"]) == (0, 2, False)
    with serving(where, port):
        assert two("sync")["sent"] == 2
        assert one("sync")["received"] == 4  # with the officer and the laptop that it had not met
    shown = [each("show", incident) for each in (one, two)]
    assert shown[0]["digest"] == shown[1]["digest"]
    assert (shown[0]["tasks"][0]["status"], shown[0]["unsent"], shown[1]["unsent"]) == ("done", 0, 0)
    numbers = sorted(each["number"] for each in shown[0]["entries"])
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_laptop_from_nothing_each_command_on_its_own(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(MINIMAL), "utf-8")
    data = ("--data", tmp_path / "new")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "settings.json").write_text('{"kdf_memory_mib": 64, "kdf_iterations": 3}', "utf-8")
    told(*data, "setup", "--force", "Practice", "--officer", "PS 9 Shah", "--rank", "sergeant")
    incident = told(*data, "report", "open", tmp_path / "report.json")["incident"]
    assert told(*data, "show", incident)["person"]["name"] == "Maisie Thornwood"
    away = told(*data, "sync")
    assert (away["sent"], away["unsent"], away["held"]) == (0, 4, 0)
    refused = child(*data, "location", "add", incident, "--at", "ZZ 12 3", env=ENVIRONMENT)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "ZZ" in refusal_of(refused.stderr, 2).sentence


def test_central_says_why_it_cannot_start(tmp_path: Path) -> None:
    for words, key in (
        ((), "central.no_store"),
        (("--database", "mysql://here/there"), "central.database_refused"),
        (("--database", "postgresql://nobody@127.0.0.1:1/none"), "central.store_down"),
    ):
        done = child("central", "invite", *words, env=ENVIRONMENT)
        (line,) = done.stderr.splitlines()
        assert (done.returncode in (1, 2), json.loads(line)["key"]) == (True, key)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = child("central", "serve", "--data", tmp_path / "central", "--port", port, env=ENVIRONMENT)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, json.loads(line)["key"]) == (1, "central.not_serving")


def test_help_is_there_for_a_stranger() -> None:
    done = child("--help", env=ENVIRONMENT)
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("setup", "report", "location", "task", "show", "enrol", "sync", "central", "map", "tour"):
        assert command in done.stdout
