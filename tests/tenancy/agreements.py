"""Agreements: one of each customer, with its papers, and what another might try with them."""

from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from roles.models import (
    Agreement,
    AgreementCoverage,
    AgreementDocument,
    AgreementTemplate,
    ClauseEvidence,
    ClauseItem,
    Contract,
    DataCategory,
    Instruction,
    PaperCategory,
    Party,
    Source,
    TemplateClause,
)
from tests.clock import today
from tests.tenancy.asking import insert
from tests.tenancy.cast import LONG_AGO, Cast

PAPER = b"%PDF-1.7"


def an_agreement_of(provider: Party, customer: Party, during: DateRange) -> None:
    """Record an agreement that the customer signed on paper, and the paper."""
    made = Agreement.objects.create(
        processor=provider, controller=customer, valid_during=during, controller_signed_on=today()
    )
    AgreementDocument.objects.create(agreement=made, **a_paper())
    _a_generated_paper(made)
    Instruction.objects.create(
        agreement=made,
        kind="GIVEN",
        given_on=today(),
        text="x",
        given_by="x",
        channel="EMAIL",
        entered_at=timezone.now(),
        entered_by="OFFICE",
    )
    now, item = timezone.now(), an_item()
    rest = {"agreement": made, "item": item}
    AgreementCoverage.objects.create(**rest, place="x", stated_at=now, stated_by="OFFICE")
    ClauseEvidence.objects.create(**rest, kind="NOTE", entered_at=now, entered_by="OFFICE")


def _a_generated_paper(agreement: Agreement) -> None:
    """Keep a draft that names a kind of data."""
    words, item = {"nl": "woord", "en": "word"}, an_item()
    wording, new = AgreementTemplate.objects.get_or_create(
        code="test", version="1", defaults={"title": words}
    )
    if new:
        TemplateClause.objects.create(template=wording, item=item, heading=words, text=words)
        wording.published_on = date(2025, 1, 1)
        wording.save()
    category = DataCategory.objects.get(code="T_TEST")
    generated = {
        "number": 2,
        "kind": "GENERATED",
        "state": "DRAFT",
        "template": wording,
        "data": {"annexes": [{"rows": [["woord"]]}]},
        "data_hash": "0" * 64,
    }
    paper = AgreementDocument.objects.create(agreement=agreement, **{**a_paper(), **generated})
    PaperCategory.objects.create(document=paper, category=category, label="woord")


def an_item() -> ClauseItem:
    """Return what the law asks of agreements; one item will do."""
    words = {"nl": "woord", "en": "word"}
    source, _new = Source.objects.get_or_create(code="s-law", title=words)
    given = {"place": "GDPR Art. 28(3)(a)", "position": 1, "valid_during": LONG_AGO, "name": words}
    return ClauseItem.objects.get_or_create(code="a", defaults={**given, "source": source})[0]


def a_paper() -> dict[str, object]:
    return {
        "number": 1,
        "kind": "UPLOADED",
        "state": "FILED",
        "language": "nl",
        "asof": today(),
        "name": "",
        "content": PAPER,
        "sha256": sha256(PAPER).hexdigest(),
        "made_at": timezone.now(),
    }


def an_agreement(processor: UUID, controller: UUID, **values) -> tuple[str, list]:
    during = DateRange(date(2031, 1, 1), date(2032, 1, 1))
    parties = {"processor_id": processor, "controller_id": controller}
    return insert("roles_agreement", reference="", valid_during=during, **parties, **values)


def a_signature(agreement: UUID, party: UUID, **values) -> tuple[str, list]:
    given = {"way": "HERE", "signed_on": today(), "document_hash": "0" * 64, "signed_by": None}
    who = {"agreement_id": agreement, "party_id": party, "side": "PROCESSOR"}
    words = {"name": "x", "function": ""}
    return insert("roles_agreementsignature", **{**given, **who, **words, **values})


def on_agreements(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve, hers, bakker = (
        cast.belfabriek.pk,
        cast.eve.pk,
        cast.eves_customer.pk,
        cast.bakker.pk,
    )
    her_contract = Contract.objects.get(acquirer=cast.eves_customer).pk
    her_agreement = Agreement.objects.get(controller=cast.eves_customer).pk
    own_agreement = Agreement.objects.get(controller=cast.bakker).pk
    movers_new = Contract.objects.get(acquirer=cast.mover, provider=cast.eve).pk
    return {
        "an agreement about another's contract": an_agreement(me, bakker, contract_id=her_contract),
        "an agreement about the new contract of a customer that left": an_agreement(
            me, bakker, contract_id=movers_new
        ),
        "an agreement about no contract that is there": an_agreement(
            me, bakker, contract_id=uuid4()
        ),
        "an agreement with another's customer": an_agreement(me, hers),
        "an agreement in another's name": an_agreement(eve, hers, contract_id=her_contract),
        "a paper of another's agreement": insert(
            "roles_agreementdocument",
            agreement_id=her_agreement,
            data="{}",
            data_hash="",
            **{**a_paper(), "number": 2},
        ),
        "an instruction under another's agreement": insert(
            "roles_instruction",
            agreement_id=her_agreement,
            kind="GIVEN",
            given_on=today(),
            text="x",
            given_by="x",
            channel="EMAIL",
            entered_at=timezone.now(),
            entered_by="PROCESSOR",
        ),
        "what another's agreement covers": insert(
            "roles_agreementcoverage",
            agreement_id=her_agreement,
            category_id=cast.category.pk,
            place="x",
            stated_at=timezone.now(),
            stated_by="PROCESSOR",
        ),
        "evidence under another's agreement": (
            (
                "INSERT INTO roles_clauseevidence (id, agreement_id, item_id, kind, reference,"
                " note, name, entered_at, entered_by) SELECT gen_random_uuid(), %s, i.id, 'LINK',"
                " 'https://x.example', '', '', now(), 'PROCESSOR' FROM roles_clauseitem i LIMIT 1"
            ),
            [her_agreement],
        ),
        "a signature under another's agreement": a_signature(her_agreement, eve),
        "a signature for the other of the two": a_signature(own_agreement, bakker),
        "a signature in another user's name": a_signature(own_agreement, me, signed_by=uuid4()),
        "a signature on paper, without a day on the agreement": a_signature(
            own_agreement, me, way="PAPER"
        ),
        "its own agreement, aimed at another's contract": (
            "UPDATE roles_agreement SET contract_id = %s WHERE processor_id = %s",
            [her_contract, me],
        ),
    }
