"""Who keeps the records of a party, and how it and those who speak for it are reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from records.activities.models import RecordKeeper
from records.activities.services import must_keep
from roles.models import Contact, Party
from roles.services import add_contact, correct_contact
from roles.services.recording import change, keep
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached: the name of a function or person, e-mail address, telephone."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone)


@use_case
def describe_keeper(
    *,
    party: Party,
    address: str,
    officer: str,
    representative: str = "",
    contacts: Mapping[str, Reach] | None = None,
    by: Viewer,
) -> RecordKeeper:
    """Record what letter (a) asks of ``party``: address, DPO (Art. 37), representative (Art. 27).

    ``contacts`` are by kind of contact; one that says nothing leaves what there is. Raises
    NotAllowed, ``contact_unreachable``.
    """
    must_keep(by, party)
    for kind, reach in (contacts or {}).items():
        if reach:
            _reached(party, kind, reach, by)
    given = {"address": address, "officer": officer, "representative": representative}
    row = RecordKeeper.objects.select_for_update(of=("self",)).filter(party=party).first()
    if row is None:
        return keep(RecordKeeper(party=party, **given))
    for field, value in given.items():
        setattr(row, field, value)
    return change(row, *given)


def _reached(party: Party, kind: str, reach: Reach, by: Viewer) -> None:
    how = {"name": reach.name, "email": reach.email, "phone": reach.phone}
    row = Contact.objects.filter(party=party, kind=kind).order_by("pk").first()
    if row is None:
        add_contact(party=party, kind=kind, **how, by=by)
    else:
        correct_contact(contact=row, **how, by=by)


def keeper_of(*, viewer: Viewer, party: Party) -> tuple[RecordKeeper, dict[str, Reach]]:
    """Return what is recorded of who keeps the records of ``party``, and its contacts by kind."""
    row = RecordKeeper.objects.visible_to(viewer).filter(party=party).first()
    found: dict[str, Reach] = {}
    for contact in Contact.objects.visible_to(viewer).filter(party=party).order_by("pk"):
        found.setdefault(contact.kind, Reach(contact.name, contact.email, contact.phone))
    return row or RecordKeeper(party=party), found
