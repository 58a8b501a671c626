"""Stating what an agreement that was made elsewhere covers (GDPR Art. 28(3), 28(4))."""

from collections.abc import Mapping
from datetime import datetime

from roles.agreements.models import (
    Agreement,
    AgreementCoverage,
    ClauseItem,
    DocumentKind,
    DocumentState,
)
from roles.agreements.refusals import CoverageOfWording
from roles.agreements.services.instructing import entered_by
from roles.agreements.services.recording import held_agreement
from roles.models import DataCategory
from roles.services.recording import keep
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def state_coverage(
    *,
    agreement: Agreement,
    items: Mapping[ClauseItem, str],
    categories: Mapping[DataCategory, str],
    at: datetime,
    by: Viewer,
) -> list[AgreementCoverage]:
    """State where in the document each item of the law is settled and each kind of data named.

    An empty place says that it is not there; what is not mentioned stays as it was stated. Returns
    the rows that are new. Raises NotAllowed, NotFound, ``coverage_of_wording``.
    """
    held = held_agreement(agreement, by)
    if made_here(held):
        raise CoverageOfWording
    known = {(row.item, row.category): row.place for row in _standing(held)}
    said = {(item, None): place for item, place in items.items()}
    said |= {(None, category): place for category, place in categories.items()}  # type: ignore[misc]  # one of the two
    new = [
        (item, category, place)
        for (item, category), given in said.items()
        if (place := " ".join(given.split())) != known.get((item, category), "")
    ]
    rest = {"agreement": held, "stated_at": at, "stated_by": entered_by(held, by)}
    return [
        keep(AgreementCoverage(item=item, category=category, place=place, **rest))
        for item, category, place in new
    ]


def made_here(agreement: Agreement) -> bool:
    """Say whether both signed the paper that was generated here."""
    papers = agreement.documents.light()
    return papers.filter(kind=DocumentKind.GENERATED, state=DocumentState.SIGNED).exists()


def _standing(agreement: Agreement) -> list[AgreementCoverage]:
    return list(agreement.coverage.standing().select_related("item", "category"))
