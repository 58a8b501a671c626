"""Consents per second on one site's chain, beside a constant view and one bare insert.

``python -m tests.bench.bench_consent``. Needs a migrated database with ``load_cookies``; makes a
site of its own and leaves its chain (chains are never removed). Interleaved rounds; the figure of
an address is the best of its rounds. Then the verifier reads the chain that was made.
"""

import argparse
import json
import os
import time
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from cookies.banner.services import configure_banner  # noqa: E402
from cookies.consent import export  # noqa: E402
from cookies.consent.chain import FORMAT, genesis, link  # noqa: E402
from cookies.consent.verify_consents import verify  # noqa: E402
from cookies.models import ConsentCategory, Item, Provider, Site  # noqa: E402
from cookies.registry.services import register_site  # noqa: E402
from roles.models import Party  # noqa: E402
from tests.bench.serving import HOST, rounds_of, serve, wait_for  # noqa: E402
from voipgrid_privacy.kernel.signing import public_key  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402
from voipgrid_privacy.kernel.text import Localised  # noqa: E402

SCRATCH = "CREATE TABLE IF NOT EXISTS bench_insert (id bigserial PRIMARY KEY, body text NOT NULL)"


def main() -> None:
    """Prepare, serve, measure, verify, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_consent")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--lines", type=int, default=300_000)
    options = parser.parse_args()
    site = _site()
    with connection.cursor() as cursor:
        cursor.execute(SCRATCH)
    server, port = serve()
    try:
        wait_for(port)
        found = rounds_of(port, _addresses(site.code), options.rounds, options.seconds)
    finally:
        server.terminate()
        server.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_insert")
    for name, each in found.items():
        print(
            f"{name:28} {each.per_second:9,.0f} /s   p50 {each.p50:6.1f} ms   p99 {each.p99:6.1f}"
        )
    _constant, bare, chain = (each.per_second for each in found.values())
    print(f"chain / bare insert {chain / bare:6.0%}   (goal: 60 %, or 1,000 a second)")
    checked = verify(export.lines(site, at=timezone.now()), public_key())
    print(f"the chain verifies: {checked['records']:,} records, unforked")
    _verifier(options.lines)


def _site() -> Site:
    party = Party.objects.get(kind="PLATFORM", is_public=True)
    code = f"bench-{uuid.uuid4().hex[:8]}"
    site = register_site(party=party, code=code, name="Bench", host=f"{code}.example", by=SYSTEM)
    words = Localised(nl="Meten.", en="Measuring.")
    Item.objects.create(
        owner=party,
        site=site,
        technique="HTTP_COOKIE",
        pattern="_bench",
        provider=Provider.objects.get(code="google-analytics"),
        category=ConsentCategory.objects.get(code="ANALYTICS"),
        purpose=words,
        recipients=words,
        lifetime="P1D",
        published=True,
    )
    configure_banner(site=site, address="http://localhost", on=timezone.localdate(), by=SYSTEM)
    return site


def _addresses(code: str) -> dict[str, list[bytes]]:
    choices = [_choice() for _ in range(200)]
    return {
        "constant view": [_post("/api/bench/said", body) for body in choices],
        "bare view, one plain insert": [_post("/api/bench/insert", body) for body in choices],
        "consent endpoint, one chain": [_post(f"/c/{code}/consent", body) for body in choices],
    }


def _choice() -> bytes:
    given = {
        "bundle": 1,
        "subject": str(uuid.uuid4()),
        "action": "ACCEPT",
        "granted": ["ANALYTICS"],
        "language": "nl",
        "gpc": False,
    }
    return json.dumps(given).encode()


def _post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _verifier(number: int) -> None:
    """Time the verifier over a log in memory, as long as asked."""
    site, head, lines = "bench", genesis("bench"), [""]
    for seq in range(1, number + 1):
        body = json.dumps({"schema": FORMAT, "subject": f"{seq:032x}", "choices": {"A": True}})
        head = link(head, seq, _sha(body))
        lines.append(f"{seq}\t{head.hex()}\t{body}\n")
    lines[0] = _signed(site, number, head.hex())
    began = time.perf_counter()
    verify(lines, public_key())
    took = time.perf_counter() - began
    print(f"verifier {number / took:12,.0f} records/s   (goal 100,000)")


def _sha(text: str) -> bytes:
    import hashlib

    return hashlib.sha256(text.encode()).digest()


def _signed(site: str, records: int, head: str) -> str:
    from cookies.consent.chain import head_text
    from voipgrid_privacy.kernel.signing import signing_key

    signature = signing_key().sign(head_text(site, "now", records, bytes.fromhex(head)))
    header = {
        "format": FORMAT,
        "site": site,
        "at": "now",
        "records": records,
        "head": head,
        "key": public_key(),
        "signature": signature.hex(),
        "heads": [],
    }
    return json.dumps(header) + "\n"


if __name__ == "__main__":
    print(f"on {HOST}")
    main()
