"""Changes of sub-processors, of which everyone is told and to which everyone objects."""

from hashlib import sha256

from django.utils import timezone

from roles.models import (
    Contract,
    DataCategory,
    DetailRequest,
    Engagement,
    Mandate,
    Objection,
    OutgoingMail,
    Party,
    Service,
    SubProcessorChange,
    SubProcessorNotice,
)
from tests.clock import today
from voipgrid_privacy.kernel.legal_days import last_day


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
        planned_on=today(),
        proposed_on=today(),
        **where,
    )
    change.state, change.notified_on = "NOTIFIED", today()
    change.save()
    for sold in Contract.objects.filter(provider=platform, kind="RESALE"):
        above = _told(change, sold, None)
        for below in Contract.objects.filter(
            provider=sold.acquirer, valid_during__contains=today()
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
        notified_on=today(),
        last_day=last_day(today(), 14),
    )
    Objection.objects.create(notice=notice, reason="x", made_on=today(), late=False)
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
