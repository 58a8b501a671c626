"""Agreements, measures, notices and transfers that are over: what names people is emptied."""

from datetime import date
from typing import Final

from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from records.own.erasing.emptying import Emptied
from records.own.erasing.gone import persons
from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementSignature,
    ClauseEvidence,
    EndStep,
    Instruction,
)
from roles.measures.models import TakenMeasure
from roles.models import Finding
from roles.models.findings import FindingState
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.models import (
    DetailRequest,
    Objection,
    SubProcessorChange,
    SubProcessorNotice,
)
from roles.transfers.models import Transfer, TransferAssessment, TransferDocument

BOTH: Final = ("agreement__processor", "agreement__controller")
ENDS: Final = ("transfer__exporter", "transfer__importer")


def over(day: date) -> QuerySet[Agreement]:
    """Return the agreements that ended by ``day``: themselves, or else with their contract."""
    ended = Coalesce(RangeEndsWith("valid_during"), RangeEndsWith("contract__valid_during"))
    return Agreement.objects.alias(ended_on=ended).filter(ended_on__lte=day).order_by()


def _transfers(day: date) -> QuerySet[Transfer]:
    ended = Coalesce(RangeEndsWith("valid_during"), RangeEndsWith("contract__valid_during"))
    return Transfer.objects.alias(ended_on=ended).filter(ended_on__lte=day).order_by()


def _measures(day: date) -> QuerySet[TakenMeasure]:
    ended = Q(valid_during__endswith__lte=day) | Q(agreement__in=over(day))
    return TakenMeasure.objects.filter(ended)


AGREEMENTS: Final = (
    Emptied(
        lambda day: AgreementSignature.objects.filter(agreement__in=over(day)),
        BOTH,
        {"name": "", "function": "", "signed_by": None},
    ),
    Emptied(
        lambda day: AgreementDocument.objects.filter(agreement__in=over(day)),
        BOTH,
        {"content": b"", "data": {}, "name": ""},
    ),
    Emptied(
        lambda day: ClauseEvidence.objects.filter(agreement__in=over(day)),
        BOTH,
        {"note": "", "name": "", "reference": ""},
    ),
    Emptied(
        lambda day: EndStep.objects.filter(end__agreement__in=over(day)),
        tuple(f"end__{way}" for way in BOTH),
        {"text": "", "name": ""},
    ),
    Emptied(
        lambda day: Instruction.objects.filter(agreement__in=over(day)),
        BOTH,
        {"text": "", "given_by": ""},
    ),
)
MEASURES: Final = (
    Emptied(_measures, ("party", "agreement__controller"), {"evidence": "", "name": ""}),
)
NOTICES: Final = (
    Emptied(
        lambda day: SubProcessorNotice.objects.filter(contract__valid_during__endswith__lte=day),
        ("sender", "recipient", "change__sub_processor"),
        {"evidence": "", "proof": ""},
    ),
    Emptied(
        lambda day: Objection.objects.filter(notice__contract__valid_during__endswith__lte=day),
        ("notice__sender", "notice__recipient", "notice__change__sub_processor"),
        {"reason": "", "agreed": ""},
    ),
    Emptied(
        lambda day: DetailRequest.objects.filter(contract__valid_during__endswith__lte=day),
        ("party", "contract__provider", "contract__acquirer"),
        {"reason": "", "answer": ""},
    ),
    Emptied(
        lambda day: SubProcessorChange.objects.filter(withdrawn_on__lte=day),
        ("proposer", "sub_processor"),
        {"withdrawn_because": ""},
    ),
    Emptied(
        lambda day: SubProcessorChange.objects.filter(
            sub_processor__in=persons(day), state__in=(ChangeState.ACTIVE, ChangeState.WITHDRAWN)
        ),
        ("proposer", "sub_processor"),
        {"sub_processor_name": ""},
    ),
)
TRANSFERS: Final = (
    Emptied(
        lambda day: TransferAssessment.objects.filter(transfer__in=_transfers(day)),
        ENDS,
        {"assessor": ""},
    ),
    Emptied(
        lambda day: TransferDocument.objects.filter(transfer__in=_transfers(day)),
        ENDS,
        {"content": b"", "name": ""},
    ),
)
FINDINGS: Final = (
    Emptied(
        lambda day: Finding.objects.filter(state=FindingState.RESOLVED, settled_on__lte=day),
        ("party",),
        {"reason": ""},
    ),
)
