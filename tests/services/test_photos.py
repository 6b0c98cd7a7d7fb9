"""A photo of a search: the original's hash in the log, a clean copy in the store, and nothing of what is refused."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.domain import facts
from app.domain.identity import Id, Rank
from app.errors import HomewardError, NotAllowed, NotFound, Unreadable
from app.services.photos import Photos
from db.tables import attachment
from tests.builders import CHANCE, TestDesk, a_report

SECRETS = (b"Alex Example", b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com", b"hidden behind the end")


@pytest.fixture
def photos(made: TestDesk) -> Photos:
    return Photos(made.desk)


def a_photo() -> bytes:
    """From a camera that tells place, owner and more, turned by a quarter, with something behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Alex Example"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 40.0, 1.0), 3: "W", 4: (0.0, 43.0, 2.0)})
    out = io.BytesIO()
    image = Image.new("RGB", (80, 40), "red")
    image.save(out, "JPEG", exif=exif, comment=b"found by Alex Example", icc_profile=b"profile of Alex Example")
    return out.getvalue() + b"hidden behind the end"


def kept(made: TestDesk) -> tuple[int, int]:
    """Operations and attachments in the store."""
    blobs = made.store.read(
        lambda connection: connection.execute(select(func.count()).select_from(attachment)).scalar()
    )
    return made.store.counts().operations, int(blobs)


def added(made: TestDesk, incident: Id) -> facts.PhotoAdded:
    (entry, *_) = made.store.log(incident, 1)
    assert isinstance(entry.fact, facts.PhotoAdded)
    return entry.fact


def test_the_stored_copy_tells_nothing_of_the_camera(made: TestDesk, photos: Photos) -> None:
    data = a_photo()
    assert all(secret in data for secret in (SECRETS[0], SECRETS[1], SECRETS[2], SECRETS[4]))
    name = photos.add(a_report(made), data)
    copy = photos.picture(name)
    assert copy is not None
    assert [secret for secret in SECRETS if secret in copy] == []
    with Image.open(io.BytesIO(copy)) as image:
        assert (image.format, image.size) == ("JPEG", (40, 80)), "upright"
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_log_has_the_hash_of_the_original_and_of_the_copy(made: TestDesk, photos: Photos) -> None:
    incident, data = a_report(made), a_photo()
    name = photos.add(incident, data, "  as her carer gave it ")
    fact, copy = added(made, incident), photos.picture(name)
    assert copy is not None
    assert fact.original_sha256 == hashlib.sha256(data).digest()
    assert fact.copy_sha256 == name == hashlib.sha256(copy).digest()
    assert (fact.width_px, fact.height_px, fact.caption, fact.about) == (40, 80, "as her carer gave it", None)


def test_a_photo_of_what_a_task_found_names_the_task(made: TestDesk, photos: Photos) -> None:
    incident, task = a_report(made), CHANCE.new_id()
    photos.add(incident, a_photo(), about=task)
    assert added(made, incident).about == task


def test_the_same_photo_twice_is_kept_once_and_told_twice(made: TestDesk, photos: Photos) -> None:
    incident = a_report(made)
    before = kept(made)
    assert photos.add(incident, a_photo()) == photos.add(incident, a_photo())
    assert kept(made) == (before[0] + 2, before[1] + 1)


def a_bomb() -> bytes:
    """A PNG that says it is a hundred thousand pixels square."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk


HOSTILE = {
    "nothing": b"",
    "a script": b"<script>alert(1)</script>",
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a PDF": b"%PDF-1.7\n1 0 obj",
    "cut off": a_photo()[:300],
    "a bomb": a_bomb(),
    "too large": b"\xff\xd8\xff" + bytes(30_000_001),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_good_photo_is_refused_and_nothing_is_kept(made: TestDesk, photos: Photos, data: bytes) -> None:
    incident = a_report(made)
    before, digest = kept(made), made.store.digest()
    with pytest.raises(Unreadable) as refused:
        photos.add(incident, data)
    assert refused.value.key.startswith("photo.")
    assert (kept(made), made.store.digest()) == (before, digest)


def test_who_may_not_or_where_there_is_no_search_nothing_is_kept(made: TestDesk, photos: Photos) -> None:
    incident = a_report(made)
    before = kept(made)
    with pytest.raises(NotFound):
        photos.add(CHANCE.new_id(), a_photo())
    assert kept(made) == before
    made.sign_in("Mr Lark", Rank.ADMINISTRATOR)
    before = kept(made)
    with pytest.raises(NotAllowed):
        photos.add(incident, a_photo())
    made.desk.session.lock()
    with pytest.raises(HomewardError):
        photos.add(incident, a_photo())
    assert kept(made) == before


def test_a_photo_that_is_not_here_yet_has_no_picture(photos: Photos) -> None:
    assert photos.picture(bytes(32)) is None
