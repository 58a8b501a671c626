"""The fields of assessing, notifying and deciding, and of the letters to persons."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from records.incidents.choices import AddressKind, Decision, Means, Phase, Regime, Risk
from records.incidents.fields.common import (
    Fields,
    Widgets,
    choice_field,
    file_field,
    moment,
    name_field,
)
from records.incidents.queries.dossiers import letters_in_kinds
from records.incidents.rules.severity import method_on
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer


def assess_fields(widgets: Widgets, at: datetime) -> Fields:
    """Return the scores of the method, and what a person concludes."""
    method = method_on(legal_day(at))
    least, most = (int(bound) for bound in method.context)
    context = [
        _("simple data: names, addresses, numbers"),
        _("behaviour: traffic, location, preferences"),
        _("money: income, payments, cards"),
        _("sensitive: health, conviction, content of calls"),
    ]
    contexts = [(str(n), f"{n}: {context[n - 1]}") for n in range(least, most + 1)]
    ease = [_("negligible"), _("limited"), _("significant"), _("maximum")]
    eases = [(str(n), f"{n}: {word}") for n, word in zip(method.identification, ease, strict=True)]
    harm = [(str(n), str(n)) for n in method.circumstance]

    def choice(label: str, choices: list[Any]) -> forms.Field:
        return forms.ChoiceField(label=label, choices=choices, widget=widgets["select"])

    return {
        "context": choice(_("Data processing context (DPC)"), contexts),
        "identification": choice(_("Ease of identification (EI)"), eases),
        "confidentiality": choice(_("Loss of confidentiality (CB)"), harm),
        "integrity": choice(_("Loss of integrity (CB)"), harm),
        "availability": choice(_("Loss of availability (CB)"), harm),
        "malicious": forms.BooleanField(
            label=_("Malicious intent (CB + 0.5)"), required=False, widget=widgets["check"]
        ),
        "risk": choice(_("What you conclude; the method does not decide"), list(Risk.choices)),
        "reasons": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }


def notify_fields(widgets: Widgets) -> Fields:
    """Return what is recorded of a notification to the authority."""
    return {
        "regime": choice_field(_("Under which law"), Regime.choices, widgets),
        "phase": choice_field(_("How complete"), Phase.choices, widgets),
        "done_at": moment(_("Sent at (Amsterdam time)"), widgets, required=True),
        "reference": forms.CharField(
            label=_("Reference of the receipt"),
            max_length=120,
            required=False,
            widget=widgets["text"],
        ),
        "evidence": file_field(widgets),
        "delay": forms.CharField(
            label=_("Reasons of the delay, after the clock"),
            max_length=2_000,
            required=False,
            widget=widgets["area"],
        ),
        **name_field(widgets),
    }


def reasons_fields(widgets: Widgets) -> Fields:
    """Return why the authority is not notified."""
    return {
        "regime": choice_field(_("Under which law"), Regime.choices, widgets),
        "text": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }


def decide_fields(widgets: Widgets) -> Fields:
    """Return whether the persons are told."""
    return {
        "decision": choice_field(pgettext("incident", "Decision"), Decision.choices, widgets),
        "text": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }


def letters_fields(widgets: Widgets) -> Fields:
    """Return who gets a letter, at what kind of address."""
    return {
        "kind": choice_field(_("Kind of address"), AddressKind.choices, widgets),
        "references": forms.CharField(
            label=_("References of the persons"),
            max_length=1_000_000,
            widget=widgets["area"],
            help_text=_(
                "One a line: a customer number or another reference of yours; no names, no"
                " addresses. Who is on the list already is not listed twice."
            ),
        ),
    }


def corrections_fields(widgets: Widgets) -> Fields:
    """Return what is wrong in the list of letters that wait, what is right, and why."""
    return {
        "kind": choice_field(_("Kind of address"), AddressKind.choices, widgets),
        "references": forms.CharField(
            label=_("Wrong reference; right reference"),
            max_length=200_000,
            widget=widgets["area"],
            help_text=_(
                "One a line, with a semicolon between. Without a right one it is taken off. Only"
                " letters that wait: what was sent stays on record, and another letter corrects it."
            ),
        ),
        "text": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }


def follow_fields(widgets: Widgets) -> Fields:
    """Return who was sent a letter that was wrong, and gets one that corrects it, and why."""
    return {
        "kind": choice_field(_("Kind of address"), AddressKind.choices, widgets),
        "references": forms.CharField(
            label=_("References of the persons"),
            max_length=200_000,
            widget=widgets["area"],
            help_text=_(
                "One a line: who got a letter that was wrong, or was meant for somebody else. Each"
                " is listed for a letter that corrects it; what was sent stays on record."
            ),
        ),
        "text": forms.CharField(
            label=_("What was wrong"), max_length=4_000, widget=widgets["area"]
        ),
        **name_field(widgets),
    }


def told_fields(widgets: Widgets, dossier: Any, viewer: Viewer) -> Fields:
    """Return how the persons were told, and which letters that wait were sent so."""
    waiting = {each["kind"]: each["waiting"] for each in letters_in_kinds(dossier, viewer)}
    return {
        "letters": forms.MultipleChoiceField(
            label=_("Letters that wait and were sent now"),
            choices=[
                (kind, f"{label} ({waiting.get(kind, 0)})") for kind, label in AddressKind.choices
            ],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        "means": choice_field(_("How"), Means.choices, widgets),
        "persons": forms.IntegerField(
            label=_("Number of persons"),
            min_value=0,
            max_value=2_000_000_000,
            required=False,
            widget=widgets["number"],
        ),
        "done_at": moment(_("Told at (Amsterdam time)"), widgets, required=True),
        "reference": forms.CharField(
            label=_("Reference of the proof"),
            max_length=120,
            required=False,
            widget=widgets["text"],
        ),
        "evidence": file_field(widgets),
        **name_field(widgets),
    }


def reopen_fields(widgets: Widgets) -> Fields:
    """Return why a file is opened again."""
    return {
        "text": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }
