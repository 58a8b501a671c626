"""What statements say, for officers: recorded with its source, ended when no longer said."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.admin.filters import InForceFilter
from roles.models import Disclosure, Reliance, StatedRole
from roles.statement import services
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import viewer_of


class _SaidForm(forms.ModelForm[Any]):
    on = LegalDateField(label=gettext_lazy("Says so since"), initial=timezone.localdate)
    until = LegalDateField(
        label=gettext_lazy("First day on which it no longer says so"), required=False
    )


class StatedRoleForm(_SaidForm):
    """Who states which role for whom."""

    class Meta:
        model = StatedRole
        fields = ("stated_by", "party", "category", "feature", "role", "source", "place")


class DisclosureForm(_SaidForm):
    """What a statement tells."""

    class Meta:
        model = Disclosure
        fields = ("party", "item", "category", "source", "place")


class RelianceForm(_SaidForm):
    """What a statement relies on."""

    class Meta:
        model = Reliance
        fields = ("party", "source", "rests_on", "ascribed_to", "place")


class _SaidAdmin(RegisterAdmin):
    """Recorded and ended."""

    adds = True
    known: tuple[str, ...] = ()
    list_filter: tuple[Any, ...] = (InForceFilter,)
    actions_detail = ("end",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new fact, or what is known of this one."""
        return (*self.known, "period") if obj else (*self.known, ("on", "until"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a fact that is there."""
        return (*self.known, "period") if obj else ()

    @display(description=gettext_lazy("says so"), ordering="valid_during")
    def period(self, row: Any) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)

    @action(
        description=gettext_lazy("No longer says so"),
        url_path="end",
        icon="event_busy",
        permissions=["add"],
    )
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record from which day the statement no longer says so."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_said(said=row, **given, by=viewer_of(request))
            return _("Recorded. What it said until then stays answerable.")

        title = _("No longer says so: %(row)s") % {"row": row}
        text = _("What another version of the statement says instead is recorded by itself.")
        form = OnForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))


@admin.register(StatedRole)
class StatedRoleAdmin(_SaidAdmin):
    """Roles that someone states; the register compares them with those that conduct gives."""

    form = StatedRoleForm
    known = ("stated_by", "party", "category", "feature", "role", "source", "place")
    list_display = ("party", "category", "role", "stated_by", "period", "source")
    list_filter = ("category", "role", InForceFilter)
    list_select_related = ("party", "category", "stated_by", "source")
    search_fields = ("party__name", "stated_by__name")
    ordering = ("party__name", "category__position")
    autocomplete_fields = ("party", "stated_by")

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> StatedRole:
        """Record the stated role."""
        return services.state_role(**form.cleaned_data, by=viewer_of(request))


@admin.register(Disclosure)
class DisclosureAdmin(_SaidAdmin):
    """What statements tell people (GDPR Art. 13, 14)."""

    form = DisclosureForm
    known = ("party", "item", "category", "source", "place")
    list_display = ("party", "item", "category", "period", "source")
    list_filter = ("item", InForceFilter)
    list_select_related = ("party", "category", "source")
    search_fields = ("party__name",)
    ordering = ("party__name", "item")
    autocomplete_fields = ("party",)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Disclosure:
        """Record the disclosure."""
        return services.record_disclosure(**form.cleaned_data, by=viewer_of(request))


@admin.register(Reliance)
class RelianceAdmin(_SaidAdmin):
    """What statements quote or rest on, and to whom they ascribe it."""

    form = RelianceForm
    known = ("party", "source", "rests_on", "ascribed_to", "place")
    list_display = ("party", "rests_on", "ascribed_to", "period")
    list_select_related = ("party", "rests_on")
    search_fields = ("party__name", "rests_on__code")
    ordering = ("party__name",)
    autocomplete_fields = ("party",)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Reliance:
        """Record the reliance."""
        return services.record_reliance(**form.cleaned_data, by=viewer_of(request))
