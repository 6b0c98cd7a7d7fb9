from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import Entry, find_tile, serialize_directory

from db.local.pack_bytes import Broken, gunzip
from db.local.pmtiles_directory import read_directory

entries = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 1 << 40), st.integers(1, 1 << 20), st.integers(0, 4), st.booleans()),
    min_size=1,
    max_size=40,
)


@given(entries, st.integers(0, 400))
def test_reads_what_the_packages_own_writer_wrote(rows: list[tuple[int, int, int, int, bool]], wanted: int) -> None:
    written: list[Entry] = []
    tile_id = -1
    for step, offset, length, run, behind in rows:
        tile_id += step
        follows = behind and written
        at = written[-1].offset + written[-1].length if follows else offset
        written.append(Entry(tile_id, at, length, run))
    read = read_directory(gunzip(serialize_directory(written), 1 << 20))
    assert read.tile_ids.tolist() == [entry.tile_id for entry in written]
    assert read.offsets.tolist() == [entry.offset for entry in written]
    assert read.lengths.tolist() == [entry.length for entry in written]
    found = find_tile(written, wanted)
    assert read.find(wanted) == (found and (found.offset, found.length, found.run_length == 0))


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"\x80",
        b"\x01",
        b"\x01\x00\x01\x05",
        b"\x01\x00\x01\x05\x01\x01",
        b"\x01\x00\x01\x05\x00",
        b"\x01\x00\x01\x00\x01",
        b"\x02\x00\x00\x01\x01\x05\x05\x01\x00",
        b"\x01" + b"\xff" * 9 + b"\x01" + b"\x01\x05\x01",
        b"\x01" + b"\x80" * 9 + b"\x00" + b"\x01\x05\x01",
        b"\x02" + b"\x00\x01" + b"\x01\x01" + b"\xff" * 8 + b"\x7f" + b"\xff" * 8 + b"\x7f" + b"\x01\x00",
    ],
    ids=[
        "nothing", "a number without end", "too few", "no offset", "too many", "right behind nothing", "no length",
        "the same tile twice", "a number beyond 64 bits", "a nought of ten bytes", "lengths that overflow",
    ],
)  # fmt: skip
def test_what_no_writer_writes_is_refused(plain: bytes) -> None:
    with pytest.raises(Broken):
        read_directory(plain)


def test_a_stream_that_ends_early_is_broken() -> None:
    whole = gzip.compress(b"tile" * 100)
    with pytest.raises(Broken):
        gunzip(whole[:-9], 1000)
    assert gunzip(whole, 1000) == b"tile" * 100
