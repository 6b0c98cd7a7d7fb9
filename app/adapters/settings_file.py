"""Keeps a laptop's settings as a readable file in the data folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.adapters.durable_file import write_durably
from app.errors import Unreadable, UserError
from app.settings import Settings, declared, read_settings

_LARGEST_FILE_BYTES = 1 << 20


@dataclass(frozen=True)
class Loaded:
    """The settings that hold, and what the officer must be told about the file."""

    settings: Settings
    notices: tuple[UserError, ...] = ()


class SettingsFile:
    """``settings.json`` of one data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Loaded:
        """The settings; never fails. A damaged file is kept beside under another name."""
        try:
            values = self._values()
        except _Damaged as damage:
            return Loaded(Settings(), (self._set_aside(damage.line),))
        except OSError:
            return Loaded(Settings(), (Unreadable("settings.file_cannot_be_read", file=self._path.name),))
        return Loaded(*read_settings(values))

    def save(self, settings: Settings) -> None:
        """Write what differs from the defaults, and everything in the file that we do not know.

        Raises:
            DiskFull, Unavailable: not saved; the old file still stands.
        """
        values = self._values_to_keep()
        for setting in declared():
            value = asdict(settings)[setting.name]
            if value != setting.default or setting.name in values:
                values[setting.name] = value
        text = json.dumps(values, indent=2, ensure_ascii=False)
        write_durably(self._path, (text + "\n").encode("utf-8", "backslashreplace"))

    def _values_to_keep(self) -> dict[str, object]:
        try:
            return self._values()
        except _Damaged as damage:
            self._set_aside(damage.line)
            return {}

    def _values(self) -> dict[str, object]:
        if not self._path.exists():
            return {}
        return _parsed(_read(self._path))

    def _set_aside(self, line: int) -> Unreadable:
        """Keep the damaged file, and say so."""
        aside = _free_name(self._path)
        try:
            self._path.rename(aside)
        except OSError:
            aside = self._path
        return Unreadable("settings.file_damaged", file=self._path.name, line=line, kept_as=aside.name)


class _Damaged(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_LARGEST_FILE_BYTES + 1)
    if len(data) > _LARGEST_FILE_BYTES:
        raise _Damaged(1)
    return data


def _parsed(data: bytes) -> dict[str, object]:
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _Damaged(error.lineno) from error
    except UnicodeDecodeError as error:
        raise _Damaged(data[: error.start].count(b"\n") + 1) from error
    except (ValueError, RecursionError) as error:
        raise _Damaged(1) from error
    if not isinstance(values, dict):
        raise _Damaged(1)
    return values


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return aside
