"""Notices about sub-processors, and what was said of them, under contracts that are over."""

from datetime import date
from typing import Final

from django.db.models import QuerySet

from records.own.erasing.emptying import Emptied
from records.own.erasing.ended import contracts_over
from records.own.erasing.gone import persons
from records.own.erasing.since import at_rest
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.models import (
    DetailRequest,
    Objection,
    SubProcessorChange,
    SubProcessorNotice,
)

SETTLED: Final = (ChangeState.ACTIVE, ChangeState.WITHDRAWN)
CHANGE: Final = ("proposer", "sub_processor", "replaces")
NOTICE: Final = ("sender", "recipient", *(f"change__{way}" for way in CHANGE))


def _notices(day: date) -> QuerySet[SubProcessorNotice]:
    rows = SubProcessorNotice.objects.filter(at_rest(SubProcessorNotice, day))
    return rows.filter(contract__in=contracts_over(day))


def _objections(day: date) -> QuerySet[Objection]:
    rows = Objection.objects.filter(at_rest(Objection, day))
    return rows.filter(notice__contract__in=contracts_over(day))


def _requests(day: date) -> QuerySet[DetailRequest]:
    rows = DetailRequest.objects.filter(contract__in=contracts_over(day))
    return rows.filter(at_rest(DetailRequest, day))


def _withdrawn(day: date) -> QuerySet[SubProcessorChange]:
    rows = SubProcessorChange.objects.filter(withdrawn_on__lte=day)
    return rows.filter(at_rest(SubProcessorChange, day))


def _of_persons(day: date) -> QuerySet[SubProcessorChange]:
    rows = SubProcessorChange.objects.filter(sub_processor__in=persons(day), state__in=SETTLED)
    return rows.filter(at_rest(SubProcessorChange, day))


NOTICES: Final = (
    Emptied(_notices, NOTICE, {"evidence": "", "proof": ""}, above=("contract",)),
    Emptied(
        _objections,
        tuple(f"notice__{way}" for way in NOTICE),
        {"reason": "", "agreed": ""},
        above=("notice",),
    ),
    Emptied(
        _requests,
        ("party", "contract__provider", "contract__acquirer"),
        {"reason": "", "answer": ""},
        above=("contract",),
    ),
    Emptied(_withdrawn, CHANGE, {"withdrawn_because": ""}),
    Emptied(_of_persons, CHANGE, {"sub_processor_name": ""}, above=("sub_processor",)),
)
