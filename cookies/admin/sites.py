"""Sites for officers: entered, proven, scanned, published, taken off line."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.forms import ChoiceField, Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from cookies.banner.services import publish_banner
from cookies.exemption.admin import EXEMPTION_ACTIONS, ExemptionActions, ExemptionInline
from cookies.models import (
    Site,
)
from cookies.registry.services import (
    register_site,
    retire_site,
)
from cookies.scanner import ownership
from cookies.scanner.choices import Every
from cookies.scanner.services import plan_of, prove_site, request_scan, schedule_scans
from cookies.statement.services import publish_statement
from cookies.tasks import run_scan
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, OnForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of

# Side by side they do not fit the page.
PUBLISH_ACTIONS: dict[str, Any] = {
    "title": gettext_lazy("Publish"),
    "items": ["publish", "publish_banner"],
}
SCAN_ACTIONS: dict[str, Any] = {
    "title": gettext_lazy("Scans"),
    "items": ["prove", "scan", "schedule"],
}


class ScheduleForm(Form):
    """How often."""

    every = ChoiceField(
        label=gettext_lazy("how often"),
        required=False,
        choices=[("", gettext_lazy("Not by itself")), *Every.choices],
        widget=UnfoldAdminSelectWidget,
    )


@admin.register(Site)
class SiteAdmin(ExemptionActions, RegisterAdmin):
    """Sites: entered here or by their party; their statement and banner are one click away."""

    adds = True
    list_display = ("name", "host", "party", "scanned_on", "retired_on")
    list_select_related = ("party",)
    list_filter = ("party__kind",)
    search_fields = ("name", "host", "code")
    ordering = ("code",)
    fields = ("party", "code", "name", "host", "other_hosts")
    autocomplete_fields = ("party",)
    actions_detail = (PUBLISH_ACTIONS, SCAN_ACTIONS, EXEMPTION_ACTIONS, "retire")
    inlines = (ExemptionInline,)

    def write(self, request: HttpRequest, form: ModelForm[Any], *, change: bool) -> Site:
        """Enter the site."""
        given = {name: form.cleaned_data[name] for name in self.fields}
        made: Site = register_site(**given, by=viewer_of(request))
        return made

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer publishes."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Publish the cookie statement"),
        url_path="publish",
        icon="publish",
        permissions=["publish"],
    )
    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a new version if the registry says something else."""
        site = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            made = publish_statement(site=site, on=timezone.localdate(), by=viewer_of(request))
            return _("Version %(number)s is what visitors read.") % {"number": made.number}

        return ask(
            request,
            title=_("Publish the cookie statement of %(site)s") % {"site": site},
            text=_("If nothing changed in the registry, the present version stays."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(site),
        )

    @action(
        description=gettext_lazy("Publish the banner again"),
        url_path="publish-banner",
        icon="refresh",
        permissions=["publish"],
    )
    def publish_banner(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the banner anew, as this version and the registry make it."""
        site = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            day, by = timezone.localdate(), viewer_of(request)
            made = publish_banner(site=site, address=settings.PUBLIC_URL, on=day, by=by)
            return _("Version %(number)s of the banner is the latest.") % {"number": made.number}

        return ask(
            request,
            title=_("Publish the banner of %(site)s again") % {"site": site},
            text=_(
                "If it would be the same, the present banner stays. Lines that pin a banner have to"
                " be replaced on the site."
            ),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(site),
        )

    @action(description=gettext_lazy("Take off line"), url_path="retire", permissions=["publish"])
    def retire(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record that the site is off line from a day on."""
        site = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            retire_site(site=site, on=given["on"], by=viewer_of(request))
            return _("The site is off line from that day; what it showed and logged stays.")

        return ask(
            request,
            title=_("Take %(site)s off line") % {"site": site},
            text=_("It is no longer scanned, and no findings are raised about it."),
            form=OnForm(request.POST or None),
            run=run,
            back=page_of(site),
        )

    @action(
        description=gettext_lazy("Look for the proof"), url_path="prove", permissions=["publish"]
    )
    def prove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Look whether the site shows whose it is, and say what it has to show."""
        site = self.row(request, object_id)
        plan = plan_of(site=site, by=viewer_of(request))

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            prove_site(site=site, at=timezone.now(), by=viewer_of(request))
            return _("The proof is there: the site can be scanned.")

        record = ownership.record_of(plan.token)
        tag = f'<meta name="{ownership.NAME}" content="{plan.token}">'
        return ask(
            request,
            title=_("Whose is %(site)s?") % {"site": site},
            text=_("One of these has to be there before the site is scanned."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(site),
            details=(
                (_("In DNS, a TXT record"), f"{ownership.RECORD}.{site.host}  {record}"),
                (_("Or a file on the site"), f"https://{site.host}{ownership.FILE}  {record}"),
                (_("Or a tag in the head of the front page"), tag),
            ),
        )

    @action(description=gettext_lazy("Scan now"), url_path="scan", permissions=["publish"])
    def scan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a scan."""
        site = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            made = request_scan(site=site, at=timezone.now(), by=viewer_of(request))
            run_scan.delay_on_commit(str(made.pk))  # type: ignore[attr-defined]  # DjangoTask
            return _("The scan begins as soon as the scanner is free.")

        return ask(
            request,
            title=_("Scan %(site)s now") % {"site": site},
            text=_("A browser visits the front page in every state of consent."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=reverse("admin:cookies_scan_changelist"),
        )

    @action(
        description=gettext_lazy("Schedule scans"), url_path="schedule", permissions=["publish"]
    )
    def schedule(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Scan the site every so often, or no more by itself."""
        site = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            every = Every(int(given["every"])) if given["every"] else None
            schedule_scans(site=site, every=every, by=viewer_of(request))
            return _("The schedule is kept.")

        return ask(
            request,
            title=_("How often is %(site)s scanned by itself?") % {"site": site},
            text=_("The site is scanned only while its proof is there."),
            form=ScheduleForm(request.POST or None),
            run=run,
            back=page_of(site),
        )
