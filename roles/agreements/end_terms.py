"""What both sides agreed about the end of a service, and which of it counts."""

from datetime import date

from django.db import models
from django.db.models import F, Func, OuterRef, QuerySet, Subquery, Value

from roles.agreements.models import Agreement, EndTerm
from voipgrid_privacy.kernel.tenancy import Viewer


class TermOf(Func):
    """The term that counts for an end of an agreement: entered before that day, by both."""

    function = "end_term_of"
    output_field = models.UUIDField()


class TermAgreed(Func):
    """Whether both sides say that a term was agreed, as entered before a day (None: by now)."""

    function = "end_term_agreed"
    output_field = models.BooleanField()


def counting(field: str) -> Subquery:
    """Return a field of the term that counts for each row of ends of service."""
    term = EndTerm.objects.filter(pk=TermOf(OuterRef("agreement"), OuterRef("ended_on")))
    return Subquery(term.values(field)[:1])


def terms(*, agreement: Agreement, viewer: Viewer) -> QuerySet[EndTerm]:
    """Return what was entered, newest first; ``agreed``: by both, so that it counts."""
    rows = EndTerm.objects.visible_to(viewer).filter(agreement=agreement)
    agreed = TermAgreed(F("pk"), Value(None, output_field=models.DateField()))
    return rows.annotate(agreed=agreed).order_by("-agreed_on", "-entered_at")


def first_day(agreement: Agreement) -> date:
    """Return the first day on which anything was agreed: signed by the one, or in force."""
    signed = (agreement.processor_signed_on, agreement.controller_signed_on)
    return min(day for day in (agreement.valid_during.lower, *signed) if day is not None)
