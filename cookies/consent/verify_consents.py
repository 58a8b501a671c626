"""Verify a consent log without a server: ``python verify_consents.py LOG [--key HEX]``.

One file, standard library only. Every record's hash is recomputed from the record before it, so
any edit, deletion, insertion, reordering or truncation shows. The header and the daily heads are
signed (Ed25519); give the keys that the site publishes (--key, as often as there are keys), or each
is checked with the key that it names itself, and these are named in the answer.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from voipgrid_privacy.kernel.ed25519 import verified

FORMAT = "voipgrid-consent-1"
NEEDED = {"site", "at", "records", "head", "key", "signature", "heads"}


class Broken(Exception):
    """The log is not what was written; the message says where."""


def verify(lines: Iterable[str], *published: str) -> dict[str, Any]:
    """Return what the log holds; raises Broken at the first thing that does not fit."""
    source = iter(lines)
    header = _header(next(source, ""))
    site = header["site"]
    used = {_signed(published or _own(header, header), site, header["at"], head=header)}
    heads = {head["records"]: head for head in header["heads"]}
    seen, last, erased = _walk(source, site, heads)
    if (seen, last) != (header["records"], header["head"]):
        raise Broken(f"truncated or extended: {seen} records, {header['records']} were signed for")
    for head in header["heads"]:
        if head["records"] > seen:
            raise Broken(f"truncated: the head of {head['day']} has {head['records']} records")
        used.add(_signed(published or _own(header, head), site, head["day"], head=head))
    return {
        "site": site,
        "records": seen,
        "erased": erased,
        "heads": len(heads),
        "head": last,
        "keys": sorted(used),
    }


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


def _own(header: dict[str, Any], head: dict[str, Any]) -> list[str]:
    """Return the key of a head, which it gives itself or names; the log carries those it names."""
    keys, name = [header["key"], *header.get("keys", [])], head.get("key")
    found = [key for key in keys if name in {key, _name(key)}]
    if not found:
        raise Broken(f"the log does not carry the key {name} that it names: give it with --key")
    return found[:1]


def _name(key: object) -> str:
    """Return the short name under which a key is published."""
    try:
        return hashlib.sha256(bytes.fromhex(str(key))).hexdigest()[:16]
    except ValueError as error:
        raise Broken("a key in this log is damaged") from error


def _signed(keys: Sequence[str], site: str, day: str, *, head: dict[str, Any]) -> str:
    """Return which of the keys signed a head."""
    text = f"{FORMAT}:{site}:{day}:{head['records']}:{head['head']}".encode()
    try:
        signature = bytes.fromhex(head["signature"])
        good = [key for key in keys if verified(bytes.fromhex(key), text, signature)]
    except ValueError:
        good = []
    if not good:
        raise Broken(f"the signature of {day} does not fit")
    return good[0].lower()


def public_key(text: str) -> str:
    """Return a key that was given; one that is empty or half must not pass for no key at all."""
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError("a public key is 64 hexadecimal characters")
    return text.lower()


def main() -> int:
    """Read the log that is named and say what it is worth."""
    parser = argparse.ArgumentParser(description="Verify a consent log.")
    parser.add_argument("log")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        type=public_key,
        help="public key of the publisher, 64 hexadecimal characters",
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
        keys = ", ".join(map(str, found["keys"]))
        print(f"The keys came from the log itself: compare with those that are published: {keys}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
