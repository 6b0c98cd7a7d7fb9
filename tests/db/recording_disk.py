"""Records every write, sync, truncation and deletion that SQLCipher makes, and makes the disks a power cut may leave.

A shim of SQLite's own file layer, put before the real one: the files are written as ever, and each
step is noted. What stood behind a sync survives; of what was written since, a disk may have kept
nothing, everything, the first part, any part, or a torn piece of the last.
"""

from __future__ import annotations

import ctypes as c
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import _sqlite3

SECTOR: Final = 512
KINDS: Final = ("nothing", "everything", "the first part", "any part", "torn")

_FILE_FUNCTIONS: Final = [
    "xClose",
    "xRead",
    "xWrite",
    "xTruncate",
    "xSync",
    "xFileSize",
    "xLock",
    "xUnlock",
    "xCheckReservedLock",
    "xFileControl",
    "xSectorSize",
    "xDeviceCharacteristics",
    "xShmMap",
    "xShmLock",
    "xShmBarrier",
    "xShmUnmap",
    "xFetch",
    "xUnfetch",
]
_DISK_FUNCTIONS: Final = [
    "xOpen",
    "xDelete",
    "xAccess",
    "xFullPathname",
    "xDlOpen",
    "xDlError",
    "xDlSym",
    "xDlClose",
    "xRandomness",
    "xSleep",
    "xCurrentTime",
    "xGetLastError",
    "xCurrentTimeInt64",
    "xSetSystemCall",
    "xGetSystemCall",
    "xNextSystemCall",
]


class _FileMethods(c.Structure):
    _fields_ = (("iVersion", c.c_int), *((name, c.c_void_p) for name in _FILE_FUNCTIONS))


class _File(c.Structure):
    _fields_ = (("pMethods", c.POINTER(_FileMethods)),)


class _Disk(c.Structure):
    _fields_ = (
        ("iVersion", c.c_int),
        ("szOsFile", c.c_int),
        ("mxPathname", c.c_int),
        ("pNext", c.c_void_p),
        ("zName", c.c_char_p),
        ("pAppData", c.c_void_p),
        *((name, c.c_void_p) for name in _DISK_FUNCTIONS),
    )


# names as addresses: SQLite keeps them, so it must get its own back and no copy of ours
_OPEN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.c_void_p)
_DELETE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int)
_WRITE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
_TRUNCATE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
_SYNC = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)


@dataclass(frozen=True)
class Step:
    """One thing done to one file; ``data`` is what was written at ``at``, which is a size for a truncation."""

    what: str
    file: str
    at: int = 0
    data: bytes = b""


class RecordingDisk:
    """Stands before the real file layer while `recording`; ``steps`` has what was done."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._library = c.CDLL(_sqlite3.__file__)
        self._library.sqlite3_vfs_find.restype = c.POINTER(_Disk)
        self._real = self._library.sqlite3_vfs_find(None)
        self._names: dict[int, str] = {}
        self._methods: dict[int, _FileMethods] = {}
        self._kept: list[Any] = []
        """What SQLite points to must not be collected."""
        self._disk = _Disk.from_buffer_copy(self._real.contents)
        self._disk.zName = b"recording"
        self._put(self._disk, "xOpen", _OPEN, self._open)
        self._put(self._disk, "xDelete", _DELETE, self._delete)

    def _put(self, table: c.Structure, name: str, kind: Any, ours: Any) -> None:
        """Put our function in the place of the real one, which ours is given first."""
        real = kind(getattr(table, name))
        function = kind(lambda *given: ours(real, *given))
        self._kept += [real, function]
        setattr(table, name, c.cast(function, c.c_void_p).value)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """All files that SQLCipher opens inside go through the shim."""
        self._library.sqlite3_vfs_register(c.byref(self._disk), 1)
        try:
            yield
        finally:
            self._library.sqlite3_vfs_register(self._real, 1)
            self._library.sqlite3_vfs_unregister(c.byref(self._disk))

    def _open(self, real: Any, disk: int, name: int | None, file: int, flags: int, out: int) -> int:
        result: int = real(disk, name, file, flags, out)
        if result == 0 and name is not None:
            opened = _File.from_address(file)
            self._names[file] = _name(name)
            opened.pMethods = c.pointer(self._watched(opened.pMethods))
        return result

    def _watched(self, methods: Any) -> _FileMethods:
        address = c.addressof(methods.contents)
        if address not in self._methods:
            watched = _FileMethods.from_buffer_copy(methods.contents)
            self._put(watched, "xWrite", _WRITE, self._write)
            self._put(watched, "xTruncate", _TRUNCATE, self._truncate)
            self._put(watched, "xSync", _SYNC, self._sync)
            self._methods[address] = watched
        return self._methods[address]

    def _write(self, real: Any, file: int, data: int, size: int, at: int) -> int:
        self.steps.append(Step("write", self._names[file], at, c.string_at(data, size)))
        return int(real(file, data, size, at))

    def _truncate(self, real: Any, file: int, size: int) -> int:
        self.steps.append(Step("truncate", self._names[file], size))
        return int(real(file, size))

    def _sync(self, real: Any, file: int, flags: int) -> int:
        self.steps.append(Step("sync", self._names[file]))
        return int(real(file, flags))

    def _delete(self, real: Any, disk: int, name: int, sync: int) -> int:
        self.steps.append(Step("delete", _name(name)))
        return int(real(disk, name, sync))


def _name(address: int) -> str:
    return Path(c.string_at(address).decode()).name


@dataclass
class PowerCut:
    """What a disk holds after so many steps: what is safe, and what was written to each file since its sync."""

    safe: dict[str, bytes]
    pending: dict[str, list[Step]] = field(default_factory=dict)

    def do(self, step: Step) -> None:
        """One more step."""
        if step.what == "delete":
            self.safe.pop(step.file, None)
            self.pending.pop(step.file, None)
        elif step.what == "sync":
            self.safe[step.file] = written(self.safe.get(step.file, b""), self.pending.pop(step.file, []))
        else:
            self.pending.setdefault(step.file, []).append(step)

    def left(self, kind: str, chance: random.Random) -> dict[str, bytes]:
        """The files after a power cut of one of `KINDS`."""
        files = set(self.safe) | set(self.pending)
        return {name: written(self.safe.get(name, b""), self._survives(name, kind, chance)) for name in files}

    def _survives(self, name: str, kind: str, chance: random.Random) -> list[Step]:
        steps = self.pending.get(name, [])
        if kind == "nothing":
            return []
        if kind == "everything":
            return steps
        if kind == "the first part":
            return steps[: chance.randint(0, len(steps))]
        if kind == "any part":
            return [step for step in steps if chance.random() < 0.5]
        return [*steps[:-1], *(_torn(step, chance) for step in steps[-1:])]


def _torn(step: Step, chance: random.Random) -> Step:
    sectors = range(0, len(step.data) + 1, SECTOR)
    return Step(step.what, step.file, step.at, step.data[: chance.choice(sectors)])


def written(content: bytes, steps: list[Step]) -> bytes:
    """A file after these steps."""
    now = bytearray(content)
    for step in steps:
        if step.what == "truncate":
            del now[step.at :]
            continue
        now.extend(bytes(max(0, step.at - len(now))))
        now[step.at : step.at + len(step.data)] = step.data
    return bytes(now)
