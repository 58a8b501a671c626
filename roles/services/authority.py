"""Who may write what: officers the whole register, a partner's manager what is its own."""

from django.db.models import Q, QuerySet

from roles.choices import PartyKind
from roles.models import Contract, Party
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

REGISTERED_BY_PARTNERS = frozenset({PartyKind.CUSTOMER, PartyKind.RESELLER})


def must_see(by: Viewer, *parties: Party) -> None:
    """Raise NotFound for a party the viewer may not know of: like a reference to nothing."""
    wanted = {party.pk for party in parties}
    if Party.objects.visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound


def must_act_for(by: Viewer, party: Party) -> None:
    """Raise unless ``party`` is the viewer's own or below it, and not the platform."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    must_see(by, party)
    if not acts_for(by, party):
        raise NotAllowed


def acts_for(by: Viewer, party: Party) -> bool:
    """Say whether ``party`` is the viewer's own or below it, and not the platform."""
    return party.kind != PartyKind.PLATFORM and _below(by).filter(pk=party.pk).exists()


def must_write_for(by: Viewer, party: Party) -> None:
    """Raise unless ``party`` is the viewer's own, below it, or registered by it."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    must_see(by, party)
    if party.kind == PartyKind.PLATFORM or not _writable(by).filter(pk=party.pk).exists():
        raise NotAllowed


def must_correct(by: Viewer, party: Party) -> None:
    """Raise unless ``by`` entered ``party``; officers correct everything."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    must_see(by, party)
    if party.registered_by_id not in by.parties or party.is_public or party.is_model:
        raise NotAllowed


def must_change_contract(by: Viewer, contract: Contract) -> None:
    """Raise NotFound for a hidden contract, NotAllowed where ``by`` does not deliver it."""
    if by.may(Ability.WRITE_REGISTER):
        return
    if not Contract.objects.visible_to(by).filter(pk=contract.pk).exists():
        raise NotFound
    must_act_for(by, contract.provider)


def registrant(by: Viewer, wanted: Party | None, kind: str) -> Party | None:
    """Return who registers a party: a partner's manager always its own party; raises NotAllowed."""
    if by.may(Ability.WRITE_REGISTER):
        return wanted
    by.must(Ability.WRITE_OWN)
    if kind not in REGISTERED_BY_PARTNERS:
        raise NotAllowed
    own = Party.objects.filter(pk__in=by.parties)
    chosen = [party for party in own if wanted is None or party.pk == wanted.pk]
    if len(chosen) != 1:
        raise NotAllowed
    return chosen[0]


def _below(by: Viewer) -> QuerySet[Party]:
    return Party.objects.filter(Q(pk__in=by.parties) | Q(seen_from__viewer__in=by.parties))


def _writable(by: Viewer) -> QuerySet[Party]:
    return Party.objects.filter(
        Q(pk__in=by.parties) | Q(seen_from__viewer__in=by.parties) | Q(registered_by__in=by.parties)
    )
