"""Photos: the clean working copy, and what is refused."""

from __future__ import annotations

import contextlib
import hashlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps, PngImagePlugin

from app.errors import Unreadable
from app.formats import photos
from app.formats.photos import Photo, working_copy

# Pillow warns about broken camera notes and goes on; that is what is wanted here.
pytestmark = pytest.mark.filterwarnings("ignore:.*EXIF:UserWarning")

SCRIPT = b"<script>alert(1)</script>"
GPS = {1: "N", 2: (52.0, 40.0, 1.0), 3: "W", 4: (0.0, 43.0, 2.0)}


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def two_halves(width: int = 80, height: int = 40) -> Image.Image:
    """Red, and blue from the diagonal's lower left corner to the middle: no turn looks like another."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (0, height // 2, width // 2, height))
    return image


def taken_with(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Alex Example"
    exif.get_ifd(0x8825).update(GPS)
    return encoded(two_halves(), exif=exif, comment=b"found by Alex Example", icc_profile=b"profile of Alex")


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg), formats=("JPEG",))


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        working_copy(data)
    return refusal.value.key


def png_claiming(width: int, height: int) -> bytes:
    """A PNG's header and nothing behind it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def assert_bare(photo: Photo) -> None:
    for jpeg in (photo.jpeg, photo.thumbnail):
        image = opened(jpeg)
        assert not dict(image.getexif())
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"Alex" not in jpeg
        assert b"Exif" not in jpeg


def test_the_fingerprint_is_of_the_file_as_it_came() -> None:
    data = taken_with()
    photo = working_copy(data)
    assert photo.sha256 == hashlib.sha256(data).digest()
    assert photo.original_size == len(data)


def test_the_working_copy_carries_nothing_but_pixels() -> None:
    data = taken_with()
    before = Image.open(io.BytesIO(data))
    assert before.getexif().get_ifd(0x8825)
    assert b"Alex" in data
    assert_bare(working_copy(data))


def test_text_in_a_png_or_webp_does_not_go_along() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Alex Example")
    text.add_itxt("Note", "Alex Example", zip=True)
    assert_bare(working_copy(encoded(two_halves(), "PNG", pnginfo=text)))
    exif = Image.Exif()
    exif[0x010F] = "Alex Example"
    assert_bare(working_copy(encoded(two_halves(), "WEBP", exif=exif, xmp=b"<x>Alex</x>")))


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    levels = image.getpixel((x, y))
    assert isinstance(levels, tuple)
    return levels


def colour_at(image: Image.Image, x: int, y: int) -> str:
    red, _, blue = pixel(image, x, y)
    return "red" if red > blue else "blue"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_photo_stands_upright(orientation: int) -> None:
    """Against Pillow's own turning, an independent reading of the same note."""
    data = taken_with(orientation)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    photo = working_copy(data)
    assert (photo.width, photo.height) == expected.size
    for x, y in ((3, 3), (expected.width - 4, expected.height - 4), (3, expected.height - 4)):
        assert colour_at(opened(photo.jpeg), x, y) == colour_at(expected, x, y)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("note", [b"Exif\x00\x00no camera", b"MM\x00*\x00\x00\x00\x08\xff\xff\x01\x01"])
def test_a_broken_note_about_the_camera_does_not_cost_the_photo(kind: str, note: bytes) -> None:
    photo = working_copy(encoded(two_halves(), kind, exif=note))
    assert (photo.width, photo.height) == (80, 40)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    photo = working_copy(encoded(two_halves(6000, 3000)))
    assert (photo.width, photo.height) == (4096, 2048)
    assert opened(photo.thumbnail).size == (320, 160)


def test_a_small_photo_is_not_blown_up() -> None:
    assert opened(working_copy(encoded(two_halves())).thumbnail).size == (80, 40)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
def test_every_kind_of_pixel_a_png_has(mode: str) -> None:
    photo = working_copy(encoded(two_halves().convert(mode), "PNG"))
    assert opened(photo.jpeg).mode == "RGB"


@pytest.mark.parametrize("level", [0, 64, 128, 255])
def test_a_heat_cameras_sixteen_bits_keep_their_shades(level: int) -> None:
    photo = working_copy(encoded(Image.new("I;16", (80, 40), level * 256), "PNG"))
    assert max(abs(shade - level) for shade in pixel(opened(photo.jpeg), 5, 5)) < 3


def test_cmyk_and_several_pictures_in_one_file() -> None:
    assert working_copy(encoded(two_halves().convert("CMYK"))).width == 80
    assert working_copy(encoded(two_halves(), "MPO", save_all=True, append_images=[two_halves()])).width == 80
    assert working_copy(encoded(two_halves(), "WEBP", save_all=True, append_images=[two_halves()])).width == 80


def test_what_is_transparent_becomes_white() -> None:
    photo = working_copy(encoded(Image.new("RGBA", (80, 40), (0, 0, 0, 0)), "PNG"))
    assert min(pixel(opened(photo.jpeg), 5, 5)) > 250


def test_a_file_too_large_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(two_halves())
    monkeypatch.setattr(photos, "LARGEST_FILE_BYTES", len(data))
    assert working_copy(data).width == 80
    assert reason(data + b"\x00") == "photo.file_too_large"


@pytest.mark.parametrize(
    ("width", "height"), [(60_000_001, 1), (7746, 7747), (10_000, 10_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)]
)
def test_too_many_pixels_are_refused_before_decoding(width: int, height: int) -> None:
    assert reason(png_claiming(width, height)) == "photo.too_many_pixels"


def test_sixty_million_pixels_are_looked_at() -> None:
    assert reason(png_claiming(60_000_000, 1)) == "photo.damaged"


def test_a_webp_bomb_is_refused() -> None:
    out = encoded(Image.new("RGB", (9000, 9000)), "WEBP", lossless=True, quality=0, method=0)
    assert len(out) < 1000
    assert reason(out) == "photo.too_many_pixels"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PDF", "PPM", "JPEG2000"])
def test_other_kinds_are_refused(kind: str) -> None:
    assert reason(encoded(two_halves(), kind)) == "photo.not_a_photo"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
        b"<?xml version='1.0'?><svg/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"RIFF\x04\x00\x00\x00WAVE",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    ],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert reason(data) == "photo.not_a_photo"


def test_a_photo_behind_something_else_is_refused() -> None:
    for first in (b"GIF89a/*", b"%PDF-1.7\n", SCRIPT, b"PK\x03\x04"):
        assert reason(first + taken_with()) == "photo.not_a_photo"


def test_what_hides_behind_a_photo_stays_behind() -> None:
    data = taken_with() + SCRIPT + b"PK\x03\x04"
    photo = working_copy(data)
    assert photo.sha256 == hashlib.sha256(data).digest()
    assert SCRIPT not in photo.jpeg + photo.thumbnail
    assert b"PK\x03\x04" not in photo.jpeg + photo.thumbnail


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_cut_short_is_refused(kind: str) -> None:
    noise = Image.effect_noise((120, 90), 60).convert("RGB")
    data = encoded(noise, kind)
    assert reason(data[: len(data) // 2]) in {"photo.damaged", "photo.not_a_photo"}
    assert reason(data[:40]) in {"photo.damaged", "photo.not_a_photo"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_photo_is_shown_or_refused_and_never_a_crash(kind: str, data: st.DataObject) -> None:
    whole = bytearray(encoded(two_halves(), kind))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=12)):
        whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        assert_bare(working_copy(bytes(whole)))
