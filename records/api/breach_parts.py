"""``/breaches/{id}/…``: what is known of an incident, whom it touches, how severe it is."""

from decimal import Decimal
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from records.api import breach_shapes as shapes
from records.api import breach_step_shapes as step_shapes
from records.api.breaches import BreachView
from records.incidents import services
from records.incidents.queries.dossiers import (
    assessments_of,
    facts_of,
    letters_of,
    open_duties,
    touched,
)
from records.incidents.rules.severity import Scores
from records.incidents.services import Touched
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page

VERSIONS = {"number": "number"}
ADDED = {"added_at": "added_at"}
BY_ENTRY = {"entered_at": "entered_at"}
METHODS = ["get", "post", "options"]


def listed(rows: list[dict[str, Any]]) -> Response:
    """Return a list that is whole."""
    body = {"results": rows, "next_cursor": None, "total_count": len(rows)}
    return Response(body, headers={"X-Total-Count": str(len(rows))})


class BreachFactsView(BreachView):
    """What is known."""

    http_method_names = METHODS
    operations = {
        "GET": Operation(
            "listBreachFacts", step_shapes.BreachFactsPage, sortable=VERSIONS, downwards=True
        ),
        "POST": Operation(
            "recordBreachFacts", shapes.BreachShape, step_shapes.NewBreachFacts, 201, single=True
        ),
    }

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List all versions of what is known, the newest first."""
        rows = facts_of(self.file(reference), self.viewer)
        return page(request, rows, body=shapes.facts_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Record what is known now; notices that wait, and the caller's clocks, follow it."""
        return once(request, lambda: self.record(reference))

    def record(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given = self.read(step_shapes.NewBreachFacts)
        facts = shapes.facts_given(given)
        rest = {**given, "at": timezone.now(), "by": self.viewer}
        return self.stepped(
            reference, lambda row: services.record_facts(dossier=row, facts=facts, **rest)
        )


class AffectedPartiesView(BreachView):
    """Whom it touches."""

    http_method_names = METHODS
    operations = {
        "GET": Operation(
            "listBreachAffectedParties", step_shapes.AffectedPartyPage, sortable=BY_ENTRY
        ),
        "POST": Operation(
            "recordBreachAffectedParties",
            shapes.BreachShape,
            step_shapes.NewAffectedParties,
            201,
            single=True,
        ),
    }

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List whom the incident touches, of those that the caller is told about."""
        rows = touched(self.file(reference), self.viewer)
        return page(request, rows, body=step_shapes.affected_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Say whom the incident touches, or correct it; only who registered it does."""
        return once(request, lambda: self.record(reference))

    def record(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given = self.read(step_shapes.NewAffectedParties)
        return self.stepped(reference, lambda row: self.touch(row, given))

    def touch(self, row: Any, given: dict[str, Any]) -> None:
        """Say it; raises DomainError."""
        rest = {"dossier": row, "at": timezone.now(), "by": self.viewer}
        sellers = [party.pk for party in given["all_of"]]
        parties = services.read_list(text="", all_of=sellers, **rest)
        counts = {each.pop("party"): each for each in given["parties"]}
        known = services.known_parties(counts, by=self.viewer)
        parties += [Touched(known[name], **counts[name]) for name in counts]
        services.touch(parties=parties, reason=given["reason"], name=given["name"], **rest)


class BreachAssessmentsView(BreachView):
    """How severe it is."""

    http_method_names = METHODS
    operations = {
        "GET": Operation(
            "listBreachAssessments",
            step_shapes.BreachAssessmentPage,
            sortable=VERSIONS,
            downwards=True,
        ),
        "POST": Operation(
            "assessBreach", shapes.BreachShape, step_shapes.NewSeverityAssessment, 201, single=True
        ),
    }

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List all assessments, the newest first."""
        rows = assessments_of(self.file(reference), self.viewer)
        return page(request, rows, body=step_shapes.assessment_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Assess the severity by ENISA's method, and conclude; an earlier assessment stays."""
        return once(request, lambda: self.assess(reference))

    def assess(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given = self.read(step_shapes.NewSeverityAssessment)
        scored = {name: Decimal(given.pop(name)) for name in step_shapes.SCORES}
        scored["context"] = scored.pop("processing_context")
        scores = Scores(**scored, malicious=given.pop("malicious"))
        rest = {**given, "at": timezone.now(), "by": self.viewer}
        return self.stepped(
            reference, lambda row: services.assess(dossier=row, scores=scores, **rest)
        )


class BreachLettersView(BreachView):
    """Letters to persons."""

    http_method_names = METHODS
    operations = {
        "GET": Operation("listBreachLetters", step_shapes.BreachLetterPage, sortable=ADDED),
        "POST": Operation(
            "listPersonsToWriteTo",
            shapes.BreachShape,
            step_shapes.NewBreachLetters,
            201,
            single=True,
        ),
    }

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List the letters to persons, each with when it was sent and with what proof."""
        rows = letters_of(self.file(reference), self.viewer)
        return page(request, rows, body=step_shapes.letter_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """List who gets a letter (GDPR Art. 34(1)); who is on the list already stays on it once."""
        return once(request, lambda: self.write(reference))

    def write(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given = self.read(step_shapes.NewBreachLetters)
        rest: dict[str, Any] = {"at": timezone.now(), "by": self.viewer}
        kind, references = given["address_kind"], given["person_references"]
        return self.stepped(
            reference,
            lambda row: services.list_letters(
                dossier=row, kind=kind, references=references, **rest
            ),
        )


class BreachDutiesView(BreachView):
    """What is still to do."""

    operations = {"GET": Operation("listBreachDuties", step_shapes.OpenDutyPage)}

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List what keeps the caller's file from being closed."""
        duties = open_duties(self.file(reference))
        return listed([{"duty": duty.value, "title": str(duty.label)} for duty in duties])
