"""Two partners, a customer each, and all there is of each of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from records.models import (
    AffectedParty,
    Incident,
    IncidentClock,
    IncidentDossier,
    IncidentEvidence,
    IncidentFacts,
    IncidentNotice,
    IncidentStep,
    SeverityAssessment,
)
from roles.choices import ContractKind, Owner, PartyKind, Severity
from roles.explaining.references import new_reference
from roles.models import (
    AcmRegistration,
    AdequacyCoverage,
    Agreement,
    AgreementCoverage,
    AgreementDocument,
    AgreementTemplate,
    ClauseEvidence,
    ClauseItem,
    Contact,
    Contract,
    ContractCategory,
    ContractFeature,
    DataCategory,
    DetailRequest,
    Disclosure,
    EndOfService,
    EndOutcome,
    EndStep,
    EndTerm,
    Engagement,
    ExternalId,
    Finding,
    Import,
    ImportPart,
    ImportProgress,
    ImportSheet,
    Instruction,
    JointDetermination,
    JudgedRow,
    Mandate,
    Measure,
    Objection,
    OutgoingMail,
    OwnUse,
    PaperCategory,
    Party,
    Purpose,
    RecordedQuestion,
    Reliance,
    Service,
    ServiceFeature,
    Source,
    StagedRow,
    StatedRole,
    SubProcessorChange,
    SubProcessorNotice,
    TakenMeasure,
    TemplateClause,
    Transfer,
    TransferAssessment,
    TransferDocument,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSecret,
)
from voipgrid_privacy.kernel.legal_days import last_day
from voipgrid_privacy.site.statements.models import PrivacyStatement, StatementProposal

TODAY = timezone.localdate()


LONG_AGO = DateRange(date(2024, 1, 1), None)


MOVED = TODAY - timedelta(days=30)


@dataclass
class Cast:
    platform: Party
    supplier: Party
    belfabriek: Party
    eve: Party
    bakker: Party  # customer of Belfabriek
    eves_customer: Party
    mover: Party  # moved from Belfabriek to Eve a month ago
    service: Service
    feature: ServiceFeature
    category: DataCategory
    purpose: Purpose


def contract(provider: Party, acquirer: Party, service: Service, kind: str, during=LONG_AGO):
    return Contract.objects.create(
        provider=provider, acquirer=acquirer, service=service, kind=kind, valid_during=during
    )


def party(kind: str, name: str, **more) -> Party:
    return Party.objects.create(kind=kind, name=name, **more)


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
    _an_agreement(provider, customer, during)
    Mandate.objects.create(giver=customer, holder=provider, kind="GENERAL", valid_during=during)
    _what_statements_say(customer, category)
    RecordedQuestion.objects.create(
        reference=new_reference(),
        subject=customer,
        party=customer,
        service=service,
        category=category,
        feature="CONVEYANCE",
        on=TODAY,
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
            found_on=TODAY,
        )


PAPER = b"%PDF-1.7"


def _an_agreement(provider: Party, customer: Party, during: DateRange) -> None:
    """Record an agreement that the customer signed on paper, and the paper."""
    made = Agreement.objects.create(
        processor=provider, controller=customer, valid_during=during, controller_signed_on=TODAY
    )
    AgreementDocument.objects.create(agreement=made, **a_paper())
    _a_generated_paper(made)
    Instruction.objects.create(
        agreement=made,
        kind="GIVEN",
        given_on=TODAY,
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
        "asof": TODAY,
        "name": "",
        "content": PAPER,
        "sha256": sha256(PAPER).hexdigest(),
        "made_at": timezone.now(),
    }


def a_notice(platform: Party, supplier: Party, service: Service, category: DataCategory) -> None:
    """Tell both partners, and their customers, of a new supplier; everyone objects."""
    engaged = Contract.objects.get(provider=supplier)
    text = {"nl": "woord", "en": "word"}
    where = {"location": "NL", "mechanism": "NONE_NEEDED", "purpose": text}
    Engagement.objects.create(contract=engaged, visibility="PARTNER", **where)
    change = SubProcessorChange.objects.create(
        kind="ADDITION",
        proposer=platform,
        sub_processor=supplier,
        sub_processor_name="Carrier",
        service=service,
        categories=[category.code],
        reaches_customers=True,
        visibility="PUBLIC",
        reason=text,
        planned_on=TODAY,
        proposed_on=TODAY,
        **where,
    )
    change.state, change.notified_on = "NOTIFIED", TODAY
    change.save()
    for sold in Contract.objects.filter(provider=platform, kind="RESALE"):
        above = _told(change, sold, None)
        for below in Contract.objects.filter(
            provider=sold.acquirer, valid_during__contains=TODAY
        ).exclude(acquirer__name="Verhuizer"):
            _told(change, below, above)
        DetailRequest.objects.create(contract=engaged, party=sold.acquirer, asked_at=timezone.now())


def _told(change, contract, above) -> SubProcessorNotice:
    mandate = Mandate.objects.filter(giver=contract.acquirer, holder=contract.provider).first()
    through = above.through if above else [contract.provider_id]
    notice = SubProcessorNotice.objects.create(
        change=change,
        parent=above,
        sender=contract.provider,
        recipient=contract.acquirer,
        contract=contract,
        mandate=mandate,
        through=[*through, contract.acquirer_id],
        authorisation="GENERAL" if mandate else "UNKNOWN",
        told_by="MAIL",
        notice_days=10,
        notified_on=TODAY,
        last_day=last_day(TODAY, 14),
    )
    Objection.objects.create(notice=notice, reason="x", made_on=TODAY, late=False)
    OutgoingMail.objects.create(
        kind="NOTICE",
        about=notice.pk,
        sender=notice.sender,
        recipient=notice.recipient,
        address="x@example.nl",
        body="x",
        body_hash=sha256(b"x").hexdigest(),
        message_id=f"<{notice.pk}@example.nl>",
        queued_at=timezone.now(),
        next_try_at=timezone.now(),
    )
    return notice


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
        importer=abroad, decision="US_DPF", checked_on=TODAY, valid_during=LONG_AGO
    )


def a_statement(partner: Party) -> None:
    """Let a partner have a draft of its privacy statement, and one that waits to be published."""
    PrivacyStatement.objects.create(party=partner, slug=f"s-{partner.pk.hex[:8]}")
    StatementProposal.objects.create(party=partner, body="{}", hash="x", made_at=timezone.now())


def a_measure(partner: Party) -> None:
    """Let a partner state that it takes a measure of its own."""
    text = {"nl": "woord", "en": "word"}
    own = Measure.objects.create(
        code=f"own-{partner.pk}", kind="PEOPLE", name=text, description=text, party=partner
    )
    TakenMeasure.objects.create(
        party=partner,
        measure=own,
        valid_during=LONG_AGO,
        stated_at=timezone.now(),
        entered_by="PARTY",
    )


def a_webhook(partner: Party) -> None:
    """Let a partner have a webhook, to which a test was sent."""
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.create(
        party=partner,
        url="https://hooks.example.nl/",
        event_types=["agreement.signed"],
        made_at=now,
    )
    WebhookSecret.objects.create(
        endpoint=endpoint, slot=0, key_id="one", nonce=b"x", ciphertext=b"x", made_at=now
    )
    message = WebhookMessage.objects.create(
        party=partner, type="ping", about=endpoint.pk, happened_at=now, spread_at=now
    )
    sent = WebhookDelivery.objects.create(
        message=message,
        endpoint=endpoint,
        state="DONE",
        made_at=now,
        next_try_at=now,
        ended_at=now,
        tries=1,
        status=200,
    )
    WebhookAttempt.objects.create(delivery=sent, number=1, at=now, status=200, milliseconds=1)


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
    given = {"end": end, "number": 0, "said_on": TODAY, "name": "x", "text": "x", "entered_at": now}
    EndStep.objects.create(**given, kind="CHOSEN", choice="DELETE", entered_by="CONTROLLER")
    stated = EndStep.objects.create(**given, kind="STATED", parts=1, entered_by="PROCESSOR")
    EndOutcome.objects.create(step=stated, category=category, outcome="DELETED", done_on=TODAY)


def an_incident(platform: Party, customers: dict[Party, Party], category: DataCategory) -> None:
    """Let an incident touch a customer of each partner, that passes it on and keeps a file."""
    now = timezone.now()
    incident = Incident.objects.create(registrant=platform, opened_at=now)
    _a_file(incident, platform, category, now)
    for partner, customer in customers.items():
        AffectedParty.objects.create(
            incident=incident,
            party=customer,
            number=1,
            through=[platform.pk, partner.pk, customer.pk],
            entered_at=now,
        )
        _tell(incident, platform, partner, now)
        _a_file(incident, partner, category, now)
        _tell(incident, partner, customer, now)
        IncidentDossier.objects.create(
            incident=incident, party=customer, keeper=partner, aware_at=now, opened_at=now
        )


def _tell(incident: Incident, sender: Party, recipient: Party, now: datetime) -> None:
    made = IncidentNotice.objects.create(incident=incident, sender=sender, recipient=recipient)
    how = {"told_at": now, "sent_at": now, "means": "MAIL", "sent_by": "OFFICE"}
    IncidentNotice.objects.filter(pk=made.pk).update(**how)


def _a_file(incident: Incident, party: Party, category: DataCategory, now: datetime) -> None:
    """Open a file with everything in it."""
    file = IncidentDossier.objects.create(
        incident=incident, party=party, aware_at=now, opened_at=now
    )
    IncidentClock.objects.create(
        dossier=file,
        kind="GDPR",
        categories=[category.code],
        grounds=["x"],
        started_at=now,
        ends_at=now + timedelta(hours=72),
    )
    entered = {"dossier": file, "number": 0, "name": "x", "entered_at": now, "entered_by": "PARTY"}
    IncidentFacts.objects.create(
        **entered, what="x", nature=["INTEGRITY"], categories=[category.code]
    )
    SeverityAssessment.objects.create(**entered, **SCORED)
    IncidentStep.objects.create(
        **entered, kind="NOTIFIED", regime="GDPR", phase="FIRST", done_at=timezone.now()
    )
    IncidentEvidence.objects.create(
        dossier=file, name="x", content_type="text/plain", content=b"x", sha256="x", added_at=now
    )


SCORED = {
    "method": "x",
    "context": 1,
    "identification": 1,
    "confidentiality": 0,
    "integrity": 0,
    "availability": 0,
    "score": 1,
    "level": "LOW",
    "risk": "RISK",
    "reasons": "x",
}


def _what_statements_say(customer: Party, category: DataCategory) -> None:
    source, _new = Source.objects.get_or_create(code="s-test", title={"nl": "bron", "en": "source"})
    common = {"source": source, "valid_during": LONG_AGO}
    StatedRole.objects.create(
        stated_by=customer, party=customer, category=category, role="CONTROLLER", **common
    )
    Disclosure.objects.create(party=customer, item="DATE", **common)
    Reliance.objects.create(party=customer, rests_on=source, **common)
    AcmRegistration.objects.create(party=customer, number="1", valid_during=LONG_AGO)
