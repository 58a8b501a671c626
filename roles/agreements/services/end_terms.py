"""Entering what both agreed about the end of a service (GDPR Art. 28(3)(g))."""

from datetime import date, datetime

from roles.agreements.end_refusals import EndLater, EndTermEarly, EndTermLate
from roles.agreements.end_terms import first_day
from roles.agreements.ends import ACCOUNTS, ServiceEnd
from roles.agreements.models import Agreement, EndTerm, EnteredBy, Side
from roles.agreements.services.end_sides import OWN, acts_as
from roles.agreements.services.instructing import seen_agreement
from roles.agreements.services.recording import may_record
from roles.services.recording import keep
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def agree_end_term(
    *, agreement: Agreement, days: int, otherwise: str = "", on: date, at: datetime, by: Viewer
) -> EndTerm:
    """Enter what both agreed ``on`` about the end: days, and what is done unless told otherwise.

    Where both have an account it counts once each entered the same, or an officer did for two
    others. Raises NotAllowed, NotFound, ``end_later``, ``end_term_early``, ``end_term_late``.
    """
    seen = seen_agreement(agreement, by)
    who = terms_as(seen, by)
    if who is None:
        raise NotAllowed
    _must_be_in_time(seen, on, legal_day(at))
    return keep(
        EndTerm(
            agreement=seen,
            days=days,
            otherwise=otherwise,
            agreed_on=on,
            entered_at=at,
            entered_by=who,
        )
    )


def terms_as(agreement: Agreement, by: Viewer) -> EnteredBy | None:
    """Return as whom ``by`` enters terms: a side for itself, officers for two others."""
    pair = {"processor": agreement.processor, "controller": agreement.controller}
    for side, party in ((Side.CONTROLLER, pair["controller"]), (Side.PROCESSOR, pair["processor"])):
        if acts_as(party, by):
            both = all(each.kind in ACCOUNTS for each in pair.values())
            return OWN[side] if both or may_record(**pair, by=by) else None
    return EnteredBy.OFFICE if by.may(Ability.WRITE_REGISTER) else None


def _must_be_in_time(agreement: Agreement, on: date, today: date) -> None:
    """Raise unless the day is one of the agreement, and the service has not ended."""
    if on > today:
        raise EndLater(field="on")
    if on < first_day(agreement):
        raise EndTermEarly(field="on")
    ended = Agreement.objects.filter(pk=agreement.pk).values_list(ServiceEnd("pk"), flat=True).get()
    if ended is not None and ended <= today:
        raise EndTermLate
