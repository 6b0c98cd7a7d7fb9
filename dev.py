#!/usr/bin/env python3
"""Everything a developer does, with the standard library alone: run, test, check, bench, maps, package."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
HOMEWARD = BIN / ("homeward.cmd" if WINDOWS else "homeward")
LOCK = ROOT / "requirements.lock"
PARTS_STAMP = VENV / ".parts"
LIBRARIES_STAMP = VENV / ".libraries"

# What the PySide6 wheels need from Debian and Ubuntu for widgets, a screen and the map, beyond a bare system.
LIBRARIES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0"
    " libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1"
    " libxcb-dri3-0 libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbfile1 libasound2 libbrotli1 libgbm1"
    " libnss3 libpulse0 fonts-dejavu-core"
).split()
RENAMED = ("libglib2.0-0", "libasound2")  # these end in t64 since Debian 13 and Ubuntu 24.04

# What a package carries that no import statement names, and what is imported by others but of no use in it.
SHIPPED = ("resources", "db/migrations")
CARRIED = ("alembic", "branca", "folium", "qtawesome", "xyzservices")
UNUSED = ("IPython", "matplotlib", "pandas", "pytest", "tkinter")
# Parts of Qt that are offered under the GPL alone; something names them, nothing of ours uses them.
GPL_ONLY = re.compile(
    "(libQt6|Qt|plugin.*)(Charts|DataVisualization|Graphs|HttpServer|Lottie|NetworkAuth|Quick3D|QuickTimeline|ShaderTools"
    "|VirtualKeyboard|WaylandCompositor)",
    re.IGNORECASE,
)

CHECKS = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("walls", ["lint-imports"]),
)


class Stop(Exception):
    """Work cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Say to the developer what happens now."""
    print(f"dev.py: {text}", flush=True)


def main(arguments: list[str]) -> int:
    """Do what was asked, with the arguments behind it, and give the exit status."""
    do = {command.__name__: command for command in COMMANDS}.get(arguments[0] if arguments else "")
    if do is None:
        print("\n".join(["python3 dev.py COMMAND", *(f"  {one.__name__:8} {one.__doc__}" for one in COMMANDS)]))
        return 0 if arguments in (["--help"], ["-h"]) else 2
    try:
        _right_python()
        prepare()
        return do(arguments[1:])
    except Stop as stop:
        print(f"dev.py: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# --- the commands --------------------------------------------------------------------------------


def run(rest: list[str]) -> int:
    """Open the window on a practice station; without a screen, run the tour into the folder tour/."""
    surroundings = _surroundings()
    if has_screen(surroundings, sys.platform):
        return _go([str(HOMEWARD), "practice", *rest], surroundings)
    say("no screen here, so the tour runs and leaves its pictures in tour/")
    surroundings["QT_QPA_PLATFORM"] = "offscreen"
    return _go([str(HOMEWARD), "tour", "--out", str(ROOT / "tour"), *rest], surroundings)


def test(rest: list[str]) -> int:
    """Run the tests; arguments go to pytest."""
    return _go([str(PYTHON), "-m", "pytest", *rest], {**_surroundings(), "QT_QPA_PLATFORM": "offscreen"})


def check(rest: list[str]) -> int:
    """Check format, lint, types and the walls between the folders."""
    _no_arguments(rest)
    broken = [name for name, command in CHECKS if not _passes(name, command)]
    say(f"broken: {', '.join(broken)}" if broken else "all checks pass")
    return 1 if broken else 0


def bench(rest: list[str]) -> int:
    """Measure how fast it is, all of it or the benchmarks named, against the limits."""
    return _go([str(PYTHON), "-m", "tests.benchmarks", *rest], {**_surroundings(), "QT_QPA_PLATFORM": "offscreen"})


def simulate(rest: list[str]) -> int:
    """Simulate nights of laptops, central and a failing network from seeds, and say what was lost: nothing."""
    return _go([str(PYTHON), "-m", "tests.simulation", *rest], {**_surroundings(), "PYTHONHASHSEED": "0"})


def maps(rest: list[str]) -> int:
    """Make the map packs that ship with the product, from registry data."""
    return _go([str(PYTHON), "-m", "app.adapters.shipped_maps", *rest], _surroundings())


def package(rest: list[str]) -> int:
    """Build dist/homeward, a folder that runs on a machine with no Python, with every licence inside."""
    _no_arguments(rest)
    folders = [word for name in SHIPPED for word in ("--add-data", f"{ROOT / name}{os.pathsep}{name}")]
    carried = [word for name in CARRIED for word in ("--collect-all", name)]
    ours = [word for name in ("app", "db", "ui") for word in ("--collect-submodules", name)]
    unused = [word for name in UNUSED for word in ("--exclude-module", name)]
    places = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build"), "--specpath", str(ROOT / "build")]
    command = [str(PYTHON), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--name", "homeward", *places]
    if _go([*command, *folders, *ours, *carried, *unused, str(ROOT / "app" / "__main__.py")], _surroundings()):
        raise Stop("the package was not built; the lines above say why.")
    _leave_out(ROOT / "dist" / "homeward")
    add_licences(ROOT / "dist" / "homeward")
    return _go([str(ROOT / "dist" / "homeward" / "homeward"), "--help"], _surroundings())


def _leave_out(folder: Path) -> None:
    for path in folder.rglob("*"):
        if GPL_ONLY.match(path.name) and (path.is_file() or path.is_symlink()):
            path.unlink()


def add_licences(folder: Path) -> None:
    """LICENSE, NOTICE and, for each package that NOTICE names, the texts that its wheel carries."""
    named = set(re.findall(r"^([a-z0-9-]+) - ", _read(ROOT / "NOTICE"), re.MULTILINE))
    for text in ("LICENSE", "NOTICE"):
        shutil.copy(ROOT / text, folder)
    for about in VENV.rglob("*.dist-info"):
        name = re.sub(r"[-_.]+", "-", about.stem.rpartition("-")[0]).lower()
        if name in named:
            _copy_texts(about, folder / "licences" / name)


def _copy_texts(about: Path, folder: Path) -> None:
    for path in about.rglob("*"):
        if path.is_file() and re.search("licen[cs]e|copying|notice", path.name, re.IGNORECASE):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder)


COMMANDS: tuple[Callable[[list[str]], int], ...] = (run, test, check, bench, simulate, maps, package)


def _passes(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    passed = _go([str(BIN / command[0]), *command[1:]], dict(os.environ)) == 0
    say(f"{name}: {'ok' if passed else 'BROKEN'} ({time.monotonic() - started:.1f} s)")
    return passed


def _go(command: list[str], surroundings: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


def _no_arguments(rest: list[str]) -> None:
    if rest:
        raise Stop(f"this command takes no arguments, and got: {' '.join(rest)}")


def _surroundings() -> dict[str, str]:
    surroundings = dict(os.environ)
    if _is_root():
        # Chromium's sandbox refuses root. Containers run as root; the product itself never sets this.
        surroundings["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return surroundings


def has_screen(surroundings: dict[str, str], platform: str) -> bool:
    """Whether a window can be shown here."""
    if surroundings.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    return platform in {"win32", "darwin"} or bool(surroundings.get("DISPLAY") or surroundings.get("WAYLAND_DISPLAY"))


# --- a machine that never saw the project ----------------------------------------------------------


def prepare() -> None:
    """Make .venv with the locked parts, and see that Qt finds its system libraries. Instant when nothing changed."""
    if _read(PARTS_STAMP) != _parts_wanted():
        _make_venv()
        _install_parts()
        _join_repository()
        PARTS_STAMP.write_text(_parts_wanted(), "utf-8")
    if not _read(LIBRARIES_STAMP).startswith(_libraries_wanted()):
        _find_libraries()
        LIBRARIES_STAMP.write_text(_libraries_wanted(), "utf-8")


def _right_python() -> None:
    if not (3, 11) <= sys.version_info[:2] < (3, 15):
        raise Stop(f"Homeward needs Python 3.11 to 3.14; this is {sys.version.split()[0]}.")


def _parts_wanted() -> str:
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{lock} {sys.version_info[0]}.{sys.version_info[1]} {ROOT}"


def _libraries_wanted() -> str:
    """What is stamped once seen; for a screen it is the longer line, which stands for no screen as well."""
    return _read(PARTS_STAMP) + (" and a screen" if has_screen(dict(os.environ), sys.platform) else "")


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _make_venv() -> None:
    if _venv_works():
        return
    if find_spec("ensurepip") is None:
        _get_packages(["python3-venv", *system_libraries(_os_release())], "Python's venv module is not here")
    say("making .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        raise Stop("the virtual environment could not be made; the lines above say why.")


def _venv_works() -> bool:
    """Whether .venv is of this Python and in this place; a moved or half-made one is made anew."""
    here = (*sys.version_info[:2], str(VENV))
    ask = f"import pip, sys; sys.exit((*sys.version_info[:2], sys.prefix) != {here!r})"
    return (
        PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ask], check=False, capture_output=True).returncode == 0
    )


def _install_parts() -> None:
    say("fetching the locked parts (about 330 MB the first time)")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.run([*command, "--only-binary", ":all:", "-r", str(LOCK)], check=False).returncode:
        raise Stop(
            "the parts could not be fetched. Is there a network? `pip download msgspec` shows whether this machine"
            " reaches a package index; pip's own configuration (PIP_INDEX_URL, pip.conf) names another one."
            " Nothing is half-done: run the same command again."
        )


def _join_repository() -> None:
    """Let .venv find the repository, and give it the command `homeward`: no build, no network."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = Path(subprocess.run([str(PYTHON), "-c", ask], check=True, capture_output=True, text=True).stdout.strip())
    (folder / "homeward.pth").write_text(f"{ROOT}\n", "utf-8")
    HOMEWARD.write_text(launcher(PYTHON), "utf-8")
    HOMEWARD.chmod(0o755)


def launcher(python: Path) -> str:
    """The text of the command `homeward`; -P keeps a folder called app where it is run out of the way."""
    if WINDOWS:
        return f'@"{python}" -P -m app %*\n'
    return f'#!/bin/sh\nexec {shlex.quote(str(python))} -P -m app "$@"\n'


def _find_libraries() -> None:
    if _qt_loads():
        return
    _get_packages(system_libraries(_os_release()), "Qt does not find all its system libraries")
    if not _qt_loads(show=True):
        raise Stop("Qt still does not load; the lines above name what is missing.")


def _qt_loads(show: bool = False) -> bool:
    """Import the map's engine in a child and, where there is a screen on X, load the plugin that draws there."""
    ask = "import PySide6, ctypes, pathlib, PySide6.QtWebEngineWidgets"
    if sys.platform == "linux" and os.environ.get("DISPLAY"):
        ask += "; ctypes.CDLL(pathlib.Path(PySide6.__path__[0], 'Qt/plugins/platforms/libqxcb.so'))"
    return subprocess.run([str(PYTHON), "-c", ask], check=False, capture_output=not show).returncode == 0


def _get_packages(names: list[str], why: str) -> None:
    line = f"apt-get install -y --no-install-recommends {' '.join(names)}"
    if not Path("/usr/bin/apt-get").exists():
        raise Stop(f"{why}. On Debian this line brings it; your system has the same under other names:\n  {line}")
    if not _is_root():
        raise Stop(f"{why}. Run this line once, then the same command again:\n  sudo apt-get update && sudo {line}")
    say(f"{why}; installing it with apt-get")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -qq", f"{line} -qq"):
        if subprocess.run(command.split(), env=quiet, check=False, stdout=subprocess.DEVNULL).returncode:
            raise Stop(f"`{command}` failed; the lines above say why. Put that right, then run the same command again.")


def system_libraries(os_release: dict[str, str]) -> list[str]:
    """The Debian packages that Qt needs, by the names of this release."""
    first = {"debian": (13,), "ubuntu": (24, 4)}.get(os_release.get("ID", ""), ())
    version = tuple(int(part) for part in os_release.get("VERSION_ID", "99").split(".") if part.isdigit())
    t64 = version >= first
    return [f"{name}t64" if t64 and name in RENAMED else name for name in LIBRARIES]


def _os_release() -> dict[str, str]:
    lines = _read(Path("/etc/os-release")).splitlines()
    return {key: value.strip('"') for key, equals, value in (line.partition("=") for line in lines) if equals}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
