"""``GET /role-matrix``: who is what, for which data, why and since when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import shapes
from roles.api.quick import body_of, chain_in, facts_in, results_of
from roles.api.remembered import Memory, Remembered, memory, remembered
from roles.api.rendering import matrix_body
from roles.choices import Feature
from roles.queries.chain_sql import CHAIN_FOR_LOOKUP, SEEN_OF, SEEN_OF_CHAIN, STAMPS_OF
from roles.queries.lookup import party_named
from roles.queries.matrix import TELEPHONY, RoleMatrix, role_matrix
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.callers import Admission
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.limits import limiter
from voipgrid_privacy.api.transactions import BIND, Statement, at_once
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Ordinary:
    """The look-up made all day: a customer by UUID, on a day, for a feature."""

    customer: UUID
    on: date
    feature: str

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the chain statement."""
        return {"party": self.customer, "on": self.on, "service": TELEPHONY}


ORDINARY = frozenset({"customer", "asof", "feature"})
LESS_ORDINARY = frozenset({"partner", "knownat", "purpose", "service"})
JSON = ("application/json", "*/*")
Row = tuple[Any, ...] | None


def ordinary(request: HttpRequest) -> Ordinary | None:
    """Return what is asked if it is asked in the ordinary way."""
    given = request.GET
    customer = parameters.as_uuid(given.get("customer", ""))
    # Not `request.headers`, which reads all of them.
    accept = request.META.get("HTTP_ACCEPT", "*/*")
    if request.method != "GET" or customer is None or not given.keys() <= ORDINARY:
        return None
    if not any(kind in accept for kind in JSON):
        return None
    try:
        asof = given.get("asof")
        on = timezone.localdate() if asof is None else parameters.as_day(asof)
    except ValueError:
        return None
    return Ordinary(customer, on, given.get("feature", Feature.CONVEYANCE))


Found = tuple[Remembered, Row, Row]


def found_again(asked: Ordinary, admit: Statement, memory: Memory) -> Found | None:
    """Return a remembered chain, the caller and what it may see; None if the facts have changed."""
    known = memory.get(asked.customer, asked.on)
    if known is None:
        return None
    stamps, row, _bound, seen = at_once(
        (STAMPS_OF, {"stamped": known.stamped}),
        admit,
        (BIND, {}),
        (SEEN_OF, {"members": known.members}),
    )
    return (known, row, seen) if known.holds(stamps) else None


def found(asked: Ordinary, admit: Statement, memory: Memory) -> Found:
    """Return the chain as the register holds it, the caller and what it may see."""
    chain, row, _bound, seen = at_once(
        (CHAIN_FOR_LOOKUP, asked.params), admit, (BIND, {}), (SEEN_OF_CHAIN, {})
    )
    facts = facts_in(chain)
    known = remembered(facts)
    # Without a contract the chain may carry no stamp that would tell of the first one.
    if facts.edges:
        memory.put(asked.customer, asked.on, known)
    return known, row, seen


def results_for(
    asked: Ordinary, known: Remembered, seen: Row, caller: str, language: str
) -> bytes | None:
    """Return the rows of the answer; None for anything out of the ordinary."""
    key = (frozenset(seen[0] if seen else ()), caller, asked.feature, language)
    if body := known.bodies.get(key):
        return body
    chain = chain_in(known.facts, seen, str(asked.customer), caller)
    if chain is None:
        return None
    made = results_of(chain, on=asked.on, feature=asked.feature, language=language)
    return known.keep(key, made)


class RoleMatrixView(ResourceView):
    """Who is what, for which data, why and since when."""

    resource = "roles"
    memory = memory
    operations = {"GET": Operation("listRoles", shapes.RoleMatrix, query=ORDINARY | LESS_ORDINARY)}

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the ordinary look-up in one round trip, and anything else in full."""
        return self.at_once(request) or super().answer(request, *args, **kwargs)

    def at_once(self, request: HttpRequest) -> HttpResponse | None:
        """Return the answer to an ordinary look-up; None for anything that is not quite that."""
        admission = cast("Admission", self.authentication_classes[0]())
        asked = ordinary(request)
        admit = admission.statement(request.META.get("HTTP_AUTHORIZATION", ""))
        if asked is None or admit is None:
            return None
        known, row, seen = self.found(asked, admit)
        caller = admission.caller(row)
        if caller is None or "roles.read" not in caller.scopes:
            return None
        results = results_for(asked, known, seen, str(caller.party), get_language() or "en")
        headers = limiter.spare(caller.client_id) if results else None
        if results is None or headers is None:
            return None
        body = body_of(results, on=asked.on, known_at=datetime.now(UTC))
        return HttpResponse(body, content_type="application/json", headers=headers)

    def found(self, asked: Ordinary, admit: Statement) -> Found:
        """Return the chain, the caller and what it may see: from memory while that is good."""
        return found_again(asked, admit, self.memory) or found(asked, admit, self.memory)

    def get(self, request: Request) -> Response:
        """Return one row per party and data category of a chain (GDPR Art. 4(7), 4(8), 26, 28)."""
        known_at = parameters.instant(request, "knownat")
        matrix = self.matrix(request, known_at)
        return Response(matrix_body(matrix, known_at or datetime.now(UTC), get_language() or "en"))

    def matrix(self, request: Request, known_at: datetime | None) -> RoleMatrix:
        """Return the matrix that the parameters ask for; raises NotFound, InvalidParameter."""
        partner = parameters.text(request, "partner")
        customer = parameters.text(request, "customer")
        subject = customer or partner or str(self.caller.party)
        matrix = role_matrix(
            viewer=self.viewer,
            party=party_named(viewer=self.viewer, reference=subject).pk,
            on=parameters.day(request, "asof", timezone.localdate()),
            service=parameters.text(request, "service", TELEPHONY),
            feature=parameters.text(request, "feature", Feature.CONVEYANCE),
            purpose=parameters.text(request, "purpose") or None,
            known_at=known_at,
        )
        if partner and customer:
            self.must_deliver(partner, matrix)
        return matrix

    def must_deliver(self, partner: str, matrix: RoleMatrix) -> None:
        """Raise NotFound when the partner is not in the customer's chain on that day."""
        named = party_named(viewer=self.viewer, reference=partner).pk
        if named not in {party.id for party in matrix.parties}:
            raise NotFound
