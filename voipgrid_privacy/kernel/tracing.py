"""Traces of requests, tasks and their statements, for whoever runs a collector of OpenTelemetry.

Loaded only where ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set; else it costs nothing. The instrumentation
that libraries bring puts addresses, queries and statements into a span, and with them who asked for
whom. Ours says what the logs say: the pattern of an address, what kind of statement on which table,
the name of a task. How much is sampled, how often it is sent, and what the service is called are
OpenTelemetry's own settings (``OTEL_TRACES_SAMPLER``, ``OTEL_BSP_SCHEDULE_DELAY``,
``OTEL_SERVICE_NAME``).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import Any, Final

from celery.exceptions import TaskPredicate
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from opentelemetry import trace
from opentelemetry.context import Context, get_current
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from psycopg.sql import Composable

from voipgrid_privacy.kernel.logs import REQUEST_ID
from voipgrid_privacy.kernel.measuring import METHODS
from voipgrid_privacy.kernel.rung import RungTask

NAME: Final = "voipgrid-privacy"
CARRIED: Final = "trace"
"""The header of a task that says in which trace it was asked for."""

_WORD: Final = re.compile(r"\w+")
_STATEMENTS: Final = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SET", "COPY"})
_PROPAGATOR: Final = TraceContextTextMapPropagator()


def provider_for(exporter: SpanExporter) -> TracerProvider:
    """Return what makes spans and hands them to ``exporter``, in a thread of its own."""
    known = Resource.create()
    if str(known.attributes[SERVICE_NAME]).startswith("unknown_service"):
        known = known.merge(Resource({SERVICE_NAME: NAME}))
    made = TracerProvider(resource=known)
    made.add_span_processor(BatchSpanProcessor(exporter))
    return made


def _collector() -> SpanExporter:
    return OTLPSpanExporter(endpoint=f"{settings.TRACES_TO.rstrip('/')}/v1/traces")


trace.set_tracer_provider(provider_for(_collector()))
TRACER: Final = trace.get_tracer(NAME)


class Traced:
    """Makes a span of each request, and one of each statement that Django sends within it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in a span; a trace that a visitor brings along is not gone on with."""
        with _span("request", SpanKind.SERVER) as span, connection.execute_wrapper(_statement):
            response = self.get_response(request)
            _tell(span, request, response.status_code)
        return response


class TracedTask(RungTask):
    """A task that goes on with the trace of who rang for it."""

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """Ring, and take the trace along."""
        headers = dict(options.pop("headers", None) or {})
        headers[CARRIED] = _carried()
        return super().apply_async(*args, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the task in a span."""
        context = _PROPAGATOR.extract(self.request.get(CARRIED) or {}, get_current())
        with (
            _span(self.name, SpanKind.CONSUMER, context) as span,
            connection.execute_wrapper(_statement),
        ):
            span.set_attribute("messaging.system", "celery")
            span.set_attribute("messaging.message.id", self.request.id or "")
            return super().__call__(*args, **kwargs)


def _carried() -> dict[str, str]:
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier


@contextmanager
def _span(name: str, kind: SpanKind, context: Context | None = None) -> Iterator[Span]:
    """Start a span; of a failure it says what kind, and not what the failure quotes."""
    with (
        TRACER.start_as_current_span(
            name, context, kind, record_exception=False, set_status_on_exception=False
        ) as span,
        ExitStack() as ends,
    ):
        ends.push(partial(_ended, span))
        yield span


def _ended(span: Span, failure: type[BaseException] | None, *_what: object) -> None:
    """Tell the kind of failure, if any; a task that is for later, or not at all, is none."""
    if failure is not None and not issubclass(failure, TaskPredicate):
        span.set_status(StatusCode.ERROR)
        span.set_attribute("error.type", failure.__name__)


def _tell(span: Span, request: HttpRequest, status: int) -> None:
    match = request.resolver_match
    route = match.route if match else ""
    method = request.method if request.method in METHODS else "_OTHER"
    span.update_name(f"{method} {route or status}")
    span.set_attribute("http.request.method", method)
    span.set_attribute("http.route", str(route))
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("voipgrid_privacy.request", REQUEST_ID.get())
    if status >= 500:
        span.set_status(StatusCode.ERROR)


def _statement(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    with _span(named(sql), SpanKind.CLIENT) as span:
        span.set_attribute("db.system.name", "postgresql")
        return execute(sql, params, many, context)


def named(sql: Any) -> str:
    """Return what kind of statement it is, and the first table of ours in it; no other word of it.

    A statement may be text, or what psycopg puts together.
    """
    words = _WORD.findall(sql.as_string() if isinstance(sql, Composable) else str(sql))
    kind = words[0].upper() if words else ""
    table = next((word for word in words if word in _tables()), "")
    return f"{kind if kind in _STATEMENTS else 'statement'} {table}".strip()


@cache
def _tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
