"""The fields of what is known of an incident."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from records.incidents.choices import Nature
from records.incidents.fields.common import (
    Fields,
    Widgets,
    moment,
)
from records.incidents.models import IncidentFacts
from records.incidents.queries.dossiers import facts_of, received
from records.models import DataStore
from roles.models import DataCategory, ServiceFeature
from roles.queries.matrix import TELEPHONY
from voipgrid_privacy.kernel.tenancy import Viewer


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

    kinds = DataCategory.objects.visible_to(viewer).of_services()
    data = [(row.code, str(row.name)) for row in kinds]
    features = ServiceFeature.objects.visible_to(viewer).filter(service__code=TELEPHONY)
    parts = [(row.code, str(row.name)) for row in features]
    found: Fields = {
        "what": area("what", _("What happened, and how (name no persons)"), required=True),
        "nature": many("nature", _("What became of the data"), list(Nature.choices)),
        "categories": many("categories", _("Which data"), data),
        "features": many(
            "features", _("Which features of the service (none: the calls)"), parts, required=False
        ),
        **_stores(many, viewer),
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


def _stores(many: Callable[..., forms.Field], viewer: Viewer) -> Fields:
    """Return in which stores it was, for officers: no partner reads what VoIPGRID's are called."""
    if not viewer.sees_everything:
        return {}
    stores = [(row.code, str(row.name)) for row in DataStore.objects.all()]
    return {"stores": many("stores", _("In which data stores"), stores, required=False)}


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
