"""Entering and correcting parties, their numbers and their contacts."""

from collections.abc import Iterable

from django.db import connection

from roles.choices import PartyKind
from roles.models import Contact, ExternalId, Party
from roles.models.parties import LegalForm
from roles.services.authority import must_correct, must_write_for, registrant
from roles.services.changing import tell_of
from roles.services.recording import change, keep
from roles.services.refusals import ExternalIdTaken
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case

ExternalNumber = tuple[str, str]
"""A system of ``ExternalSystem`` and the party's number in it."""


@use_case
def register_party(
    *,
    kind: str,
    name: str,
    legal_form: str = LegalForm.LEGAL_PERSON,
    kvk_number: str = "",
    country: str = "NL",
    external_ids: Iterable[ExternalNumber] = (),
    registered_by: Party | None = None,
    is_public: bool = False,
    is_model: bool = False,
    by: Viewer,
) -> Party:
    """Enter a party. A partner's manager enters customers and sub-resellers, as its own.

    ``is_public``: the platform and its suppliers, who may be named to anyone (EDPB Opinion
    22/2024); ``is_model``: a party with which the register explains itself. Raises NotAllowed,
    ``name_missing``, ``kvk_number``, ``country``, ``external_id_taken``, ``invalid``.
    """
    registered_by = registrant(by, registered_by, kind)
    if is_public or is_model:
        by.must(Ability.WRITE_REGISTER)
    party = Party(
        kind=kind,
        name=one_line(name),
        legal_form=legal_form,
        kvk_number=kvk_number,
        country=country,
        is_public=is_public,
        is_model=is_model,
        registered_by=registered_by,
    )
    keep(party)
    give_numbers(party, external_ids, registered_by)
    return party


def give_numbers(
    party: Party, numbers: Iterable[ExternalNumber], assigned_by: Party | None
) -> None:
    """Give ``party`` its numbers; those that nobody else gave are the platform's."""
    numbers = tuple(numbers)
    if not numbers:
        return
    giver = assigned_by or Party.objects.filter(kind=PartyKind.PLATFORM).first() or party
    for system, value in numbers:
        taken = ExternalId.objects.filter(assigned_by=giver, system=system, value=value)
        if taken.exists():
            raise ExternalIdTaken(field="external_ids")
        keep(ExternalId(party=party, assigned_by=giver, system=system, value=value))


@use_case
def correct_party(
    *,
    party: Party,
    name: str | None = None,
    legal_form: str | None = None,
    kvk_number: str | None = None,
    country: str | None = None,
    by: Viewer,
) -> Party:
    """Correct what the register says of a party; what is None stays. Raises DomainError."""
    must_correct(by, party)
    wanted = {
        "name": name if name is None else one_line(name),
        "legal_form": legal_form,
        "kvk_number": kvk_number,
        "country": country,
    }
    corrections = {
        field: value
        for field, value in wanted.items()
        if value is not None and value != getattr(party, field)
    }
    for field, value in corrections.items():
        setattr(party, field, value)
    if not corrections:
        return party
    corrected = change(party, *corrections)
    if "legal_form" in corrections:
        tell_of(party.pk)
    return corrected


def rename_party(*, party: Party, name: str, by: Viewer) -> Party:
    """Give a party another name (history keeps no names: GDPR Art. 17)."""
    return correct_party(party=party, name=name, by=by)


@use_case
def add_contact(
    *, party: Party, kind: str, name: str = "", email: str = "", phone: str = "", by: Viewer
) -> Contact:
    """Add a contact point, such as the DPO (GDPR Art. 37(7)); raises ``contact_unreachable``."""
    must_write_for(by, party)
    return keep(Contact(party=party, kind=kind, name=one_line(name), email=email, phone=phone))


@use_case
def correct_contact(
    *, contact: Contact, name: str = "", email: str = "", phone: str = "", by: Viewer
) -> Contact:
    """Correct how a contact point is reached; raises NotAllowed, ``contact_unreachable``."""
    must_write_for(by, contact.party)
    given = {"name": one_line(name), "email": email, "phone": phone}
    for field, value in given.items():
        setattr(contact, field, value)
    return change(contact, *given)


@use_case
def remove_contact(*, contact: Contact, by: Viewer) -> None:
    """Remove who is no contact point any more, and erase it (GDPR Art. 5(1)(d), 17).

    Raises NotAllowed, NotFound.
    """
    must_write_for(by, contact.party)
    with connection.cursor() as cursor:
        cursor.execute("SELECT roles_remove_contact(%s)", [contact.pk])
        removed = cursor.fetchone()
    if not (removed and removed[0]):
        raise NotFound
