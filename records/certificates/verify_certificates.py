"""Verify certificates without a server: ``python verify_certificates.py FILE… [--key HEX]…``.

One file, standard library only. A FILE is a certificate, or one certificate a line. Of each the
hash is recomputed from everything it says and the signature (Ed25519) is checked; certificates of
one chain must follow on each other; a party's part must be named in the certificate of the whole
run, where that is given too. Give the keys that VoIPGRID publishes, or the one in the file is used
and said so. ``--complete`` also refuses a chain that has gaps or does not begin at its beginning.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from voipgrid_privacy.kernel.chained import Broken, public_key
from voipgrid_privacy.kernel.ed25519 import verified

__all__ = ("Broken", "verify")

FORMAT = "voipgrid-certificate-1"
ENVELOPE = {"format", "body", "hash", "key", "signature"}
NEEDED = {"id", "chain", "number", "previous", "run", "rows_done", "batches", "parts"}
Certificate = dict[str, Any]


def verify(texts: Iterable[str], *published: str, complete: bool = False) -> dict[str, int]:
    """Return how much was verified; raises Broken at the first thing that does not fit."""
    found = [_one(text, [key.lower() for key in published]) for text in texts]
    if not found:
        raise Broken("there is no certificate here")
    chains: dict[str, list[Certificate]] = {}
    for each in found:
        chains.setdefault(each["body"]["chain"], []).append(each)
    gaps = sum(_linked(chain, rows, complete) for chain, rows in chains.items())
    parts = _parts(found)
    return {"certificates": len(found), "chains": len(chains), "gaps": gaps, "parts": parts}


def _one(text: str, published: list[str]) -> Certificate:
    """Return one certificate whose hash and signature fit."""
    found = _read(text)
    body = found["body"]
    name = f"certificate {body['number']} of {body['chain']}"
    try:
        canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        hash_ = hashlib.sha256(canonical.encode()).hexdigest()
        key, signature = bytes.fromhex(found["key"]), bytes.fromhex(found["signature"])
    except (TypeError, ValueError) as error:
        raise Broken(f"{name} is damaged") from error
    if hash_ != found["hash"]:
        raise Broken(f"{name} was changed: its hash does not fit what it says")
    if published and found["key"] not in published:
        raise Broken(f"{name} was signed with a key that is not among those given")
    if not verified(key, f"{FORMAT}:{hash_}".encode(), signature):
        raise Broken(f"the signature of {name} does not fit")
    if sum(batch["rows"] for batch in body["batches"]) != body["rows_done"]:
        raise Broken(f"the batches of {name} do not add up to its rows")
    return found


def _read(text: str) -> Certificate:
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse
        )
        complete = (
            found.keys() == ENVELOPE
            and found["format"] == FORMAT
            and found["body"].keys() >= NEEDED
            and isinstance(found["body"]["number"], int)
        )
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise Broken("this is not a certificate") from error
    if not complete:
        raise Broken("this is not a certificate")
    return dict(found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is there twice: readers would differ about what it says."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _refuse(text: str) -> None:
    raise ValueError(text)


def _linked(chain: str, rows: list[Certificate], complete: bool) -> int:
    """Check that certificates of a chain follow on each other; return how many gaps there are."""
    bodies = {row["hash"]: row["body"] for row in rows}
    ordered = sorted(bodies.items(), key=lambda item: item[1]["number"])
    first = ordered[0][1]
    if first["number"] == 1 and first["previous"] != _genesis(chain):
        raise Broken(f"certificate 1 of {chain} does not begin its chain")
    gaps = int(first["number"] != 1)
    for (hash_, one), (_hash, next_) in pairwise(ordered):
        step = next_["number"] - one["number"]
        if step == 0:
            raise Broken(f"there are two certificates {one['number']} of {chain}")
        if step == 1 and next_["previous"] != hash_:
            raise Broken(
                f"certificate {next_['number']} of {chain} does not follow on the one before"
            )
        gaps += step > 1
    if complete and gaps:
        raise Broken(f"certificates of {chain} are missing")
    return gaps


def _genesis(chain: str) -> str:
    return hashlib.sha256(f"{FORMAT}:{chain}".encode()).hexdigest()


def _parts(found: list[Certificate]) -> int:
    """Check that parts are named by their run, where it is there; return how many were checked."""
    wholes = {each["body"]["run"]["stop"]: each["body"] for each in found if each["body"]["parts"]}
    checked = 0
    for each in found:
        body = each["body"]
        whole = wholes.get(body["run"]["stop"])
        if whole is None or whole["chain"] == body["chain"]:
            continue
        named = {part["hash"]: part["rows"] for part in whole["parts"]}
        if named.get(each["hash"]) != body["rows_done"]:
            raise Broken(f"certificate {body['number']} of {body['chain']} is not in its run's")
        checked += 1
    return checked


def texts_of(paths: Iterable[str]) -> Iterator[str]:
    """Yield the certificates in files: one a file, or one a line."""
    for path in paths:
        text = Path(path).read_text(encoding="utf-8-sig")
        try:
            json.loads(text)
        except ValueError:
            yield from filter(str.strip, text.split("\n"))
        else:
            yield text


def main() -> int:
    """Read the files that are named and say what they are worth."""
    parser = argparse.ArgumentParser(description="Verify certificates of retention runs.")
    parser.add_argument("files", nargs="+")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        type=public_key,
        help="public key of VoIPGRID, 64 hexadecimal characters",
    )
    parser.add_argument("--complete", action="store_true", help="refuse chains with gaps")
    given = parser.parse_args()
    try:
        found = verify(texts_of(given.files), *given.key, complete=given.complete)
    except (Broken, OSError, UnicodeDecodeError) as broken:
        print(f"BROKEN: {broken}")
        return 1
    print(f"OK: {found['certificates']} certificates in {found['chains']} chains,")
    print(f"    {found['gaps']} gaps, {found['parts']} parts named by their run")
    if not given.key:
        print("The key came from the file itself: compare it with those that are published.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
