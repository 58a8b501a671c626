"""Contracts: concluded and ended, never edited; and what each of them decides."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from roles import services
from roles.admin.filters import EndsSoonFilter, InForceFilter
from roles.models import (
    Contract,
    ContractCategory,
    ContractFeature,
    DataCategory,
    ServiceFeature,
    Source,
)
from roles.queries.matrix import MatrixCell, role_matrix
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of, who_is_what
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import viewer_of


class _PeriodColumn:
    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: Any) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)


class AcquiredInline(_PeriodColumn, RegisterInline):
    """What the party gets, and from whom."""

    model = Contract
    fk_name = "acquirer"
    verbose_name_plural = gettext_lazy("Gets from")
    fields = readonly_fields = ("provider", "service", "kind", "reference", "period")
    show_change_link = True
    tab = True


class DeliveredInline(_PeriodColumn, RegisterInline):
    """What the party delivers, and to whom."""

    model = Contract
    fk_name = "provider"
    verbose_name_plural = gettext_lazy("Delivers to")
    fields = readonly_fields = ("acquirer", "service", "kind", "reference", "period")
    show_change_link = True
    tab = True


class FeatureInline(_PeriodColumn, RegisterInline):
    """Which functions are switched on, and when."""

    model = ContractFeature
    fields = readonly_fields = ("feature", "period", "source")
    tab = True


class LimitInline(RegisterInline):
    """To which data categories the contract is limited."""

    model = ContractCategory
    fields = ("category",)
    tab = True


class ConcludeForm(forms.ModelForm[Contract]):
    """What a contract says when it is concluded."""

    on = LegalDateField(label=gettext_lazy("First day"), initial=timezone.localdate)
    until = LegalDateField(
        label=gettext_lazy("First day on which it no longer holds"),
        required=False,
        help_text=gettext_lazy("Empty: until further notice."),
    )
    categories = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only these data categories"),
        queryset=DataCategory.objects.of_services(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: every category that the service handles."),
    )

    class Meta:
        model = Contract
        fields = ("provider", "acquirer", "service", "kind", "reference", "source")


class FeatureForm(forms.Form):
    """Which function, from which day."""

    feature = forms.ModelChoiceField(
        label=gettext_lazy("Feature"),
        queryset=ServiceFeature.objects.filter(always_on=False),
        widget=UnfoldAdminSelectWidget,
    )
    on = LegalDateField(label=gettext_lazy("From which day"), initial=timezone.localdate)
    until = LegalDateField(label=gettext_lazy("Until (not included)"), required=False)
    source = forms.ModelChoiceField(
        label=gettext_lazy("Source"),
        queryset=Source.objects.all(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )


class FeatureOffForm(forms.Form):
    """Which function stops, on which day."""

    feature = forms.ModelChoiceField(
        label=gettext_lazy("Feature"),
        queryset=ServiceFeature.objects.filter(always_on=False),
        widget=UnfoldAdminSelectWidget,
    )
    on = LegalDateField(label=gettext_lazy("First day without it"), initial=timezone.localdate)


@admin.register(Contract)
class ContractAdmin(_PeriodColumn, RegisterAdmin):
    """The edges of the chain."""

    adds = True
    form = ConcludeForm
    list_display = ("reference_or_parties", "provider", "acquirer", "service", "kind", "period")
    list_filter = ("kind", "service", InForceFilter, EndsSoonFilter)
    list_select_related = ("provider", "acquirer", "service")
    search_fields = ("reference", "provider__name", "acquirer__name")
    search_help_text = gettext_lazy("Reference, provider or acquirer")
    ordering = ("provider__name", "acquirer__name", "-valid_during")
    autocomplete_fields = ("provider", "acquirer")
    fields = (
        ("provider", "acquirer"),
        ("service", "kind"),
        ("on", "until"),
        ("reference", "source"),
        "categories",
    )
    inlines = (FeatureInline, LimitInline)
    actions_detail = (
        "who_is_what",
        {
            "title": gettext_lazy("Change"),
            "icon": "edit",
            "items": ["move", "end", "switch_on", "switch_off"],
        },
    )
    change_form_after_template = "admin/contract_decides.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new contract, or what is known of this one."""
        if obj is None:
            return super().get_fields(request, obj)
        return (("provider", "acquirer"), ("service", "kind"), ("period", "reference"), "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a contract that is there."""
        known = ("provider", "acquirer", "service", "kind", "period", "reference", "source")
        return known if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return what belongs to a contract that is there."""
        return super().get_inlines(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Contract:
        """Conclude the contract."""
        return services.conclude_contract(**form.cleaned_data, by=viewer_of(request))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the contract with the roles that rest on it."""
        contract = self.row(request, object_id)
        decides = _decided_by(request, contract)
        context = {"decides": decides, "decides_on": _day_in(contract), **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    @display(description=gettext_lazy("contract"), ordering="reference")
    def reference_or_parties(self, contract: Contract) -> str:
        """Show the reference, or between whom."""
        return str(contract)

    @action(description=gettext_lazy("Who is what?"), url_path="who-is-what", icon="account_tree")
    def who_is_what(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Go to the roles in the chain of whoever acquires."""
        contract = self.row(request, object_id)
        day = _day_in(contract)
        return redirect(who_is_what(contract.acquirer_id, on=day, service=contract.service.code))

    @action(
        description=gettext_lazy("Move"), url_path="move", icon="move_down", permissions=["add"]
    )
    def move(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let another provider deliver what this contract is for."""
        return redirect("admin:move_customer", self.row(request, object_id).pk)

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End the contract from a day."""
        contract = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_contract(contract=contract, **given, by=viewer_of(request))
            return _("The contract ends. What it decided stays answerable.")

        text = _("The contract is kept, with everything it decided until that day.")
        return self._ask(request, contract, _("End %(contract)s"), text, OnForm, run)

    @action(
        description=gettext_lazy("Switch on a feature"),
        url_path="switch-on",
        icon="toggle_on",
        permissions=["add"],
    )
    def switch_on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Switch on a feature of the service."""
        contract = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.switch_on_feature(contract=contract, **given, by=viewer_of(request))
            return _("The feature is switched on.")

        text = _("A feature can change who decides, and so the roles.")
        return self._ask(
            request, contract, _("Switch on a feature: %(contract)s"), text, FeatureForm, run
        )

    @action(
        description=gettext_lazy("Switch off a feature"),
        url_path="switch-off",
        icon="toggle_off",
        permissions=["add"],
    )
    def switch_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Switch off a feature of the service."""
        contract = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.switch_off_feature(contract=contract, **given, by=viewer_of(request))
            return _("The feature is switched off.")

        text = _("What it decided until that day stays answerable.")
        return self._ask(
            request, contract, _("Switch off a feature: %(contract)s"), text, FeatureOffForm, run
        )

    def _ask(  # noqa: PLR0917
        self, request: HttpRequest, contract: Contract, title: str, text: str, form: Any, run: Any
    ) -> HttpResponse:
        given = form(request.POST or None)
        if "feature" in given.fields:
            features = given.fields["feature"]
            features.queryset = features.queryset.filter(service=contract.service)
        back = page_of(contract)
        return ask(
            request, title=title % {"contract": contract}, text=text, form=given, run=run, back=back
        )


def _day_in(contract: Contract) -> date:
    """Return today, or the day nearest to it on which the contract holds."""
    today = timezone.localdate()
    first, after = contract.valid_from, contract.valid_until
    if first and today < first:
        return first
    return after - timedelta(days=1) if after and today >= after else today


def _decided_by(request: HttpRequest, contract: Contract) -> list[MatrixCell]:
    """Return the roles in the acquirer's chain whose ground includes this contract."""
    try:
        matrix = role_matrix(
            viewer=viewer_of(request),
            party=contract.acquirer_id,
            on=_day_in(contract),
            service=contract.service.code,
        )
    except NotFound:
        return []
    return [cell for cell in matrix.cells if contract.pk in {ref.id for ref in cell.path}]
