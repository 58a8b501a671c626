"""What the partner that asks has before it asks, so that addresses lead somewhere."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

LINES = b'{"external_id": "FUZZ-1", "kind": "CUSTOMER", "name": "Uit een bestand"}\n'


def give(url: str, token: str) -> None:
    """Make one of each; what is there from a run before, or refused, is said and left."""
    own = _asked(url, token, "GET", "/parties?kind=PARTNER", b"", "")["results"]
    mine = next(each["id"] for each in own)
    for method, path, body in _wanted(mine):
        media = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            _asked(url, token, method, path, content, media)
        except HTTPError as refusal:
            told = json.loads(refusal.read() or b"{}").get("code", "")
            print(f"not given: {method} {path}: {refusal.code} {told}", flush=True)


def _wanted(mine: str) -> Iterator[tuple[str, str, Any]]:
    sold = {
        "service": "TELEPHONY",
        "valid_from_date": "2026-01-01",
        "features": [{"feature": "CALL_RECORDING", "valid_from_date": "2026-02-01"}],
    }
    customer = {"kind": "CUSTOMER", "name": "Altijd al klant", "services": [sold]}
    yield "PUT", "/customers/RELATIECODE:FUZZ-0", customer
    yield "POST", "/imports", LINES
    yield "POST", "/contacts", {"party": mine, "kind": "SECURITY", "email": "s@fuzz.example"}
    day = {"valid_from_date": "2026-01-01"}
    yield "POST", "/acm-registrations", {"party": mine, "number": "943210", **day}
    told = {"url": "https://9.9.9.9/fuzz", "event_types": ["role.changed", "finding.raised"]}
    yield "POST", "/webhook-endpoints", told
    site = {"code": "fuzz", "name": "Fuzz", "host": "fuzz.example"}
    yield "POST", "/sites", site
    agreed = {"controller": "RELATIECODE:FUZZ-0", "reference": "FUZZ", **day}
    yield "POST", "/agreements", agreed
    yield "POST", "/measure-statements", {"measure": "backups", **day}


def _asked(url: str, token: str, method: str, path: str, content: bytes, media: str) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media}
    with urlopen(Request(f"{url}{path}", content or None, headers, method=method)) as answer:
        return json.load(answer)
