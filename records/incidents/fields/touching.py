"""The fields of whom an incident touches, and of telling them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from records.incidents.choices import Means
from records.incidents.fields.common import Fields, Widgets, moment, reason_field
from records.incidents.queries.dossiers import facts_of
from records.incidents.queries.serving import days_known
from roles.choices import ContractKind, PartyKind
from roles.models import Contract
from voipgrid_privacy.kernel.tenancy import Viewer

SELLERS = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})


def touch_fields(dossier: Any, viewer: Viewer, widgets: Widgets, at: datetime) -> Fields:
    """Return whom it touches: all customers of some sellers, or a list with counts."""
    days = days_known(dossier, facts_of(dossier, viewer).first(), at)
    rows = Contract.objects.visible_to(viewer).filter(valid_during__overlap=(days.first, days.past))
    sold = rows.filter(
        provider=dossier.party_id, kind=ContractKind.RESALE, acquirer__is_model=False
    ).select_related("acquirer")
    sellers = sorted({(row.acquirer_id, str(row.acquirer)) for row in sold}, key=lambda x: x[1])
    everyone = (dossier.party_id, _("All customers, of everyone"))
    return {
        **_ourselves(dossier, widgets),
        "all_of": forms.TypedMultipleChoiceField(
            label=_("All customers of"),
            choices=[everyone, *sellers],
            coerce=UUID,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        "parties": forms.CharField(
            label=_("And these"),
            required=False,
            max_length=2_000_000,
            widget=widgets["area"],
            help_text=_(
                "One a line: a number or identifier of the party, then persons and records, with"
                " semicolons between. Who was named before is corrected."
            ),
        ),
    }


def _ourselves(dossier: Any, widgets: Widgets) -> Fields:
    """Return that a seller itself is touched: its own contacts and people."""
    if dossier.party.kind not in SELLERS:
        return {}
    return {
        "ourselves": forms.BooleanField(
            label=_("Our own contacts and employees"),
            required=False,
            widget=widgets["check"],
            help_text=_("Persons whose data you keep for yourself, not for a customer."),
        )
    }


def untouched_fields(widgets: Widgets) -> Fields:
    """Return whom it does not touch after all, and why."""
    return {
        "untouched": forms.CharField(
            label=_("And not these, after all"),
            required=False,
            max_length=200_000,
            widget=widgets["area"],
            help_text=_("One a line. Give the reasons and your name; they stay on record."),
        ),
        "reason": reason_field(widgets),
        "name": forms.CharField(
            label=_("Your name, or of who did this"),
            max_length=120,
            required=False,
            widget=widgets["text"],
        ),
    }


def send_fields(widgets: Widgets) -> Fields:
    """Return how those are told who wait for a notice, and what in words of one's own."""
    means = [(each.value, each.label) for each in Means if each != Means.PUBLIC]
    return {
        "text": forms.CharField(
            label=_("In your own words"),
            max_length=4_000,
            required=False,
            widget=widgets["area"],
            help_text=_("Empty: as the facts have it. The same for all that you tell now."),
        ),
        "means": forms.ChoiceField(label=_("How"), choices=means, widget=widgets["select"]),
        "told_at": moment(_("Told before, at (Amsterdam time)"), widgets),
        "reference": forms.CharField(
            label=_("Reference of the proof"),
            max_length=120,
            required=False,
            widget=widgets["text"],
        ),
    }
