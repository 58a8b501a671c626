"""Cookies for officers: it shows, and calls services."""

from typing import Any

from django.contrib import admin
from django.forms import ChoiceField, Form, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from cookies.consent import admin as consent_admin
from cookies.exemption.admin import EXEMPTION_ACTIONS, ExemptionActions, ExemptionInline
from cookies.models import (
    Adoption,
    BannerSettings,
    Claim,
    ConsentCategory,
    Item,
    Provider,
    ProviderRole,
    Site,
    StatementVersion,
    Suggestion,
)
from cookies.registry.queries import sites
from cookies.registry.services import offer_item, publish_item, register_site, withdraw_item
from cookies.scanner import admin as scanner_admin
from cookies.scanner import ownership
from cookies.scanner.choices import Every
from cookies.scanner.services import plan_of, prove_site, request_scan, schedule_scans
from cookies.statement import words
from cookies.statement.services import publish_statement
from cookies.tasks import run_scan
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of

__all__ = ("consent_admin", "scanner_admin")

# Side by side they do not fit the page.
SCAN_ACTIONS: dict[str, Any] = {
    "title": gettext_lazy("Scans"),
    "items": ["prove", "scan", "schedule"],
}


def _names(model: type[Any], *left_out: str) -> tuple[str, ...]:
    return tuple(f.name for f in model._meta.concrete_fields if f.name not in {"id", *left_out})


class ScheduleForm(Form):
    """How often."""

    every = ChoiceField(
        label=gettext_lazy("how often"),
        required=False,
        choices=[("", gettext_lazy("Not by itself")), *Every.choices],
        widget=UnfoldAdminSelectWidget,
    )


class OfferForm(Form):
    """To which site."""

    site = ModelChoiceField(
        label=gettext_lazy("site"), queryset=Site.objects.none(), widget=UnfoldAdminSelectWidget
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
    actions_detail = ("publish", SCAN_ACTIONS, EXEMPTION_ACTIONS)
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


class ClaimInline(RegisterInline):
    """Who says what."""

    model = Claim
    fields = readonly_fields = (
        "field",
        "value",
        "verbatim",
        "provenance",
        "source",
        "reference",
        "stated_on",
    )


@admin.register(Item)
class ItemAdmin(RegisterAdmin):
    """Everything that is stored and read, with who says so."""

    list_display = (
        "pattern",
        "domain",
        "site",
        "technique",
        "category",
        "provider",
        "lasts",
        "status",
        "published",
    )
    list_select_related = ("site", "category", "provider")
    list_filter = ("site", "category", "provider", "technique", "status", "published")
    search_fields = ("pattern", "domain")
    ordering = ("site", "category", "pattern", "domain")
    fields = readonly_fields = _names(Item)
    inlines = (ClaimInline,)
    actions_detail = ("publish", "withdraw", "offer")

    @display(description=gettext_lazy("declared lifetime"), ordering="lifetime")
    def lasts(self, item: Item) -> str:
        """Show the term in words."""
        return words.how_long(item.technique, item.lifetime) or "–"

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer publishes."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Show to visitors"), url_path="publish", permissions=["publish"]
    )
    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Put the item in statement and banner."""
        return self._asked(request, object_id, publish_item, _("Show to visitors"))

    @action(description=gettext_lazy("Take out"), url_path="withdraw", permissions=["publish"])
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the item out of statement and banner."""
        return self._asked(request, object_id, withdraw_item, _("Take out"))

    @action(description=gettext_lazy("Offer to a site"), url_path="offer", permissions=["publish"])
    def offer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Offer an item of the platform or a partner to a site that it delivers to."""
        item = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            offer_item(item=item, site=given["site"], by=viewer_of(request))
            return _("The item is offered; the site's own party decides.")

        form = OfferForm(request.POST or None)
        form.fields["site"].queryset = sites(viewer=viewer_of(request)).filter(retired_on=None)  # type: ignore[attr-defined]
        return ask(
            request,
            title=_("Offer %(item)s to a site") % {"item": item},
            text=_("It stands on the site once its party has taken it over in the portal."),
            form=form,
            run=run,
            back=page_of(item),
        )

    def _asked(self, request: HttpRequest, object_id: str, act: Any, button: str) -> HttpResponse:
        item = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            act(item=item, by=viewer_of(request))
            return _("Done.")

        return ask(
            request,
            title=f"{button}: {item}",
            text=_("The statement and the banner follow within minutes."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(item),
            button=button,
        )


class RoleInline(RegisterInline):
    """A provider's role per phase."""

    model = ProviderRole
    fields = readonly_fields = ("phase", "role", "reason", "grounds", "valid_during")


@admin.register(Provider)
class ProviderAdmin(RegisterAdmin):
    """Providers with what binds them."""

    list_display = ("name", "country", "agreement", "advertises", "owner")
    list_filter = ("agreement", "advertises", "country")
    search_fields = ("name", "code")
    ordering = ("code",)
    fields = readonly_fields = _names(Provider)
    inlines = (RoleInline,)


@admin.register(ConsentCategory)
class ConsentCategoryAdmin(RegisterAdmin):
    """What visitors choose by."""

    writes = None
    list_display = ("code", "name", "needs_consent", "exempt_ground", "advertises")
    fields = readonly_fields = _names(ConsentCategory)


@admin.register(Adoption)
class AdoptionAdmin(RegisterAdmin):
    """Items that sites inherit, or may."""

    writes = None
    list_display = ("item", "site", "state", "decided_on")
    list_filter = ("state", "site")
    list_select_related = ("item", "site")
    fields = readonly_fields = _names(Adoption, "decided_by")


@admin.register(Suggestion)
class SuggestionAdmin(RegisterAdmin):
    """What knowledge bases say; never truth."""

    writes = None
    list_display = ("pattern", "domain", "category", "lifetime_text", "provider", "source")
    list_filter = ("source", "category")
    list_select_related = ("source",)
    search_fields = ("pattern", "provider")
    fields = readonly_fields = _names(Suggestion)


@admin.register(StatementVersion)
class StatementVersionAdmin(RegisterAdmin):
    """Statements as they were shown."""

    writes = None
    list_display = ("site", "number", "published_on", "scanned_on", "page")
    list_filter = ("site",)
    list_select_related = ("site",)
    fields = readonly_fields = ("site", "number", "published_on", "scanned_on", "digest", "page")

    @display(description=gettext_lazy("page"))
    def page(self, version: StatementVersion) -> SafeString:
        """Link to what visitors read now."""
        url = reverse("cookies-statement", args=(version.site.code, "nl", "html"))
        return format_html('<a class="reg-link" href="{}">{}</a>', url, _("Now"))


@admin.register(BannerSettings)
class BannerSettingsAdmin(RegisterAdmin):
    """The few things about a banner that may differ; a site's party sets them in the portal."""

    writes = None
    list_display = ("site", "colour", "on_colour", "place", "consent_mode", "reask_months")
    list_select_related = ("site",)
    fields = readonly_fields = _names(BannerSettings)
