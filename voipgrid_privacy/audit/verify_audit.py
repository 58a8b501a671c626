"""Verify a logbook without a server: ``python verify_audit.py LOG [--key HEX] [--heads FILE]``.

One file, standard library only. Every entry's hash is recomputed from the entry before it, so any
edit, deletion, insertion, reordering or truncation shows. Header, daily heads and the place where
a log was cut after its term are signed (Ed25519); give the keys that VoIPGRID publishes (--key, as
often as there are keys). With --heads, files of published heads that you kept, a log that was
written anew shows too, whoever holds the key: its head of that day is not among them.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from voipgrid_privacy.kernel.chained import (
    Broken,
    LogForm,
    fingerprint,
    public_key,
    signer,
    verified_log,
)

__all__ = ("Broken", "verify")

LOGBOOK = LogForm("voipgrid-audit-1", "chain", "logbook")


def verify(
    lines: Iterable[str], *published: str, heads: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    """Return what the log holds; raises Broken at the first thing that does not fit."""
    found = verified_log(LOGBOOK, lines, *published)
    found["published"] = sum(_among(found, day, published) for day in heads)
    return found


def _among(found: dict[str, Any], day: dict[str, Any], published: tuple[str, ...]) -> int:
    """Check that the log's head of a day is among those published; return how many were checked."""
    try:
        known, text = day["fingerprints"], heads_text(day["day"], day["fingerprints"])
        signer(published or [day["key"]], text, day["signature"], f"the heads of {day['day']}")
    except (KeyError, TypeError, AttributeError) as error:
        raise Broken("these are no published heads") from error
    head = found["days"].get(day["day"])
    if head is None:
        return 0
    own = (found["chain"], head["day"], head["records"], head["head"])
    if fingerprint(LOGBOOK.format, *own) not in known:
        raise Broken(f"the head of {day['day']} is not among those that were published")
    return 1


def heads_text(day: str, fingerprints: list[str]) -> bytes:
    """Return what is signed of the published heads of a day."""
    whole = hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()
    return f"{LOGBOOK.format}:heads:{day}:{whole}".encode()


def _read(path: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise Broken(f"{path} holds no published heads") from error
    return content


def main() -> int:
    """Read the log that is named and say what it is worth."""
    parser = argparse.ArgumentParser(description="Verify a logbook.")
    parser.add_argument("log")
    parser.add_argument("--key", action="append", default=[], type=public_key, help="public key")
    parser.add_argument("--heads", action="append", default=[], help="published heads of a day")
    given = parser.parse_args()
    try:
        kept = [_read(path) for path in given.heads]
        with Path(given.log).open(encoding="utf-8", newline="\n") as file:
            found = verify(file, *given.key, heads=kept)
    except (Broken, OSError, UnicodeDecodeError) as broken:
        print(f"BROKEN: {broken}")
        return 1
    print(f"OK: entries {found['cut'] + 1} to {found['records']} of {found['chain']},")
    print(f"    {found['heads']} signed heads, {found['published']} of them found published")
    if not given.key:
        keys = ", ".join(map(str, found["keys"]))
        print(f"The keys came from the log itself: compare with those that are published: {keys}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
