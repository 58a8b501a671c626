"""Legal holds: placed and released, never edited."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from records.holds.services import place_hold, release_hold
from records.models import LegalHold
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, ask
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of


class HoldForm(forms.ModelForm[Any]):
    """What must stay, and why; everything that is filled in must fit."""

    since = LegalDateField(label=gettext_lazy("Calls since"), required=False)
    until = LegalDateField(
        label=gettext_lazy("Calls before"),
        required=False,
        help_text=gettext_lazy("The first day that the hold no longer reaches."),
    )

    class Meta:
        model = LegalHold
        fields = ("case", "reason", "party", "number", "store")
        help_texts: ClassVar = {
            "party": gettext_lazy(
                "Without a party the hold keeps calls and messages, and nothing of the register: no"
                " agreement, contact or file of an incident."
            )
        }


class ReleaseForm(forms.Form):
    """Why the hold ends."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


@admin.register(LegalHold)
class LegalHoldAdmin(RegisterAdmin):
    """What may not be erased although its term has ended."""

    writes = Ability.RUN_RETENTION
    adds = True
    form = HoldForm
    list_display = ("case", "party", "store", "shown_period", "placed_at", "shown_state")
    list_filter = (
        ("released_at", admin.EmptyFieldListFilter),
        ("restriction", admin.EmptyFieldListFilter),
        "store",
    )
    list_select_related = ("party", "store", "restriction")
    search_fields = ("case", "party__name")
    ordering = ("-placed_at",)
    autocomplete_fields = ("party",)
    actions_detail = ("release",)
    known = (
        "case",
        "reason",
        "restriction",
        "category",
        "party",
        "seller",
        "number",
        "store",
        "table",
        "shown_period",
        "placed_at",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked of a new hold, or what is known of this one."""
        if obj is None:
            return ("case", "reason", "party", "number", "store", ("since", "until"))
        return (*self.known, "shown_state", "released_at", "release_reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a hold that is there."""
        more = ("shown_state", "released_at", "release_reason")
        return (*self.known, *more) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> LegalHold:
        """Place the hold."""
        given = dict(form.cleaned_data)
        for name in ("party", "store"):
            row = given.pop(name)
            given[name] = row.pk if row else None
        return place_hold(**given, by=viewer_of(request))

    @display(description=gettext_lazy("calls in the period"))
    def shown_period(self, hold: LegalHold) -> str:
        """Show the period in words."""
        return period_in_words(hold.period.lower, hold.period.upper) if hold.period else "–"

    @display(description=gettext_lazy("state"), label={"ACTIVE": "warning", "RELEASED": "success"})
    def shown_state(self, hold: LegalHold) -> tuple[str, str]:
        """Show whether it still holds."""
        return ("RELEASED", _("released")) if hold.released_at else ("ACTIVE", _("in force"))

    def has_release_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer releases holds."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Release"),
        url_path="release",
        icon="lock_open",
        permissions=["release"],
    )
    def release(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the clock run again."""
        hold = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            release_hold(hold=hold.pk, **given, at=timezone.now(), by=viewer_of(request))
            return _("The hold is released; what is due goes with the next run.")

        return ask(
            request,
            title=_("Release the hold of %(case)s") % {"case": hold.case},
            text=_("Rows that are due are erased by the next run, and cannot be brought back."),
            form=ReleaseForm(request.POST or None),
            run=run,
            back=page_of(hold),
            button=_("Release"),
        )
