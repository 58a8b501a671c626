"""What people may ask of the portal's pages, read from the address."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cookies.banner.models import BannerSettings
from cookies.choices import BannerPlace, ConsentMode
from cookies.exemption.queries import Answered
from voipgrid_privacy.kernel.errors import DomainError

MINUTE = "%Y-%m-%dT%H:%M"
"""How browsers write a date and a time."""


class DateInput(forms.DateInput):
    """The browser's own date picker; a text field where there is none."""

    input_type = "date"


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a date and a time."""

    input_type = "datetime-local"


class AskRoles(forms.Form):
    """For whom, on which day, and as the register said when."""

    customer = forms.CharField(
        label=_("Customer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "customers", "autocomplete": "off"}),
    )
    on = forms.DateField(label=_("Date"), required=False, widget=DateInput(format="%Y-%m-%d"))
    known_at = forms.DateTimeField(
        label=_("As known at"),
        required=False,
        widget=MomentInput(format=MINUTE),
        input_formats=[MINUTE, "%Y-%m-%d %H:%M"],
    )

    @classmethod
    def asked(cls, query: QueryDict) -> "AskRoles":
        """Return the question in an address; what cannot be read is left out and said so."""
        form = cls({**query.dict(), "on": query.get("on") or timezone.localdate().isoformat()})
        form.is_valid()
        return form

    def about(self, party: UUID) -> "AskRoles":
        """Return the same question about a customer whose identifier is now known."""
        data = QueryDict(mutable=True)
        data.update({**self.state, "party": str(party)})
        return AskRoles.asked(data)

    @property
    def party(self) -> UUID | None:
        """The customer asked about by identifier; nothing that is no identifier is found."""
        value = self.data.get("party")
        try:
            return UUID(value) if value else None
        except ValueError:
            return UUID(int=0)

    @property
    def typed(self) -> str:
        """What was typed."""
        return str(self.cleaned_data.get("customer", "")).strip()

    @property
    def day(self) -> date:
        """The legal date asked about; today unless said otherwise."""
        return self.cleaned_data.get("on") or timezone.localdate()

    @property
    def instant(self) -> datetime | None:
        """The instant at which the register is asked; None is now."""
        instant: datetime | None = self.cleaned_data.get("known_at")
        return instant

    @property
    def state(self) -> dict[str, str]:
        """The question as it stands in an address."""
        pairs = {
            "party": str(self.party or ""),
            "customer": "" if self.party else self.typed,
            "on": self.day.isoformat(),
            "known_at": timezone.localtime(self.instant).strftime(MINUTE) if self.instant else "",
        }
        return {name: value for name, value in pairs.items() if value}


class RefusableForm(forms.Form):
    """A form that shows what a service refuses. Its labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal at its field, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, ValidationError(refusal.sentence, refusal.code))


class ReasonForm(RefusableForm):
    """Why a finding is acceptable."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say why this is acceptable.")},
        help_text=_("Kept for VoIPGRID's privacy officers; name no persons."),
    )


class FilesInput(forms.FileInput):
    """The browser's own file picker, for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files; raises ValidationError."""
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class ImportForm(RefusableForm):
    """Files of parties and contracts."""

    upload = FilesField(
        label=_("CSV, Excel (XLSX) or NDJSON"),
        help_text=_("Customers and contracts, in one file or in several."),
    )

    def files_by_name(self) -> dict[str, Any]:
        """Return the files by their names, in pieces."""
        uploads = self.cleaned_data["upload"]
        return {f"{file.name}": file.chunks() for file in uploads}


class SiteForm(RefusableForm):
    """A site to enter."""

    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.SlugField(
        label=_("Short name"), max_length=50, help_text=_("Letters, digits and hyphens.")
    )
    host = forms.CharField(
        label=_("Host name"), max_length=253, help_text=_("Such as www.example.nl.")
    )
    other_hosts = forms.CharField(label=_("Other host names"), required=False, max_length=1000)

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        others = self.cleaned_data["other_hosts"].replace(",", " ").split()
        return {**self.cleaned_data, "other_hosts": others}


class ColourInput(forms.TextInput):
    """The browser's own picker of a colour, which always has a value."""

    input_type = "color"

    def use_required_attribute(self, initial: Any) -> bool:
        """Say no: HTML has no such attribute here."""
        return False


def colour_field(label: Any) -> forms.RegexField:
    """Return a field for a colour such as ``#2a3042``."""
    return forms.RegexField(r"^#[0-9a-fA-F]{6}$", label=label, widget=ColourInput)


class BannerForm(RefusableForm):
    """The few things about a banner that may differ."""

    colour = colour_field(_("Colour of both buttons"))
    on_colour = colour_field(_("Letters on them"))
    place = forms.ChoiceField(label=_("Place"), choices=BannerPlace)
    consent_mode = forms.ChoiceField(label=_("Google Consent Mode"), choices=ConsentMode)
    reask_months = forms.IntegerField(label=_("Ask again after (months)"), min_value=1)
    keep_months = forms.IntegerField(label=_("Keep consents for (months)"), min_value=1)

    @classmethod
    def of(cls, settings: BannerSettings | None) -> "BannerForm":
        """Return the form with what is set, or with what we advise."""
        known = settings or BannerSettings()
        return cls(initial={name: getattr(known, name) for name in cls.base_fields})


class PointForm(RefusableForm):
    """Whether one point of a checklist is so, and what shows it."""

    point = forms.CharField(max_length=40, widget=forms.HiddenInput)
    met = forms.TypedChoiceField(
        label=_("Is this so?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(label=_("What shows it"), max_length=500, required=False)

    @classmethod
    def of(cls, answered: Answered) -> "PointForm":
        """Return the form of a point, with its latest answer and with fields named after it."""
        answer = answered.answer
        return cls(
            auto_id=f"{answered.point.code}-%s",
            initial={
                "point": answered.point.code,
                "met": ("yes" if answer.met else "no") if answer else None,
                "evidence": answer.evidence if answer else "",
            },
        )


class PasteForm(RefusableForm):
    """A list from elsewhere: pasted, or as a CSV file."""

    text = forms.CharField(
        label=_("Paste the tables of your statement"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea({"rows": 6}),
    )
    file = forms.FileField(
        label=_("Or a file: CSV, or JSON of the EDPB auditing tool"), required=False
    )
