"""Registrations with the ACM: entered by or for a provider, checked by the platform's officers."""

from datetime import date

from roles.acm.models import AcmRegistration
from roles.models import Party
from roles.services.authority import must_write_for
from roles.services.conduct import AlreadyEnded
from roles.services.recording import change, end, held_for_update, keep, period
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def record_acm_registration(
    *, party: Party, number: str, on: date, until: date | None = None, by: Viewer
) -> AcmRegistration:
    """Record the number under which ACM knows ``party`` as a provider (Tw Art. 2.1).

    Raises NotAllowed, NotFound, ``acm_number_missing``, ``overlapping_acm_registration``.
    """
    must_write_for(by, party)
    row = AcmRegistration(party=party, number=number.strip(), valid_during=period(on, until))
    return keep(row)


@use_case
def check_acm_registration(
    *,
    registration: AcmRegistration,
    registered_name: str,
    checked_on: date,
    evidence: str = "",
    by: Viewer,
) -> AcmRegistration:
    """Record what ACM's public register says of it; raises NotAllowed, NotFound.

    Whether the name is the party's is compared without regard to case and punctuation.
    """
    by.must(Ability.WRITE_REGISTER)
    held = _held(registration)
    held.registered_name, held.checked_on = registered_name.strip(), checked_on
    held.name_matches = _plain(registered_name) == _plain(held.party.name)
    held.evidence = evidence
    return change(held, "registered_name", "name_matches", "checked_on", "evidence")


@use_case
def end_acm_registration(*, registration: AcmRegistration, on: date, by: Viewer) -> AcmRegistration:
    """End a registration: ``on`` is the first day without it; raises ``already_ended``."""
    by.must(Ability.WRITE_REGISTER)
    held = _held(registration)
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    return end(held, on)


def _held(registration: AcmRegistration) -> AcmRegistration:
    held = held_for_update(AcmRegistration.objects.all(), registration)
    if held is None:
        raise NotFound
    return held


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
