"""What a partner states of its security; fields are the services' parameters."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.agreements.queries import agreements
from roles.measures.models import Measure, MeasureKind
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.agreement_forms import day
from voipgrid_privacy.site.forms import RefusableForm

UNTIL = _("First day on which it no longer holds")


def words(label: Any, **more: Any) -> forms.CharField:
    """Return a field for what a measure comes to."""
    area = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, max_length=1_000, widget=area, **more)


class StateForm(RefusableForm):
    """Which measure the party takes, since when, what shows it and who states it."""

    measure = forms.ModelChoiceField(
        label=_("Measure"), queryset=Measure.objects.none(), empty_label="–"
    )
    on = day(_("Takes it since"), required=True, initial=timezone.localdate)
    until = day(UNTIL, help_text=_("Empty: until further notice."))
    agreement = forms.ModelChoiceField(
        label=_("Only under"),
        queryset=Measure.objects.none(),
        required=False,
        empty_label=_("Everything that we do"),
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=300,
        required=False,
        help_text=_("An address, or the number of a certificate or report."),
    )
    name = forms.CharField(label=_("Who states it"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, party: Party, viewer: Viewer) -> None:
        super().__init__(data, label_suffix="")
        usable = Measure.objects.visible_to(viewer).usable_by(party)
        self.fields["measure"].queryset = usable  # type: ignore[attr-defined]
        ours = agreements(viewer=viewer).filter(processor=party).order_by("reference", "pk")
        self.fields["agreement"].queryset = ours  # type: ignore[attr-defined]


class OwnMeasureForm(RefusableForm):
    """A measure that the catalogue does not have."""

    kind = forms.ChoiceField(label=_("What for"), choices=MeasureKind)
    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    description_nl = words(_("What it comes to, in Dutch"))
    description_en = words(
        _("What it comes to, in English"),
        help_text=_("Those that you deliver to read it; name no persons."),
    )

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        texts = {
            field: Localised(said[f"{field}_nl"], said[f"{field}_en"])
            for field in ("name", "description")
        }
        return {"kind": said["kind"], **texts}


class EndMeasureForm(RefusableForm):
    """Which statement ends, and from when."""

    taken = forms.UUIDField(widget=forms.HiddenInput)
    on = day(UNTIL, required=True, initial=timezone.localdate)
