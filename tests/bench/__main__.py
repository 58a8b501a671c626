"""``python -m tests.bench``: role look-ups per second beside the ceiling of the same server.

Needs a migrated database; adds load data if there is none (``--scale full``: 1,000 partners x
100 customers). Interleaved rounds; the figure of an address is the best of its rounds. Sixteen
connections that ask all the time show how much the server can do; two and eight, how long an
answer takes.
"""

import argparse
import os
import random
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from roles.choices import ContractKind  # noqa: E402
from roles.models import Contract, Party  # noqa: E402
from tests.bench.load import Measured, measure  # noqa: E402
from tests.bench.serving import HOST, rounds_of, serve, wait_for  # noqa: E402
from voipgrid_privacy.accounts.clients import issue_client, revoke_client  # noqa: E402
from voipgrid_privacy.accounts.models import ApiClient  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

SCALES = {"small": (20, 20), "full": (1_000, 100)}
NAME = "bench"
CLIENTS = 16
FEWER = (2, 8)


def main() -> None:
    """Prepare, serve, measure, print, clean up."""
    options = _options()
    prepare(*SCALES[options.scale])
    day = date.today().isoformat()  # noqa: DTZ011
    addresses = _requests(day, tokens(CLIENTS))
    server, port = serve()
    items = addresses.items()
    try:
        wait_for(port)
        found = rounds_of(port, addresses, options.rounds, options.seconds)
        calmer = {
            some: {n: measure(HOST, port, r, seconds=3, connections=some) for n, r in items}
            for some in FEWER
        }
    finally:
        server.terminate()
        server.wait(10)
        forget_clients()
    _report({CLIENTS: found, **calmer})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    return parser.parse_args()


def prepare(partners: int, customers: int) -> None:
    """Load the register, and parties until there are that many."""
    call_command("load_register", verbosity=0)
    have = Party.objects.filter(kind="PARTNER").count()
    if have < partners:
        call_command("generate_chain", partners=partners, customers=customers, seed=str(have))


def tokens(count: int) -> list[tuple[str, list[str]]]:
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


def forget_clients() -> None:
    """Revoke what :func:`tokens` issued."""
    for client in ApiClient.objects.filter(name=NAME):
        revoke_client(client=client, by=SYSTEM)


def _requests(day: str, given: list[tuple[str, list[str]]]) -> dict[str, list[bytes]]:
    pairs = [(token, customer) for token, customers in given for customer in customers]
    random.Random(2).shuffle(pairs)
    paths = {
        "constant view": "/api/bench/constant?customer={}&asof={}",
        "bare view, one prepared query": "/api/bench/bare?customer={}&asof={}",
        "GET /role-matrix, whole stack": "/api/v1/role-matrix?customer={}&asof={}",
        "the same, a customer's first time": "/api/bench/first-time?customer={}&asof={}",
        "the same rows by DRF serializers": "/api/bench/serializers?customer={}&asof={}",
    }
    return {
        name: [request(path.format(customer, day), token) for token, customer in pairs]
        for name, path in paths.items()
    }


def request(path: str, token: str) -> bytes:
    """Return a GET as it goes over the wire."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        "Accept: application/json\r\n\r\n"
    ).encode()


def _report(figures: dict[int, dict[str, Measured]]) -> None:
    for connections, rows in figures.items():
        print(f"with {connections} connections")
        for name, each in rows.items():
            times = f"p50 {each.p50:6.1f} ms   p99 {each.p99:6.1f} ms"
            print(f"  {name:34} {each.per_second:9,.0f} /s   {times}")
    constant, bare, matrix, first, serializers = (
        each.per_second for each in figures[CLIENTS].values()
    )
    print(f"role-matrix / bare query      {matrix / bare:6.0%}   (goal 40 %)")
    print(f"  a customer's first time     {first / bare:6.0%}")
    print(f"role-matrix / constant        {matrix / constant:6.0%}")
    print(f"role-matrix / DRF serializers {matrix / serializers:6.1f} x (goal 5 x)")


if __name__ == "__main__":
    main()
