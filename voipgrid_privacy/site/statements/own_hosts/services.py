"""Recording a host of one's own, proving it, and giving it up."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.request import validate_host

from cookies.scanner import ownership
from cookies.scanner.choices import ProofWay
from cookies.scanner.errors import OwnershipNotProven
from roles.models import Party
from roles.services.recording import held_for_update
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.statements.models.hosts import OwnHost
from voipgrid_privacy.site.statements.models.hosts import validate_host as must_be_a_name
from voipgrid_privacy.site.statements.own_hosts.errors import HostGivenUp, HostIsOurs, NotAHost
from voipgrid_privacy.site.statements.own_hosts.queries import recorded_host
from voipgrid_privacy.site.statements.services.writing import held


@use_case
def record_host(*, party: Party, host: str, at: datetime, by: Viewer) -> OwnHost:
    """Record where the party wants its pages, in place of what it recorded before.

    Nothing is served there before it is proven. Raises NotAllowed, ``own_host_not_a_name``,
    ``own_host_is_ours``.
    """
    held(party, by)
    name = host.strip().lower().rstrip(".")
    try:
        must_be_a_name(name)
    except ValidationError as error:
        raise NotAHost(field="host") from error
    if len(name) > 253:
        raise NotAHost(field="host")
    if validate_host(name, settings.ALLOWED_HOSTS) or name == _our_name():
        raise HostIsOurs(field="host", host=name)
    before = recorded_host(party)
    if before is not None and before.host == name:
        return before
    _given_up(before, at)
    return OwnHost.objects.create(party=party, host=name)


@use_case
def give_up_host(*, party: Party, at: datetime, by: Viewer) -> OwnHost:
    """Serve the party's pages at the platform's address alone. Raises NotAllowed, NotFound."""
    held(party, by)
    row = recorded_host(party)
    if row is None:
        raise NotFound
    _given_up(row, at)
    return row


def prove_host(
    *, party: Party, at: datetime, by: Viewer, world: ownership.Outside | None = None
) -> OwnHost:
    """Look for the proof that the recorded host is the party's, and serve its pages there.

    Asks DNS and the host, as before a scan. Raises NotAllowed, NotFound, OwnershipNotProven.
    """
    row = _to_prove(party=party, by=by)
    way = ownership.proven(row, row.token, world or ownership.outside())
    return _note(row=row, way=way, at=at, by=by)


@use_case
def _to_prove(*, party: Party, by: Viewer) -> OwnHost:
    held(party, by)
    row = recorded_host(party)
    if row is None:
        raise NotFound
    return row


@use_case
def _note(*, row: OwnHost, way: ProofWay | None, at: datetime, by: Viewer) -> OwnHost:
    held(row.party, by)
    if way is None:
        raise OwnershipNotProven(host=row.host)
    locked = held_for_update(OwnHost.objects.filter(ended_at=None), row)
    if locked is None:
        raise HostGivenUp
    with as_application():  # whose it was, this party may not see: the name is the other's no more
        others = OwnHost.objects.filter(host=row.host, proven_at__isnull=False, ended_at=None)
        others.exclude(pk=row.pk).update(ended_at=at)
    locked.way, locked.proven_at, locked.checked_at = way, at, at
    locked.missing_since = locked.warned_at = None
    locked.full_clean()
    locked.save(update_fields=("way", "proven_at", "checked_at", "missing_since", "warned_at"))
    return locked


def _given_up(row: OwnHost | None, at: datetime) -> None:
    if row is not None:
        row.ended_at = at
        row.save(update_fields=("ended_at",))


def _our_name() -> str:
    return (urlsplit(settings.PUBLIC_URL).hostname or "").lower()
