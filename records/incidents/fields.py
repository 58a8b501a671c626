"""The fields of forms about incidents: the same for officers and partners."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from records.incidents.choices import AddressKind, Decision, Means, Nature, Phase, Regime, Risk
from records.incidents.models import IncidentFacts
from records.incidents.queries.dossiers import facts_of, letters_in_kinds, received
from records.incidents.queries.serving import days_known
from records.incidents.rules.severity import method_on
from records.models import DataStore
from roles.choices import ContractKind
from roles.models import Contract, DataCategory, ServiceFeature
from roles.queries.matrix import TELEPHONY
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer

Widgets = dict[str, Any]
Fields = dict[str, forms.Field]
LONG = ("what", "consequences", "measures", "advice", "abroad", "lessons")


def name_field(widgets: Widgets) -> Fields:
    """Return by whom it is done."""
    label = _("Your name, or of who did this")
    return {"name": forms.CharField(label=label, max_length=120, widget=widgets["text"])}


def moment(label: str, widgets: Widgets, *, required: bool = False) -> forms.DateTimeField:
    """Return a moment, in Amsterdam time."""
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=widgets["moment"],
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"],
    )


def aware_fields(widgets: Widgets) -> Fields:
    """Return since when it is known, and by whom."""
    return {
        "aware_at": moment(_("Aware since (Amsterdam time)"), widgets, required=True),
        "name": forms.CharField(
            label=_("Who became aware (name)"), max_length=120, widget=widgets["text"]
        ),
    }


def facts_fields(viewer: Viewer, widgets: Widgets, before: dict[str, Any] | None = None) -> Fields:
    """Return everything that Art. 33(5) asks, filled in with what is known."""
    was = before or {}

    def area(name: str, label: str, *, required: bool = False) -> forms.Field:
        return forms.CharField(
            label=label,
            max_length=1_000 if name == "abroad" else 2_000 if name == "advice" else 4_000,
            required=required,
            initial=was.get(name, ""),
            widget=widgets["area"],
        )

    def many(name: str, label: str, choices: list[Any], *, required: bool = True) -> forms.Field:
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            required=required,
            initial=was.get(name),
            widget=forms.CheckboxSelectMultiple,
        )

    data = [(row.code, str(row.name)) for row in DataCategory.objects.visible_to(viewer)]
    stores = [(row.code, str(row.name)) for row in DataStore.objects.all()]
    features = ServiceFeature.objects.visible_to(viewer).filter(service__code=TELEPHONY)
    parts = [(row.code, str(row.name)) for row in features]
    found: Fields = {
        "what": area("what", _("What happened, and how (name no persons)"), required=True),
        "nature": many("nature", _("What became of the data"), list(Nature.choices)),
        "categories": many("categories", _("Which data"), data),
        "features": many(
            "features", _("Which features of the service (none: the calls)"), parts, required=False
        ),
        "stores": many("stores", _("In which data stores"), stores, required=False),
    }
    labels = {
        "began_at": _("Began (Amsterdam time)"),
        "ended_at": _("Ended"),
        "discovered_at": _("Discovered"),
    }
    for key, label in labels.items():
        found[key] = moment(label, widgets)
        found[key].initial = was.get(key)
    for key, label in {
        "persons": _("Persons, approximately"),
        "records": _("Records, approximately"),
    }.items():
        found[key] = forms.IntegerField(
            label=label,
            min_value=0,
            max_value=2_000_000_000,
            required=False,
            initial=was.get(key),
            widget=widgets["number"],
        )
    found["consequences"] = area("consequences", _("Likely consequences"))
    found["measures"] = area("measures", _("Measures taken or proposed"))
    found["advice"] = area("advice", _("What the persons can do"))
    found["abroad"] = area("abroad", _("Effects in other countries"))
    found["lessons"] = area("lessons", _("What is learned"))
    return found


def facts_before(dossier: Any, viewer: Viewer) -> dict[str, Any]:
    """Return what is known: the newest version, else what the party was told."""
    facts: IncidentFacts | None = facts_of(dossier, viewer).first()
    if facts:
        return {field.name: getattr(facts, field.name) for field in facts._meta.concrete_fields}
    told = list(received(dossier, viewer))
    if not told:
        return {}
    last = told[-1]
    return {
        "what": last.text,
        **{
            key: getattr(last, key)
            for key in (
                "nature",
                "categories",
                "features",
                "began_at",
                "ended_at",
                "discovered_at",
                "persons",
                "records",
                "consequences",
                "measures",
            )
        },
    }


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


def reason_field(widgets: Widgets) -> forms.Field:
    """Return why somebody need not be told after all."""
    return forms.CharField(
        label=_("Why somebody is not told after all"),
        max_length=4_000,
        required=False,
        widget=widgets["area"],
    )


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


def notify_fields(widgets: Widgets) -> Fields:
    """Return what is recorded of a notification to the authority."""
    return {
        "regime": _choice(_("Under which law"), Regime.choices, widgets),
        "phase": _choice(_("How complete"), Phase.choices, widgets),
        "done_at": moment(_("Sent at (Amsterdam time)"), widgets, required=True),
        "reference": forms.CharField(
            label=_("Reference of the receipt"),
            max_length=120,
            required=False,
            widget=widgets["text"],
        ),
        "evidence": _file(widgets),
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
        "regime": _choice(_("Under which law"), Regime.choices, widgets),
        "text": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }


def decide_fields(widgets: Widgets) -> Fields:
    """Return whether the persons are told."""
    return {
        "decision": _choice(pgettext("incident", "Decision"), Decision.choices, widgets),
        "text": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }


def letters_fields(widgets: Widgets) -> Fields:
    """Return who gets a letter, at what kind of address."""
    return {
        "kind": _choice(_("Kind of address"), AddressKind.choices, widgets),
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
        "means": _choice(_("How"), Means.choices, widgets),
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
        "evidence": _file(widgets),
        **name_field(widgets),
    }


def reopen_fields(widgets: Widgets) -> Fields:
    """Return why a file is opened again."""
    return {
        "text": forms.CharField(label=_("Reasons"), max_length=4_000, widget=widgets["area"]),
        **name_field(widgets),
    }


def _choice(label: str, choices: Any, widgets: Widgets) -> forms.Field:
    return forms.ChoiceField(label=label, choices=choices, widget=widgets["select"])


def _file(widgets: Widgets) -> forms.Field:
    return forms.FileField(
        label=_("Proof (PDF, PNG, JPEG or text)"), required=False, widget=widgets["file"]
    )
