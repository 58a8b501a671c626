"""Ends of service: one of each partner, and what it might try with them, also with its own."""

from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from roles.models import Agreement, DataCategory, EndOfService, EndOutcome, EndStep, EndTerm, Party
from tests.clock import today
from tests.tenancy.agreements import a_paper
from tests.tenancy.asking import insert
from tests.tenancy.cast import Cast


def an_end(platform: Party, partner: Party, category: DataCategory) -> None:
    """Let what the platform did for a partner have ended once, and go through a first step."""
    now, ended = timezone.now(), date(2024, 2, 1)
    made = Agreement.objects.create(
        processor=platform,
        controller=partner,
        processor_signed_on=date(2024, 1, 1),
        controller_signed_on=date(2024, 1, 1),
        valid_during=DateRange(date(2024, 1, 1), None),
    )
    EndTerm.objects.create(
        agreement=made,
        days=30,
        agreed_on=date(2024, 1, 1),
        entered_at=now,
        entered_by="PROCESSOR",
    )
    Agreement.objects.filter(pk=made.pk).update(valid_during=DateRange(date(2024, 1, 1), ended))
    end = EndOfService.objects.create(
        agreement=made,
        whose=partner,
        ended_on=ended,
        data=[category.code],
        opened_at=now,
        opened_by="OFFICE",
    )
    said = {"said_on": today(), "name": "x", "text": "x"}
    given = {"end": end, "number": 0, "entered_at": now, **said}
    EndStep.objects.create(**given, kind="CHOSEN", choice="DELETE", entered_by="CONTROLLER")
    stated = EndStep.objects.create(**given, kind="STATED", parts=1, entered_by="PROCESSOR")
    EndOutcome.objects.create(step=stated, category=category, outcome="DELETED", done_on=today())


def a_step(end: UUID, **values) -> tuple[str, list]:
    given = {"number": 0, "said_on": today(), "name": "x", "text": "x", "document_hash": ""}
    usual = {"kind": "CHOSEN", "choice": "DELETE", "parts": 0, "entered_at": timezone.now()}
    return insert("roles_endstep", end_id=end, **{**given, **usual, **values})


def on_ends(cast: Cast) -> dict[str, tuple[str, list]]:
    """What a partner might try with ends of service, also of its own."""
    hers = EndOfService.objects.get(whose=cast.eve)
    mine = EndOfService.objects.get(whose=cast.belfabriek)
    now, category = timezone.now(), cast.category.pk
    term = {"days": 1, "otherwise": "", "agreed_on": today(), "entered_at": now}
    end = {"ended_on": today(), "data": [cast.category.code], "opened_at": now}
    stated = {"kind": "STATED", "choice": "", "parts": 1, "entered_by": "PROCESSOR"}
    below = {"agreement_id": mine.agreement_id, "whose_id": cast.belfabriek.pk}
    return {
        "terms for the end of another's agreement": insert(
            "roles_endterm", agreement_id=hers.agreement_id, entered_by="CONTROLLER", **term
        ),
        "terms in the name of the other side": insert(
            "roles_endterm", agreement_id=mine.agreement_id, entered_by="PROCESSOR", **term
        ),
        "the end of another's service": insert(
            "roles_endofservice",
            agreement_id=hers.agreement_id,
            whose_id=cast.eve.pk,
            opened_by="CONTROLLER",
            **end,
        ),
        "an end below another's": insert(
            "roles_endofservice", above_id=hers.pk, opened_by="CONTROLLER", **below, **end
        ),
        "a choice for another": a_step(hers.pk, entered_by="CONTROLLER"),
        "what the processor did, stated by whom it acts for": a_step(mine.pk, **stated),
        "an outcome of another's statement": insert(
            "roles_endoutcome",
            step_id=hers.steps.get(kind="STATED").pk,
            category_id=category,
            outcome="RETURNED",
            done_on=today(),
            place="",
        ),
        "proof under another's agreement": insert(
            "roles_agreementdocument",
            agreement_id=hers.agreement_id,
            data="{}",
            data_hash="",
            **{**a_paper(), "kind": "PROOF", "number": 2},
        ),
        "proof of what the other has to prove": insert(
            "roles_agreementdocument",
            agreement_id=mine.agreement_id,
            data="{}",
            data_hash="",
            **{**a_paper(), "kind": "PROOF", "number": 2},
        ),
        "a step, rewritten": ("UPDATE roles_endstep SET name = '' WHERE end_id = %s", [mine.pk]),
    }
