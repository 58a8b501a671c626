"""Small real files, made here: a photo that tells where it was taken, a drawing with a comment."""

import struct
import zlib

SECRET = b"canary-52.370216"


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(up: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, up, 0)
    return b"Exif\x00\x00II*\x00" + struct.pack("<IH", 8, 1) + entry + bytes(4) + SECRET


def jpeg(*, up: int = 1, after: bytes = b"", width: int = 8) -> bytes:
    """One grey block, with everything around it that phones add."""
    frame = struct.pack(">BHHBBBB", 8, 8, width, 1, 1, 0x11, 0)
    codes = bytes([0, 1, *[0] * 15]) + b"\x00"
    scan = b"\x01\x01\x00\x00\x3f\x00"
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            segment(0xE1, exif(up)),
            segment(0xE2, b"MPF\x00" + SECRET),
            segment(0xFE, SECRET),
            segment(0xDB, b"\x00" + bytes([1] * 64)),
            segment(0xC0, frame),
            segment(0xC4, b"\x00" + codes[1:17] + b"\x00"),
            segment(0xC4, b"\x10" + codes[1:17] + b"\x00"),
            segment(0xDA, scan),
            b"\x3f\xff\x00\x3f",
            b"\xff\xd9",
            after,
        )
    )


def chunk(name: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)


def png(*, after: bytes = b"", width: int = 1) -> bytes:
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)),
            chunk(b"tEXt", b"Author\x00" + SECRET),
            chunk(b"eXIf", SECRET),
            chunk(b"IDAT", zlib.compress(b"\x00" + bytes(min(width, 1000)))),
            chunk(b"IEND", b""),
            after,
        )
    )


PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"
