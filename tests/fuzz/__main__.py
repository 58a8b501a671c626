"""``python -m tests.fuzz``: Schemathesis over the whole document, as a partner, three seeds.

Needs a database with the demo in it (`make fuzz-api` sees to that) and Schemathesis, which lives in
an environment of its own: it would hold back what the product is built with.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

import django

django.setup()

from django.test import Client  # noqa: E402

from roles.choices import PartyKind  # noqa: E402
from roles.models import Party  # noqa: E402
from tests.bench.serving import HOST, serve, wait_for  # noqa: E402
from tests.fuzz.given import give  # noqa: E402
from tests.fuzz.known import known  # noqa: E402
from voipgrid_privacy.accounts.clients import issue_client, revoke_client  # noqa: E402
from voipgrid_privacy.accounts.models import ApiClient  # noqa: E402
from voipgrid_privacy.api.scopes import SCOPES  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs/reference/openapi.json"
NAME = "fuzz"


def main() -> int:
    """Serve, ask with every seed, clean up; return 1 when something failed."""
    options = _options()
    token = _token(options.partner)
    server, port = serve()
    try:
        wait_for(port)
        give(f"http://{HOST}:{port}/api/v1", token)
        return max(_run(options.schemathesis, port, token, seed) for seed in options.seeds)
    finally:
        server.terminate()
        server.wait(10)
        for client in ApiClient.objects.filter(name=NAME):
            revoke_client(client=client, by=SYSTEM)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("schemathesis", help="the program")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--partner", default="Belfabriek B.V.")
    return parser.parse_args()


def _token(partner: str) -> str:
    party = Party.objects.get(kind=PartyKind.PARTNER, name=partner)
    made = issue_client(party=party, name=NAME, scopes=list(SCOPES), by=SYSTEM)
    asked = {"grant_type": "client_credentials"}
    secrets = {"client_id": made.client_id, "client_secret": made.client_secret}
    answer = Client(SERVER_NAME="localhost").post("/oauth/token", {**asked, **secrets})
    return str(answer.json()["access_token"])


def _run(program: str, port: int, token: str, seed: int) -> int:
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        promised = json.loads(DOCUMENT.read_text())
        document, config = Path(folder) / "openapi.json", Path(folder) / "schemathesis.toml"
        document.write_text(json.dumps(closed(promised)))
        # An odd seed makes identifiers up, an even one takes those that the partner has.
        url = f"http://{HOST}:{port}/api/v1"
        names = "" if seed % 2 else "".join(known(promised["paths"], url, token))
        config.write_text((HERE / "schemathesis.toml").read_text() + names)
        command = [program, "--config-file", str(config), "run", str(document)]
        command += ["--url", url, "--checks", "all"]
        command += ["--seed", str(seed), "-H", f"Authorization: Bearer {token}"]
        hooks = {**os.environ, "FUZZ_HOOKS": str(HERE / "hooks.py")}
        return subprocess.run(command, cwd=folder, env=hooks, check=False).returncode


def closed(node: Any) -> Any:
    """Return the document with lists of words closed: what is no word of them is wrong today."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {("enum" if k == "x-extensible-enum" else k): closed(v) for k, v in node.items()}


if __name__ == "__main__":
    sys.exit(main())
