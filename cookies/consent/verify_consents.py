"""Verify a consent log without a server: ``python verify_consents.py LOG [--key HEX]``.

One file, standard library only. Every record's hash is recomputed from the record before it, so
any edit, deletion, insertion, reordering or truncation shows. The header and the daily heads are
signed (Ed25519); give the keys that the site publishes (--key, as often as there are keys), or the
one in the log is used and said so.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from voipgrid_privacy.kernel.ed25519 import verified

FORMAT = "voipgrid-consent-1"
NEEDED = {"site", "at", "records", "head", "key", "signature", "heads"}


class Broken(Exception):
    """The log is not what was written; the message says where."""


def verify(lines: Iterable[str], *published: str) -> dict[str, object]:
    """Return what the log holds; raises Broken at the first thing that does not fit."""
    source = iter(lines)
    header = _header(next(source, ""))
    keys, site = list(filter(None, published)) or [header["key"]], header["site"]
    _signed(keys, site, header["at"], head=header)
    heads = {head["records"]: head for head in header["heads"]}
    seen, last, erased = _walk(source, site, heads)
    if (seen, last) != (header["records"], header["head"]):
        raise Broken(f"truncated or extended: {seen} records, {header['records']} were signed for")
    for head in header["heads"]:
        if head["records"] > seen:
            raise Broken(f"truncated: the head of {head['day']} has {head['records']} records")
        _signed(keys, site, head["day"], head=head)
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


def _signed(keys: Sequence[str], site: str, day: str, *, head: dict[str, Any]) -> None:
    text = f"{FORMAT}:{site}:{day}:{head['records']}:{head['head']}".encode()
    try:
        signature = bytes.fromhex(head["signature"])
        good = any(verified(bytes.fromhex(key), text, signature) for key in keys)
    except ValueError:
        good = False
    if not good:
        raise Broken(f"the signature of {day} does not fit")


def main() -> int:
    """Read the log that is named and say what it is worth."""
    parser = argparse.ArgumentParser(description="Verify a consent log.")
    parser.add_argument("log")
    parser.add_argument(
        "--key", action="append", default=[], help="public key of the publisher, hexadecimal"
    )
    given = parser.parse_args()
    try:
        with Path(given.log).open(encoding="utf-8", newline="\n") as file:
            found = verify(file, *given.key)
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
