"""Processors that state no security measure (GDPR Art. 28(3)(c), 32)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q

from roles.agreements.models import Agreement
from roles.findings.checking import Found, Scopes, add_check, owner_of
from roles.models import Party, TakenMeasure
from voipgrid_privacy.kernel.tenancy import SYSTEM


@add_check
def processors_without_measures(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report who is bound as processor by an agreement of both, and states nothing for it.

    For everything or for that agreement: what is stated under another is not in its annex.
    """
    stated = TakenMeasure.objects.visible_to(SYSTEM).in_force(on)
    stated = stated.filter(Q(agreement=None) | Q(agreement=OuterRef("pk")))
    bound = Agreement.objects.visible_to(SYSTEM).in_force(on)
    bound = bound.filter(processor_signed_on__lte=on, controller_signed_on__lte=on)
    empty = bound.exclude(Exists(stated.filter(party=OuterRef("processor"))))
    rows = Party.objects.visible_to(SYSTEM).filter(is_model=False)
    rows = rows.filter(pk__in=empty.values("processor"))
    if scopes is not None:
        rows = rows.filter(pk__in=scopes)
    for pk, kind in rows.values_list("pk", "kind"):
        yield Found(pk, "measures_unstated", f"party={pk}", pk, owner=owner_of(kind))
