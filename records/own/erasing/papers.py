"""Agreements, measures, transfers and findings that are over: what names people is emptied."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from records.own.erasing.emptying import Emptied
from records.own.erasing.ended import over, transfers_over
from records.own.erasing.since import after, at_rest
from roles.agreements.models import (
    AgreementDocument,
    AgreementSignature,
    ClauseEvidence,
    EndStep,
    Instruction,
)
from roles.measures.models import TakenMeasure
from roles.models import Finding
from roles.models.findings import FindingState
from roles.transfers.models import TransferAssessment, TransferDocument

BOTH: Final = ("agreement__processor", "agreement__controller")
ENDS: Final = ("transfer__exporter", "transfer__importer")


def _of_agreements(model: Any, fields: Mapping[str, Any]) -> Emptied:
    return Emptied(
        lambda day: model.objects.filter(at_rest(model, day), agreement__in=over(day)),
        BOTH,
        fields,
        above=("agreement",),
    )


def _of_transfers(model: Any, fields: Mapping[str, Any]) -> Emptied:
    return Emptied(
        lambda day: model.objects.filter(at_rest(model, day), transfer__in=transfers_over(day)),
        ENDS,
        fields,
        above=("transfer",),
    )


def _measures(day: date) -> QuerySet[TakenMeasure]:
    """Return those that were stated, and are taken no more; or their agreement is over."""
    ended = Q(valid_during__endswith__lte=day) | Q(agreement__in=over(day))
    stated = TakenMeasure.objects.filter(at_rest(TakenMeasure, day), stated_at__lt=after(day))
    return stated.filter(ended)


def _end_steps(day: date) -> QuerySet[EndStep]:
    return EndStep.objects.filter(at_rest(EndStep, day), end__agreement__in=over(day))


def _findings(day: date) -> QuerySet[Finding]:
    settled = Finding.objects.filter(state=FindingState.RESOLVED, settled_on__lte=day)
    return settled.filter(at_rest(Finding, day))


AGREEMENTS: Final = (
    _of_agreements(AgreementSignature, {"name": "", "function": "", "signed_by": None}),
    _of_agreements(AgreementDocument, {"content": b"", "data": {}, "name": ""}),
    _of_agreements(ClauseEvidence, {"note": "", "name": "", "reference": ""}),
    Emptied(
        _end_steps,
        tuple(f"end__{way}" for way in BOTH),
        {"text": "", "name": ""},
        above=("end__agreement",),
    ),
    _of_agreements(Instruction, {"text": "", "given_by": ""}),
)
MEASURES: Final = (Emptied(_measures, ("party", *BOTH), {"evidence": "", "name": ""}),)
TRANSFERS: Final = (
    _of_transfers(TransferAssessment, {"assessor": ""}),
    _of_transfers(TransferDocument, {"content": b"", "name": ""}),
)
FINDINGS: Final = (
    Emptied(_findings, ("party", "contract__provider", "contract__acquirer"), {"reason": ""}),
)
