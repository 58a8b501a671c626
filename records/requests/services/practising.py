"""Choosing how a party counts while it awaits proof of identity."""

from records.requests.models import RequestPractice
from records.requests.services.keeping import acts_for, kept
from roles.models import Party
from roles.services.recording import change, held_for_update
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def choose_reading(*, party: Party, reading: str, by: Viewer) -> RequestPractice:
    """Choose whether the month of a party waits for proof of identity (GDPR Art. 12(3), 12(6)).

    Whoever chose nothing keeps to the earlier day. Raises NotAllowed.
    """
    if acts_for(party, by) is None:
        raise NotAllowed
    found = RequestPractice.objects.visible_to(by).filter(party=party).first()
    row = found and held_for_update(RequestPractice.objects.all(), found)
    if row is None:
        return kept(RequestPractice(party=party, reading=reading))
    row.reading = reading
    return change(row, "reading")
