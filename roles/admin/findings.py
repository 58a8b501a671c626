"""Findings: read by all officers, judged by the privacy officer and the DPO."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.findings import FindingType, finding_type, finding_types, held_in, sentence_for
from roles.findings.exporting import findings_table
from roles.models import Finding
from roles.models.findings import FindingState
from roles.services.findings import accept_finding, reopen_finding
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import link_to, page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ReasonForm, ask
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of


class CodeFilter(admin.SimpleListFilter):
    """By what is wrong, in words."""

    title = gettext_lazy("what is wrong")
    parameter_name = "code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds of findings that there are."""
        there = set(
            model_admin.get_queryset(request).order_by().values_list("code", flat=True).distinct()
        )
        return [(kind.code, str(kind.sentence)) for kind in finding_types() if kind.code in there]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the findings of that kind."""
        return queryset.filter(code=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """By state; what still asks for something is one choice."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what is unsettled, and each state."""
        return [("unsettled", gettext_lazy("Open or reopened")), *FindingState.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the findings in that state."""
        if self.value() == "unsettled":
            return queryset.open()
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Finding)
class FindingAdmin(RegisterAdmin):
    """What the register itself says is wrong."""

    writes = Ability.JUDGE_FINDINGS
    list_display = (
        "sentence",
        "shown_severity",
        "shown_state",
        "party",
        "category",
        "owner",
        "number",
        "found_on",
    )
    list_filter = (CodeFilter, "severity", StateFilter, "owner")
    list_select_related = ("party", "category")
    search_fields = ("code", "party__name", "key")
    search_help_text = gettext_lazy("Party or code")
    ordering = ("state", "severity", "code", "key")
    fields = readonly_fields = (
        "sentence",
        "next_step",
        "law",
        "shown_severity",
        "shown_state",
        "about",
        "category",
        "owner",
        "number",
        "found_on",
        "settled_on",
        "reason",
        "judged_by",
        "code",
        "key",
    )
    actions_detail = ("accept", "reopen")
    list_before_template = "admin/finding_files.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the findings, or hand over those that are shown as a file (``format``)."""
        asked = request.GET.copy()
        form = "".join(asked.pop("format", []))
        request.GET = asked  # type: ignore[assignment]  # the list knows no such filter
        if form in FORMS:
            rows = self.get_changelist_instance(request).get_queryset(request)
            table = findings_table(
                rows.select_related("party", "category"),
                on=timezone.localdate(),
                filters={name: request.GET.get(name, "") for name in asked},
            )
            return cast("HttpResponse", exported(table, form))
        response: HttpResponse = super().changelist_view(request, extra_context)
        return response

    def has_judge_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer judges findings."""
        return viewer_of(request).may(Ability.JUDGE_FINDINGS)

    @display(description=gettext_lazy("finding"), ordering="code")
    def sentence(self, finding: Finding) -> str:
        """Say what is wrong."""
        return sentence_for(finding.code)

    @display(description=gettext_lazy("next step"))
    def next_step(self, finding: Finding) -> str:
        """Say what to do, linked to the page where it is done."""
        kind = _kind(finding)
        words = str(kind.next_step) if kind else "–"
        page = where_to_mend(finding, kind) if kind else ""
        return format_html('<a class="reg-link" href="{}">{}</a>', page, words) if page else words

    @display(description=gettext_lazy("legal ground"))
    def law(self, finding: Finding) -> str:
        """Cite the law, linked."""
        kind = _kind(finding)
        links = ((c.url, citation_in_words(c)) for c in kind.cites) if kind else ()
        return format_html_join("; ", '<a class="reg-link" href="{}" rel="noopener">{}</a>', links)

    @display(description=gettext_lazy("about"))
    def about(self, finding: Finding) -> str:
        """Link to the party."""
        return format_html("{}", link_to(finding.party))

    @display(
        description=gettext_lazy("severity"),
        ordering="severity",
        label={"HIGH": "danger", "MEDIUM": "warning", "LOW": "info"},
    )
    def shown_severity(self, finding: Finding) -> tuple[str, str]:
        """Show the severity as a label."""
        return finding.severity, finding.get_severity_display()

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={
            "OPEN": "danger",
            "REOPENED": "danger",
            "ACCEPTED": "warning",
            "RESOLVED": "success",
        },
    )
    def shown_state(self, finding: Finding) -> tuple[str, str]:
        """Show the state as a label."""
        return finding.state, finding.get_state_display()

    @action(
        description=gettext_lazy("Accept"), url_path="accept", icon="check", permissions=["judge"]
    )
    def accept(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Accept the finding with a reason."""
        finding = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            accept_finding(finding=finding, **given, on=timezone.localdate(), by=viewer_of(request))
            return _("The finding is accepted, with your reason.")

        return ask(
            request,
            title=_("Accept: %(finding)s") % {"finding": sentence_for(finding.code)},
            text=_("It stays visible as accepted for as long as its cause lasts."),
            form=ReasonForm(request.POST or None),
            run=run,
            back=page_of(finding),
        )

    @action(
        description=gettext_lazy("Reopen"), url_path="reopen", icon="undo", permissions=["judge"]
    )
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Reopen an accepted finding."""
        finding = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            reopen_finding(finding=finding, by=viewer_of(request))
            return _("The finding is open again.")

        return ask(
            request,
            title=_("Reopen: %(finding)s") % {"finding": sentence_for(finding.code)},
            text=_("The reason for which it was accepted is removed."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(finding),
        )


def where_to_mend(finding: Finding, kind: FindingType) -> str:
    """Return the page of the admin where a finding is put right; nothing where there is none."""
    mend, party = kind.mend, finding.party_id
    page, name = mend.admin_one
    if page and (one := held_in(finding.key, name)):
        return reverse(page, args=(one,))
    of_party = mend.admin == "admin:roles_party_change"
    if not mend.admin or (of_party and party is None):
        return ""
    page = reverse(mend.admin, args=(party,) if of_party else ())
    known = party is not None or "{party}" not in mend.admin_query
    query = mend.admin_query.format(party=party) if known else ""
    return f"{page}?{query}" if query else page


def _kind(finding: Finding) -> FindingType | None:
    try:
        return finding_type(finding.code)
    except KeyError:  # a check that no longer exists
        return None
