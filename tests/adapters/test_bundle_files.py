"""Bundles on a stick: all of it or nothing is written, and one that is pulled out is said so."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.bundle_files import BundleFiles
from app.errors import DiskFull, Unavailable, Unreadable


def test_what_was_written_piece_by_piece_is_read(tmp_path: Path) -> None:
    name = str(tmp_path / "stick.hwb")
    assert BundleFiles().write(name, [b"one", b"", b"two"]) == 6
    with BundleFiles().open(name) as source:
        assert (source.read(4), source.read(9), source.read(9)) == (b"onet", b"wo", b"")


@pytest.mark.parametrize(
    ("code", "error", "key"),
    [(errno.ENOSPC, DiskFull, "bundle.no_room"), (errno.EIO, Unavailable, "bundle.not_written")],
)
def test_a_stick_that_fails_keeps_the_file_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Unavailable], key: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, "broken")

    path = tmp_path / "stick.hwb"
    path.write_bytes(b"older")
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(error) as refusal:
        BundleFiles().write(str(path), [b"newer"])
    assert (type(refusal.value), refusal.value.key, path.read_bytes()) == (error, key, b"older")
    assert [each.name for each in tmp_path.iterdir()] == ["stick.hwb"]


def test_what_fails_while_it_is_made_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"a head"
        raise Unavailable("session.locked")

    with pytest.raises(Unavailable):
        BundleFiles().write(str(tmp_path / "stick.hwb"), pieces())
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_no_stick_no_folder_is_made(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("stick/out.hwb", ".", "pipe"):
        with pytest.raises(Unreadable) as refusal:
            BundleFiles().write(str(tmp_path / name), [b"one"])
        assert refusal.value.key == "bundle.no_place"
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_a_stick_that_is_pulled_out_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "stick.hwb"
    path.write_bytes(b"bundle")
    with BundleFiles().open(str(path)) as source:
        file = source._file  # type: ignore[attr-defined]
        os.close(file.fileno())
        with pytest.raises(Unavailable) as refusal:
            source.read(1)
        assert refusal.value.key == "bundle.gone"
        # so that its closing does not fail too
        os.dup2(os.open(os.devnull, os.O_RDONLY), file.fileno())


@pytest.mark.parametrize("name", ["none", ".", "nul\x00name"])
def test_no_file_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable) as refusal, BundleFiles().open(str(tmp_path / name)):
        pass
    assert refusal.value.key == "bundle.no_file"
