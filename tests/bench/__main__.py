"""``python -m tests.bench``: role look-ups per second beside the ceiling of the same server.

Needs a migrated database; adds load data if there is none (``--scale full``: 1,000 partners x
100 customers). Interleaved rounds; the figure of an address is the best of its rounds. Sixteen
connections that ask all the time show how much the server can do; two, how long an answer takes.
"""

import argparse
import os
import random
import socket
import subprocess
import sys
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from roles.choices import ContractKind  # noqa: E402
from roles.models import Contract, Party  # noqa: E402
from tests.bench.load import Measured, measure  # noqa: E402
from voipgrid_privacy.accounts.clients import issue_client, revoke_client  # noqa: E402
from voipgrid_privacy.accounts.models import ApiClient  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

SCALES = {"small": (20, 20), "full": (1_000, 100)}
HOST = "127.0.0.1"
NAME = "bench"
CLIENTS = 16


def main() -> None:
    """Prepare, serve, measure, print, clean up."""
    options = _options()
    _prepare(*SCALES[options.scale])
    day = date.today().isoformat()  # noqa: DTZ011
    addresses = _requests(day, _tokens(CLIENTS))
    server, port = _serve()
    try:
        _await(port)
        found = _rounds(port, addresses, options.rounds, options.seconds)
        calm = {n: measure(HOST, port, r, seconds=3, connections=2) for n, r in addresses.items()}
    finally:
        server.terminate()
        server.wait(10)
        _forget_clients()
    _report(found, calm)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    return parser.parse_args()


def _prepare(partners: int, customers: int) -> None:
    call_command("load_register", verbosity=0)
    have = Party.objects.filter(kind="PARTNER").count()
    if have < partners:
        call_command("generate_chain", partners=partners, customers=customers, seed=str(have))


def _tokens(count: int) -> list[tuple[str, list[str]]]:
    """Return tokens of some partners, each with customers of that partner."""
    found = []
    bought = Contract.objects.filter(kind=ContractKind.SUBSCRIPTION, acquirer__is_model=False)
    partners = list(bought.values_list("provider", flat=True).distinct()[: 5 * count])
    for partner in random.Random(1).sample(partners, min(count, len(partners))):
        mine = bought.filter(provider=partner, valid_during__contains=date.today())  # noqa: DTZ011
        customers = [str(pk) for pk in mine.values_list("acquirer", flat=True)]
        if customers:
            found.append((_token(Party.objects.get(pk=partner)), customers))
    return found


def _token(party: Party) -> str:
    made = issue_client(party=party, name=NAME, scopes=["roles.read"], by=SYSTEM)
    asked = {"grant_type": "client_credentials"}
    secrets = {"client_id": made.client_id, "client_secret": made.client_secret}
    answer = Client(SERVER_NAME="localhost").post("/oauth/token", {**asked, **secrets})
    return str(answer.json()["access_token"])


def _forget_clients() -> None:
    for client in ApiClient.objects.filter(name=NAME):
        revoke_client(client=client, by=SYSTEM)


def _requests(day: str, tokens: list[tuple[str, list[str]]]) -> dict[str, list[bytes]]:
    pairs = [(token, customer) for token, customers in tokens for customer in customers]
    random.Random(2).shuffle(pairs)
    paths = {
        "constant view": "/api/bench/constant?customer={}&asof={}",
        "bare view, one prepared query": "/api/bench/bare?customer={}&asof={}",
        "GET /role-matrix, whole stack": "/api/v1/role-matrix?customer={}&asof={}",
        "the same rows by DRF serializers": "/api/bench/serializers?customer={}&asof={}",
    }
    return {
        name: [_request(path.format(customer, day), token) for token, customer in pairs]
        for name, path in paths.items()
    }


def _request(path: str, token: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        "Accept: application/json\r\n\r\n"
    ).encode()


def _serve() -> tuple["subprocess.Popen[bytes]", int]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi"]
    command += [
        "--host",
        HOST,
        "--port",
        str(port),
        "--workers",
        "2",
        "--no-ws",
        "--log-level",
        "error",
    ]
    command += ["voipgrid_privacy.wsgi:application"]
    return subprocess.Popen(command, env={**os.environ}), port


def _await(port: int) -> None:
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def _rounds(
    port: int, addresses: dict[str, list[bytes]], rounds: int, seconds: float
) -> dict[str, Measured]:
    best: dict[str, Measured] = {}
    for requests in addresses.values():
        measure(HOST, port, requests, seconds=1)
    for _round in range(rounds):
        for name, requests in addresses.items():
            found = measure(HOST, port, requests, seconds=seconds)
            if name not in best or found.per_second > best[name].per_second:
                best[name] = found
    return best


def _report(found: dict[str, Measured], calm: dict[str, Measured]) -> None:
    for connections, rows in ((CLIENTS, found), (2, calm)):
        print(f"with {connections} connections")
        for name, each in rows.items():
            times = f"p50 {each.p50:6.1f} ms   p99 {each.p99:6.1f} ms"
            print(f"  {name:34} {each.per_second:9,.0f} /s   {times}")
    constant, bare, matrix, serializers = (each.per_second for each in found.values())
    print(f"role-matrix / bare query      {matrix / bare:6.0%}   (goal 40 %)")
    print(f"role-matrix / constant        {matrix / constant:6.0%}")
    print(f"role-matrix / DRF serializers {matrix / serializers:6.1f} x (goal 5 x)")


if __name__ == "__main__":
    main()
