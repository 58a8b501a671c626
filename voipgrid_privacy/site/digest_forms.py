"""The own summary by mail; fields are the service's parameters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.site.digests.choices import Pace, Topic
from voipgrid_privacy.site.digests.models import DigestChoice
from voipgrid_privacy.site.forms import RefusableForm


class DigestForm(RefusableForm):
    """How often, and what it tells of."""

    pace = forms.ChoiceField(label=_("How often"), choices=Pace, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label=_("What it tells of"),
        choices=Topic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, of: DigestChoice | None = None) -> None:
        initial = {
            "pace": of.pace if of else Pace.NEVER,
            "topics": of.topics if of and of.topics else list(Topic),
        }
        super().__init__(data, initial=initial, label_suffix="")
