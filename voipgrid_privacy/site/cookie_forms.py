"""Forms about what a site stores and reads; fields are the services' parameters."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cookies.choices import Agreement, Conduct, ItemField, Technique
from cookies.registry.asking import (
    KEPT_HELP,
    KEPT_LABEL,
    NO_TERM,
    ONE_LANGUAGE,
    TERM_HELP,
    TERMS,
    TEXTS,
    facts_of,
    provider_of,
    term_of,
    texts_of,
    told_of,
)
from cookies.registry.durations import DURATION
from cookies.registry.models import ConsentCategory, Item, Provider
from cookies.registry.queries import providers
from cookies.registry.services import Facts
from cookies.statement.words import lifetime as in_words
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.forms import RefusableForm


def _words(label: Any) -> forms.CharField:
    area = forms.Textarea({"rows": 2})
    return forms.CharField(label=label, max_length=500, required=False, widget=area)


class TermField(forms.CharField):
    """How long something stays: in words of Dutch or English, or as ISO 8601."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, required=False, **{"help_text": TERM_HELP, **more})

    def clean(self, value: Any) -> str:
        """Return the term as it is kept; raises ValidationError for what is none."""
        found = term_of(super().clean(value))
        if found is None:
            raise ValidationError(NO_TERM, "lifetime")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show a term in words where these are read as the same term."""
        said = in_words(value) if value and re.fullmatch(DURATION, str(value)) else ""
        return said if said and term_of(said) == value else value


class ItemForm(RefusableForm):
    """Everything that visitors are told of an item."""

    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=ConsentCategory.objects.none(),
        required=False,
        empty_label="–",
    )
    provider = forms.ModelChoiceField(
        label=_("By whom"),
        queryset=Provider.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("Not in the list? Enter it first, under “Providers”."),
    )
    purpose_nl = _words(_("What for, in Dutch"))
    purpose_en = _words(_("What for, in English"))
    recipients_nl = _words(_("Who else gets access, in Dutch"))
    recipients_en = _words(_("Who else gets access, in English"))
    lifetime = TermField(label=_("How long"))
    effective_lifetime = TermField(label=KEPT_LABEL, help_text=KEPT_HELP)

    def __init__(self, data: Any = None, *, viewer: Viewer, item: Item | None = None) -> None:
        super().__init__(data, initial=told_of(item) if item else None, label_suffix="")
        known = {"category": ConsentCategory.objects.visible_to(viewer).order_by("position")}
        for name, rows in (*known.items(), ("provider", providers(viewer=viewer))):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if item and not item.is_stored:
            for term in TERMS:
                del self.fields[term.value]

    def clean(self) -> dict[str, Any]:
        """Return the values; raises ValidationError for a text in one language."""
        given: dict[str, Any] = super().clean() or {}
        texts, lacking = texts_of(given)
        for name in lacking:
            self.add_error(name, ValidationError(ONE_LANGUAGE, "two_languages"))
        return {**given, **texts}

    @property
    def values(self) -> dict[ItemField, Any]:
        """What the service takes."""
        asked = (ItemField.CATEGORY, ItemField.PROVIDER, *TEXTS)
        found = {field: self.cleaned_data[field.value] for field in asked}
        terms = (term for term in TERMS if term.value in self.cleaned_data)
        return found | {term: self.cleaned_data[term.value] for term in terms}


class NewItemForm(ItemForm):
    """An item to enter by hand: what it is, and what visitors are told of it."""

    technique = forms.ChoiceField(label=_("Technique"), choices=Technique)
    pattern = forms.CharField(
        label=_("Name or address"),
        max_length=300,
        help_text=_("# stands for digits, * for anything."),
    )
    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        required=False,
        help_text=_("Empty: that of the site itself."),
    )
    path = forms.CharField(label=_("Path"), max_length=200, initial="/")
    partitioned = forms.BooleanField(
        label=_("Partitioned: another one on each site"), required=False
    )
    field_order = ("technique", "pattern", "domain", "path", "partitioned")

    @property
    def facts(self) -> Facts:
        """What the service takes."""
        return facts_of(self.cleaned_data)


class ProviderForm(RefusableForm):
    """A provider that the shared list does not have."""

    name = forms.CharField(label=_("Name"), max_length=200)
    conduct = forms.ChoiceField(
        label=_("What it does with the data"),
        choices=Conduct,
        help_text=_(
            "Its role when data are collected, passed on and used later follows from this."
        ),
    )
    country = forms.CharField(
        label=_("Country"), max_length=2, help_text=_("Two capital letters (ISO 3166).")
    )
    hosts = forms.CharField(
        label=_("Domains by which it is recognised"),
        required=False,
        max_length=1_000,
        help_text=_("Such as stats.example; several with a comma between them."),
    )
    privacy_url = forms.URLField(
        label=_("Address of its privacy statement"), required=False, assume_scheme="https"
    )
    agreement = forms.ChoiceField(label=_("What binds it"), choices=Agreement)
    agreement_url = forms.URLField(
        label=_("Address of the agreement"), required=False, assume_scheme="https"
    )
    advertises = forms.BooleanField(label=_("It uses data for advertising"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return provider_of(self.cleaned_data)
