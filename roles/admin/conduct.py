"""Conduct beyond contracts: own uses and joint determinations."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles import services
from roles.admin.filters import InForceFilter
from roles.models import JointDetermination, OwnUse
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import viewer_of


class _PeriodForm(forms.ModelForm[Any]):
    on = LegalDateField(label=gettext_lazy("First day"), initial=timezone.localdate)
    until = LegalDateField(
        label=gettext_lazy("First day on which it no longer holds"),
        required=False,
        help_text=gettext_lazy("Empty: until further notice."),
    )


class OwnUseForm(_PeriodForm):
    """Who uses what for a purpose of its own, since when."""

    class Meta:
        model = OwnUse
        fields = ("party", "category", "purpose", "source")


class JointForm(_PeriodForm):
    """Who decides together with whom, about what, since when."""

    class Meta:
        model = JointDetermination
        fields = ("service", "category", "party", "with_party", "source")


class _ConductAdmin(RegisterAdmin):
    """Recorded and ended."""

    adds = True
    list_filter: tuple[Any, ...] = ("category", InForceFilter)
    autocomplete_fields: tuple[str, ...] = ("party",)
    known: tuple[str, ...] = ()
    actions_detail = ("end",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new fact, or what is known of this one."""
        return (*self.known, "period") if obj else (*self.known, ("on", "until"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a fact that is there."""
        return (*self.known, "period") if obj else ()

    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: Any) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End it from a day."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            self.end_row(row, **given, by=viewer_of(request))
            return _("It ends. What it decided until then stays answerable.")

        title = _("End %(row)s") % {"row": row}
        text = _("The fact is kept for every day until then.")
        form = OnForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))

    def end_row(self, row: Any, **given: Any) -> None:
        """Call the service that ends the fact."""
        raise NotImplementedError


@admin.register(OwnUse)
class OwnUseAdmin(_ConductAdmin):
    """Use for an own purpose makes a party controller for it (GDPR Art. 28(10))."""

    form = OwnUseForm
    known = ("party", "category", "purpose", "source")
    list_display = ("party", "category", "purpose", "period", "source")
    list_select_related = ("party", "category", "purpose", "source")
    search_fields = ("party__name", "purpose__code")
    ordering = ("party__name",)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> OwnUse:
        """Record the use."""
        return services.record_own_use(**form.cleaned_data, by=viewer_of(request))

    def end_row(self, row: Any, **given: Any) -> None:
        """End the use."""
        services.end_own_use(own_use=row, **given)


@admin.register(JointDetermination)
class JointAdmin(_ConductAdmin):
    """Deciding together makes joint controllers (GDPR Art. 26(1))."""

    form = JointForm
    known = ("service", "category", "party", "with_party", "source")
    list_display = ("party", "with_party", "service", "category", "period")
    list_select_related = ("party", "with_party", "service", "category")
    search_fields = ("party__name", "with_party__name")
    autocomplete_fields = ("party", "with_party")
    ordering = ("party__name",)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> JointDetermination:
        """Record the joint determination."""
        return services.record_joint_determination(**form.cleaned_data, by=viewer_of(request))

    def end_row(self, row: Any, **given: Any) -> None:
        """End the joint determination."""
        services.end_joint_determination(joint=row, **given)
