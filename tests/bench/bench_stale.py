"""``python -m tests.bench.bench_stale``: does any process ever answer with what is no longer so?

After each change of a partner's name or contract that was committed, every connection asks at once,
so that every process and thread of the server does. Prints answers, changes and stale answers.
"""

import argparse
import json
import os
import socket
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from roles.models import Contract, Party, ServiceFeature  # noqa: E402
from roles.services import rename_party, switch_on_feature  # noqa: E402
from tests.bench import __main__ as bench  # noqa: E402
from tests.bench.load import Connection  # noqa: E402
from tests.bench.serving import HOST, serve, wait_for  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

CONNECTIONS = 16
TODAY = date.today()  # noqa: DTZ011


def main() -> None:
    """Serve, change and ask, count, clean up."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_stale")
    parser.add_argument("--answers", type=int, default=20_000)
    wanted = parser.parse_args().answers
    bench.prepare(*bench.SCALES["small"])
    token, customers = bench.tokens(1)[0]
    server, port = serve()
    try:
        wait_for(port)
        began = time.perf_counter()
        answers, changes, stale = _asked(port, token, customers[0], wanted)
        took = time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(10)
        bench.forget_clients()
    print(f"{answers:,} answers after {changes:,} changes in {took:.0f} s: {stale} stale (goal 0)")


def _asked(port: int, token: str, customer: str, wanted: int) -> tuple[int, int, int]:
    contract = Contract.objects.get(acquirer=customer, valid_during__contains=TODAY)
    path = f"/api/v1/role-matrix?customer={customer}&asof={TODAY}&feature=CALL_RECORDING"
    asking = [
        Connection(socket.create_connection((HOST, port)), [bench.request(path, token)])
        for _ in range(CONNECTIONS)
    ]
    partner, name = contract.provider, contract.provider.name
    answers = changes = stale = 0
    try:
        while answers < wanted:
            changes += 1
            told = _change(partner, contract, changes)
            for each in asking:
                each.ask()
            found = [_answer(each) for each in asking]
            answers += len(found)
            stale += sum(one != told for one in found)
    finally:
        rename_party(party=partner, name=name, by=SYSTEM)
    return answers, changes, stale


def _change(partner: Party, contract: Contract, number: int) -> tuple[str, bool]:
    """Rename the partner, or switch recording on or off; return what answers must now say."""
    feature = ServiceFeature.objects.get(code="CALL_RECORDING")
    on = contract.features.filter(feature=feature, valid_during__contains=TODAY)
    if number % 3 == 0 and on.exists():
        on.delete()
    elif number % 3 == 1 and not on.exists():
        switch_on_feature(contract=contract, feature=feature, on=TODAY, by=SYSTEM)
    else:
        rename_party(party=partner, name=f"Partner {number}", by=SYSTEM)
    return partner.name, on.exists()


def _answer(of: Connection) -> tuple[str, bool]:
    """Return the partner's name, and whether recording has a controller: it has while it is on."""
    while not of.whole():
        of.data += of.sock.recv(262_144)
    body = json.loads(bytes(of.data).partition(b"\r\n\r\n")[2])
    names = {row["party"]["name"] for row in body["results"] if row["party"]["kind"] == "PARTNER"}
    recorded = any(
        (row["data_category"], row["role"]) == ("TRANSMITTED", "CONTROLLER")
        for row in body["results"]
    )
    return names.pop(), recorded


if __name__ == "__main__":
    main()
