"""Traces tell a collector how long what took, and nobody's data."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.db import connection
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

ROOT = Path(__file__).resolve().parents[2]
SECRET, PERSON, STRANGER = "a-secret-of-somebody", "jan@example.nl", "ab" * 16
METHOD = "JAN.JANSEN"
# A process of its own: what traces is chosen as it starts, and then stays.
WORK = f"""
import django
django.setup()
from celery.contrib.testing.worker import start_worker
from django.db import connection
from django.test import Client
from psycopg.sql import SQL, Identifier
from voipgrid_privacy.celery import app
from voipgrid_privacy.kernel.rung import RungTask
from voipgrid_privacy.kernel.tracing import TRACER, _statement

brought = {{"host": "127.0.0.1", "traceparent": "00-{STRANGER}-{"cd" * 8}-01"}}
Client().get("/verzoek/volgen/{SECRET}/?q={PERSON}", headers=brought)
Client().generic("{METHOD}", "/", headers={{"host": "127.0.0.1"}})

with TRACER.start_as_current_span("by hand"), connection.execute_wrapper(_statement):
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT {{}} FROM {{}}").format("{PERSON}", Identifier("roles_party")))
        cursor.execute("/* {PERSON} */ SELECT 'from jan'")

assert issubclass(app.Task, RungTask)
app.conf.update(broker_url="memory://", result_backend="cache+memory://", task_ignore_result=False)
@app.task(name="asked")
def asked(of):
    raise ValueError(of)
with TRACER.start_as_current_span("who rings"):
    rung = asked.delay("{PERSON}")
with start_worker(app, perform_ping_check=False, pool="solo"):
    rung.get(timeout=20, propagate=False)
"""


class Collector(BaseHTTPRequestHandler):
    """Keeps what it is sent, as it is."""

    bodies: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def collected(django_db_setup: None) -> list[bytes]:
    """What the collector was sent of a visit and of a task, as it came."""
    server_of_tests, _slash, _name = settings.DATABASE_URL.rpartition("/")
    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", WORK],
            env={
                "PATH": "/usr/bin:/bin",
                "DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings",
                "DATABASE_URL": f"{server_of_tests}/{connection.settings_dict['NAME']}",
                "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
            },
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        server.shutdown()
    return Collector.bodies


@pytest.fixture(scope="module")
def spans(collected: list[bytes]) -> list[Span]:
    """The spans in it."""
    sent = [ExportTraceServiceRequest.FromString(body) for body in collected]
    scopes = [s for x in sent for resource in x.resource_spans for s in resource.scope_spans]
    return [span for scope in scopes for span in scope.spans]


def named(spans: list[Span], name: str) -> Span:
    (found,) = (span for span in spans if span.name == name)
    return found


def told(span: Span) -> dict[str, str]:
    return {
        each.key: each.value.string_value or str(each.value.int_value) for each in span.attributes
    }


def test_a_request_is_a_span_named_by_its_pattern(spans):
    request = named(spans, "GET verzoek/volgen/<str:token>/")
    said = told(request)
    assert len(said.pop("voipgrid_privacy.request")) == 32
    assert said == {
        "http.request.method": "GET",
        "http.route": "verzoek/volgen/<str:token>/",
        "http.response.status_code": "404",
    }


def test_its_statements_are_spans_within_it(spans):
    request = named(spans, "GET verzoek/volgen/<str:token>/")
    within = [span for span in spans if span.parent_span_id == request.span_id]
    assert "SELECT records_requestlink" in {span.name for span in within}
    assert {told(span)["db.system.name"] for span in within} == {"postgresql"}
    assert {span.trace_id for span in within} == {request.trace_id}


def test_a_statement_is_named_by_its_kind_and_a_table_of_ours(spans):
    by_hand = named(spans, "by hand")
    within = {span.name for span in spans if span.parent_span_id == by_hand.span_id}
    assert within == {"SELECT roles_party", "statement"}


def test_a_method_of_a_visitors_own_making_is_not_told(spans):
    (strange,) = (span for span in spans if span.name.startswith("_OTHER "))
    assert told(strange)["http.request.method"] == "_OTHER"


def test_all_of_it_goes_by_the_name_of_the_product(collected):
    (resource,) = {
        each.value.string_value
        for body in collected
        for one in ExportTraceServiceRequest.FromString(body).resource_spans
        for each in one.resource.attributes
        if each.key == "service.name"
    }
    assert resource == "voipgrid-privacy"


def test_a_visitor_does_not_choose_the_trace(spans):
    assert bytes.fromhex(STRANGER) not in {span.trace_id for span in spans}


def test_a_task_goes_on_with_the_trace_of_who_rang(spans):
    rings, task = named(spans, "who rings"), named(spans, "asked")
    assert (task.trace_id, task.parent_span_id) == (rings.trace_id, rings.span_id)
    assert told(task)["messaging.system"] == "celery"


def test_of_a_failure_it_tells_the_kind(spans):
    task = named(spans, "asked")
    assert (task.status.code, task.status.message) == (task.status.STATUS_CODE_ERROR, "")
    assert told(task)["error.type"] == "ValueError"
    assert not task.events


def test_nothing_is_told_of_anybody(collected):
    everything = b"".join(collected)
    assert b"verzoek/volgen" in everything
    assert SECRET.encode() not in everything
    assert PERSON.encode() not in everything
    assert METHOD.encode() not in everything


def test_without_a_collector_nothing_of_it_is_loaded():
    script = (
        "import django, sys; django.setup(); import voipgrid_privacy.celery; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "voipgrid_privacy.celery" in loaded
    assert not [name for name in loaded if name.startswith("opentelemetry")]
    assert not [name for name in settings.MIDDLEWARE if "tracing" in name]
