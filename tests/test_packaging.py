"""What ships is locked, licensed and named in NOTICE, and a fresh machine is told what it lacks."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import dev

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# found by its place on disk, not imported: that would cost 0.2 s at start
FOUND_BY_PLACE = {"qtawesome"}
# Qt's parts, under the one of their several licences that NOTICE names
CHOSEN = {"pyside6", "pyside6-addons", "pyside6-essentials", "shiboken6"}


def test_every_shipped_package_is_in_the_notice() -> None:
    named = set(re.findall(r"^([a-z0-9-]+) - ", NOTICE, re.MULTILINE))
    assert named - {"colorama"} == _shipped()


def test_every_shipped_asset_is_in_the_notice() -> None:
    licences = [*ROOT.glob("resources/**/LICEN*"), *ROOT.glob("resources/**/OFL*")]
    missing = [str(path) for path in licences if path.parent.relative_to(ROOT).as_posix() not in NOTICE]
    assert licences
    assert not missing, "name it in NOTICE"


def test_every_shipped_package_has_its_licence_text(tmp_path: Path) -> None:
    """Qt's own and that of pmtiles are in resources/licences: their wheels carry none."""
    dev.add_licences(tmp_path)
    without = _shipped() - {folder.name for folder in (tmp_path / "licences").iterdir()}
    assert without == {*CHOSEN, "pmtiles"}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "pmtiles.txt"} <= {path.name for path in ROOT.glob("resources/licences/*")}


def test_nothing_under_the_gpl_ships() -> None:
    gpl = [name for name in _shipped() - CHOSEN if _is_gpl(name)]
    assert not gpl


def test_installed_is_what_is_locked() -> None:
    locked = _locked()
    different = {name: (has, locked[name]) for name in locked if (has := _version(name)) not in {None, *locked[name]}}
    assert not different, "run `python3 dev.py test` once: it installs what is locked"


def test_everything_needed_is_locked_with_hashes() -> None:
    assert _shipped() <= set(_locked())
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    declared = {_canonical(Requirement(line).name) for line in PROJECT["dependencies"]}
    of_module = packages_distributions()
    imported = {_canonical(name) for module in _imported() for name in of_module.get(module, [module])}
    imported = {"pyside6" if name in CHOSEN else name for name in imported}  # one name for its parts
    assert imported | FOUND_BY_PLACE == declared


def test_qt_stays_below_the_release_that_loses_none() -> None:
    assert all(found.startswith("6.11.") for found in _locked()["pyside6"])


@pytest.mark.parametrize(
    ("release", "audio"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, "libasound2"),
        ({"ID": "debian", "VERSION_ID": "13"}, "libasound2t64"),
        ({"ID": "debian"}, "libasound2t64"),
        ({"ID": "ubuntu", "VERSION_ID": "22.04"}, "libasound2"),
        ({"ID": "ubuntu", "VERSION_ID": "24.04"}, "libasound2t64"),
    ],
)
def test_system_libraries_have_the_names_of_the_release(release: dict[str, str], audio: str) -> None:
    names = dev.system_libraries(release)
    assert audio in names
    assert len(names) == len(dev.LIBRARIES)


@pytest.mark.parametrize(
    ("surroundings", "platform", "screen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_screen_is_seen(surroundings: dict[str, str], platform: str, screen: bool) -> None:
    assert dev.has_screen(surroundings, platform) is screen


def test_the_command_survives_a_space_in_its_path() -> None:
    assert "exec '/srv/police laptop/.venv/bin/python' -P -m app" in dev.launcher(
        Path("/srv/police laptop/.venv/bin/python")
    )


def test_no_arguments_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    said = capsys.readouterr().out
    assert all(f"  {command.__name__} " in said for command in dev.COMMANDS)


def test_a_plain_user_is_told_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "_is_root", lambda: False)
    with pytest.raises(dev.Stop, match="apt-get install -y --no-install-recommends libnss3"):
        dev._get_packages(["libnss3"], "Qt does not find all its system libraries")


def _locked() -> dict[str, set[str]]:
    locked: dict[str, set[str]] = {}
    for name, found in re.findall(r"^([a-z0-9-]+)==([^\s;]+)", LOCK, re.MULTILINE):
        locked.setdefault(name, set()).add(found)
    return locked


def _imported() -> set[str]:
    """The outside packages that the product's code names in an import, at the top or where it is used."""
    found: set[str] = set()
    for path in (path for folder in ("app", "db", "ui") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"app", "db", "ui"}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _shipped() -> set[str]:
    """Every package that the product needs here, and that those need."""
    found: set[str] = set()
    ahead = [Requirement(line) for line in PROJECT["dependencies"]]
    while ahead:
        wanted = ahead.pop()
        name = _canonical(wanted.name)
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found.add(name)
            ahead += [Requirement(line) for line in distribution(name).requires or []]
    return found


def _is_gpl(name: str) -> bool:
    told = distribution(name).metadata
    classes = [line for line in told.get_all("Classifier") or [] if line.startswith("License")]
    told_short = (told.get_all("License") or [""])[0][:200]  # some put the texts of all that they carry there
    words = " ".join([*(told.get_all("License-Expression") or []), told_short, *classes])
    return re.search(r"\bA?GPL|Affero|(?<!Lesser )General Public", words) is not None
