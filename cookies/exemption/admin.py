"""Statistics without consent for officers: it shows, and calls services."""

from typing import Any

from django.forms import BooleanField, CharField, ChoiceField, Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from cookies.exemption.checklists import statistics
from cookies.exemption.models import ExemptionAnswer
from cookies.exemption.queries import standing_of
from cookies.exemption.services import answer_point, claim_exemption
from voipgrid_privacy.kernel.admin import RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of


class PointForm(Form):
    """Whether a point is so, and what shows it."""

    point = ChoiceField(
        label=gettext_lazy("point"),
        choices=lambda: [(p.code, str(p.question)) for p in statistics().points],
        widget=UnfoldAdminSelectWidget,
    )
    met = BooleanField(label=gettext_lazy("is so"), required=False)
    evidence = CharField(
        label=gettext_lazy("what shows it"),
        max_length=500,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )


class ExemptionInline(RegisterInline):
    """Every answer that was given about statistics without consent."""

    model = ExemptionAnswer
    ordering = ("-recorded_at",)
    fields = readonly_fields = ("question", "met", "evidence", "answered_on")

    @display(description=gettext_lazy("point"))
    def question(self, answer: ExemptionAnswer) -> str:
        """Say the point in words."""
        points = {p.code: p.question for p in statistics().points}
        return str(points.get(answer.point, answer.point))


EXEMPTION_ACTIONS: dict[str, Any] = {
    "title": gettext_lazy("Statistics without consent"),
    "items": ["exemption", "claim"],
}


class ExemptionActions:
    """What officers do about the exemption of a site; part of its page."""

    row: Any

    @action(
        description=gettext_lazy("Answer a point"),
        url_path="exemption",
        permissions=["publish"],
    )
    def exemption(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Answer a point of the checklist, beside all of them as they stand."""
        site, today = self.row(request, object_id), timezone.localdate()

        def run(given: dict[str, Any]) -> str:
            answer_point(
                site=site, checklist=statistics(), **given, on=today, by=viewer_of(request)
            )
            return _("The answer is on record.")

        standing = standing_of(site, statistics(), today)
        advertising = ", ".join(standing.advertising)
        return ask(
            request,
            title=_("Statistics without consent on %(site)s") % {"site": site},
            text=_("Consent is not needed") if standing.holds else _("Consent is needed"),
            form=PointForm(request.POST or None),
            run=run,
            back=page_of(site),
            details=(
                *((str(e.point.question), str(e.state.label)) for e in standing.points),
                *(((_("Advertising on the site"), advertising),) if advertising else ()),
            ),
        )

    @action(
        description=gettext_lazy("Rely on it, or no longer"),
        url_path="claim",
        permissions=["publish"],
    )
    def claim(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Put the site's statistics in the exempt category, or back."""
        site, today = self.row(request, object_id), timezone.localdate()
        relied_on = standing_of(site, statistics(), today).relied_on

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            claim_exemption(
                site=site,
                checklist=statistics(),
                claim=not relied_on,
                on=today,
                by=viewer_of(request),
            )
            return _("Statement and banner follow within minutes.")

        button = (
            _("Ask consent for statistics after all") if relied_on else _("Rely on the exemption")
        )
        return ask(
            request,
            title=f"{button}: {site}",
            text=_("While a point is open or the site advertises, the banner asks for consent."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(site),
            button=button,
        )
