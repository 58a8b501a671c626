"""How controllers are reached: contact points and addresses, as they are now."""

from collections.abc import Collection
from uuid import UUID

from django.db.models.expressions import RawSQL

from records.activities.models import RecordKeeper
from records.activities.processing.groups import Reached
from records.activities.queries import ASKED_FIRST, in_a_line
from roles.models import Contact
from roles.models.parties import ContactKind
from voipgrid_privacy.kernel.tenancy import Viewer


def reached(*, viewer: Viewer, parties: Collection[UUID]) -> dict[UUID, Reached]:
    """Return how each of some parties is reached, as far as it is recorded and the viewer's."""
    some, found = _listed(parties), dict[UUID, dict[str, str]]()
    for row in Contact.objects.visible_to(viewer).filter(party__in=some).order_by("pk"):
        found.setdefault(row.party_id, {}).setdefault(row.kind, in_a_line(row))
    kept = RecordKeeper.objects.visible_to(viewer).filter(party__in=some)
    keepers = {row.party_id: row for row in kept}
    return {pk: _reached(found.get(pk, {}), keepers.get(pk)) for pk in {*found, *keepers}}


def _listed(parties: Collection[UUID]) -> RawSQL:
    """Return the parties as one parameter: a driver spells thousands of them one by one."""
    return RawSQL("SELECT unnest(%s::uuid[])", ["{" + ",".join(map(str, parties)) + "}"])


def _reached(kinds: dict[str, str], keeper: RecordKeeper | None) -> Reached:
    return Reached(
        address=keeper.address if keeper else "",
        contact=next((kinds[kind] for kind in ASKED_FIRST if kind in kinds), ""),
        officer=kinds.get(ContactKind.DPO, ""),
        representative=keeper.representative if keeper else "",
    )
