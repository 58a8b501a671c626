"""Agreements for officers: who has none, what is signed, and recording both."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from roles.admin.filters import InForceFilter
from roles.agreements import services
from roles.agreements.admin_chain import Coverage, CoverageInline
from roles.agreements.admin_ends import EndInline, Ends, TermInline
from roles.agreements.admin_evidence import Evidence, EvidenceInline
from roles.agreements.admin_papers import (
    PAPER_ACTIONS,
    InstructionInline,
    PaperInline,
    Papers,
    SignatureInline,
)
from roles.agreements.exporting import relations_table
from roles.agreements.models import Agreement, AgreementState, Mandate, MandateKind
from roles.agreements.queries import Relation, Standing, relations
from roles.models import Party
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of

ENDING: dict[str, Any] = {
    "title": gettext_lazy("Ending"),
    "icon": "event_busy",
    "items": ["end", "agree_end_term", "open_end"],
}
STANDINGS = [("", gettext_lazy("All")), ("missing", gettext_lazy("Not signed by both"))]


class OverviewForm(forms.Form):
    """Between whom, on which day, signed or not."""

    between = forms.ChoiceField(
        label=gettext_lazy("Relations"),
        choices=[("", gettext_lazy("Everyone")), *Relation.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Agreement"),
        choices=[*STANDINGS, *Standing.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    on = LegalDateField(label=gettext_lazy("On"), required=False)
    q = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    party = forms.UUIDField(required=False, widget=forms.HiddenInput)


@register_page("overeenkomsten/", "agreement_overview")
def agreement_overview(request: HttpRequest) -> HttpResponse:
    """Show who has an agreement with whom, and who has none; export what is shown."""
    form = OverviewForm({"on": timezone.localdate().isoformat(), **_given(request)})
    asked = form.cleaned_data if form.is_valid() else {}
    on: date = asked.get("on") or timezone.localdate()
    party: UUID | None = asked.get("party")
    filters = {name: asked.get(name, "") for name in ("between", "standing", "q")}
    rows = relations(viewer=viewer_of(request), on=on, party=party, **filters)
    if (form_of_file := request.GET.get("format", "")) in FORMS:
        table = relations_table(rows, on=on, **filters)
        return cast("HttpResponse", exported(table, form_of_file))
    page = paged(rows, request)
    context = {
        **admin.site.each_context(request),
        "title": _("Data processing agreements"),
        "form": form,
        "page": page,
        "on": on,
        "about": Party.objects.visible_to(viewer_of(request)).filter(pk=party).first()
        if party
        else None,
        "may_add": viewer_of(request).may(Ability.WRITE_REGISTER),
    }
    return TemplateResponse(request, "admin/agreement_overview.html", context)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in request.GET.dict().items() if value}


class AgreementForm(forms.ModelForm[Agreement]):
    """What was agreed, when it was signed, and what it authorises to."""

    on = LegalDateField(label=gettext_lazy("First day"), initial=timezone.localdate)
    until = LegalDateField(
        label=gettext_lazy("First day on which it no longer holds"),
        required=False,
        help_text=gettext_lazy("Empty: until further notice."),
    )
    processor_signed_on = LegalDateField(
        label=gettext_lazy("Signed by the processor on"), required=False
    )
    controller_signed_on = LegalDateField(
        label=gettext_lazy("Signed by the party it acts for on"), required=False
    )
    authorisation = forms.ChoiceField(
        label=gettext_lazy("Authorises to engage others"),
        choices=[("", gettext_lazy("No")), (MandateKind.GENERAL, MandateKind.GENERAL.label)],
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("GDPR Art. 28(2). A specific mandate is recorded by itself."),
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"),
        required=False,
        min_value=0,
        max_value=365,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    class Meta:
        model = Agreement
        fields = ("processor", "controller", "template", "reference", "source")


class SignForm(forms.Form):
    """When who signed."""

    processor_signed_on = LegalDateField(
        label=gettext_lazy("Signed by the processor on"), required=False
    )
    controller_signed_on = LegalDateField(
        label=gettext_lazy("Signed by the party it acts for on"), required=False
    )


class _Period:
    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: Any) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)


class MandateInline(_Period, RegisterInline):
    """What the agreement authorises to."""

    model = Mandate
    fields = readonly_fields = ("kind", "engages", "notice_days", "period")


@admin.register(Agreement)
class AgreementAdmin(Papers, Coverage, Evidence, Ends, _Period, RegisterAdmin):
    """Recorded, signed and ended; never edited."""

    adds = True
    form = AgreementForm
    list_display = ("name", "processor", "controller", "shown_state", "period", "template")
    list_filter = (InForceFilter, "template")
    list_select_related = ("processor", "controller", "template")
    search_fields = ("reference", "processor__name", "controller__name")
    ordering = ("processor__name", "controller__name", "-valid_during")
    autocomplete_fields = ("processor", "controller")
    fields = (
        ("processor", "controller"),
        ("on", "until"),
        ("processor_signed_on", "controller_signed_on"),
        ("authorisation", "notice_days"),
        ("template", "reference", "source"),
    )
    inlines = (
        PaperInline,
        SignatureInline,
        CoverageInline,
        InstructionInline,
        MandateInline,
        EvidenceInline,
        TermInline,
        EndInline,
    )
    actions_detail = (PAPER_ACTIONS, "sign", "instruct", ENDING)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new agreement, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for an agreement that is there."""
        known = ("processor", "controller", "shown_state", "period", "processor_signed_on")
        more = ("controller_signed_on", "template", "reference", "contract", "source")
        return (*known, *more, "without_evidence") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return what belongs to an agreement that is there."""
        return super().get_inlines(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Agreement:
        """Record the agreement."""
        return services.record_agreement(**form.cleaned_data, by=viewer_of(request))

    @display(description=gettext_lazy("agreement"), ordering="reference")
    def name(self, agreement: Agreement) -> str:
        """Show the reference, or between whom."""
        return str(agreement)

    @display(
        description=gettext_lazy("state"),
        label={"IN_FORCE": "success", "ENDED": "info", "NOT_YET": "info"}
        | dict.fromkeys(("UNSIGNED", "HALF_SIGNED"), "danger"),
    )
    def shown_state(self, agreement: Agreement) -> tuple[str, str]:
        """Show where it stands today."""
        state: AgreementState = agreement.state(timezone.localdate())
        return state.value, str(state.label)

    @action(
        description=gettext_lazy("Record who signed"),
        url_path="sign",
        icon="draw",
        permissions=["add"],
    )
    def sign(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record who signed when."""
        agreement = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            today, by = timezone.localdate(), viewer_of(request)
            services.sign_agreement(agreement=agreement, **given, on=today, by=by)
            return _("The days of signing are recorded.")

        return ask(
            request,
            title=_("Signed: %(agreement)s") % {"agreement": agreement},
            text=_("An agreement counts from the day on which both have signed."),
            form=SignForm(request.POST or None),
            run=run,
            back=page_of(agreement),
        )

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End the agreement from a day."""
        agreement = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_agreement(agreement=agreement, **given, by=viewer_of(request))
            return _("The agreement ends, and the mandates in it.")

        return ask(
            request,
            title=_("End %(agreement)s") % {"agreement": agreement},
            text=_("Without another agreement the register raises a finding from that day."),
            form=OnForm(request.POST or None),
            run=run,
            back=page_of(agreement),
        )


class MandateForm(forms.ModelForm[Mandate]):
    """Who authorises whom, to engage whom, since when."""

    on = LegalDateField(label=gettext_lazy("First day"), initial=timezone.localdate)
    until = LegalDateField(
        label=gettext_lazy("First day on which it no longer holds"), required=False
    )

    class Meta:
        model = Mandate
        fields = ("giver", "holder", "kind", "engages", "notice_days")


@admin.register(Mandate)
class MandateAdmin(_Period, RegisterAdmin):
    """Authorisations to engage other processors (GDPR Art. 28(2))."""

    adds = True
    form = MandateForm
    list_display = ("holder", "giver", "kind", "engages", "notice_days", "period")
    list_filter = ("kind", InForceFilter)
    list_select_related = ("holder", "giver", "engages")
    search_fields = ("holder__name", "giver__name", "engages__name")
    ordering = ("holder__name", "giver__name")
    autocomplete_fields = ("giver", "holder", "engages")
    fields = (("giver", "holder"), ("kind", "engages", "notice_days"), ("on", "until"))
    actions_detail = ("end",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new mandate, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a mandate that is there."""
        known = ("giver", "holder", "kind", "engages", "notice_days", "agreement", "period")
        return known if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Mandate:
        """Record the mandate."""
        return services.give_mandate(**form.cleaned_data, by=viewer_of(request))

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End the mandate from a day."""
        mandate = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_mandate(mandate=mandate, **given, by=viewer_of(request))
            return _("The mandate ends.")

        title = _("End %(mandate)s") % {"mandate": mandate}
        form = OnForm(request.POST or None)
        text = _("Who was engaged until that day stays answerable.")
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(mandate))
