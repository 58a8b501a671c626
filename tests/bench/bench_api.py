"""``python -m tests.bench.bench_api``: what goes in and out of the API in bulk, beside plain COPY.

As one partner, over HTTP, from a server of its own; the worker's part is done here. Needs a
migrated database with the register. What it adds is removed again, but for one partner.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.client import HTTPConnection, HTTPResponse
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from roles import services  # noqa: E402
from roles.models import Import, Party, Service  # noqa: E402
from roles.services import importing  # noqa: E402
from tests.bench.bench_bulk import (  # noqa: E402
    AT_ONCE,
    CONTRACTS,
    NUMBERS,
    PARTIES,
    SPACE,
    _copied,
    _plain_copy,
    _rolled_back,
    _timed,
)
from tests.bench.serving import HOST, serve, wait_for  # noqa: E402
from voipgrid_privacy.accounts.clients import issue_client, revoke_client  # noqa: E402
from voipgrid_privacy.accounts.models import ApiClient  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

NAME = "Bulk partner"
NUMBER = "BULK"
LINES = 1_000_000
PIECE = 262_144


def main() -> None:
    """Bring in, hand out, print each beside COPY, clean up."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_api")
    parser.add_argument("--customers", type=int, default=100_000)
    count = parser.parse_args().customers
    call_command("load_register", verbosity=0)
    partner = _partner()
    print(f"{count:,} customers; load {os.getloadavg()[0]:.1f}")
    copied = _rolled_back(lambda: _copy(count, partner))
    print(
        f"plain COPY of customers, numbers and contracts {count / copied:9,.0f} /s ({copied:.1f} s)"
    )
    server, port = serve()
    batches: list[Import] = []
    try:
        wait_for(port)
        caller = Caller(port, *_credentials(partner))
        _bring_in(caller, count, copied, batches)
        for form in ("ndjson", "csv"):
            _hand_out(caller, server.pid, form)
        _one_by_one(caller)
    finally:
        server.terminate()
        server.wait(10)
        _forget(partner, batches)


class Caller:
    """The partner's system: a token, and requests over one connection each."""

    def __init__(self, port: int, client_id: str, client_secret: str) -> None:
        self.port = port
        form = f"grant_type=client_credentials&client_id={client_id}&client_secret={client_secret}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.token = json.loads(self._sent("POST", "/oauth/token", form, headers).read())

    def ask(self, method: str, path: str, body: Any = None, media: str = "json") -> HTTPResponse:
        """Send a request; raises SystemExit for what is refused."""
        headers = {"Authorization": f"Bearer {self.token['access_token']}"}
        headers["Content-Type"] = f"application/{media}"
        answer = self._sent(method, f"/api/v1{path}", body, headers)
        if answer.status >= 300:
            raise SystemExit(answer.read(2_000).decode())
        return answer

    def _sent(self, method: str, path: str, body: Any, headers: dict[str, str]) -> HTTPResponse:
        line = HTTPConnection(HOST, self.port, timeout=600)
        line.request(method, path, body, headers)
        return line.getresponse()


def _partner() -> Party:
    found = Party.objects.filter(kind="PARTNER", name=NAME).first()
    if found is not None:
        return found
    made = services.register_party(
        kind="PARTNER", name=NAME, external_ids=[("RELATIECODE", NUMBER)], by=SYSTEM
    )
    services.conclude_contract(
        provider=Party.objects.get(kind="PLATFORM"),
        acquirer=made,
        service=Service.objects.get(code="TELEPHONY"),
        kind="RESALE",
        on=date(2026, 1, 1),
        by=SYSTEM,
    )
    return made


def _credentials(partner: Party) -> tuple[str, str]:
    made = issue_client(party=partner, name=NAME, by=SYSTEM)
    return made.client_id, made.client_secret


def _copy(count: int, partner: Party) -> float:
    """COPY the same rows into the same tables, with all constraints and triggers."""
    service = Service.objects.get(code="TELEPHONY").pk

    def key(name: str, number: int) -> UUID:
        return uuid5(SPACE, f"{name}{number}")

    shapes = (
        (PARTIES, "{p}\tCUSTOMER\tKlant {n}\tLEGAL_PERSON\t\tNL\tf\tf\t{own}\n"),
        (NUMBERS, "{e}\t{p}\t{own}\tRELATIECODE\tAB{n}\n"),
        (CONTRACTS, "{c}\t{own}\t{p}\t{service}\tSUBSCRIPTION\tAK{n}\t[2026-01-01,)\n"),
    )
    took = 0.0
    for statement, shape in shapes:
        lines = (
            shape.format(
                n=n, own=partner.pk, service=service, p=key("p", n), e=key("e", n), c=key("c", n)
            )
            for n in range(count)
        )
        while some := "".join(islice(lines, AT_ONCE)):
            took += _timed(lambda statement=statement, some=some: _copied(statement, some))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE roles_party, roles_contract, roles_externalid")
    return took


def _ndjson(count: int) -> Iterator[bytes]:
    for n in range(count):
        party = {"external_id": f"AB{n}", "kind": "CUSTOMER", "name": f"Klant {n}"}
        contract = {
            "provider": NUMBER,
            "acquirer": f"AB{n}",
            "service": "TELEPHONY",
            "kind": "SUBSCRIPTION",
            "reference": f"AK{n}",
            "from": "2026-01-01",
        }
        yield f"{json.dumps(party)}\n{json.dumps(contract)}\n".encode()


def _bring_in(caller: Caller, count: int, copied: float, batches: list[Import]) -> None:
    body = b"".join(_ndjson(count))
    for what in ("customers upserted, all new", "the same again, all known"):
        parts = []
        began = time.perf_counter()
        answer = json.load(caller.ask("POST", "/imports", body, "x-ndjson"))
        parts.append(time.perf_counter())
        importing.work_on(UUID(answer["id"]), at=datetime.now(UTC))
        parts.append(time.perf_counter())
        seen = json.load(caller.ask("GET", f"/imports/{answer['id']}"))
        if seen["state"] != "PREVIEWED" or seen["counts"]["error"]:
            raise SystemExit(str(seen)[:2_000])
        caller.ask("POST", f"/imports/{answer['id']}/confirmations", "{}").read()
        importing.work_on(UUID(answer["id"]), at=datetime.now(UTC))
        seen = json.load(caller.ask("GET", f"/imports/{answer['id']}"))
        took = time.perf_counter() - began
        batches.append(Import.objects.get(pk=answer["id"]))
        if seen["state"] != "APPLIED":
            raise SystemExit(str(seen)[:2_000])
        sent, read = parts[0] - began, parts[1] - parts[0]
        print(f"POST /imports: {what:30}   {count / took:9,.0f} /s ({took:.1f} s)")
        print(f"  sent {sent:.1f} s, preview {read:.1f} s, applied {took - sent - read:.1f} s")
        print(f"  API / COPY                          {copied / took:10.2f}    (goal 0.30)")


def _hand_out(caller: Caller, server: int, form: str) -> None:
    caller.ask("GET", f"/role-matrix/exports?form={form}").read(PIECE)
    before = _memory(server)
    began, rows, size = time.perf_counter(), 0, 0
    answer = caller.ask("GET", f"/role-matrix/exports?form={form}")
    while rows < LINES and (piece := answer.read(PIECE)):
        rows += piece.count(b"\n")
        size += len(piece)
    took = time.perf_counter() - began
    answer.close()
    plain = _plain_copy(rows, size // max(1, rows))
    print(f"GET /role-matrix/exports?form={form:7}     {rows / took:9,.0f} rows/s ({rows:,} rows)")
    print(f"plain COPY of as many such lines          {plain:9,.0f} rows/s")
    print(f"  API / COPY                          {rows / took / plain:10.2f}    (goal 0.33)")
    print(f"  memory of the server {before:,.0f} MB before, {_memory(server):,.0f} MB at most")


def _memory(server: int) -> float:
    """Return the most that the largest process of the server has held, in MB."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if server in (int(said["PPid"]), int(said["Pid"])):
            found.append(int(said["VmHWM"].split()[0]) / 1024)
    return max(found)


def _one_by_one(caller: Caller, many: int = 200) -> None:
    """Upsert customers that are there: the import can still be undone after that."""
    began = time.perf_counter()
    for n in range(many):
        sold = {"service": "TELEPHONY", "valid_from_date": "2026-01-01"}
        body = {"kind": "CUSTOMER", "name": f"Klant {n}", "services": [sold]}
        caller.ask("PUT", f"/customers/AB{n}", json.dumps(body)).read()
    took = time.perf_counter() - began
    print(f"PUT /customers/..., one by one            {many / took:9,.0f} /s")


def _forget(partner: Party, batches: list[Import]) -> None:
    for client in ApiClient.objects.filter(party=partner):
        revoke_client(client=client, by=SYSTEM)
    for batch in reversed(batches):
        batch.refresh_from_db()
        services.undo_import(batch=batch, at=datetime.now(UTC), by=SYSTEM)
        importing.work_on(batch.pk, at=datetime.now(UTC))
        batch.refresh_from_db()
        print(f"undone: {batch.state} {batch.refusal}")


if __name__ == "__main__":
    main()
