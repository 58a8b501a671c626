"""Parties, their numbers and their contact points."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roles import services
from roles.admin.contracts import AcquiredInline, DeliveredInline
from roles.choices import PartyKind
from roles.models import Contact, ExternalId, Party
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of, who_is_what
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of

# The others are grey, but named: unfold shows the code of a value that it does not know.
KIND_COLOURS = {
    PartyKind.PLATFORM: "info",
    PartyKind.PARTNER: "success",
    PartyKind.RESELLER: "warning",
}


class ContactInline(RegisterInline):
    """How to reach the party."""

    model = Contact
    fields = ("kind", "name", "email", "phone")
    show_change_link = True
    tab = True


class ExternalIdInline(RegisterInline):
    """The party's numbers elsewhere."""

    model = ExternalId
    fk_name = "party"
    fields = ("system", "value", "assigned_by")
    tab = True


@admin.register(Party)
class PartyAdmin(RegisterAdmin):
    """Entered and corrected; never removed, because old answers still need them."""

    adds = changes = True
    list_display = ("name", "shown_kind", "legal_form", "kvk_number", "country", "registered_by")
    list_filter = ("kind", "legal_form", "is_public", "is_model", "country")
    list_select_related = ("registered_by",)
    search_fields = ("name", "kvk_number__exact", "external_ids__value__exact")
    search_help_text = _("Name, Chamber of Commerce number or external number")
    ordering = ("name",)
    fields = (
        ("kind", "name"),
        ("legal_form", "kvk_number", "country"),
        ("registered_by", "is_public", "is_model"),
    )
    autocomplete_fields = ("registered_by",)
    inlines = [ContactInline, ExternalIdInline, AcquiredInline, DeliveredInline]
    actions_detail = (
        "who_is_what",
        "what_changed",
        {
            "title": _("Change"),
            "icon": "edit",
            "items": ["take_over", "split", "end_chain"],
        },
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what is fixed once the party is there."""
        return ("kind", "registered_by", "is_public", "is_model") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return what belongs to a party that is there."""
        return super().get_inlines(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Party:
        """Register a party, or correct what the register says of it."""
        by, given = viewer_of(request), form.cleaned_data
        if not change:
            return services.register_party(**given, by=by)
        return services.correct_party(
            party=form.instance.__class__.objects.get(pk=form.instance.pk), **given, by=by
        )

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        """Search by words in the name, or by exactly the number of the party somewhere."""
        return search_parties(queryset, search_term), False

    @display(
        description=_("kind"),
        ordering="kind",
        label=dict.fromkeys(PartyKind, "default") | KIND_COLOURS,
    )
    def shown_kind(self, party: Party) -> tuple[str, str]:
        """Show the kind as a label."""
        return party.kind, party.get_kind_display()

    @action(description=_("Who is what?"), url_path="who-is-what", icon="account_tree")
    def who_is_what(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """Go to the roles in this party's chain."""
        return redirect(who_is_what(object_id))  # type: ignore[arg-type]

    @action(description=_("What changed?"), url_path="what-changed", icon="history")
    def what_changed(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """Go to what happened to this party and everything that is its."""
        party = self.row(request, object_id)
        return redirect(f"{reverse('admin:logbook')}?party={party.pk}")

    @action(description=_("Take over"), url_path="take-over", icon="merge", permissions=["change"])
    def take_over(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """Let another partner take over everything this partner sells."""
        return redirect("admin:take_over", self.row(request, object_id).pk)

    @action(description=_("Split"), url_path="split", icon="call_split", permissions=["change"])
    def split(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """Let some customers of this partner go to another."""
        return redirect("admin:split", self.row(request, object_id).pk)

    @action(
        description=_("End the chain"),
        url_path="end-chain",
        icon="link_off",
        permissions=["change"],
    )
    def end_chain(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """End what this party gets, and everything below it."""
        return redirect("admin:end_chain", self.row(request, object_id).pk)


def search_parties(queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
    """Return the parties whose name has every word, or that have exactly that number."""
    if not term.strip():
        return queryset
    numbered = ExternalId.objects.filter(value__iexact=term.strip()).values("party")
    named = Q()
    for word in term.split():
        named &= Q(name__icontains=word)
    return queryset.filter(named | Q(kvk_number=term.strip()) | Q(pk__in=numbered))


@admin.register(Contact)
class ContactAdmin(RegisterAdmin):
    """Contact points: entered, corrected, and removed when they are none any more."""

    adds = changes = True
    actions_detail = ("remove",)
    list_display = ("party", "kind", "name", "email", "phone")
    list_filter = ("kind",)
    list_select_related = ("party",)
    search_fields = ("party__name", "name", "email")
    fields = ("party", "kind", "name", "email", "phone")
    autocomplete_fields = ("party",)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Contact:
        """Add a contact point, or correct how it is reached."""
        by, given = viewer_of(request), form.cleaned_data
        if not change:
            return services.add_contact(**given, by=by)
        return services.correct_contact(contact=form.instance, **given, by=by)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return whose it is and what for: that is another contact point."""
        return ("party", "kind") if obj else ()

    @action(
        description=_("Remove"), url_path="remove", icon="person_remove", permissions=["change"]
    )
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Remove a contact point, which erases it."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.remove_contact(contact=row, **given, by=viewer_of(request))
            return gettext("The contact is removed and erased.")

        title = gettext("Remove %(row)s") % {"row": row}
        text = gettext("The log keeps that there was one and who removed it, not who it was.")
        form, back = ConfirmForm(request.POST or None), page_of(row.party)
        return ask(request, title=title, text=text, form=form, run=run, back=back)
