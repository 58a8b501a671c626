"""In whose name somebody looks, once a party is chosen."""

from dataclasses import replace

from roles.models import Party
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.tenancy import Ability, Viewer


def as_party(viewer: Viewer, party: Party) -> Viewer:
    """Return the viewer in the name of one party: also an officer sees what that party sees."""
    own = frozenset({party.pk})
    writes = viewer.may(Ability.WRITE_OWN) or viewer.may(Ability.WRITE_REGISTER)
    may = frozenset({Ability.WRITE_OWN}) if writes else frozenset()
    above = viewer.upstream if viewer.parties == own else upstream_of(own)
    return replace(viewer, parties=own, upstream=above, abilities=may)
