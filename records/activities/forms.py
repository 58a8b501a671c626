"""What a party says itself of an entry: transfers, recipients, and whether it applies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities.choices import Mechanism, RecipientKind

ROWS = 3


class SectionForm(forms.Form):
    """One section of an entry; ``value`` is what it becomes."""

    section = ""

    @property
    def value(self) -> Any:
        """Return the section as it is kept."""
        raise NotImplementedError


class AppliesForm(SectionForm):
    """Whether the party does this at all."""

    section = "applies"
    applies = forms.TypedChoiceField(
        label=gettext_lazy("Does this apply to you?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )
    because = forms.CharField(
        label=gettext_lazy("If not, why?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Name no persons."),
    )

    @property
    def value(self) -> Any:
        """Return the section as it is kept."""
        given = self.cleaned_data
        return {"applies": given["applies"] == "yes", "because": given["because"].strip()}


class TransfersForm(SectionForm):
    """To which third countries data goes."""

    section = "transfers"
    lines = forms.CharField(
        label=gettext_lazy("Transfers outside the European Economic Area"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": ROWS}),
        help_text=gettext_lazy(
            "Empty: there are none. Otherwise one a line: country code; recipient; ADEQUACY,"
            " SAFEGUARDS, BINDING_RULES or DEROGATION; document."
        ),
    )

    def clean_lines(self) -> list[dict[str, Any]]:
        """Read the lines."""
        return [self._read(line) for line in _lines(self.cleaned_data["lines"])]

    def _read(self, line: str) -> dict[str, Any]:
        parts = [part.strip() for part in line.split(";")]
        if len(parts) not in {3, 4} or parts[2].upper() not in Mechanism.values:
            raise ValidationError(_("This line cannot be read: %(line)s"), params={"line": line})
        return {
            "country": parts[0].upper(),
            "recipient": parts[1],
            "mechanism": parts[2].upper(),
            "document": parts[3] if len(parts) == 4 else "",
        }

    @property
    def value(self) -> Any:
        """Return the section as it is kept."""
        rows = self.cleaned_data["lines"]
        return {"none": not rows, "to": rows}


class RecipientsForm(SectionForm):
    """Who gets the data."""

    section = "recipients"
    lines = forms.CharField(
        label=gettext_lazy("Recipients"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": ROWS}),
        help_text=gettext_lazy(
            "One a line: PROCESSOR, CONTROLLER, STATUTORY or INTERNAL; name in Dutch;"
            " name in English."
        ),
    )

    def clean_lines(self) -> list[dict[str, Any]]:
        """Read the lines."""
        return [self._read(line) for line in _lines(self.cleaned_data["lines"])]

    def _read(self, line: str) -> dict[str, Any]:
        parts = [part.strip() for part in line.split(";")]
        if len(parts) != 3 or parts[0].upper() not in RecipientKind.values:
            raise ValidationError(_("This line cannot be read: %(line)s"), params={"line": line})
        name = {"nl": parts[1], "en": parts[2]}
        return {"kind": parts[0].upper(), "name": name, "secret": False}

    @property
    def value(self) -> Any:
        """Return the section as it is kept."""
        return self.cleaned_data["lines"]


FORMS: tuple[type[SectionForm], ...] = (TransfersForm, RecipientsForm, AppliesForm)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
