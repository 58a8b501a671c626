"""Recording agreements and mandates: officers all, a partner what it is a party to itself."""

from collections.abc import Iterable
from datetime import date

from roles.agreements.models import (
    Agreement,
    AgreementState,
    AgreementTemplate,
    Mandate,
    MandateKind,
)
from roles.choices import ContractKind, PartyKind
from roles.models import Contract, Party, Source
from roles.services.authority import must_write_for
from roles.services.conduct import AlreadyEnded
from roles.services.recording import change, end, held_for_update, keep, period
from roles.services.refusals import (
    AgreementEnded,
    AgreementOfOthers,
    AlreadySigned,
    MandatePartyMissing,
    SignatureMissing,
    SignedLater,
)
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def record_agreement(
    *,
    processor: Party,
    controller: Party,
    on: date,
    until: date | None = None,
    contract: Contract | None = None,
    template: AgreementTemplate | None = None,
    reference: str = "",
    processor_signed_on: date | None = None,
    controller_signed_on: date | None = None,
    authorisation: str = "",
    notice_days: int | None = None,
    engages: Iterable[Party] = (),
    source: Source | None = None,
    by: Viewer,
) -> Agreement:
    """Record what ``processor`` agreed with the party it acts for (GDPR Art. 28(3), 28(4)).

    ``authorisation`` (a MandateKind) with it: to engage any processor, told ``notice_days``
    before, or those that ``engages`` names (Art. 28(2)). Raises NotAllowed, NotFound,
    ``overlapping_agreement``, ``agreement_with_itself``, ``agreement_of_others``,
    ``empty_period``, ``mandate_party``.
    """
    _must_record(by, processor, controller)
    if contract and {contract.provider_id, contract.acquirer_id} != {processor.pk, controller.pk}:
        raise AgreementOfOthers(field="contract")
    agreement = Agreement(
        processor=processor,
        controller=controller,
        contract=contract,
        template=template,
        reference=reference.strip(),
        processor_signed_on=processor_signed_on,
        controller_signed_on=controller_signed_on,
        source=source,
        valid_during=period(on, until),
    )
    keep(agreement)
    _authorise(agreement, authorisation, notice_days, tuple(engages))
    return agreement


@use_case
def record_agreements(
    *, processor: Party, controllers: Iterable[Party], by: Viewer, **terms: object
) -> list[Agreement]:
    """Record the same agreement with many, all or none; raises what one raises."""
    return [
        record_agreement(processor=processor, controller=each, by=by, **terms)  # type: ignore[arg-type]  # terms of one agreement
        for each in controllers
    ]


@use_case
def sign_agreement(
    *,
    agreement: Agreement,
    processor_signed_on: date | None = None,
    controller_signed_on: date | None = None,
    on: date,
    by: Viewer,
) -> Agreement:
    """Record, on day ``on``, who signed when; what is None stays, and only officers correct.

    With a paper that was sent it is that one that was signed by hand. Raises NotAllowed, NotFound,
    ``signature_missing``, ``signed_later``, ``already_signed``, ``agreement_ended``,
    ``signed_before_paper``.
    """
    held = held_agreement(agreement, by)
    given = {
        "processor_signed_on": processor_signed_on,
        "controller_signed_on": controller_signed_on,
    }
    signed = {field: day for field, day in given.items() if day is not None}
    if not signed:
        raise SignatureMissing(field="processor_signed_on")
    if held.state(on) == AgreementState.ENDED:
        raise AgreementEnded
    for field, day in signed.items():
        if day > on:
            raise SignedLater(field=field)
        if getattr(held, field) is not None and not by.may(Ability.WRITE_REGISTER):
            raise AlreadySigned(field=field)
        setattr(held, field, day)
    both = (held.processor_id, held.controller_id)
    tell(EventType.AGREEMENT_SIGNED, parties=both, about=held.pk, by=by)
    return change(held, *given)


@use_case
def end_agreement(*, agreement: Agreement, on: date, by: Viewer) -> Agreement:
    """End an agreement and the mandates in it: ``on`` is the first day without.

    Raises NotAllowed, NotFound, ``already_ended``, ``empty_period``.
    """
    held = held_agreement(agreement, by)
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    end(held, on)
    for mandate in held.mandates.filter(valid_during__contains=on, valid_during__startswith__lt=on):
        end(mandate, on)
    return held


@use_case
def give_mandate(
    *,
    giver: Party,
    holder: Party,
    kind: str,
    on: date,
    until: date | None = None,
    engages: Party | None = None,
    notice_days: int | None = None,
    by: Viewer,
) -> Mandate:
    """Record that ``giver`` authorises ``holder`` to engage others (GDPR Art. 28(2)).

    Raises NotAllowed, NotFound, ``overlapping_mandate``, ``mandate_party``,
    ``mandate_to_itself``, ``empty_period``.
    """
    if giver.pk not in by.parties:
        _must_record(by, holder, giver)
    return keep(
        Mandate(
            giver=giver,
            holder=holder,
            kind=kind,
            engages=engages,
            notice_days=notice_days,
            valid_during=period(on, until),
        )
    )


@use_case
def end_mandate(*, mandate: Mandate, on: date, by: Viewer) -> Mandate:
    """End a mandate: ``on`` is the first day without; raises ``already_ended``."""
    seen = Mandate.objects.visible_to(by).filter(pk=mandate.pk).first()
    if seen is None:
        raise NotFound
    if seen.giver_id not in by.parties:
        _must_record(by, seen.holder, seen.giver)
    held = held_for_update(Mandate.objects.all(), seen)
    if held is None:
        raise NotFound
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    return end(held, on)


def _authorise(
    agreement: Agreement, kind: str, notice_days: int | None, engages: tuple[Party, ...]
) -> None:
    if not kind:
        return
    if kind == MandateKind.SPECIFIC and not engages:
        raise MandatePartyMissing(field="engages")
    for party in engages if kind == MandateKind.SPECIFIC else (None,):
        keep(
            Mandate(
                giver=agreement.controller,
                holder=agreement.processor,
                kind=kind,
                engages=party,
                notice_days=notice_days,
                agreement=agreement,
                valid_during=agreement.valid_during,
            )
        )


def may_record(*, processor: Party, controller: Party, by: Viewer) -> bool:
    """Say whether ``by`` records what these two agreed."""
    try:
        _must_record(by, processor, controller)
    except (NotAllowed, NotFound):
        return False
    return True


def _must_record(by: Viewer, processor: Party, controller: Party) -> None:
    """Raise unless ``by`` is an officer, or acts for the processor and serves the other.

    A supplier keeps no part of this register: whom it supplies records their agreement.
    """
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    if controller.pk in by.parties and _supplies(processor, controller, by):
        return
    if processor.pk not in by.parties:
        raise NotAllowed
    must_write_for(by, controller)


def _supplies(processor: Party, controller: Party, by: Viewer) -> bool:
    supplies = Contract.objects.visible_to(by).filter(kind=ContractKind.SUPPLY)
    given = supplies.filter(provider=processor, acquirer=controller)
    return processor.kind == PartyKind.SUPPLIER and given.exists()


def held_agreement(agreement: Agreement, by: Viewer) -> Agreement:
    """Return the agreement, locked; raises NotFound, NotAllowed."""
    seen = Agreement.objects.visible_to(by).filter(pk=agreement.pk).first()
    if seen is None:
        raise NotFound
    _must_record(by, seen.processor, seen.controller)
    held = held_for_update(Agreement.objects.all(), seen)
    if held is None:
        raise NotFound
    return held
