"""``python -m tests.operations.at_the_pooler TOKENS``: many partners at once through few sessions.

Each thread asks as one partner, by the short way and by the long one, reads and writes, and holds
that every answer names that partner and no other; others look in between at what a session that
belongs to nobody knows. Prints how much was asked, and every answer that was wrong.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from records.holds import lock  # noqa: E402

ROUNDS = 25
LOOK = """
    SELECT current_user = session_user, coalesce(current_setting('tenancy.parties', true), ''),
           coalesce(current_setting('tenancy.upstream', true), '')
"""

LEFT = """
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND d.datname = current_database()
      AND (l.classid::bigint << 32 | l.objid::bigint) = %s
"""


def partner(given: dict[str, str]) -> list[str]:
    """Ask as one partner; return what was wrong."""
    client, wrong = Client(SERVER_NAME="localhost"), []
    headers = {"authorization": f"Bearer {given['token']}"}
    for number in range(ROUNDS):
        found = client.get("/api/v1/role-matrix", {"customer": given["customer"]}, headers=headers)
        if found.status_code != 200 or given["name"] not in found.content.decode():
            wrong.append(f"matrix {found.status_code} {found.content[:200]!r}")
        stranger = client.get(
            "/api/v1/role-matrix", {"customer": given["stranger"]}, headers=headers
        )
        if stranger.status_code != 404:
            wrong.append(f"a stranger's matrix: {stranger.status_code}")
        wrong += _own_only(client.get("/api/v1/parties?kind=PARTNER", headers=headers), given)
        if number % 8 == 0:
            body = {"party": given["customer"], "kind": "GENERAL", "email": f"{uuid4()}@a.example"}
            made = client.post(
                "/api/v1/contacts",
                json.dumps(body),
                content_type="application/json",
                headers={**headers, "idempotency-key": str(uuid4())},
            )
            if made.status_code != 201:
                wrong.append(f"a write: {made.status_code} {made.content[:200]!r}")
    connection.close()
    return wrong


def _own_only(answer: Any, given: dict[str, str]) -> list[str]:
    names = {each["name"] for each in answer.json()["results"]} - {"Modelpartner"}  # everyone's
    return [] if names == {given["name"]} else [f"partners that {given['name']} sees: {names}"]


def nobody(_given: object) -> list[str]:
    """Look at sessions between the requests of others: they belong to nobody."""
    wrong = []
    for _round in range(ROUNDS * 4):
        with connection.cursor() as cursor:
            cursor.execute(LOOK)
            if (row := cursor.fetchone()) != (True, "", ""):
                wrong.append(f"a session that is nobody's: {row}")
    connection.close()
    return wrong


def holds(_given: object) -> list[str]:
    """Take and let go the lock of batches elsewhere: none of them is left with a session."""
    for _round in range(ROUNDS):
        lock.keep_together()
        lock.let_go()
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [lock._LOCK])
        (left,) = cursor.fetchone() or (0,)
    connection.close()
    return [f"{left} locks are left"] if left else []


def main() -> int:
    """Ask all at once; return 1 if any answer was wrong."""
    given = json.loads(sys.argv[1])
    with ThreadPoolExecutor(2 * len(given) + 2) as pool:
        waiting = [pool.submit(partner, each) for each in [*given, *given]]
        waiting += [pool.submit(nobody, None)]
        wrong = [line for each in waiting for line in each.result()]
    wrong += holds(None)
    asked = 2 * len(given) * ROUNDS * 3 + ROUNDS * 5
    print(json.dumps({"asked": asked, "wrong": wrong[:20]}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
