"""The log of instructions under an agreement (GDPR Art. 28(3)(a) and last sentence)."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.agreements import services
from roles.agreements.models import Channel, EnteredBy, Instruction, InstructionKind
from roles.api.agreements import AgreementView
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, Shape
from roles.queries.lookup import the_one
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page


class InstructionShape(Shape):
    """A line of the log; `about_id` is the instruction that an answer is about."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(InstructionKind.choices)
    about_id = serializers.UUIDField(allow_null=True)
    given_date = serializers.DateField()
    text = serializers.CharField(allow_blank=True)
    given_by = serializers.CharField(allow_blank=True)
    channel = serializers.ChoiceField(Channel.choices)
    entered_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(EnteredBy.choices)


class InstructionPage(Page):
    """The log, newest first."""

    results = InstructionShape(many=True)


class NewInstruction(StrictSerializer):
    """What was said, by whom, on which day and how."""

    kind = serializers.ChoiceField(
        InstructionKind.choices, required=False, default=InstructionKind.GIVEN.value
    )
    about_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    given_date = serializers.DateField(source="on")
    text = serializers.CharField(max_length=2_000)
    given_by = serializers.CharField(max_length=120)
    channel = serializers.ChoiceField(
        Channel.choices, required=False, default=Channel.REGISTER.value
    )


class InstructionsView(AgreementView):
    """The log of instructions."""

    operations = {
        "GET": Operation(
            "listInstructions",
            InstructionPage,
            sortable={"given_date": "given_on", "entered_at": "entered_at"},
            downwards=True,
        ),
        "POST": Operation("logInstruction", InstructionPage, NewInstruction, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List what was instructed and what was said of it, newest first."""
        rows = self.agreement(reference).instructions.visible_to(self.viewer)
        return page(request, rows, body=_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Add a line to the log, which is only ever added to."""
        return once(request, lambda: self.log(reference))

    def log(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        agreement, given = self.agreement(reference), self.read(NewInstruction)
        rows, about = agreement.instructions.visible_to(self.viewer), given.pop("about_id")
        named = the_one(rows, pk=about) if about else None
        services.log_instruction(
            agreement=agreement, **given, about=named, at=timezone.now(), by=self.viewer
        )
        found = [
            _body(row) for row in self.agreement(reference).instructions.visible_to(self.viewer)
        ]
        body = {"results": found, "next_cursor": None, "total_count": len(found)}
        return Response(body, 201)


def _body(row: Instruction) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "about_id": row.about_id,
        "given_date": row.given_on,
        "text": row.text,
        "given_by": row.given_by,
        "channel": row.channel,
        "entered_at": row.entered_at,
        "entered_by": row.entered_by,
    }
