"""Makes of an officer's photo a clean working copy, and refuses what is not a photo.

The original's hash is what proves the exhibit. The working copy is encoded anew from the
pixels, so that nothing else in the file (place, camera, names, hidden text) goes with it.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass, field

from PIL import Image, UnidentifiedImageError

from app.errors import Unreadable

LARGEST_FILE_BYTES = 30_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE_PX = 4096
THUMBNAIL_SIDE_PX = 320

_FORMATS = ("JPEG", "PNG", "WEBP")
# What Pillow's decoders were seen to raise for a hostile file, beside OSError.
_BAD_FILE = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, struct.error)
# EXIF 2.3, tag 0x0112: how the camera was held, and what undoes it.
_TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept: the original's fingerprint and a clean copy to work with.

    Attributes:
        sha256: of the original file, 32 bytes.
        original_size: of the original file, in bytes.
        jpeg: the working copy, upright, sRGB assumed, at most 4096 px on its longest side.
        width, height: of the working copy, in pixels.
        thumbnail: JPEG, at most 320 px on its longest side.
    """

    sha256: bytes
    original_size: int
    jpeg: bytes = field(repr=False)
    width: int
    height: int
    thumbnail: bytes = field(repr=False)


def working_copy(data: bytes) -> Photo:
    """The photo in ``data`` (JPEG, PNG or WebP; of an animation, its first picture).

    Raises:
        Unreadable: over 30 MB, over 60 million pixels, another kind of file, or damaged.
    """
    if len(data) > LARGEST_FILE_BYTES:
        raise Unreadable("photo.file_too_large", most_mb=LARGEST_FILE_BYTES // 1_000_000)
    with _opened(data) as image:
        picture = _decoded(image)
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX))
    digest = hashlib.sha256(data).digest()
    return Photo(digest, len(data), _jpeg(picture, 88), picture.width, picture.height, _jpeg(small, 80))


def _opened(data: bytes) -> Image.Image:
    """The image with its header read and nothing decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except _BOMB as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise Unreadable("photo.not_a_photo") from error
    except _BAD_FILE as error:
        raise Unreadable("photo.damaged") from error
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise _too_many_pixels()
    return image


def _decoded(image: Image.Image) -> Image.Image:
    """Upright RGB pixels, no larger than the working copy."""
    try:
        image.draft("RGB", _reduced(image.size))
        image.load()
        # Made smaller before anything else: sixty million pixels are not copied about.
        picture = _in_colour(image)
        picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        picture = _without_transparency(picture)
    except _BAD_FILE as error:
        raise Unreadable("photo.damaged") from error
    except MemoryError as error:
        raise _too_many_pixels() from error
    return _upright(picture, image)


def _reduced(size: tuple[int, int]) -> tuple[int, int]:
    """The working copy's size: a JPEG can be decoded at a half or a quarter, if that is no smaller."""
    longest = max(*size, LONGEST_SIDE_PX)
    width, height = (max(1, side * LONGEST_SIDE_PX // longest) for side in size)
    return width, height


def _in_colour(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Sixteen bits of grey, as heat cameras write them; Pillow would cut off all but the darkest.
        image = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _without_transparency(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _upright(picture: Image.Image, image: Image.Image) -> Image.Image:
    """Turned as the camera was held, with everything else that the file said of itself left behind."""
    turn = _TURNS.get(_orientation(image))
    upright = picture if turn is None else picture.transpose(turn)
    # Pillow would write a colour profile and a comment along.
    upright.info = {}
    return upright


def _orientation(image: Image.Image) -> object:
    """The camera's note, or None: a photo whose note is broken is shown as it lies."""
    try:
        return image.getexif().get(0x0112)
    except _BAD_FILE:
        return None


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _too_many_pixels() -> Unreadable:
    return Unreadable("photo.too_many_pixels", most_million=MOST_PIXELS // 1_000_000)
