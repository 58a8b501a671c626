"""Pictures without what they tell besides the picture: place, time, maker, name, comments.

A photo of a passport tells from its EXIF data where somebody lives. Only the parts that draw it are
kept, and whatever follows its end is cut off: nothing is decoded, so nothing can be made to burst.
Of a photo the way up is kept, since a phone only notes it there.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

MOST_PIXELS: Final = 100_000_000
"""More than phones make, less than what fills a memory when it is shown."""


class PictureBroken(Exception):
    """It ends before its end, or is larger than any photo."""


PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_DRAWS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)


def plain_png(content: bytes) -> bytes:
    """Return only the chunks that draw; raises PictureBroken."""
    kept, place = [PNG_START], len(PNG_START)
    names: list[bytes] = []
    while not names or names[-1] != b"IEND":
        head = content[place : place + 8]
        if len(head) < 8:
            raise PictureBroken
        length, name = struct.unpack(">I4s", head)
        chunk = content[place : place + length + 12]
        if len(chunk) != length + 12 or _crc(chunk) != chunk[-4:]:
            raise PictureBroken
        names.append(name)
        if name in _DRAWS:
            kept.append(chunk)
        place += len(chunk)
    if names[0] != b"IHDR" or b"IDAT" not in names:
        raise PictureBroken
    must_be_a_photo(*struct.unpack(">II", content[16:24]))
    return b"".join(kept)


def _crc(chunk: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(chunk[4:-4]))


def must_be_a_photo(width: int, height: int) -> None:
    """Raise PictureBroken for a picture of no size, or of more than any photo has."""
    if not 0 < width * height <= MOST_PIXELS:
        raise PictureBroken


_SOI, _EOI, _SOS, _EXIF = 0xD8, 0xD9, 0xDA, 0xE1
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES: Final = frozenset({0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xEE})  # EE: which colours, by Adobe
_PLAIN_JFIF: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


def plain_jpeg(content: bytes) -> bytes:
    """Return only the segments that draw, and which way is up; raises PictureBroken."""
    drawing, up, framed = [], 1, False
    for marker, body, scan in _segments(content):
        if marker in _FRAMES:
            framed = True
            must_be_a_photo(*_frame_size(body))
        if marker == _EXIF and body.startswith(b"Exif\x00\x00"):
            up = _way_up(body[6:])
        if marker == _SOS or marker in _FRAMES or marker in _TABLES:
            head = struct.pack(">BBH", 0xFF, marker, len(body) + 2)
            drawing += [head, body, scan]
    if not framed:
        raise PictureBroken
    first = b"\xff\xd8" + (_exif(up) if up != 1 else _PLAIN_JFIF)
    return b"".join([first, *drawing, b"\xff\xd9"])


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Walk a JPEG: marker, its body, and the picture itself where one follows; up to its end."""
    place = 2
    while True:
        if content[place : place + 1] != b"\xff":
            raise PictureBroken
        while content[place : place + 1] == b"\xff":
            place += 1
        marker = _byte(content, place)
        place += 1
        if marker == _EOI:
            return
        if marker in _ALONE:
            continue
        length = (_byte(content, place) << 8) + _byte(content, place + 1)
        body = content[place + 2 : place + length]
        if length < 2 or len(body) != length - 2:
            raise PictureBroken
        place += length
        end = _end_of_scan(content, place) if marker == _SOS else place
        yield marker, body, content[place:end]
        place = end


def _end_of_scan(content: bytes, place: int) -> int:
    """Return where the next marker begins: not one that belongs to the picture itself."""
    while (found := content.find(b"\xff", place)) >= 0:
        after = _byte(content, found + 1)
        if after not in {0x00, 0xFF} and after not in _ALONE:
            return found
        place = found + (1 if after == 0xFF else 2)
    raise PictureBroken


def _frame_size(body: bytes) -> tuple[int, int]:
    return (_byte(body, 3) << 8) + _byte(body, 4), (_byte(body, 1) << 8) + _byte(body, 2)


def _byte(content: bytes, place: int) -> int:
    if place >= len(content):
        raise PictureBroken
    return content[place]


_ORIENTATION: Final = 0x0112


def _way_up(tiff: bytes) -> int:
    """Return which way is up (1 to 8) as a camera noted it; 1 where it cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (entries,) = struct.unpack_from(f"{order}H", tiff, start)
    for place in range(start + 2, min(start + 2 + entries * 12, len(tiff) - 11), 12):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else 1
    return 1


def _exif(up: int) -> bytes:
    """Return a segment that says which way is up, and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, up, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    body = b"Exif\x00\x00" + tiff
    return struct.pack(">BBH", 0xFF, _EXIF, len(body) + 2) + body
