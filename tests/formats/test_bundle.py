"""A bundle's bytes: what anybody may do to them imports nothing wrong and stops nothing that is good."""

from __future__ import annotations

import io
import os
import struct
from dataclasses import dataclass, field

import pytest
import zstandard
from nacl.secret import Aead

from app.adapters.vault_keys import SigningKey
from app.domain.operations import Operation, encode
from app.domain.wire import LONGEST_BODY
from app.errors import Unreadable
from app.formats import bundle_frames
from app.formats.bundle import MAGIC, Manifest, read_head, seal_for, write_head
from app.formats.bundle_frames import End, FrameWriter, Operations, Piece, batches
from tests.carriers import contents
from tests.central.pens import Pen

INCIDENT = bytes(range(16))
FRAME_HEAD = 88


@dataclass
class Made:
    """A bundle in its parts: a head and frames."""

    writer: SigningKey = field(default_factory=lambda: SigningKey(os.urandom(32)))
    reader: SigningKey = field(default_factory=lambda: SigningKey(os.urandom(32)))
    device: bytes = field(default_factory=lambda: os.urandom(16))
    key: bytes = field(default_factory=lambda: os.urandom(32))
    parts: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        recipients = seal_for({self.device: self.reader.public_bytes}, self.key)
        self.manifest = Manifest(os.urandom(16), os.urandom(16), self.writer.public_bytes, 1, None, None, recipients)
        self.frames = FrameWriter(self.manifest.bundle, self.key, self.writer.sign)
        self.parts.append(write_head(self.manifest, self.writer.sign))

    @property
    def data(self) -> bytes:
        return b"".join(self.parts)

    def read(self, data: bytes | None = None) -> dict[int, bundle_frames.Content]:
        return contents(self.data if data is None else data, self.reader, self.device)[2]

    def raw(self, packed: bytes) -> bytes:
        """A frame, rightly signed and encrypted, with whatever is given in it; it takes the next index."""
        index = self.frames.frames
        self.frames._frames.append(("operations", 1))
        body = Aead(self.key).encrypt(packed, *bundle_frames._sealing(self.manifest.bundle, index)).ciphertext
        signature = self.writer.sign(bundle_frames._signed(self.manifest.bundle, index, body))
        return bundle_frames._HEAD.pack(self.manifest.bundle, index, len(body), signature) + body


@pytest.fixture
def made() -> Made:
    """Two frames of one operation, an attachment, the end."""
    made, pen = Made(), Pen()
    made.parts += [made.frames.operations([each]) or b"" for each in (pen.introduce(), pen.note(INCIDENT))]
    made.parts += [*made.frames.attachment(bytes(32), b"a photo"), made.frames.end()]
    return made


def test_what_was_written_is_read(made: Made) -> None:
    found = made.read()
    assert list(found) == [0, 1, 2, 3]
    assert [type(each) for each in found.values()] == [Operations, Operations, Piece, End]
    assert found[2] == Piece(bytes(32), 7, 0, b"a photo")
    assert found[3] == End([("operations", 1), ("operations", 1), ("attachment", 1)])


def test_nothing_of_it_can_be_read_without_a_key() -> None:
    made, pen = Made(), Pen()
    made.parts.append(made.frames.operations([pen.introduce(), pen.note(INCIDENT, "Maisie Thornwood " * 9)]) or b"")
    for secret in (b"Maisie", INCIDENT, pen.officer, pen.device, b"note.recorded", b"PC 1"):
        assert secret not in made.data
    assert contents(made.data, SigningKey(os.urandom(32)), made.device)[2] == {}


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_whichever_bit_is_turned_nothing_wrong_is_read(made: Made) -> None:
    """In the head all is refused; in a frame that frame alone is lost."""
    data, good = made.data, made.read()
    ends = [sum(map(len, made.parts[: each + 1])) for each in range(len(made.parts))]
    for bit in range(len(data) * 8):
        turned = bytearray(data)
        turned[bit // 8] ^= 1 << bit % 8
        part = next(each for each, end in enumerate(ends) if bit // 8 < end)
        if part:
            assert made.read(bytes(turned)) == {index: each for index, each in good.items() if index != part - 1}, bit
        else:
            with pytest.raises(Unreadable) as refusal:
                made.read(bytes(turned))
            assert refusal.value.key in ("bundle.none", "bundle.newer", "bundle.head_damaged"), bit


@pytest.mark.parametrize("length", [0, 10, 21, 22, 300])
def test_a_head_that_is_cut_off_is_refused(made: Made, length: int) -> None:
    with pytest.raises(Unreadable) as refusal:
        made.read(made.data[:length])
    assert refusal.value.key in ("bundle.none", "bundle.head_damaged")


def test_wherever_it_is_cut_off_the_frames_before_are_read(made: Made) -> None:
    good = made.read()
    ends = [sum(map(len, made.parts[: each + 1])) for each in range(len(made.parts))]
    for length in range(ends[0], len(made.data), 7):
        whole = sum(end <= length for end in ends) - 1
        assert made.read(made.data[:length]) == {index: each for index, each in good.items() if index < whole}


def test_what_lies_between_frames_is_passed_over(made: Made) -> None:
    head, *parts = made.parts
    noise = os.urandom(2 << 20)
    assert made.read(head + b"".join(noise + part for part in parts) + made.manifest.bundle) == made.read()


def test_frames_in_any_order_keep_their_index(made: Made) -> None:
    head, *parts = made.parts
    assert made.read(head + b"".join(reversed(parts))) == made.read()


def test_a_frame_of_another_bundle_or_another_place_is_none() -> None:
    """Same laptop, same key: what was signed for one place stands in no other."""
    one, pen = Made(), Pen()
    frame = one.frames.operations([pen.introduce()]) or b""
    moved = frame[:16] + struct.pack(">I", 1) + frame[20:]
    other = Made(one.writer, one.reader, one.device, one.key)
    stolen = other.manifest.bundle + frame[16:]
    assert one.read(one.data + frame).keys() == {0}
    assert one.read(one.data + moved) == {}
    assert other.read(other.data + stolen) == {}


def test_a_newer_format_is_said_so(made: Made) -> None:
    newer = MAGIC + struct.pack(">H", 2) + made.data[18:]
    with pytest.raises(Unreadable) as refusal:
        made.read(newer)
    assert refusal.value.key == "bundle.newer"


def test_a_head_that_says_it_is_huge_is_not_waited_for(made: Made) -> None:
    with pytest.raises(Unreadable) as refusal:
        made.read(MAGIC + struct.pack(">HI", 1, 2**32 - 1) + made.data)
    assert refusal.value.key == "bundle.head_damaged"


@pytest.mark.parametrize(
    "packed",
    [
        zstandard.ZstdCompressor().compress(encode(Piece(bytes(32), LONGEST_BODY, 0, bytes(LONGEST_BODY)))),
        zstandard.ZstdCompressor().compress(bytes(1 << 30)),
        zstandard.ZstdCompressor().compress(b"\xc1"),
        zstandard.ZstdCompressor().compress(b"\x91" * 5000),
        zstandard.ZstdCompressor().compress(encode(Piece(b"short", 1, 0, b""))),
        zstandard.ZstdCompressor().compress(encode(Piece(bytes(32), 2**40, 0, b""))),
        zstandard.ZstdCompressor().compress(encode(Operations([Operation(b"", b"", b"", None)] * 4001))),
        b"not zstd",
        b"",
    ],
    ids=["too long", "bomb", "no message", "deep", "short name", "huge", "many", "no zstd", "nothing"],
)
def test_what_a_hostile_laptop_puts_into_a_frame_is_none(made: Made, packed: bytes) -> None:
    frame = made.raw(packed)
    made.parts.insert(3, frame)
    assert made.read().keys() == {0, 1, 2, 3}
    assert len(frame) < 100_000


@pytest.mark.parametrize("length", [0, (1 << 20) + 1, 2**32 - 1])
def test_a_frame_of_an_impossible_length_is_passed_over(made: Made, length: int) -> None:
    head, *parts = made.parts
    false = made.manifest.bundle + struct.pack(">II", 0, length) + bytes(64)
    assert made.read(head + false + b"".join(parts)) == made.read()


def test_a_marker_with_no_frame_takes_none_with_it(made: Made) -> None:
    """Half a frame of an earlier try, and the next one right behind it."""
    head, *parts = made.parts
    for left in (16, 20, 60):
        assert made.read(head + b"".join(part[:left] + part for part in parts)) == made.read()


def test_a_file_that_was_made_to_be_slow_is_read_no_further(made: Made) -> None:
    head, *parts = made.parts
    false = made.manifest.bundle + struct.pack(">II", 0, 1) + bytes(65)
    assert made.read(head + false * 999 + b"".join(parts)) == made.read()
    assert made.read(head + false * 1000 + b"".join(parts)) == {}


def test_a_laptop_with_no_key_is_left_out() -> None:
    good = SigningKey(os.urandom(32)).public_bytes
    sealed = seal_for({b"good": good, b"none": bytes(32), b"short": b"abc", b"empty": b""}, bytes(32))
    assert [each.id for each in sealed] == [b"good"]


def test_operations_are_batched_to_fit() -> None:
    pen = Pen()
    small = [pen.note(INCIDENT, "seen") for _ in range(4001)]
    assert [len(each) for each in batches(small)][-1] < 4001
    large = [pen.note(INCIDENT, os.urandom(150_000).hex()) for _ in range(7)]
    made = Made()
    frames = [made.frames.operations(each) for each in batches(large)]
    assert None not in frames
    assert [len(each) for each in batches(large)] == [3, 3, 1]
    assert max(len(each or b"") for each in frames) <= (1 << 20) + FRAME_HEAD


def test_what_no_frame_can_hold_is_said() -> None:
    made, pen = Made(), Pen()
    assert made.frames.operations([pen.write_raw("note.recorded", 1, os.urandom(1 << 20), INCIDENT, INCIDENT)]) is None
    assert made.frames.frames == 0


def test_a_long_attachment_goes_in_pieces() -> None:
    made, data = Made(), os.urandom(2_500_000)
    made.parts += made.frames.attachment(bytes(32), data)
    pieces = list(made.read().values())
    assert [each.offset for each in pieces] == [0, 960 * 1024, 2 * 960 * 1024]
    assert b"".join(each.data for each in pieces) == data


def test_a_manifest_signed_by_another_is_refused(made: Made) -> None:
    forged = write_head(made.manifest, made.reader.sign)
    with pytest.raises(Unreadable):
        read_head(io.BytesIO(forged))
