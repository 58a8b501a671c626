"""What the forms about incidents have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

Widgets = dict[str, Any]
Fields = dict[str, forms.Field]


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


def choice_field(label: str, choices: Any, widgets: Widgets) -> forms.Field:
    """Return one choice of some."""
    return forms.ChoiceField(label=label, choices=choices, widget=widgets["select"])


def file_field(widgets: Widgets) -> forms.Field:
    """Return a paper that proves something."""
    return forms.FileField(
        label=_("Proof (PDF, PNG, JPEG or text)"), required=False, widget=widgets["file"]
    )


def reason_field(widgets: Widgets) -> forms.Field:
    """Return why somebody need not be told after all."""
    return forms.CharField(
        label=_("Why somebody is not told after all"),
        max_length=4_000,
        required=False,
        widget=widgets["area"],
    )
