"""The walls between the folders hold, and each is seen to fail; files stay small, named by a noun, and name no host."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(sys.executable).parent
CODE = ("app", "db", "ui")
NOT_OURS = {".git", ".venv", "build", "dist", "tour", "practice", "__pycache__", "uv.lock"}
CACHES = {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"}
GRAB_BAGS = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}
MIB = 1 << 20

# contract -> modules to add, each of which breaks it
INJECTIONS: list[tuple[str, dict[str, str]]] = [
    ("Between folders", {"app/domain/injected.py": "import app.services"}),
    ("Between folders", {"app/services/injected.py": "import app.adapters"}),
    ("Between folders", {"app/services/injected.py": "import db.local"}),
    ("Between folders", {"ui/views/injected.py": "import db.local"}),
    ("Between folders", {"db/local/injected.py": "import ui.map"}),
    ("Between folders", {"app/formats/injected.py": "import app.services"}),
    ("Between folders", {"app/errors.py": "import app.domain"}),
    ("Every module of app has a place", {"app/injected.py": ""}),
    ("Every module of app has a place", {"app/adapters/injected.py": "import app.central"}),
    ("Every module of ui has a place", {"ui/injected.py": ""}),
    ("Every module of ui has a place", {"ui/viewmodels/injected.py": "import ui.views"}),
    ("Every module of ui has a place", {"ui/viewmodels/injected.py": "import ui.widgets"}),
    ("Every module of ui has a place", {"ui/widgets/injected.py": "import ui.views"}),
    ("The kit of widgets knows no view-model", {"ui/widgets/injected.py": "import ui.viewmodels"}),
    ("Only ui knows Qt", {"app/services/injected.py": "from PySide6 import QtCore"}),
    ("Only ui knows Qt", {"db/local/injected.py": "import PySide6"}),
    ("Only db knows SQL", {"app/adapters/injected.py": "import sqlite3"}),
    ("Only db knows SQL", {"app/central/injected.py": "import asyncpg"}),
    ("Only db knows SQL", {"ui/map/injected.py": "import sqlalchemy"}),
    ("Storage and adapters serve ports, not use cases", {"db/local/injected.py": "import app.services"}),
    ("Storage and adapters serve ports, not use cases", {"app/adapters/injected.py": "import app.services"}),
    ("Domain rules are pure", {"app/domain/injected.py": "import time"}),
    ("Domain rules are pure", {"app/domain/injected.py": "def later():\n    import pathlib"}),
    ("Formats touch no file and no network", {"app/formats/injected.py": "import pathlib"}),
    (
        "No cycles",
        {
            "app/domain/one_way.py": "import app.domain.other_way",
            "app/domain/other_way.py": "import app.domain.one_way",
        },
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code and its configuration, to be broken on purpose."""
    folder = tmp_path_factory.mktemp("house")
    for name in CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.slow
def test_the_walls_stand() -> None:
    result = _lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "modules"), INJECTIONS)
def test_each_wall_is_seen_to_fail(copy: Path, contract: str, modules: dict[str, str]) -> None:
    kept = {path: _text_of(copy / path) for path in modules}
    for path, code in modules.items():
        (copy / path).write_text(f"{kept[path] or ''}\n{code}\n", "utf-8")
    try:
        result = _lint_imports(copy)
    finally:
        _put_back(copy, kept)
    assert result.returncode == 1, result.stdout
    assert f"{contract} BROKEN" in result.stdout, result.stdout


def test_every_wall_is_tried() -> None:
    contracts = _configuration()["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {name for name, _ in INJECTIONS}


@pytest.mark.parametrize("module", ["QtWidgets", "QtGui", "QtWebEngineCore"])
def test_a_view_model_imports_core_only(copy: Path, module: str) -> None:
    code = f'"""Injected."""\n\nfrom PySide6.{module} import QWhatever\n\nprint(QWhatever)\n'
    assert "TID251" in _ruff(copy, "ui/viewmodels/injected.py", code)
    assert "TID251" not in _ruff(copy, "ui/views/injected.py", code)


def test_no_mocks(copy: Path) -> None:
    assert "TID253" in _ruff(copy, "tests/injected.py", "from unittest.mock import Mock\n\nprint(Mock)\n")


def test_no_module_is_too_long() -> None:
    long = {str(path): count for path in _python_files() if (count := _line_count(path)) > _longest(path)}
    assert not long, f"split by noun: {long}"


def _longest(path: Path) -> int:
    """A test tells a journey in one piece."""
    return 500 if path.parts[0] == "tests" else 400


def test_no_grab_bags() -> None:
    bags = [str(path) for path in _files() if GRAB_BAGS & {path.stem.strip("_"), path.parent.name}]
    assert not bags, f"name the noun: {bags}"


def test_no_test_sleeps() -> None:
    words = ("time" + ".sleep(", "from time import " + "sleep")
    asleep = [str(path) for path in _python_files() if path.parts[0] == "tests" and _says(path, words)]
    assert not asleep, f"wait for the thing itself: {asleep}"


def test_locks_name_no_host() -> None:
    locks = [path for path in _files() if path.suffix == ".lock" or path.name.startswith("pylock")]
    assert Path("requirements.lock") in locks
    assert not [str(path) for path in locks if _says(path, ("://", "--index-url", "--find-links"))]


def test_files_are_small() -> None:
    large = [str(path) for path in _files() if (ROOT / path).stat().st_size >= MIB]
    assert not large, "what is large is made, not tracked"


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONPATH": str(folder)}
    command = [str(TOOLS / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)


def _ruff(folder: Path, path: str, code: str) -> str:
    command = [str(TOOLS / "ruff"), "check", "--no-cache", "--output-format=concise", "--stdin-filename", path, "-"]
    return subprocess.run(command, cwd=folder, input=code, capture_output=True, text=True, check=False).stdout


def _text_of(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def _put_back(folder: Path, kept: dict[str, str | None]) -> None:
    for path, text in kept.items():
        if text is None:
            (folder / path).unlink()
        else:
            (folder / path).write_text(text, "utf-8")


def _configuration() -> dict[str, dict[str, dict[str, list[dict[str, str]]]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _python_files() -> list[Path]:
    return [path for path in _files() if path.suffix == ".py"]


def _line_count(path: Path) -> int:
    return len((ROOT / path).read_text("utf-8").splitlines())


def _says(path: Path, words: tuple[str, ...]) -> bool:
    text = (ROOT / path).read_text("utf-8")
    return any(word in text for word in words)


def _files() -> list[Path]:
    """What git tracks, relative to the root; where there is no git, everything that it would not ignore."""
    listed = _git_files() if (ROOT / ".git").exists() and shutil.which("git") else None
    if listed is not None:
        return listed
    return [
        path.relative_to(ROOT)
        for path in ROOT.rglob("*")
        if path.is_file() and not (NOT_OURS | CACHES) & set(path.relative_to(ROOT).parts)
    ]


def _git_files() -> list[Path] | None:
    result = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        return None
    return [Path(name) for name in result.stdout.split("\0") if name and (ROOT / name).exists()]
