"""What waits for an act of one party: gathered once, shown on the overview and in summaries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from records.incidents.queries.dossiers import running_for
from records.requests.clocks import Standing
from records.requests.listing import Row, waiting
from roles.acm.reporting import last_day_of, reports_due
from roles.agreements.ends import waiting_for
from roles.agreements.queries import to_be_signed
from roles.models import Finding, Party
from roles.queries.parties import open_findings
from roles.sub_processors.queries import open_notices
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.refused_mail import refused_lately
from voipgrid_privacy.site.statements.queries import has_statement, last_published

SHOWN: Final = 10
"""How many of a kind are named; how many there are is always said."""
MOST_READ: Final = 500


@dataclass(frozen=True, slots=True)
class Todo:
    """What one party has to do as of ``at`` (an instant) and its legal day ``on``.

    ``asked`` are requests of data subjects, the first ``SHOWN`` of ``asked_count``; ``clocks``
    those of incidents that run; ``notices`` undecided announcements of sub-processors; ``to_sign``
    how many papers wait for its signature; ``ends`` ends of service in which it is its turn;
    ``reports`` the ACM registrations to report by ``report_before``; ``unreached`` how much mail
    did not arrive lately; ``statement`` whether it has not published one yet; ``findings`` what is
    to be put right.
    """

    at: datetime
    on: date
    asked: list[Row]
    asked_count: int
    asked_late: int
    clocks: list[Any]
    notices: list[Any]
    to_sign: int
    ends: list[Any]
    reports: list[Any]
    report_before: date
    unreached: int
    statement: bool
    findings: list[Finding]


def todo_of(*, viewer: Viewer, party: Party, at: datetime, clocks: bool = True) -> Todo:
    """Return what waits for ``party``; ``viewer`` looks in its name alone (``as_party``).

    A page of the portal, whose frame shows the clocks, asks for the rest without them.
    """
    on = legal_day(at)
    places, asked = waiting(viewer=viewer, parties={party.pk}, on=on, most=SHOWN)
    return Todo(
        at=at,
        on=on,
        asked=asked,
        asked_count=len(places),
        asked_late=sum(place.standing == Standing.OVERDUE for place in places),
        clocks=list(running_for(viewer)) if clocks else [],
        notices=list(open_notices(viewer=viewer, party=party)),
        to_sign=to_be_signed(viewer=viewer, party=party, on=on).count(),
        ends=waiting_for(viewer=viewer, party=party),
        reports=list(reports_due(viewer=viewer, party=party, on=on)),
        report_before=last_day_of(on),
        unreached=refused_lately(viewer=viewer, party=party, at=at),
        statement=has_statement(party) and last_published(party) is None,
        findings=list(open_findings(viewer=viewer, party=party.pk)[:MOST_READ]),
    )
