"""The chain of agreements for officers: what each link lacks, and what a paper covers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from roles.agreements import services
from roles.agreements.coverage_fields import coverage_fields, places
from roles.agreements.links import chain_links, engagers
from roles.agreements.models import Agreement, AgreementCoverage
from roles.models import Party
from voipgrid_privacy.kernel.admin import RegisterInline
from voipgrid_privacy.kernel.admin_actions import action
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of

PER_PAGE = 25


class ChainForm(forms.Form):
    """On which day, below whom."""

    on = LegalDateField(label=gettext_lazy("On"), required=False)
    party = forms.UUIDField(required=False, widget=forms.HiddenInput)


@register_page("overeenkomsten/keten/", "flow_down")
def flow_down(request: HttpRequest) -> HttpResponse:
    """Show the chain of agreements of a day link by link, and what each link lacks."""
    viewer, today = viewer_of(request), timezone.localdate()
    given = {name: value for name, value in request.GET.dict().items() if value}
    form = ChainForm({"on": today.isoformat(), **given})
    asked = form.cleaned_data if form.is_valid() else {}
    on = asked.get("on") or today
    whose = asked.get("party")
    about = Party.objects.visible_to(viewer).filter(pk=whose).first() if whose else None
    rows = engagers(viewer=viewer, on=on, party=about)
    page = paged(rows, request, per_page=PER_PAGE)
    context = {
        **admin.site.each_context(request),
        "title": _("Agreements down the chain"),
        "form": form,
        "page": page,
        "on": on,
        "about": about,
        "links": chain_links(viewer=viewer, on=on, of=page),
    }
    return TemplateResponse(request, "admin/flow_down.html", context)


class CoverageInline(RegisterInline):
    """What was stated of an outside document, newest first."""

    model = AgreementCoverage
    fields = readonly_fields = ("item", "category", "place", "stated_at", "stated_by")


class CoverForm(forms.Form):
    """Where in the document what is settled."""

    def __init__(self, data: Any, agreement: Agreement, viewer: Viewer) -> None:
        super().__init__(data)
        self.fields.update(coverage_fields(agreement, viewer, UnfoldAdminTextInputWidget))


class Coverage:
    """The button about what the paper of an agreement covers."""

    @action(
        description=gettext_lazy("State what it covers"),
        url_path="cover",
        icon="checklist",
        permissions=["add"],
    )
    def cover(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """State where the document settles what."""
        agreement, by = self.row(request, object_id), viewer_of(request)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:
            said, at = places(given, by), timezone.now()
            services.state_coverage(agreement=agreement, **said, at=at, by=by)
            return _("It is stated what the document covers.")

        return ask(
            request,
            title=_("What %(agreement)s covers") % {"agreement": agreement},
            text=_("Of a document that was made elsewhere: where it settles each item of the law."),
            form=CoverForm(request.POST or None, agreement, by),
            run=run,
            back=page_of(agreement),
        )
