"""PNG: read chunk by chunk, and written with those alone that make the picture (RFC 2083)."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.site.statements.errors import NotAPicture

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
NEITHER: Final = _("it is no PNG and no SVG")
BROKEN: Final = _("the file is damaged")
WIDE: Final = _("it may be two thousand pixels wide and high at most")
# No text, no dates, no cameras, no second frames.
KEPT: Final = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND")
MOST: Final = 2_000
CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""How many numbers a pixel has, by type of colour."""
DEPTHS: Final = {1, 2, 4, 8, 16}
_END: Final = 12


def cleaned(given: bytes) -> bytes:
    """Return the picture without anything else that its file held; raises NotAPicture."""
    chunks = [(name, data) for name, data in _chunks(given) if name in KEPT]
    names = [name for name, _data in chunks]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or names.count(b"IHDR") != 1:
        raise _refused(BROKEN)
    _must_unpack(chunks[0][1], b"".join(data for name, data in chunks if name == b"IDAT"))
    return SIGNATURE + b"".join(_written(name, data) for name, data in chunks)


def _chunks(given: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place + _END <= len(given):
        length = int.from_bytes(given[place : place + 4], "big")
        name, end = given[place + 4 : place + 8], place + 8 + length
        data = given[place + 8 : end]
        if given[end : end + 4] != struct.pack(">I", zlib.crc32(name + data)):
            raise _refused(BROKEN)
        yield name, data
        if name == b"IEND":
            return
        place = end + 4


def _must_unpack(header: bytes, packed: bytes) -> None:
    """Unpack the pixels and count them: a small file may hold a very large picture."""
    if len(header) != 13:
        raise _refused(BROKEN)
    width, height, depth, colour, _way, _filter, interlaced = struct.unpack(">IIBBBBB", header)
    if not (0 < width <= MOST and 0 < height <= MOST):
        raise _refused(WIDE)
    if colour not in CHANNELS or depth not in DEPTHS:
        raise _refused(BROKEN)
    line = 1 + (width * CHANNELS[colour] * depth + 7) // 8
    most = height * line * (2 if interlaced else 1)
    unpack = zlib.decompressobj()
    try:
        found = len(unpack.decompress(packed, most + 1))
    except zlib.error as error:
        raise _refused(BROKEN) from error
    if found > most or not unpack.eof or (not interlaced and found != most):
        raise _refused(BROKEN)


def _written(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _refused(why: Promise) -> NotAPicture:
    return NotAPicture(why=why, field="logo")
