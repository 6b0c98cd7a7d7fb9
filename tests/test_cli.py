"""The command line: each command leads somewhere, a bug tells its place alone, a window waits for nothing heavy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from app.cli import run
from app.cli.parser import parser
from app.errors import Offline

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("numpy", "shapely", "sqlalchemy", "sqlcipher3", "folium", "osmium", "typst", "PIL", "httpx", "geopy", "mgrs")


def leaves(top: ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ArgumentParser]]:
    """Every command with its words."""
    subs = [action for action in top._actions if isinstance(action, _SubParsersAction)]
    if not subs:
        yield words, top
    for sub in subs:
        for name, below in sub.choices.items():
            yield from leaves(below, (*words, name))


LEAVES = dict(leaves(parser()))


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_each_command_leads_to_a_function(words: tuple[str, ...]) -> None:
    name = LEAVES[words].get_default("run").__qualname__
    modules = [import_module(f"app.cli.{each}") for each in ("commands", "places", "carrying", "auditing", "stations")]
    assert any(callable(getattr(each, name, None)) for each in modules), name


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_each_command_and_each_of_its_words_is_explained(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        run([*words, "--help"])
    said = capsys.readouterr()
    assert (f"homeward {' '.join(words)}" in said.out, said.err) == (True, "")
    assert LEAVES[words].description


def test_there_is_every_command_of_the_issue() -> None:
    asked = (
        "setup", "report open", "location add", "task add", "task assign", "task start", "task complete", "show",
        "enrol", "sync", "central serve", "central invite", "map import", "tour",
    )  # fmt: skip
    assert {tuple(each.split()) for each in asked} <= LEAVES.keys()


def doing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the command `sync` end so."""

    def fail(_: Namespace) -> None:
        raise error

    monkeypatch.setattr("app.cli.commands.sync", fail)


def test_a_bug_tells_its_place_and_nobody_s_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    doing(monkeypatch, KeyError("Maisie Thornwood"))
    assert run(["sync"]) == 1
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert json.loads(line)["key"] == "cli.bug"
    assert "test_cli.py" in line
    assert ("Maisie" in line, "Traceback" in line, said.out) == (False, False, "")


def test_what_may_work_later_ends_with_another_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    doing(monkeypatch, Offline("sync.offline"))
    assert run(["sync"]) == 1
    assert json.loads(capsys.readouterr().err)["key"] == "sync.offline"


def test_a_window_waits_for_nothing_heavy() -> None:
    """What a window does not need is imported where it is used; this costs a second where it is forgotten."""
    code = (
        "import sys; from app.cli import run; from app.cli.parser import parser; parser(); import app.cli.windows;"
        f"print([each for each in {HEAVY!r} if each in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be refused as root")
def test_root_gets_a_sentence_instead_of_a_crash(tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "QTWEBENGINE_DISABLE_SANDBOX"}
    done = subprocess.run(
        [sys.executable, "-m", "app", "tour", "--out", str(tmp_path)],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stderr.splitlines()[-1])["key"] == "window.root"


CRASH = """
import os, signal, sys
import app.__main__ as homeward
def run(arguments):
    secret = arguments[0]
    os.kill(os.getpid(), signal.SIGSEGV)
homeward.run = run
homeward.main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_what_the_processor_ends_says_where_and_not_what() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CRASH, "Maisie"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode < 0
    assert "in run" in ended.stderr
    assert "Maisie" not in ended.stderr + ended.stdout
