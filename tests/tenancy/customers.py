"""What there is of each customer, and what each partner brought or sent."""

from datetime import date
from hashlib import sha256

from django.utils import timezone

from roles.choices import ContractKind, Owner, PartyKind, Severity
from roles.explaining.references import new_reference
from roles.models import (
    AcmRegistration,
    AdequacyCoverage,
    Contact,
    ContractCategory,
    ContractFeature,
    DataCategory,
    Disclosure,
    ExternalId,
    Finding,
    Import,
    ImportPart,
    ImportProgress,
    ImportSheet,
    JointDetermination,
    JudgedRow,
    Mandate,
    OwnUse,
    Party,
    RecordedQuestion,
    Reliance,
    Source,
    StagedRow,
    StatedRole,
    Transfer,
    TransferAssessment,
    TransferDocument,
)
from tests.clock import today
from tests.tenancy.agreements import an_agreement_of
from tests.tenancy.cast import LONG_AGO, contract, party


def customer_data(provider, customer, during, service, feature, category, purpose) -> None:
    made = contract(provider, customer, service, ContractKind.SUBSCRIPTION, during)
    ContractFeature.objects.create(contract=made, feature=feature, valid_during=during)
    ContractCategory.objects.create(contract=made, category=category)
    if Contact.objects.filter(party=customer).exists():
        return
    number = "1002" if customer.name == "Verhuizer" else "1001"
    Contact.objects.create(party=customer, kind="PRIVACY", name="Jan", email="jan@example.nl")
    ExternalId.objects.create(
        party=customer, assigned_by=provider, system="RELATIECODE", value=number
    )
    OwnUse.objects.create(party=customer, category=category, purpose=purpose, valid_during=LONG_AGO)
    JointDetermination.objects.create(
        service=service,
        category=category,
        party=customer,
        with_party=provider,
        valid_during=LONG_AGO,
    )
    an_agreement_of(provider, customer, during)
    Mandate.objects.create(giver=customer, holder=provider, kind="GENERAL", valid_during=during)
    _what_statements_say(customer, category)
    RecordedQuestion.objects.create(
        reference=new_reference(),
        subject=customer,
        party=customer,
        service=service,
        category=category,
        feature="CONVEYANCE",
        on=today(),
        known_at=timezone.now(),
        answer_hash=customer.pk.hex * 2,
        rulebook_hash="0" * 64,
    )
    for owner in Owner.values:
        Finding.objects.create(
            code="test",
            key=f"{customer.pk} {owner}",
            severity=Severity.LOW,
            party=customer,
            owner=owner,
            found_on=today(),
        )


def an_import(partner: Party) -> None:
    batch = Import.objects.create(party=partner, uploaded_at=timezone.now())
    ImportPart.objects.create(batch=batch, file=0, part=0, name="x.csv", content=b"x")
    ImportSheet.objects.create(
        batch=batch, number=0, name="x", what="party", headers=[], columns=[]
    )
    ImportProgress.objects.create(batch=batch)
    row = {"batch": batch, "number": 1, "what": "P"}
    cells = {f"c{n}": str(partner.pk) for n in range(1, 8)}
    StagedRow.objects.create(sheet=0, line=2, surplus=False, suspect=False, **row, **cells)
    JudgedRow.objects.create(outcome="NEW", problems=[], key=str(partner.pk), **row)


def a_transfer(partner: Party) -> None:
    """Let a partner send data to a supplier of its own abroad, with all that goes with it."""
    abroad = party(PartyKind.SUPPLIER, "Abroad", country="US", registered_by=partner)
    sent = Transfer.objects.create(
        exporter=partner,
        importer=abroad,
        country="US",
        mechanism="DEROGATION",
        derogation="e",
        valid_during=LONG_AGO,
    )
    TransferAssessment.objects.create(
        transfer=sent,
        done_on=date(2025, 1, 1),
        outcome="EQUIVALENT",
        review_on=date(2026, 1, 1),
        assessor="FG",
    )
    content = str(partner.pk).encode()
    TransferDocument.objects.create(
        transfer=sent,
        name="x.pdf",
        content=content,
        sha256=sha256(content).hexdigest(),
        added_at=timezone.now(),
    )
    AdequacyCoverage.objects.create(
        importer=abroad, decision="US_DPF", checked_on=today(), valid_during=LONG_AGO
    )


def _what_statements_say(customer: Party, category: DataCategory) -> None:
    source, _new = Source.objects.get_or_create(code="s-test", title={"nl": "bron", "en": "source"})
    common = {"source": source, "valid_during": LONG_AGO}
    StatedRole.objects.create(
        stated_by=customer, party=customer, category=category, role="CONTROLLER", **common
    )
    Disclosure.objects.create(party=customer, item="DATE", **common)
    Reliance.objects.create(party=customer, rests_on=source, **common)
    AcmRegistration.objects.create(party=customer, number="1", valid_during=LONG_AGO)
