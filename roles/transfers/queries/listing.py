"""The rows themselves, as the viewer may see them."""

from django.db.models import QuerySet

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


def assessments(*, viewer: Viewer) -> QuerySet[TransferAssessment]:
    """Return transfer impact assessments, newest first."""
    return TransferAssessment.objects.visible_to(viewer).select_related("transfer")


def coverages(*, viewer: Viewer) -> QuerySet[AdequacyCoverage]:
    """Return which importers are covered by a decision that does not cover everyone."""
    return AdequacyCoverage.objects.visible_to(viewer).select_related("importer")


def documents(*, viewer: Viewer) -> QuerySet[TransferDocument]:
    """Return the documents of transfers, without what is in them."""
    rows = TransferDocument.objects.visible_to(viewer).select_related("transfer")
    return rows.defer("content")
