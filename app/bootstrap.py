"""The one place where everything is wired together."""

from __future__ import annotations

import shutil
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from filelock import FileLock, Timeout

from app.adapters.settings_file import SettingsFile
from app.adapters.surroundings import SystemChance, SystemClock
from app.adapters.vault import KdfCost, NewOfficer, SlotInfo, Unlocked, Vault
from app.changes import ChangeFeed
from app.domain import facts
from app.domain.identity import FORCE, Id, Officer, Rank
from app.errors import StoreRefused
from app.phrases import Phrases
from app.ports.store import SignedIn
from app.ports.surroundings import Chance
from app.services.session import Session
from app.settings import Settings

if TYPE_CHECKING:
    from app.ports.central import CentralStore
    from app.services.office import Services
    from db.local.packs import PackStore
    from db.local.store import LocalStore

# What a window does not need to ask for a passphrase is imported where it is used: a window
# stands on the screen in half the time.

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
State = Literal["new", "locked", "open"]


def phrases(language: str = "en") -> Phrases:
    """The sentences of one language."""
    return Phrases(RESOURCES / "phrases", language)


def central_store(database: str | None, folder: Path | None) -> CentralStore:
    """Central's records: PostgreSQL by its address, or an embedded store in a folder.

    Raises:
        StoreRefused: an address that is none of PostgreSQL.
    """
    from db.central import open_store

    return open_store(database, folder)


class Laptop:
    """One laptop's data folder: set up once, then opened by whoever signs in.

    Raises:
        StoreRefused: another process has this folder open.
    """

    def __init__(
        self,
        folder: Path,
        *,
        cost: KdfCost | None = None,
        chance: Chance | None = None,
        clock: SystemClock | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.clock = clock or SystemClock()
        self.session = Session()
        self.changes = ChangeFeed()
        self.settings = SettingsFile(folder / "settings.json")
        loaded = self.settings.load()
        self.notices = loaded.notices
        self._cost = cost or _cost(loaded.settings)
        self._chance = chance or SystemChance()
        self._lock = _only_process(folder)
        self._store: LocalStore | None = None
        self._services: Services | None = None
        self._unlocked: Unlocked | None = None
        self._loaded_vault: Vault | None = None

    @cached_property
    def packs(self) -> PackStore:
        """The maps on this laptop; no secret, so nobody has to sign in."""
        from app.adapters.tiler.county import draw_county
        from db.local.packs import PackStore

        return PackStore(self.folder / "maps", RESOURCES / "maps", tiler=draw_county)

    @property
    def _home(self) -> Path:
        return self.folder / "laptop"

    @property
    def state(self) -> State:
        """Whether this laptop waits for its set-up, for somebody to sign in, or is open."""
        if not self._home.exists():
            return "new"
        return "open" if self.session.officer else "locked"

    def set_up(self, force: str, call_sign: str, rank: Rank, passphrase: str, name: str = "") -> Services:
        """First run: keys, store and the first officer, all there or nothing.

        Raises:
            StoreRefused: set up already. Unreadable: a weak passphrase. DiskFull.
        """
        if self.state != "new":
            raise StoreRefused("vault.exists")
        making = self.folder / "laptop.new"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        first = NewOfficer(bytes.fromhex(self._chance.new_id()), " ".join(call_sign.split()))
        try:
            unlocked = self._make(making, force, first, rank, passphrase, name)
            making.rename(self._home)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        return self._enter(self._vault(), unlocked)

    def _make(self, making: Path, force: str, first: NewOfficer, rank: Rank, passphrase: str, name: str) -> Unlocked:
        """Vault and store with their first two operations, all closed again."""
        device, officer = self._chance.new_id(), Id(first.officer_id.hex())
        vault = making / "vault.msgpack"
        _, unlocked = Vault.create(vault, bytes.fromhex(device), first, passphrase, self._cost, self.clock.now)
        key = unlocked.signing_key
        acting = SignedIn(Officer(officer, first.call_sign, rank, key.public_bytes), key)
        added = facts.OfficerAdded(call_sign=first.call_sign, rank=rank.word, public_key=key.public_bytes)
        laptop = facts.LaptopAdded(
            name=name or _laptop_name(device), force=force, public_key=unlocked.device_key.public_bytes
        )
        with closing(self._open_store(making, unlocked, device)) as store, store.write(acting) as work:
            work.record(added, FORCE, officer)
            work.record(laptop, FORCE, device)
        return unlocked

    @property
    def services(self) -> Services | None:
        """What can be done here, once somebody has signed in."""
        return self._services

    def officers(self) -> list[SlotInfo]:
        """Who can sign in here; needs no passphrase. Raises StoreRefused without a set-up."""
        return self._vault().officers()

    def sign_in(self, passphrase: str, officer: bytes | None = None) -> Services:
        """Open the laptop for one officer, or for whoever has this passphrase.

        Raises:
            WrongPassphrase: nothing was changed. StoreRefused: the store must not be opened.
        """
        vault = self._vault()
        unlocked = vault.unlock_any(passphrase) if officer is None else vault.unlock(officer, passphrase)
        return self._enter(vault, unlocked)

    def lock(self) -> None:
        """Nobody can act or see until somebody signs in; sending in the background goes on.

        The keys of officers and vault are let go; the store's stays in the open store alone.
        """
        self.session.lock()
        self._unlocked = None

    def close(self) -> None:
        """Close the store and let other processes have the folder."""
        self.session.lock()
        if self._store is not None:
            self._store.close()
        self._store = self._services = self._unlocked = None
        if "packs" in self.__dict__:
            self.packs.close()
        self._lock.release()

    def _vault(self) -> Vault:
        """One vault for as long as the folder is open: on a full disk it alone counts wrong tries."""
        if self._loaded_vault is None:
            self._loaded_vault = Vault.load(self._home / "vault.msgpack", self.clock.now)
        return self._loaded_vault

    def _open_store(self, home: Path, unlocked: Unlocked, device: Id) -> LocalStore:
        from db.local.store import LocalStore

        return LocalStore(home / "homeward.db", unlocked.store_key, device, self.clock, self._chance, self.changes)

    def _enter(self, vault: Vault, unlocked: Unlocked) -> Services:
        device = Id(vault.device_id.hex())
        if self._store is None:
            self._store = self._open_store(self._home, unlocked, device)
        officer = self._store.officers().get(Id(unlocked.officer_id.hex()))
        if officer is None:
            raise StoreRefused("store.unreadable")
        self.session.sign_in(SignedIn(officer, unlocked.signing_key))
        self._unlocked = unlocked
        if self._services is None:
            self._services = self._wire(self._store, unlocked)
        return self._services

    def _wire(self, store: LocalStore, unlocked: Unlocked) -> Services:
        from app.wiring import wire

        keys = (self._add_key, self._drop_key)
        return wire(store, self.session, self.clock, self._chance, self.packs.places_files(), keys, unlocked)

    def _add_key(self, officer: Id, call_sign: str, passphrase: str) -> bytes:
        if self._unlocked is None:
            raise StoreRefused("session.locked")
        new = NewOfficer(bytes.fromhex(officer), call_sign)
        return self._vault().add_officer(self._unlocked, new, passphrase, self._cost)

    def _drop_key(self, officer: Id) -> None:
        if self._unlocked is not None:
            self._vault().remove_officer(self._unlocked, bytes.fromhex(officer))


def _cost(settings: Settings) -> KdfCost:
    return KdfCost(settings.kdf_memory_mib * 1024, settings.kdf_iterations, settings.kdf_lanes)


def _laptop_name(device: Id) -> str:
    return f"Laptop {device[:4].upper()}"


def _only_process(folder: Path) -> FileLock:
    """The lock that keeps a second process off this laptop's data; the system frees it after a crash."""
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreRefused("store.open_elsewhere", folder=str(folder)) from None
    return lock
