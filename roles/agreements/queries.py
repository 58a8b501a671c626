"""Who should have an agreement with whom, and has it: one row per contract in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementSignature,
    DocumentState,
    Mandate,
)
from roles.choices import ContractKind, PartyKind
from roles.models import Contract, Party
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.history import as_recorded, of_version
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application


class Standing(models.TextChoices):
    """Whether two parties have what GDPR Art. 28(3) asks for."""

    SIGNED = "SIGNED", _("Signed by both")
    WAITING = "WAITING", _("Waits for a signature")
    MISSING = "MISSING", _("No agreement")


class Relation(models.TextChoices):
    """Between whom."""

    PARTNERS = "partners", _("Partners")
    RESELLERS = "resellers", _("Sub-resellers")
    CUSTOMERS = "customers", _("Customers")
    SUPPLIERS = "suppliers", _("Suppliers")


_KINDS: dict[str, Q] = {
    Relation.PARTNERS: Q(kind=ContractKind.RESALE, provider__kind=PartyKind.PLATFORM),
    Relation.RESELLERS: Q(kind=ContractKind.RESALE) & ~Q(provider__kind=PartyKind.PLATFORM),
    Relation.CUSTOMERS: Q(kind=ContractKind.SUBSCRIPTION),
    Relation.SUPPLIERS: Q(kind=ContractKind.SUPPLY),
}


def agreements(*, viewer: Viewer) -> QuerySet[Agreement]:
    """Return the agreements that ``viewer`` may see."""
    rows = Agreement.objects.visible_to(viewer)
    return rows.select_related("processor", "controller", "template", "contract")


def with_signatures_known(rows: list[Agreement], known_at: datetime) -> None:
    """Let agreements, whose signatures were read along, have those known at ``known_at``.

    Who signed, in person, is as it is now: history has no names.
    """
    with read_as_application():
        known = as_recorded(AgreementSignature, known_at)
        versions = {each.pgh_obj_id: each for each in known.filter(agreement__in=rows)}
    for each in (signature for row in rows for signature in row.signatures.all()):
        if version := versions.get(each.pk):
            of_version(each, version)
        else:
            each.lapsed_at = known_at  # it was not there yet: told as one that does not count


def mandates(*, viewer: Viewer, on: date) -> QuerySet[Mandate]:
    """Return the mandates in force that ``viewer`` may see."""
    rows = Mandate.objects.visible_to(viewer).in_force(on)
    return rows.select_related("giver", "holder", "engages")


def authorisations(*, viewer: Viewer) -> QuerySet[Mandate]:
    """Return all mandates that ``viewer`` may see, of any day."""
    return Mandate.objects.visible_to(viewer).select_related("giver", "holder", "engages")


def relations(
    *,
    viewer: Viewer,
    on: date,
    between: str = "",
    standing: str = "",
    party: UUID | None = None,
    q: str = "",
) -> QuerySet[Any]:
    """Return the contracts in force, each with ``standing`` and the agreement that counts.

    ``between`` is a Relation; ``standing`` a Standing, or ``missing`` for all without both
    signatures; ``party`` is at either end; ``q`` is a part of a name. Models need no agreement.
    """
    rows = (
        Contract.objects.visible_to(viewer)
        .in_force(on)
        .filter(provider__is_model=False, acquirer__is_model=False)
    )
    rows = rows.filter(_KINDS.get(between, Q()))
    if party:
        rows = rows.filter(Q(provider=party) | Q(acquirer=party))
    if q:
        rows = rows.filter(Q(provider__name__icontains=q) | Q(acquirer__name__icontains=q))
    found = _with_standing(rows, viewer, on)
    if standing == "missing":
        found = found.exclude(standing=Standing.SIGNED)
    elif standing:
        found = found.filter(standing=standing)
    found = found.select_related("provider", "acquirer", "service")
    return found.order_by("provider__name", "acquirer__name", "pk")


def _with_standing(rows: QuerySet[Contract], viewer: Viewer, on: date) -> QuerySet[Any]:
    made = Agreement.objects.visible_to(viewer).filter(
        Q(contract=None) | Q(contract=OuterRef("pk")),
        processor=OuterRef("provider"),
        controller=OuterRef("acquirer"),
    )
    current = made.in_force(on).order_by("-contract")
    standing = Case(
        When(Exists(made.binding(on)), then=Value(Standing.SIGNED)),
        When(Exists(current), then=Value(Standing.WAITING)),
        default=Value(Standing.MISSING),
        output_field=CharField(),
    )
    return rows.annotate(
        standing=standing,
        agreement_id=Subquery(current.values("pk")[:1]),
        agreement_reference=Subquery(current.values("reference")[:1]),
    )


@dataclass(frozen=True, slots=True)
class Between:
    """Two parties of which the one processes for the other, under contracts or an agreement."""

    processor: Party
    controller: Party


def between(*, viewer: Viewer, party: Party, other: UUID) -> Between:
    """Return who of the two processes for whom; raises NotFound when neither does, or is hidden."""
    them = Q(provider=party, acquirer=other) | Q(provider=other, acquirer=party)
    contracts = Contract.objects.visible_to(viewer).filter(them)
    contract = contracts.select_related("provider", "acquirer").order_by("-valid_during").first()
    if contract:
        return Between(contract.provider, contract.acquirer)
    agreement = agreements_between(viewer=viewer, party=party, other=other).first()
    if agreement is None:
        raise NotFound
    return Between(agreement.processor, agreement.controller)


def engageable(*, viewer: Viewer, pair: Between) -> QuerySet[Party]:
    """Return whom the processor may have to engage: who delivers to it, directly or not."""
    above = upstream_of(frozenset({pair.processor.pk})) - {pair.controller.pk}
    return Party.objects.visible_to(viewer).filter(pk__in=above, is_model=False).order_by("name")


def agreements_between(*, viewer: Viewer, party: Party, other: UUID) -> QuerySet[Agreement]:
    """Return what the two agreed, newest first, ended or not."""
    them = Q(processor=party, controller=other) | Q(processor=other, controller=party)
    found = agreements(viewer=viewer).filter(them).prefetch_related("mandates__engages")
    return found.order_by("-valid_during", "pk")


def the_agreement(*, viewer: Viewer, pk: UUID) -> Agreement:
    """Return one agreement; raises NotFound."""
    found = agreements(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def papers(*, viewer: Viewer) -> QuerySet[AgreementDocument]:
    """Return the papers that ``viewer`` may see, newest first, without their bytes."""
    rows = AgreementDocument.objects.visible_to(viewer).light()
    rows = rows.select_related("agreement__processor", "agreement__controller", "template")
    return rows.prefetch_related("signatures__party", "named__category").order_by(
        "agreement", "-number"
    )


def to_be_signed(*, viewer: Viewer, party: Party, on: date) -> QuerySet[AgreementDocument]:
    """Return the papers sent to be signed that wait for the signature of ``party``."""
    mine = Q(agreement__processor=party) | Q(agreement__controller=party)
    signed = AgreementSignature.objects.standing().filter(
        agreement=OuterRef("agreement"), party=party
    )
    end = "agreement__valid_during__endswith"
    goes_on = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": on})
    rows = papers(viewer=viewer).filter(mine, goes_on, state=DocumentState.SENT)
    return rows.exclude(Exists(signed))


def the_paper(*, viewer: Viewer, pk: UUID) -> AgreementDocument:
    """Return one paper; raises NotFound."""
    found = papers(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def without_agreement(*, viewer: Viewer, on: date, between: str) -> int:
    """Return with how many parties of that relation no agreement is signed by both."""
    missing = relations(viewer=viewer, on=on, between=between, standing="missing")
    return missing.order_by().values("acquirer").distinct().count()
