"""Questions of the admin about items; fields are the services' parameters."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, ChoiceField, Form, ModelChoiceField, URLField
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanSwitchWidget,
)

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
from cookies.registry.models import ConsentCategory, Item, Provider, Site
from cookies.registry.queries import providers, sites
from cookies.registry.services import Facts
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer


def _area(label: Any) -> CharField:
    area = UnfoldAdminTextareaWidget(attrs={"rows": 2})
    return CharField(label=label, required=False, max_length=500, widget=area)


def _line(label: Any, help_text: Any = "", *, most: int = 40, **more: Any) -> CharField:
    wanted = {"required": False, "widget": UnfoldAdminTextInputWidget, **more}
    return CharField(label=label, max_length=most, help_text=help_text, **wanted)


def _address(label: Any) -> URLField:
    widget = UnfoldAdminURLInputWidget
    return URLField(label=label, required=False, assume_scheme="https", widget=widget)


def _term(text: str) -> str:
    found = term_of(text)
    if found is None:
        raise ValidationError(NO_TERM, "lifetime")
    return found


class CompletingForm(Form):
    """Everything that visitors are told of an item."""

    category = ModelChoiceField(
        label=_("Category"),
        queryset=ConsentCategory.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    provider = ModelChoiceField(
        label=_("By whom"),
        queryset=Provider.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    purpose_nl = _area(_("What for, in Dutch"))
    purpose_en = _area(_("What for, in English"))
    recipients_nl = _area(_("Who else gets access, in Dutch"))
    recipients_en = _area(_("Who else gets access, in English"))
    lifetime = _line(_("How long"), TERM_HELP)
    effective_lifetime = _line(KEPT_LABEL, KEPT_HELP)

    def __init__(self, data: Any, *, viewer: Viewer, item: Item | None = None) -> None:
        super().__init__(data, initial=told_of(item) if item else None)
        categories = ConsentCategory.objects.visible_to(viewer).order_by("position")
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        self.fields["provider"].queryset = providers(viewer=viewer)  # type: ignore[attr-defined]
        if item and not item.is_stored:
            for term in TERMS:
                del self.fields[term.value]

    def clean_lifetime(self) -> str:
        """Return the term as it is kept; raises ValidationError for what is none."""
        return _term(self.cleaned_data["lifetime"])

    def clean_effective_lifetime(self) -> str:
        """Return the term as it is kept; raises ValidationError for what is none."""
        return _term(self.cleaned_data["effective_lifetime"])

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
        asked = [ItemField.CATEGORY, ItemField.PROVIDER, *TEXTS]
        asked += [term for term in TERMS if term.value in self.fields]
        return {field: self.cleaned_data[field.value] for field in asked}


class EnteringForm(CompletingForm):
    """An item to enter by hand: what it is, and what visitors are told of it."""

    site = ModelChoiceField(
        label=_("site"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("None: to offer to sites"),
        widget=UnfoldAdminSelectWidget,
    )
    technique = ChoiceField(label=_("Technique"), choices=Technique, widget=UnfoldAdminSelectWidget)
    pattern = _line(
        _("Name or address"), _("# stands for digits, * for anything."), most=300, required=True
    )
    domain = _line(_("Domain"), _("Empty: that of the site itself."), most=253)
    path = _line(_("Path"), most=200, required=True, initial="/")
    partitioned = BooleanField(
        label=_("Partitioned: another one on each site"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    field_order = ("site", "technique", "pattern", "domain", "path", "partitioned")

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer)
        rows = sites(viewer=viewer).filter(retired_on=None)
        self.fields["site"].queryset = rows  # type: ignore[attr-defined]

    @property
    def facts(self) -> Facts:
        """What the service takes."""
        return facts_of(self.cleaned_data)


class EnteringProviderForm(Form):
    """A provider that the list does not have; without a party all share it."""

    owner = ModelChoiceField(
        label=_("added by"),
        queryset=Party.objects.none(),
        required=False,
        empty_label=_("Shared by all"),
        widget=UnfoldAdminSelectWidget,
    )
    name = _line(_("Name"), most=200, required=True)
    conduct = ChoiceField(
        label=_("What it does with the data"),
        choices=Conduct,
        help_text=_(
            "Its role when data are collected, passed on and used later follows from this."
        ),
        widget=UnfoldAdminSelectWidget,
    )
    country = _line(_("Country"), _("Two capital letters (ISO 3166)."), most=2, required=True)
    hosts = _line(
        _("Domains by which it is recognised"),
        _("Such as stats.example; several with a comma between them."),
        most=1_000,
    )
    privacy_url = _address(_("Address of its privacy statement"))
    agreement = ChoiceField(
        label=_("What binds it"), choices=Agreement, widget=UnfoldAdminSelectWidget
    )
    agreement_url = _address(_("Address of the agreement"))
    advertises = BooleanField(
        label=_("It uses data for advertising"), required=False, widget=UnfoldBooleanSwitchWidget
    )

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data)
        rows = Party.objects.visible_to(viewer).filter(kind__in=("PLATFORM", "PARTNER"))
        self.fields["owner"].queryset = rows.order_by("name")  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return provider_of(self.cleaned_data)
