"""Acts of law for officers: entered with their source, succeeded or withdrawn, never altered."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanSwitchWidget,
)

from roles.transfers import services
from roles.transfers.choices import OF_DECISIONS, Act, Seen
from roles.transfers.countries import country_choices, country_name
from roles.transfers.models import LawAct
from roles.transfers.queries import law_acts, law_now
from roles.transfers.words import language
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, LegalDateField, ask
from voipgrid_privacy.kernel.tenancy import SYSTEM, viewer_of

TERMS = (
    "number",
    "name",
    "adopted_on",
    "effective_on",
    "until",
    "listed",
    "covered_nl",
    "covered_en",
    "url",
    "seen",
)
STANDING = {"counts": "success", "succeeded": "warning", "withdrawn": "danger"}


def line(label: Any, most: int, *, required: bool = False, **more: Any) -> forms.CharField:
    """Return a field for a line of text."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=UnfoldAdminTextInputWidget,
        **more,
    )


class ActForm(forms.Form):
    """Which act it is, from when it has which effect, and where that was seen."""

    number = line(
        gettext_lazy("Number of the act"),
        60,
        required=True,
        help_text=gettext_lazy("Such as (EU) 2027/12; of a judgment its case, such as C-311/18."),
    )
    name = line(gettext_lazy("Name it goes by"), 100)
    adopted_on = LegalDateField(label=gettext_lazy("Adopted or pronounced on"))
    effective_on = LegalDateField(
        label=gettext_lazy("First day of its effect"),
        help_text=gettext_lazy(
            "The first day on which a decision applies; of an end, of a last day that is set and of"
            " leaving the EEA the first day without it."
        ),
    )
    until = LegalDateField(
        label=gettext_lazy("First day on which it lapses by itself"),
        required=False,
        help_text=gettext_lazy("Only of an adequacy decision with a last day."),
    )
    listed = forms.BooleanField(
        label=gettext_lazy("Covers some importers only"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    covered_nl = line(gettext_lazy("Who is covered, in Dutch"), 200)
    covered_en = line(gettext_lazy("Who is covered, in English"), 200)
    url = forms.URLField(
        label=gettext_lazy("Address of the act"),
        max_length=300,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
        help_text=gettext_lazy("In EUR-Lex or the Official Journal, where it can be read."),
    )
    seen = forms.ChoiceField(
        label=gettext_lazy("Looked up"),
        choices=[each for each in Seen.choices if each[0] != Seen.NOWHERE],
        widget=UnfoldAdminSelectWidget,
    )


class NewActForm(ActForm, forms.ModelForm[LawAct]):
    """What the act does, and to which decision or country."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it does"), choices=Act.choices, widget=UnfoldAdminSelectWidget
    )
    about = forms.ChoiceField(
        label=gettext_lazy("About the decision"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Of an end, or of a last day that is set."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Of a new decision, and of joining or leaving the EEA."),
    )
    code = line(
        gettext_lazy("Code for a new decision"),
        50,
        help_text=gettext_lazy("Capitals, digits and underscores; empty: the country's."),
    )

    class Meta:
        model = LawAct
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "about" in self.fields:  # a page that only shows has none
            known = reversed(law_now(viewer=SYSTEM).decisions)
            open_ = [(d.code, f"{d.code}: {d.title}") for d in known if not d.ended_on]
            self.fields["about"].choices = [("", "–"), *open_]  # type: ignore[attr-defined]
            self.fields["country"].choices = [("", "–"), *country_choices(language())]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        about, code = given.pop("about"), given.pop("code")
        named = about if given["kind"] in OF_DECISIONS else code or given["country"]
        return given | {"decision": named}


@admin.register(LawAct)
class LawActAdmin(RegisterAdmin):
    """Everything that was entered, also what was succeeded since."""

    adds = True
    form = NewActForm
    list_display = ("row_name", "where", "adopted_on", "effective_on", "standing", "entered_at")
    list_filter = ("kind",)
    search_fields = ("decision", "number", "name", "country")
    ordering = ("-effective_on", "-entered_at")
    fields = (
        "kind",
        ("about", "country"),
        ("number", "adopted_on"),
        ("effective_on", "until"),
        ("name", "code"),
        "listed",
        ("covered_nl", "covered_en"),
        ("url", "seen"),
    )
    actions_detail = ("succeed", "withdraw")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the acts with what they succeed and what succeeds them."""
        return law_acts(viewer=viewer_of(request)).order_by("-effective_on", "-entered_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new act, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for an act that is there."""
        about = ("kind", "decision", "where")
        return (*about, *TERMS, "standing", "replaces", "entered_at") if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> LawAct:
        """Enter the act."""
        return services.enter_law_act(**form.given(), at=timezone.now(), by=viewer_of(request))

    @display(description=gettext_lazy("act"), ordering="number")
    def row_name(self, row: LawAct) -> str:
        """Show what it does, to what."""
        return str(row)

    @display(description=gettext_lazy("country"), ordering="country")
    def where(self, row: LawAct) -> str:
        """Show the country by name."""
        return country_name(row.country, language())

    @display(description=gettext_lazy("standing"), label=STANDING)
    def standing(self, row: LawAct) -> tuple[str, str]:
        """Show whether it counts."""
        if hasattr(row, "successor"):
            return "succeeded", _("succeeded")
        return ("withdrawn", _("withdrawn")) if row.withdrawn else ("counts", _("counts"))

    @action(
        description=gettext_lazy("Let another succeed it"),
        url_path="succeed",
        icon="edit",
        permissions=["add"],
    )
    def succeed(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Correct it by a successor; the row itself stays."""
        row = self.row(request, object_id)
        form = ActForm(request.POST or None, initial={name: getattr(row, name) for name in TERMS})

        def run(given: dict[str, Any]) -> str:
            at = timezone.now()
            services.succeed_law_act(act=row, **given, at=at, by=viewer_of(request))
            return _("The successor counts from now on.")

        title = _("Successor of %(act)s") % {"act": row}
        text = _("What was entered stays as it was. What the register says of a day follows anew.")
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))

    @action(
        description=gettext_lazy("Withdraw"), url_path="withdraw", icon="undo", permissions=["add"]
    )
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say that it should not have been entered."""
        row = self.row(request, object_id)

        def run(_given: dict[str, Any]) -> str:
            services.withdraw_law_act(act=row, at=timezone.now(), by=viewer_of(request))
            return _("The act counts no longer.")

        title = _("Withdraw %(act)s") % {"act": row}
        text = _("For an act that should not have been entered. The row stays, with its history.")
        form = ConfirmForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))
