"""What sites store and read, for officers: completed, shown, withdrawn and offered."""

from typing import Any

from django.contrib import admin
from django.forms import Form, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from cookies.admin.columns import columns_of
from cookies.admin.forms import CompletingForm, EnteringForm
from cookies.choices import Provenance
from cookies.models import (
    Claim,
    Item,
    Site,
)
from cookies.registry.queries import sites
from cookies.registry.services import (
    Said,
    complete_item,
    enter_item,
    offer_item,
    publish_item,
    withdraw_item,
)
from cookies.statement import words
from roles.models import Party
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of


class OfferForm(Form):
    """To which site."""

    site = ModelChoiceField(
        label=gettext_lazy("site"), queryset=Site.objects.none(), widget=UnfoldAdminSelectWidget
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
    fields = readonly_fields = columns_of(Item)
    inlines = (ClaimInline,)
    actions_list = ("enter",)
    actions_detail = ("complete", "publish", "withdraw", "offer")

    @display(description=gettext_lazy("declared lifetime"), ordering="lifetime")
    def lasts(self, item: Item) -> str:
        """Show the term in words."""
        return words.how_long(item.technique, item.lifetime) or "–"

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer publishes."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Enter an item"),
        url_path="enter",
        icon="add",
        permissions=["publish"],
    )
    def enter(self, request: HttpRequest) -> HttpResponse:
        """Enter by hand what a site stores or reads, or what the platform offers to sites."""
        by = viewer_of(request)
        form = EnteringForm(request.POST or None, viewer=by)

        def run(given: dict[str, Any]) -> str:
            site: Site | None = given["site"]
            owner = site.party if site else Party.objects.get(kind="PLATFORM", is_public=True)
            said = Said(Provenance.PERSON, timezone.localdate())
            made = enter_item(owner=owner, site=site, facts=form.facts, said=said, by=by)
            return _("%(name)s is in the registry.") % {"name": made.pattern}

        return ask(
            request,
            title=_("Enter an item"),
            text=_("Visitors see it once it is complete and you show it to them."),
            form=form,
            run=run,
            back=reverse("admin:cookies_item_changelist"),
            button=_("Enter"),
        )

    @action(
        description=pgettext_lazy("cookies", "Complete"),
        url_path="complete",
        permissions=["publish"],
    )
    def complete(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what visitors are told, and settle where sources disagree."""
        item = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001  the form knows
            day, by = timezone.localdate(), viewer_of(request)
            complete_item(item=item, values=form.values, on=day, by=by)
            return _("Done.")

        form = CompletingForm(request.POST or None, item=item, viewer=viewer_of(request))
        return ask(
            request,
            title=_("Complete: %(item)s") % {"item": item},
            text=_("What you save is the answer; what others said stays on record."),
            form=form,
            run=run,
            back=page_of(item),
        )

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
