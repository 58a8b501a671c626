"""The question as it stands in an address or a form: one answer, two clocks, a role expected."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.utils.timezone import is_aware, make_aware
from django.utils.translation import gettext_lazy as _

from roles.choices import Feature, Role
from roles.explaining.queries import Asked
from roles.queries.matrix import TELEPHONY, MatrixCell, RoleMatrix
from voipgrid_privacy.kernel.errors import NotFound

EXPECTED = [("", "–"), *Role.choices]


class InstantField(forms.CharField):
    """An instant with its offset, or a moment on the Dutch clock."""

    def clean(self, value: str) -> datetime | None:
        """Return the instant; raises ValidationError."""
        if not value:
            return None
        try:  # a plus that was not escaped arrives as a space
            found = datetime.fromisoformat(value.strip().replace(" ", "+"))
            return found if is_aware(found) else make_aware(found)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("This is no date with a time.")) from error


class AskedForm(forms.Form):
    """Everything that makes a question, read strictly."""

    subject = forms.UUIDField()
    party = forms.UUIDField()
    category = forms.SlugField(max_length=40)
    on = forms.DateField()
    known_at = InstantField(required=False)
    feature = forms.SlugField(max_length=40, required=False)
    purpose = forms.SlugField(max_length=40, required=False)
    service = forms.SlugField(max_length=40, required=False)
    expected = forms.ChoiceField(choices=EXPECTED, required=False)


def asked_in_address(query: Mapping[str, str], *, now: datetime, today: date) -> Asked:
    """Return what an address asks; raises NotFound for what is no question.

    Without an instant: as the register knows it now.
    """
    form = AskedForm({"on": today.isoformat(), **{k: v for k, v in query.items() if v}})
    if not form.is_valid():
        raise NotFound
    given = form.cleaned_data
    return Asked(
        subject=given["subject"],
        party=given["party"],
        category=given["category"],
        on=given["on"],
        known_at=min(given["known_at"] or now, now),
        feature=given["feature"] or Feature.CONVEYANCE,
        purpose=given["purpose"] or None,
        service=given["service"] or TELEPHONY,
        expected=Role(given["expected"]) if given["expected"] else None,
    )


def question_about(matrix: RoleMatrix, cell: MatrixCell) -> str:
    """Return the question about one answer of a matrix as it stands in an address."""
    return about(matrix, cell.party.id, cell.category, cell.purpose)


def about(matrix: RoleMatrix, party: UUID, category: str, purpose: str | None = None) -> str:
    """Return the question about a party and a category as it stands in an address."""
    told = {
        "subject": str(matrix.subject.id),
        "party": str(party),
        "category": category,
        "purpose": purpose or "",
        "on": matrix.on.isoformat(),
        "known_at": matrix.known_at.isoformat() if matrix.known_at else "",
        "feature": "" if matrix.feature == Feature.CONVEYANCE else matrix.feature,
        "service": "" if matrix.service == TELEPHONY else matrix.service,
    }
    return urlencode({name: value for name, value in told.items() if value})
