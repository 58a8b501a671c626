"""What else there is about cookies, for officers to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cookies.admin.columns import columns_of
from cookies.admin.forms import EnteringProviderForm
from cookies.models import (
    Adoption,
    BannerSettings,
    ConsentCategory,
    Provider,
    ProviderRole,
    StatementVersion,
    Suggestion,
)
from cookies.registry.services import enter_provider
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display, in_words
from voipgrid_privacy.kernel.admin_questions import ask
from voipgrid_privacy.kernel.tenancy import viewer_of


class RoleInline(RegisterInline):
    """A provider's role per phase."""

    model = ProviderRole
    fields = readonly_fields = columns_of(ProviderRole, "provider")


@admin.register(Provider)
class ProviderAdmin(RegisterAdmin):
    """Providers with what binds them."""

    list_display = ("name", "country", "agreement", "advertises", "owner")
    list_filter = ("agreement", "advertises", "country")
    search_fields = ("name", "code")
    ordering = ("code",)
    fields = readonly_fields = columns_of(Provider)
    inlines = (RoleInline,)
    actions_list = ("enter",)

    def has_enter_permission(self, request: HttpRequest) -> bool:
        """Say whether the viewer enters providers."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Enter a provider"),
        url_path="enter",
        icon="add",
        permissions=["enter"],
    )
    def enter(self, request: HttpRequest) -> HttpResponse:
        """Enter a provider with its role in each phase."""
        by = viewer_of(request)
        form = EnteringProviderForm(request.POST or None, viewer=by)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001  the form knows
            made = enter_provider(on=timezone.localdate(), by=by, **form.values)
            return _("%(name)s is in the list.") % {"name": made.name}

        return ask(
            request,
            title=_("Enter a provider"),
            text=_("Its role in each phase follows from what it does with the data."),
            form=form,
            run=run,
            back=reverse("admin:cookies_provider_changelist"),
            button=_("Enter"),
        )


@admin.register(ConsentCategory)
class ConsentCategoryAdmin(RegisterAdmin):
    """What visitors choose by."""

    writes = None
    list_display = (
        "code",
        in_words(ConsentCategory, "name"),
        "needs_consent",
        "exempt_ground",
        "advertises",
    )
    fields = readonly_fields = columns_of(ConsentCategory)


@admin.register(Adoption)
class AdoptionAdmin(RegisterAdmin):
    """Items that sites inherit, or may."""

    writes = None
    list_display = ("item", "site", "state", "decided_on")
    list_filter = ("state", "site")
    list_select_related = ("item", "site")
    fields = readonly_fields = columns_of(Adoption, "decided_by")


@admin.register(Suggestion)
class SuggestionAdmin(RegisterAdmin):
    """What knowledge bases say; never truth."""

    writes = None
    list_display = ("pattern", "domain", "category", "lifetime_text", "provider", "source")
    list_filter = ("source", "category")
    list_select_related = ("source",)
    search_fields = ("pattern", "provider")
    fields = readonly_fields = columns_of(Suggestion)


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
    fields = readonly_fields = columns_of(BannerSettings)
