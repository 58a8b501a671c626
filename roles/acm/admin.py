"""Registrations with the ACM, for officers: recorded, looked up, ended."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldAdminURLInputWidget

from roles.acm import services
from roles.acm.models import AcmRegistration
from roles.acm.reporting import record_turnover_report
from roles.admin.filters import InForceFilter
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import viewer_of


class RegistrationForm(forms.ModelForm[AcmRegistration]):
    """Who is registered under which number, since when."""

    on = LegalDateField(label=gettext_lazy("Registered since"), initial=timezone.localdate)
    until = LegalDateField(
        label=gettext_lazy("First day on which it no longer holds"), required=False
    )

    class Meta:
        model = AcmRegistration
        fields = ("party", "number")


class CheckForm(forms.Form):
    """What ACM's public register says."""

    registered_name = forms.CharField(
        label=gettext_lazy("Name in ACM's register"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    checked_on = LegalDateField(label=gettext_lazy("Looked up on"), initial=timezone.localdate)
    evidence = forms.URLField(
        label=gettext_lazy("Address of the page"),
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
    )


@admin.register(AcmRegistration)
class AcmRegistrationAdmin(RegisterAdmin):
    """A partner that provides telecommunications to the public is registered (Tw Art. 2.1)."""

    adds = True
    form = RegistrationForm
    list_display = ("party", "number", "registered_name", "name_matches", "checked_on", "period")
    list_filter = ("name_matches", "turnover_reported_for", InForceFilter)
    list_select_related = ("party",)
    search_fields = ("party__name", "number", "registered_name")
    ordering = ("party__name",)
    autocomplete_fields = ("party",)
    fields = ("party", "number", ("on", "until"))
    actions_detail = ("look_up", "reported", "end")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new registration, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a registration that is there."""
        known = ("party", "number", "period", "registered_name", "name_matches", "checked_on")
        return (*known, "evidence", "turnover_reported_for") if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> AcmRegistration:
        """Record the registration."""
        return services.record_acm_registration(**form.cleaned_data, by=viewer_of(request))

    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: AcmRegistration) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)

    @action(
        description=gettext_lazy("Looked up"),
        url_path="look-up",
        icon="search",
        permissions=["add"],
    )
    def look_up(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record what was found in ACM's public register."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            done = services.check_acm_registration(registration=row, **given, by=viewer_of(request))
            return (
                _("Recorded: the name is the party's.")
                if done.name_matches
                else _("Recorded: the name is not the party's, which is a finding.")
            )

        title = _("Look up: %(row)s") % {"row": row}
        text = _("Compare the name in ACM's public register with that of the party.")
        form = CheckForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))

    @action(
        description=gettext_lazy("Turnover reported"),
        url_path="reported",
        icon="request_quote",
        permissions=["add"],
    )
    def reported(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record that the turnover of this year was reported."""
        row, on = self.row(request, object_id), timezone.localdate()

        def run(given: dict[str, Any]) -> str:
            record_turnover_report(registration=row, **given, on=on, by=viewer_of(request))
            return _("Recorded: nobody is reminded of it any more this year.")

        title = _("Turnover reported: %(row)s") % {"row": row}
        text = _("Record that it reported its turnover to the ACM this year.")
        form = ConfirmForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End the registration from a day."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_acm_registration(registration=row, **given, by=viewer_of(request))
            return _("The registration ends.")

        title = _("End %(registration)s") % {"registration": row}
        text = _("The fact is kept for every day until then.")
        form = OnForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))
