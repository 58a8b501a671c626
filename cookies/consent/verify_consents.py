"""Verify a consent log without a server: ``python verify_consents.py LOG [--key HEX]``.

One file, standard library only. Every record's hash is recomputed from the record before it, so
any edit, deletion, insertion, reordering or truncation shows. The header and the daily heads are
signed (Ed25519); give the key that the site publishes, or the one in the log is used and said so.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FORMAT = "voipgrid-consent-1"
P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
NEEDED = {"site", "at", "records", "head", "key", "signature", "heads"}
Point = tuple[int, int, int, int]


class Broken(Exception):
    """The log is not what was written; the message says where."""


def verify(lines: Iterable[str], key: str = "") -> dict[str, object]:
    """Return what the log holds; raises Broken at the first thing that does not fit."""
    source = iter(lines)
    header = _header(next(source, ""))
    key, site = key or header["key"], header["site"]
    _signed(key, site, header["at"], head=header)
    heads = {head["records"]: head for head in header["heads"]}
    seen, last, erased = _walk(source, site, heads)
    if (seen, last) != (header["records"], header["head"]):
        raise Broken(f"truncated or extended: {seen} records, {header['records']} were signed for")
    for head in header["heads"]:
        if head["records"] > seen:
            raise Broken(f"truncated: the head of {head['day']} has {head['records']} records")
        _signed(key, site, head["day"], head=head)
    return {"site": site, "records": seen, "erased": erased, "heads": len(heads), "head": last}


def _header(line: str) -> dict[str, Any]:
    try:
        header: dict[str, Any] = json.loads(line)
        complete = (
            header["format"] == FORMAT
            and {"site", "at", "records", "head", "key", "signature", "heads"} <= header.keys()
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Broken("this is not a consent log") from error
    if not complete:
        raise Broken("this is not a consent log")
    return header


def _walk(source: Iterator[str], site: str, heads: dict[int, Any]) -> tuple[int, str, int]:
    sha = hashlib.sha256
    before = sha(f"{FORMAT}:{site}".encode()).digest()
    seq = erased = 0
    for line in source:
        seq += 1
        number, _, rest = line.rstrip("\n").partition("\t")
        hash_, _, content = rest.partition("\t")
        if number != str(seq):
            raise Broken(f"record {seq} is missing or out of order: found {number[:20]!r}")
        if content.startswith("-"):
            erased += 1
            try:
                digest = bytes.fromhex(content[1:])
            except ValueError as error:
                raise Broken(f"record {seq} is damaged") from error
        else:
            digest = sha(content.encode()).digest()
        before = sha(before + seq.to_bytes(8, "big") + digest).digest()
        if before.hex() != hash_:
            raise Broken(f"record {seq} was changed, or what came before it")
        if seq in heads and heads[seq]["head"] != hash_:
            raise Broken(f"record {seq} is not the one signed on {heads[seq]['day']}")
    return seq, before.hex() if seq else "", erased


def _signed(key: str, site: str, day: str, *, head: dict[str, Any]) -> None:
    text = f"{FORMAT}:{site}:{day}:{head['records']}:{head['head']}".encode()
    try:
        good = _ed25519(bytes.fromhex(key), text, bytes.fromhex(head["signature"]))
    except ValueError:
        good = False
    if not good:
        raise Broken(f"the signature of {day} does not fit")


def _ed25519(key: bytes, text: bytes, signature: bytes) -> bool:
    """Check a signature as RFC 8032 section 5.1.7 says."""
    if len(signature) != 64 or len(key) != 32:
        return False
    a, r = _decoded(key), _decoded(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    left, right = _times(s, BASE), _plus(r, _times(h, a))
    x = (left[0] * right[2] - right[0] * left[2]) % P
    y = (left[1] * right[2] - right[1] * left[2]) % P
    return x == 0 == y


def _plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _plus(found, point)
        point, number = _plus(point, point), number >> 1
    return found


def _decoded(data: bytes) -> "Point | None":
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


_Y = 4 * pow(5, P - 2, P) % P
BASE: Point = _decoded(_Y.to_bytes(32, "little")) or (0, 1, 1, 0)


def main() -> int:
    """Read the log that is named and say what it is worth."""
    parser = argparse.ArgumentParser(description="Verify a consent log.")
    parser.add_argument("log")
    parser.add_argument("--key", default="", help="public key of the publisher, hexadecimal")
    given = parser.parse_args()
    try:
        with Path(given.log).open(encoding="utf-8", newline="\n") as file:
            found = verify(file, given.key)
    except Broken as broken:
        print(f"BROKEN: {broken}")
        return 1
    print(f"OK: {found['records']} records of {found['site']}, {found['erased']} erased,")
    print(f"    {found['heads']} signed heads")
    if not given.key:
        print("The key came from the log itself: compare it with the one that is published.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
