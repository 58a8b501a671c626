"""What is wrong with incidents: clocks that nothing answered, parties that were not told."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models.functions import Now

from records.incidents.models import IncidentClock, IncidentDossier, IncidentNotice
from records.incidents.queries.dossiers import running
from roles.findings import Found, Scopes, add_check
from roles.findings.checking import owner_of
from voipgrid_privacy.kernel.legal_days import AMSTERDAM


@add_check
def clocks_over(on: date, scopes: Scopes) -> Iterator[Found]:  # noqa: ARG001  hours, not days
    """Report clocks of parties with an account that ended without an answer."""
    rows = running(IncidentClock.objects.filter(ends_at__lte=Now(), dossier__keeper=None))
    rows = rows.select_related("dossier__party")
    for row in rows if scopes is None else rows.filter(dossier__party__in=scopes):
        party = row.dossier.party
        key = f"clock={row.pk}/dossier={row.dossier_id}"
        yield Found(party.pk, "incident_clock_over", key, party.pk, owner=owner_of(party.kind))


@add_check
def parties_untold(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report who knew of an incident before today and has not told all it must tell."""
    start = datetime.combine(on, time.min, tzinfo=AMSTERDAM)
    files = IncidentDossier.objects.filter(aware_at__lt=start, keeper=None).select_related("party")
    for file in files if scopes is None else files.filter(party__in=scopes):
        rows = IncidentNotice.objects.waiting().filter(incident=file.incident_id)
        if number := rows.filter(sender=file.party_id).count():
            yield Found(
                file.party_id,
                "incident_notice_unsent",
                f"dossier={file.pk}",
                file.party_id,
                number=number,
                owner=owner_of(file.party.kind),
            )
