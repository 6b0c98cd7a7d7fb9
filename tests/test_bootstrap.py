"""A laptop's folder: set up whole or not at all, one process at a time, everything let go in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Laptop
from app.domain.identity import Rank
from app.errors import DiskFull, NotAllowed, StoreRefused, Unreadable, WrongPassphrase
from app.services.office import Services
from tests.builders import CHEAP

ROOT = Path(__file__).resolve().parents[1]
PASSPHRASE, OTHER = "kettle marsh lantern", "orchard pencil tide"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def laptop(folder: Path) -> Iterator[Laptop]:
    """Nobody has set it up."""
    made = Laptop(folder, cost=CHEAP)
    yield made
    made.close()


def set_up(laptop: Laptop, passphrase: str = PASSPHRASE) -> Services:
    return laptop.set_up("Practice force", "PS 9 Shah", Rank.SERGEANT, passphrase, "Laptop 3")


def left(folder: Path) -> set[str]:
    """What a set-up leaves, beside the lock."""
    return {each.name for each in folder.iterdir() if each.name.startswith("laptop")}


def open_files(folder: Path) -> list[str]:
    """Files of this process under the folder, but for the lock."""
    links = Path("/proc/self/fd")
    if not links.is_dir():
        pytest.skip("no /proc here, so open files cannot be counted")
    found = []
    for each in links.iterdir():
        try:
            found.append(str(each.readlink()))
        except FileNotFoundError:  # the listing's own
            continue
    return [path for path in found if path.startswith(str(folder)) and not path.endswith(".lock")]


# all or nothing


def test_a_set_up_leaves_a_laptop_that_can_be_opened(laptop: Laptop, folder: Path) -> None:
    assert laptop.state == "new"
    services = set_up(laptop)
    assert (laptop.state, left(folder)) == ("open", {"laptop"})
    officer = services.desk.session.acting().officer
    assert (officer.call_sign, officer.rank) == ("PS 9 Shah", Rank.SERGEANT)
    own = services.desk.store.laptops()[services.desk.store.device]
    assert (own.name, own.force) == ("Laptop 3", "Practice force")
    assert services.desk.store.counts().operations == 2
    laptop.close()
    again = Laptop(folder, cost=CHEAP)
    try:
        assert again.state == "locked"
        assert [slot.call_sign for slot in again.officers()] == ["PS 9 Shah"]
        assert again.sign_in(PASSPHRASE).desk.session.acting().officer == officer
    finally:
        again.close()


def fails(*_: object, **__: object) -> Any:
    raise OSError(5, "the disk is gone")


@pytest.mark.parametrize("broken", ["vault", "store", "rename"])
def test_a_set_up_that_breaks_leaves_nothing_and_the_next_one_works(
    laptop: Laptop, folder: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    breaks: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
        "vault": lambda patch: patch.setattr("app.bootstrap.Vault.create", fails),
        "store": lambda patch: patch.setattr("db.local.store.LocalStore.write", fails),
        "rename": lambda patch: patch.setattr(Path, "rename", fails),
    }
    with monkeypatch.context() as patch:
        breaks[broken](patch)
        with pytest.raises(OSError, match="the disk is gone"):
            set_up(laptop)
    assert (laptop.state, left(folder), open_files(folder)) == ("new", set(), [])
    assert laptop.services is None
    assert set_up(laptop).desk.store.counts().operations == 2


KILLED = """
import os, sys
from pathlib import Path
from app.bootstrap import Laptop
from app.domain.identity import Rank
from tests.builders import CHEAP
where = sys.argv[2]
if where == "rename":
    Path.rename = lambda *_: os._exit(9)
else:
    Laptop._open_store = lambda *_: os._exit(9)
Laptop(Path(sys.argv[1]), cost=CHEAP).set_up("Force", "PS 1 First", Rank.OFFICER, "kettle marsh lantern")
"""


@pytest.mark.parametrize("where", ["store", "rename"])
def test_killed_in_the_middle_of_a_set_up_the_laptop_is_new_and_can_be_set_up(folder: Path, where: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), where], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert left(folder) == {"laptop.new"}, "it was killed between vault and laptop"
    laptop = Laptop(folder, cost=CHEAP)
    try:
        assert laptop.state == "new"
        set_up(laptop, OTHER)
        assert (left(folder), [slot.call_sign for slot in laptop.officers()]) == ({"laptop"}, ["PS 9 Shah"])
        laptop.lock()
        laptop.sign_in(OTHER)
    finally:
        laptop.close()


def test_a_weak_passphrase_sets_nothing_up(laptop: Laptop, folder: Path) -> None:
    with pytest.raises(Unreadable):
        set_up(laptop, "short")
    assert (laptop.state, left(folder)) == ("new", set())


def test_a_full_disk_sets_nothing_up(laptop: Laptop, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("app.adapters.durable_file._write_and_sync", full)
        with pytest.raises(DiskFull):
            set_up(laptop)
    assert (laptop.state, left(folder)) == ("new", set())


def test_a_laptop_is_set_up_once(laptop: Laptop) -> None:
    set_up(laptop)
    before = laptop.officers()
    with pytest.raises(StoreRefused) as refused:
        laptop.set_up("Another", "PC 1 Thief", Rank.INSPECTOR, OTHER)
    assert (refused.value.key, laptop.officers()) == ("vault.exists", before)


# who comes and goes


def test_a_wrong_passphrase_opens_nothing(laptop: Laptop, folder: Path) -> None:
    set_up(laptop)
    laptop.close()
    again = Laptop(folder, cost=CHEAP)
    try:
        with pytest.raises(WrongPassphrase):
            again.sign_in("kettle marsh lanterns")
        assert (again.state, again.services, open_files(folder)) == ("locked", None, [])
    finally:
        again.close()


def test_a_lock_lets_keys_go_and_the_services_stay(laptop: Laptop) -> None:
    services = set_up(laptop)
    officer = services.desk.session.acting().officer
    laptop.lock()
    assert (laptop.state, laptop._unlocked) == ("locked", None)
    assert laptop.session.last == officer.id
    with pytest.raises(NotAllowed):
        services.officers.add("PC 2 New", Rank.OFFICER, OTHER)
    assert services.syncing.run().unsent == 2, "sending goes on"
    assert laptop.sign_in(PASSPHRASE) is services
    services.officers.add("PC 2 New", Rank.OFFICER, OTHER)


# one process at a time


HOLDS = """
import sys
from pathlib import Path
from app.bootstrap import Laptop
from tests.builders import CHEAP
laptop = Laptop(Path(sys.argv[1]), cost=CHEAP)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_gone_however_it_went(laptop: Laptop, folder: Path) -> None:
    set_up(laptop)
    laptop.close()
    command = [sys.executable, "-c", HOLDS, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreRefused) as refused:
            Laptop(folder, cost=CHEAP)
        assert (refused.value.key, refused.value.values) == ("store.open_elsewhere", {"folder": str(folder)})
        other.send_signal(signal.SIGKILL)
        other.wait()
    after = Laptop(folder, cost=CHEAP)
    try:
        after.sign_in(PASSPHRASE)
    finally:
        after.close()


def test_a_second_window_of_this_process_is_refused_too(laptop: Laptop, folder: Path) -> None:
    services = set_up(laptop)
    with pytest.raises(StoreRefused):
        Laptop(folder, cost=CHEAP)
    assert services.desk.store.counts().operations == 2


# closed


def test_a_closed_laptop_leaves_no_thread_and_no_open_file(laptop: Laptop, folder: Path) -> None:
    before = set(threading.enumerate())
    services = set_up(laptop)
    services.officers.add("PC 2 New", Rank.OFFICER, OTHER)
    laptop.packs.packs()
    services.now.people()
    assert open_files(folder), "this test can see open files where there are some"
    laptop.close()
    assert open_files(folder) == []
    assert set(threading.enumerate()) == before
    assert (laptop.services, laptop.session.officer, laptop._store, laptop._unlocked) == (None, None, None, None)
    Laptop(folder, cost=CHEAP).close()


def test_close_may_be_called_twice(laptop: Laptop) -> None:
    set_up(laptop)
    laptop.packs.packs()
    laptop.close()
    laptop.close()


def test_everything_in_the_folder_is_the_owners_alone(laptop: Laptop, folder: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows keeps rights another way")
    set_up(laptop)
    open_to_others = [each.name for each in (folder, folder / "laptop") if each.stat().st_mode & 0o077]
    assert open_to_others == []
    assert (folder / "laptop" / "vault.msgpack").stat().st_mode & 0o077 == 0
