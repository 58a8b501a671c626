"""What watches the product is told the truth, and nobody else is told anything."""

import json
import logging
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from roles.choices import PartyKind
from roles.mail.models import MailKind
from roles.mail.services import Letter, write
from roles.models import Party
from voipgrid_privacy.kernel.logs import REQUEST_ID, JsonLines
from voipgrid_privacy.kernel.measuring import surface_of
from voipgrid_privacy.site.operations import readiness

ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = ROOT / "docs/examples/hosts/grafana/dashboard.json"
ALERTS = ROOT / "docs/examples/hosts/prometheus/alerts.yml"
TOKEN = "a-token-of-the-tests"

pytestmark = pytest.mark.django_db


@pytest.fixture
def _token(settings):
    settings.METRICS_TOKEN = TOKEN


def scraped() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    response = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def waiting(work: str) -> tuple[float, float]:
    found = scraped()
    label = (("work", work),)
    return (
        found["voipgrid_privacy_waiting", label],
        found["voipgrid_privacy_waiting_seconds", label],
    )


# Metrics


def test_without_the_token_there_are_no_metrics(settings):
    for token in ("", TOKEN):
        settings.METRICS_TOKEN = token
        for given in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer wrong"}):
            assert Client().get("/metrics", headers=given).status_code == 404


@pytest.mark.usefixtures("_token")
def test_a_request_is_counted_under_its_surface_method_and_status():
    counted = ("voipgrid_privacy_requests_total",)
    label = (("method", "GET"), ("status", "401"), ("surface", "api"))
    timed = ("voipgrid_privacy_request_seconds_count", (("surface", "api"),))
    before = scraped()
    assert Client().get("/api/v1/findings").status_code == 401
    after = scraped()
    assert after[(*counted, label)] - before.get((*counted, label), 0) == 1
    assert after[timed] - before.get(timed, 0) == 1


@pytest.mark.usefixtures("_token")
def test_no_address_and_no_strange_method_becomes_a_label():
    Client().generic("HACK", "/portal/11111111-1111-1111-1111-111111111111/")
    labels = {value for _name, pairs in scraped() for _label, value in pairs}
    assert not {value for value in labels if "/" in value or "HACK" in value or "1111" in value}
    assert "other" in labels


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("/", "public"),
        ("/en/", "public"),
        ("/api/v1/findings", "api"),
        ("/oauth/token", "api"),
        ("/admin/", "admin"),
        ("/en/admin/", "admin"),
        ("/portal/", "portal"),
        ("/c/site/banner.js", "consent"),
        ("/p/iemand/", "public"),
        ("/accounts/login/", "accounts"),
    ],
)
def test_every_address_is_of_a_surface(path, surface):
    assert surface_of(path) == surface


@pytest.mark.usefixtures("_token")
def test_work_that_waits_is_told_with_how_long_it_waits():
    assert waiting("mail") == (0, 0)
    sender = Party.objects.create(kind=PartyKind.PLATFORM, name="VoIPGRID")
    letter = Letter(MailKind.FOLLOW, sender.pk, sender, None, "a@example.com", "S", "B")
    write([letter], at=timezone.now() - timedelta(seconds=90))
    rows, seconds = waiting("mail")
    assert rows == 1
    assert 90 <= seconds < 600


@pytest.mark.usefixtures("_token")
def test_every_kind_of_work_is_told_of_in_one_query_each(django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        found = scraped()
    told = {dict(pairs)["work"] for name, pairs in found if name == "voipgrid_privacy_waiting"}
    assert told == {"mail", "webhooks", "imports", "scans", "anonymisation", "certificates"}


def series(text: str) -> set[str]:
    return set(re.findall(r"\bvoipgrid_privacy_\w+", text))


@pytest.mark.usefixtures("_token")
def test_the_dashboard_and_the_alarms_ask_only_for_what_is_exported():
    Client().get("/")
    exported = {name for name, _pairs in scraped()}
    # What has no rows yet is exported without a sample: its name is in the text all the same.
    text = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    exported |= set(re.findall(r"# TYPE (\w+)", text))
    panels = json.loads(DASHBOARD.read_text())["panels"]
    asked = [series(target["expr"]) for panel in panels for target in panel["targets"]]
    assert len(panels) >= 8
    assert set().union(*asked) - exported == set()
    assert series(ALERTS.read_text()) - exported == set()
    # And all that is exported of ours is looked at.
    ours = {re.sub(r"_(total|created|bucket|sum|count)$", "", name) for name in series(text)}
    looked_at = {re.sub(r"_(total|bucket|sum|count)$", "", n) for n in set().union(*asked)}
    assert ours - looked_at == set()


def test_processes_of_one_host_add_up(tmp_path):
    """Two processes count a request each; a third tells of two."""
    script = (
        "import django; django.setup()\n"
        "from django.test import RequestFactory\n"
        "from django.http import HttpResponse\n"
        "from voipgrid_privacy.kernel.measuring import Measured\n"
        "Measured(lambda r: HttpResponse())(RequestFactory().get('/portal/'))\n"
    )
    tell = (
        "import django; django.setup()\n"
        "from prometheus_client import CollectorRegistry, generate_latest\n"
        "from prometheus_client.multiprocess import MultiProcessCollector\n"
        "r = CollectorRegistry(); MultiProcessCollector(r); print(generate_latest(r).decode())\n"
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "METRICS_DIR": str(tmp_path / "metrics"),
    }
    for source in (script, script, tell):
        done = subprocess.run(
            [sys.executable, "-c", source],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    line = 'voipgrid_privacy_requests_total{method="GET",status="200",surface="portal"} 2.0'
    assert line in done.stdout


# Life and readiness


def test_a_process_that_lives_says_so_to_everyone():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_a_process_is_ready_when_the_database_has_its_tables():
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_a_process_is_not_ready_before_its_migrations_are_applied():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cookies' AND name LIKE '0001%%'")
        assert cursor.rowcount == 1
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unready", "problem": "migrations"}


def test_a_process_stays_ready_when_a_later_version_has_migrated():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('roles', '9999_x', now())"
        )
    assert Client().get("/readyz").status_code == 200


def test_a_process_without_a_database_lives_and_is_not_ready():
    """A process of its own, whose database is where nobody listens."""
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "for path in ('/healthz', '/readyz'):\n"
        "    r = Client().get(path); print(r.status_code, r.content.decode())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "ALLOWED_HOSTS": "testserver",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines[0] == "200 ok"
    assert lines[1] == '503 {"status": "unready", "problem": "database"}'


def test_what_the_code_expects_is_all_that_comes_with_it():
    assert ("roles", "0001_initial") in readiness._ours()
    assert ("sessions", "0001_initial") in readiness._ours()


# Logs


@pytest.fixture
def lines(settings, caplog):
    settings.LOG_FORMAT = "json"
    caplog.set_level(logging.INFO)
    return lambda: [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_request_is_one_line_that_names_no_person_and_no_address(lines):
    name = "from-the-proxy-0123"
    response = Client(REMOTE_ADDR="203.0.113.9").get(
        "/proof/keys.json?email=anna@example.com", headers={"X-Request-ID": name}
    )
    (line,) = [each for each in lines() if each["logger"] == "voipgrid_privacy.requests"]
    assert response.headers["X-Request-ID"] == name
    assert line["status"] == response.status_code
    assert line["route"].startswith("proof/")
    assert {"at", "level", "ms", "surface", "method"} <= line.keys()
    assert "anna" not in json.dumps(line)
    assert "203.0.113.9" not in json.dumps(line)


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "with space and more", "x\ny-0123456"])
def test_a_name_that_no_proxy_gives_is_replaced(given):
    named = Client().get("/healthz", HTTP_X_REQUEST_ID=given).headers["X-Request-ID"]
    assert named != given
    assert re.fullmatch(r"[0-9a-f]{32}", named)


def test_lines_within_a_request_bear_its_name():
    record = logging.LogRecord("x", logging.INFO, "", 0, "said", (), None)
    held = REQUEST_ID.set("the-request")
    try:
        assert json.loads(JsonLines().format(record))["request"] == "the-request"
    finally:
        REQUEST_ID.reset(held)
    assert "request" not in json.loads(JsonLines().format(record))


def test_a_traceback_is_one_line_without_the_secret_of_an_address():
    secret = "/verzoek/volgen/geheim-in-een-link/"
    try:
        raise ValueError(f"no such row at {secret}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    text = JsonLines().format(record)
    assert "\n" not in text
    assert "ValueError" in json.loads(text)["exception"]


def test_a_worker_writes_as_the_web_does(settings):
    """In a process of its own: what it sets up stays."""
    script = (
        "from voipgrid_privacy.celery import app\n"
        "import logging\n"
        "app.log.setup(loglevel='INFO')\n"
        "logging.getLogger('celery.worker').warning('hello')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PATH": "/usr/bin:/bin", "LOG_FORMAT": "json", "DATABASE_URL": settings.DATABASE_URL},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stderr.splitlines()[-1])
    assert (said["message"], said["logger"], said["level"]) == ("hello", "celery.worker", "WARNING")
