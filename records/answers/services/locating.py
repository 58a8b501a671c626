"""In whose rows a data subject is: counted, never read, and that somebody looked is on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from records.answers.keeping import identifiers_of
from records.answers.looking import SubjectLook
from records.answers.refusals import NothingToSearchBy
from records.answers.searching import Hits, Whereabouts, located
from records.answers.statements import ANYBODY, Whom
from records.choices import Whose
from records.requests.deriving import placed_in
from records.requests.models import SubjectRequest
from records.requests.services.keeping import seen_request
from roles.choices import PartyKind
from roles.models import Party
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@dataclass(frozen=True, slots=True)
class Spot:
    """Rows in which the subject is: whose customer's, of which partner, as whom and how many.

    A party that is none of the viewer's to know of is None. ``in_request``: the request was placed
    in the chain of that customer, or partner, already; ``through``: that chain goes through whoever
    received it, who places it there. In others' chains it is not the receiver's to send on.
    """

    partner: Party | None
    customer: Party | None
    at: Whereabouts
    in_request: bool
    through: bool

    @property
    def counted(self) -> list[tuple[str, int]]:
        """As whom the subject is there, and in how many rows each."""
        return [(str(Whose(code).label), number) for code, number in self.at.rows.items()]

    @property
    def whose(self) -> Party | None:
        """In whose chain the request belongs: the customer's, or else the partner's."""
        return self.customer or self.partner


@dataclass(frozen=True, slots=True)
class Located:
    """Where somebody is, and the places of which that is not known."""

    spots: tuple[Spot, ...]
    unknown: tuple[Hits, ...]


@use_case
def locate_subject(*, request: SubjectRequest, at: datetime, by: Viewer) -> Located:
    """Return in whose rows the subject of a request is, by what the request names it by.

    So it is placed in every chain that it is about, and forwarded (GDPR Art. 28(3)(e)). Reads
    counts only: officers of all, a partner of its own customers alone. That somebody looked is
    kept. Raises NotAllowed, NotFound, ``answer_no_identifier``.
    """
    whom = _whom(by)
    row = seen_request(request, by)
    with as_application():
        given = identifiers_of(row.pk)
        if not given:
            raise NothingToSearchBy
        _put_on_record(row, whom, at, by)
        placed = {party.pk for party in placed_in(row)}
        found: list[Whereabouts] = []
        unknown: dict[str, Hits] = {}
        for each in whom:
            seen, missed = located(given, each)
            found += seen
            unknown |= {str(hits.place): hits for hits in missed}
    known = _known(found, by)
    spots = (_spot(each, known, placed, row.received_by) for each in found)
    return Located(tuple(sorted(spots, key=_order)), tuple(unknown.values()))


def _whom(by: Viewer) -> list[Whom]:
    """Return whose rows are counted; raises NotAllowed for who only looks."""
    if by.may(Ability.WRITE_REGISTER):
        return [ANYBODY]
    by.must(Ability.WRITE_OWN)
    if not by.parties:
        raise NotAllowed
    return [Whom(partner=party) for party in sorted(by.parties)]


def _put_on_record(request: SubjectRequest, whom: Iterable[Whom], at: datetime, by: Viewer) -> None:
    platform = Party.objects.filter(kind=PartyKind.PLATFORM).values_list("pk", flat=True)
    for each in whom:
        party = each.partner or platform.get()
        look = SubjectLook(request=request, party_id=party, looked_at=at, looked_by=by.user_id)
        look.save(force_insert=True)


def _known(found: Iterable[Whereabouts], by: Viewer) -> dict[UUID, Party]:
    """Return the parties that the viewer may know of."""
    keys = {key for each in found for key in (each.partner, each.customer) if key}
    return {party.pk: party for party in Party.objects.visible_to(by).filter(pk__in=keys)}


def _spot(each: Whereabouts, known: dict[UUID, Party], placed: set[UUID], receiver: Party) -> Spot:
    partner, customer = (known.get(key) if key else None for key in (each.partner, each.customer))
    through = receiver.kind == PartyKind.PLATFORM or receiver.pk in {each.partner, each.customer}
    if not through and each.customer:  # a reseller between the partner and its customer
        through = receiver.pk in upstream_of(frozenset({each.customer}))
    return Spot(partner, customer, each, bool({each.customer or each.partner} & placed), through)


def _order(spot: Spot) -> tuple[str, str, str]:
    return (str(spot.partner or ""), str(spot.customer or ""), str(spot.at.place))
