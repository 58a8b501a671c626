"""Logs whose records are chained: the arithmetic, and the check of a whole log without a server.

A log is a signed header and a line for each record: number, hash and content, divided by tabs. A
program of one file takes this module in whole (:mod:`voipgrid_privacy.kernel.offline`): standard
library only, and nothing of ours but Ed25519. Changing the arithmetic would break every log.
"""

import argparse
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voipgrid_privacy.kernel.ed25519 import verified

HEADER = {"at", "records", "head", "key", "signature", "heads"}


class Broken(Exception):
    """The log is not what was written; the message says where."""


@dataclass(frozen=True)
class LogForm:
    """A kind of log: its format, which name in the header says whose it is, what people call it."""

    format: str
    whose: str
    words: str


def genesis(form: str, name: str) -> bytes:
    """Return the hash before the first record of a chain."""
    return hashlib.sha256(f"{form}:{name}".encode()).digest()


def link(before: bytes, seq: int, digest: bytes) -> bytes:
    """Return the hash of record ``seq``: over the one before it, its place and its content."""
    return hashlib.sha256(before + seq.to_bytes(8, "big") + digest).digest()


def head_text(form: str, name: str, day: str, seq: int, head: str) -> bytes:
    """Return what is signed of a head."""
    return f"{form}:{name}:{day}:{seq}:{head}".encode()


def fingerprint(form: str, name: str, day: str, seq: int, head: str) -> str:
    """Return what is published of a head where its chain is nobody else's business."""
    return hashlib.sha256(head_text(form, name, day, seq, head)).hexdigest()


def verified_log(form: LogForm, lines: Iterable[str], *published: str) -> dict[str, Any]:
    """Return what a log holds; raises Broken at the first thing that does not fit.

    A log whose oldest records were cut off after their term begins at a signed head, which the
    header names as its ``cut``.
    """
    source = iter(lines)
    header = _header(form, next(source, ""))
    name = header[form.whose]
    used = {_signed(form, published or _own(header, header), name, header["at"], header)}
    cut = header.get("cut") or {"records": 0, "head": genesis(form.format, name).hex()}
    if header.get("cut"):
        used.add(_signed(form, published or _own(header, cut), name, f"cut:{cut['day']}", cut))
    heads = {head["records"]: head for head in header["heads"]}
    seen, last, erased = _walk(source, cut, heads)
    if (seen, last) != (header["records"], header["head"]):
        raise Broken(f"truncated or extended: {seen} records, {header['records']} were signed for")
    for head in header["heads"]:
        if head["records"] > seen:
            raise Broken(f"truncated: the head of {head['day']} has {head['records']} records")
        if head["records"] == cut["records"] and head["head"] != cut["head"]:
            raise Broken(f"the log was cut at a record that is not the one signed on {head['day']}")
        used.add(_signed(form, published or _own(header, head), name, head["day"], head))
    return {
        form.whose: name,
        "records": seen,
        "erased": erased,
        "cut": cut["records"],
        "heads": len(heads),
        "days": {head["day"]: head for head in header["heads"]},
        "head": last,
        "keys": sorted(used),
    }


def _header(form: LogForm, line: str) -> dict[str, Any]:
    try:
        header: dict[str, Any] = json.loads(line)
        complete = header["format"] == form.format and HEADER | {form.whose} <= header.keys()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken(f"this is not a {form.words}") from error
    if not complete:
        raise Broken(f"this is not a {form.words}")
    return header


def _walk(
    source: Iterator[str], cut: dict[str, Any], heads: dict[int, Any]
) -> tuple[int, str, int]:
    sha = hashlib.sha256
    before, seq, erased = bytes.fromhex(cut["head"]), int(cut["records"]), 0
    first = seq
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
    return seq, before.hex() if seq > first or first else "", erased


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


def _signed(form: LogForm, keys: Sequence[str], name: str, day: str, head: dict[str, Any]) -> str:
    """Return which of the keys signed a head."""
    text = head_text(form.format, name, day, head["records"], head["head"])
    return signer(keys, text, head["signature"], day)


def signer(keys: Sequence[str], text: bytes, signature: str, what: str) -> str:
    """Return which of the keys signed a text; raises Broken for none."""
    try:
        sign = bytes.fromhex(signature)
        good = [key for key in keys if verified(bytes.fromhex(key), text, sign)]
    except ValueError:
        good = []
    if not good:
        raise Broken(f"the signature of {what} does not fit")
    return good[0].lower()


def public_key(text: str) -> str:
    """Return a key that was given; one that is empty or half must not pass for no key at all."""
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError("a public key is 64 hexadecimal characters")
    return text.lower()
