"""Verify a consent log without a server: ``python verify_consents.py LOG [--key HEX]``.

One file, standard library only. Every record's hash is recomputed from the record before it, so
any edit, deletion, insertion, reordering or truncation shows. The header and the daily heads are
signed (Ed25519); give the keys that the site publishes (--key, as often as there are keys), or each
is checked with the key that it names itself, and these are named in the answer.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from voipgrid_privacy.kernel.chained import Broken, LogForm, public_key, verified_log

__all__ = ("Broken", "verify")

CONSENTS = LogForm("voipgrid-consent-1", "site", "consent log")


def verify(lines: Iterable[str], *published: str) -> dict[str, Any]:
    """Return what the log holds; raises Broken at the first thing that does not fit."""
    return verified_log(CONSENTS, lines, *published)


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
