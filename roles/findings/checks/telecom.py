"""What the ACM's register and the days between contracts show."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from roles.choices import Owner
from roles.findings.checking import Found, Scopes, add_check
from roles.findings.landscape_sql import GAPS
from roles.models import AcmRegistration
from voipgrid_privacy.kernel.tenancy import SYSTEM

LONGEST_GAP = 31
"""Our own measure: after more days without a contract a customer has left and come back."""


@add_check
def registrations_to_confirm(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report registrations that nobody looked up, or that are in another name (Tw Art. 2.1)."""
    rows = AcmRegistration.objects.visible_to(SYSTEM).in_force(on)
    wanted = rows if scopes is None else rows.filter(party__in=scopes)
    for party in wanted.exclude(Q(name_matches=True)).values_list("party", flat=True):
        code, key = "acm_registration_unconfirmed", f"party={party}"
        yield Found(party, code, key, party, owner=Owner.PLATFORM)


@add_check
def days_without_a_contract(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report customers that were without a contract for a while before their present one."""
    values: dict[str, Any] = {
        "on": on,
        "longest": LONGEST_GAP,
        "scopes": None if scopes is None else list(scopes),
    }
    with connection.cursor() as cursor:
        cursor.execute(GAPS, values)
        for party, number in cursor.fetchall():
            yield Found(party, "gap_between_contracts", f"party={party}", party, number=number)
