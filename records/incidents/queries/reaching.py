"""Whom a notice reaches by mail or in the portal, and whom it does not."""

from collections.abc import Iterable
from uuid import UUID

from records.incidents.choices import Means
from records.incidents.models import IncidentNotice
from records.incidents.queries.dossiers import ACCOUNTS
from roles.mail.services import addresses
from voipgrid_privacy.kernel.tenancy import Viewer


def without_address(
    notices: Iterable[IncidentNotice], *, viewer: Viewer, means: str = Means.MAIL
) -> set[UUID]:
    """Return the recipients that are not reached so: no account here, and for mail no address."""
    if means not in {Means.MAIL, Means.PORTAL}:
        return set()
    alone = {each.recipient_id for each in notices if each.recipient.kind not in ACCOUNTS}
    if means == Means.MAIL and alone:
        alone -= addresses(parties=alone, viewer=viewer).keys()
    return alone
