"""The rows themselves, as the viewer may see them."""

from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from roles.choices import ContractKind, PartyKind
from roles.models import Contract, Measure, Party
from roles.queries.lookup import the_one
from roles.transfers.models import (
    AdequacyCoverage,
    Transfer,
    TransferAssessment,
    TransferDocument,
)
from voipgrid_privacy.kernel.tenancy import Viewer


def transfers(*, viewer: Viewer) -> QuerySet[Transfer]:
    """Return the recorded transfers, of any period."""
    rows = Transfer.objects.visible_to(viewer)
    return rows.select_related("exporter", "importer", "contract", "source")


def the_transfer(*, viewer: Viewer, pk: UUID) -> Transfer:
    """Return a recorded transfer; raises NotFound."""
    return the_one(transfers(viewer=viewer), pk=pk)


def going_on(*, viewer: Viewer, transfer: Transfer) -> QuerySet[Transfer]:
    """Return the records of the same data going to the same place, such as before a change."""
    rows = Transfer.objects.visible_to(viewer).filter(
        exporter=transfer.exporter_id,
        importer=transfer.importer_id,
        country=transfer.country,
        organisation=transfer.organisation,
    )
    return rows.order_by("-valid_during", "pk")


def importers(*, viewer: Viewer, party: Party) -> QuerySet[Party]:
    """Return to whom the party may send data: its suppliers, and those that it entered itself."""
    own = Party.objects.filter(kind=PartyKind.SUPPLIER, registered_by=party).order_by()
    supplying = supplies(viewer=viewer, party=party).order_by().values_list("provider")
    sent = Transfer.objects.visible_to(viewer).filter(exporter=party).order_by()
    # Their keys first: who may be seen is then judged of these few, not of every customer.
    found = {pk for (pk,) in own.values_list("pk").union(supplying, sent.values_list("importer"))}
    return Party.objects.visible_to(viewer).filter(pk__in=found).order_by("name", "pk")


def supplies(*, viewer: Viewer, party: Party) -> QuerySet[Contract]:
    """Return under which contracts others supply the party."""
    rows = Contract.objects.visible_to(viewer).filter(acquirer=party, kind=ContractKind.SUPPLY)
    return rows.select_related("provider", "service").order_by("provider__name", "pk")


def supplementary(*, viewer: Viewer, exporter: Party) -> QuerySet[Measure]:
    """Return which measures the exporter can take on top: of the catalogue, and its own."""
    rows = Measure.objects.visible_to(viewer).usable_by(exporter)
    return rows.order_by("kind", "code")


def the_document(*, viewer: Viewer, pk: UUID) -> TransferDocument:
    """Return a document with what is in it; raises NotFound."""
    return the_one(TransferDocument.objects.visible_to(viewer), pk=pk)


def assessments(*, viewer: Viewer) -> QuerySet[TransferAssessment]:
    """Return transfer impact assessments, newest first."""
    return TransferAssessment.objects.visible_to(viewer).select_related("transfer")


def coverages(*, viewer: Viewer) -> QuerySet[AdequacyCoverage]:
    """Return which importers are covered by a decision that does not cover everyone."""
    return AdequacyCoverage.objects.visible_to(viewer).select_related("importer")


def documents(*, viewer: Viewer) -> QuerySet[TransferDocument]:
    """Return the documents of transfers, without what is in them; ``erased`` once it is gone."""
    rows = TransferDocument.objects.visible_to(viewer).select_related("transfer")
    return rows.defer("content").annotate(erased=ExpressionWrapper(Q(content=b""), BooleanField()))
