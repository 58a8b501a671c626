"""Every page has an A+ of MDN's HTTP Observatory behind TLS, by the settings as they are then."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.operations import observatory
from tests.remembered import register, remembered

HOST = "register.example.nl"
PAGES = ("/", "/en/", "/accounts/login/", "/accounts/password/reset/", "/api/docs/", "/nowhere")
ASK = """
import json, sys
import django; django.setup()
from django.test import Client
client, host, told = Client(SERVER_NAME=sys.argv[1]), sys.argv[1], {}
for path in sys.argv[2:]:
    answer = client.get(path, secure=True)
    told[path] = {
        "status": answer.status_code,
        "headers": {name.lower(): value for name, value in answer.headers.items()},
        "cookies": [morsel.OutputString() for morsel in answer.cookies.values()],
        "page": answer.content.decode(),
    }
plain = Client(SERVER_NAME=host).get("/")
print(json.dumps({"pages": told, "plain": [plain.status_code, plain.headers.get("Location")]}))
"""


@pytest.mark.django_db(transaction=True)
def test_every_page_has_the_highest_grade_behind_tls() -> None:
    remembered(register)
    parts = urlsplit(settings.DATABASE_URL)
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {
        "DATABASE_URL": url,
        "BEHIND_TLS": "true",
        "ALLOWED_HOSTS": HOST,
        "PUBLIC_URL": f"https://{HOST}",
        "DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK, HOST, *PAGES],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["plain"] == [301, f"https://{HOST}/"]
    scores = {
        path: observatory.scored(each["headers"], each["cookies"], each["page"], HOST)
        for path, each in told["pages"].items()
    }
    print({path: (each["status"], scores[path]) for path, each in told["pages"].items()})
    assert {observatory.grade(score) for score in scores.values()} == {"A+"}, scores
    for each in told["pages"].values():
        assert "camera=()" in each["headers"]["permissions-policy"]


GOOD = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
SAFE = ["a=b; Secure; HttpOnly; SameSite=Lax"]


@pytest.mark.parametrize(
    ("without", "score"),
    [
        ("", 135),
        ("content-security-policy", 55),
        ("strict-transport-security", 80),
        ("x-content-type-options", 130),
        ("referrer-policy", 130),
    ],
)
def test_what_is_missing_costs_what_the_table_says(without: str, score: int) -> None:
    headers = {name: value for name, value in GOOD.items() if name != without}
    assert observatory.scored(headers, SAFE, "", HOST) == score


@pytest.mark.parametrize(
    ("cookie", "costs"), [("a=b; HttpOnly", -40), ("a=b; Secure", -30), (SAFE[0], 5)]
)
def test_the_worst_cookie_counts(cookie: str, costs: int) -> None:
    assert observatory.cookies([*SAFE, cookie]) == costs


def test_scripts_of_others_need_a_digest_and_tls() -> None:
    assert observatory.scripts('<script src="/static/a.js"></script>', HOST) == 0
    assert observatory.scripts('<script src="https://cdn.example/a.js"></script>', HOST) == -5
    assert observatory.scripts('<script src="http://cdn.example/a.js"></script>', HOST) == -50
