"""Evidence per item for officers: what shows that an agreement is kept, and where nothing does."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from roles.agreements import services
from roles.agreements.evidence import evidence_fields, evidence_of
from roles.agreements.models import Agreement, ClauseEvidence
from voipgrid_privacy.kernel.admin import RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ask
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, viewer_of

WIDGETS = {
    "select": UnfoldAdminSelectWidget,
    "text": UnfoldAdminTextInputWidget,
    "area": UnfoldAdminTextareaWidget,
}


class EvidenceInline(RegisterInline):
    """What was entered, newest first."""

    model = ClauseEvidence
    fields = readonly_fields = (
        "item",
        "kind",
        "points_at",
        "note",
        "name",
        "entered_at",
        "entered_by",
    )

    @display(description=gettext_lazy("points at"))
    def points_at(self, row: ClauseEvidence) -> str:
        """Show the measure, instruction, paper, address or number."""
        return row.shown


class EvidenceForm(forms.Form):
    """What shows that which item is kept."""

    def __init__(self, data: Any, agreement: Agreement, viewer: Viewer) -> None:
        super().__init__(data)
        today = timezone.localdate()
        self.fields.update(evidence_fields(agreement, viewer, today, WIDGETS))


class Evidence:
    """The button about evidence, and which items have none."""

    @display(description=gettext_lazy("without evidence"))
    def without_evidence(self, agreement: Agreement) -> str:
        """Name the items of which nothing shows that they are kept."""
        shown = evidence_of(agreement=agreement, viewer=SYSTEM, on=timezone.localdate())
        return "; ".join(f"({e.item.code}) {e.item.name}" for e in shown if e.absent) or "–"

    @action(
        description=gettext_lazy("Add evidence"),
        url_path="evidence",
        icon="verified",
        permissions=["add"],
    )
    def add_evidence(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Enter what shows that an item is kept."""
        agreement, by = self.row(request, object_id), viewer_of(request)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:
            services.add_evidence(agreement=agreement, **given, at=timezone.now(), by=by)
            return _("The evidence is kept.")

        return ask(
            request,
            title=_("Evidence under %(agreement)s") % {"agreement": agreement},
            text=_("What is entered stays as it was; add what is new."),
            form=EvidenceForm(request.POST or None, agreement, by),
            run=run,
            back=page_of(agreement),
        )
