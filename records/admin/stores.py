"""Data stores: what they declare, how they are reached, and what a check found."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from records.choices import StoreKind
from records.models import DataStore, StoreConnection, StoreTable
from records.stores import services
from records.stores.privileges import Problem
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.logbook import shown
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.kernel.text import Localised


class StoreForm(forms.ModelForm[Any]):
    """A store to enter, with its name in both languages."""

    name_nl = forms.CharField(
        label=gettext_lazy("Name in Dutch"), widget=UnfoldAdminTextInputWidget()
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"), widget=UnfoldAdminTextInputWidget()
    )

    class Meta:
        model = DataStore
        fields = (
            "code",
            "kind",
            "zone",
            "wal_retention_days",
            "backup_retention_days",
            "approval_above",
        )


class AddressForm(forms.Form):
    """How a store is reached."""

    host = forms.CharField(
        label=gettext_lazy("Host"), max_length=253, widget=UnfoldAdminTextInputWidget()
    )
    port = forms.IntegerField(
        label=gettext_lazy("Port"),
        min_value=1,
        max_value=65535,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    database = forms.CharField(
        label=gettext_lazy("Database"), max_length=63, widget=UnfoldAdminTextInputWidget()
    )
    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=80,
        widget=UnfoldAdminTextInputWidget(),
        help_text=gettext_lazy(
            "An account of its own, with SELECT, UPDATE and DELETE on the tables concerned."
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Empty: the password stays what it was."),
    )
    encrypted = forms.BooleanField(
        label=gettext_lazy("Require TLS"),
        required=False,
        initial=True,
        widget=UnfoldBooleanWidget(),
    )


class TableInline(RegisterInline):
    """The tables that were read."""

    model = StoreTable
    fields = ("name", "schema", "key_column", "partition_column", "about_rows", "in_use")
    show_change_link = True


@admin.register(DataStore)
class DataStoreAdmin(RegisterAdmin):
    """Systems that hold personal data."""

    adds = True
    form = StoreForm
    list_display = (
        "shown_name",
        "code",
        "kind",
        "wal_retention_days",
        "backup_retention_days",
        "condition",
    )
    list_select_related = ("connection",)
    search_fields = ("code",)
    ordering = ("code",)
    inlines = (TableInline,)
    actions_detail = ("connect", "check_now", "read")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked of a new store, or what is known of this one."""
        declared = ("zone", ("wal_retention_days", "backup_retention_days"), "approval_above")
        if obj is None:
            return (("code", "kind"), ("name_nl", "name_en"), *declared)
        return (("code", "kind"), "shown_name", *declared, "address", "condition")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a store that is there."""
        if obj is None:
            return ()
        declared = ("wal_retention_days", "backup_retention_days", "approval_above")
        return ("code", "kind", "shown_name", "zone", *declared, "address", "condition")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the tables of a store that is elsewhere."""
        return super().get_inlines(request, obj) if obj and obj.is_foreign else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> DataStore:
        """Enter the store."""
        given = dict(form.cleaned_data)
        name = Localised(nl=given.pop("name_nl"), en=given.pop("name_en"))
        given["kind"] = StoreKind(given["kind"])
        return services.register_store(**given, name=name, by=viewer_of(request))

    @display(description=gettext_lazy("name"), ordering="code")
    def shown_name(self, store: DataStore) -> str:
        """Show the name in the reader's language."""
        return str(store.name)

    @display(description=gettext_lazy("reached at"))
    def address(self, store: DataStore) -> str:
        """Show where it is."""
        found = _connection(store)
        return str(found) if found else "–"

    @display(description=gettext_lazy("last check"))
    def condition(self, store: DataStore) -> str:
        """Say what the last check found."""
        found = _connection(store)
        if not store.is_foreign:
            return _("our own database")
        if found is None or found.checked_at is None:
            return _("not checked yet")
        words = "; ".join(str(Problem(code).label) for code in found.problems)
        return f"{shown(found.checked_at)}: {words or _('all is well')}"

    def has_reach_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer sets and checks connections."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Connection"),
        url_path="connect",
        icon="cable",
        permissions=["reach"],
    )
    def connect(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Set how the store is reached."""
        store = self.row(request, object_id)
        found = _connection(store)
        names = [name for name in AddressForm.base_fields if name != "password" and found]
        known = {name: getattr(found, name) for name in names}

        def run(given: dict[str, Any]) -> str:
            address = services.Address(**given)
            services.connect_store(store=store.pk, address=address, by=viewer_of(request))
            return _("The connection is kept; the password is encrypted. Check it now.")

        return ask(
            request,
            title=_("Connection of %(store)s") % {"store": store},
            text=_("The password is encrypted before it is stored, and is never shown again."),
            form=AddressForm(request.POST or None, initial=known),
            run=run,
            back=page_of(store),
        )

    @action(
        description=gettext_lazy("Check"),
        url_path="check",
        icon="fact_check",
        permissions=["reach"],
    )
    def check_now(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Reach the store and look at the account's rights."""
        store = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            now = timezone.now()
            problems = services.check_store(store=store.pk, at=now, by=viewer_of(request))
            said = "; ".join(str(problem.label) for problem in problems)
            return said or _("The store answers, and the account may what it needs and no more.")

        return ask(
            request,
            title=_("Check %(store)s") % {"store": store},
            text=_("Reaches the store, and looks at the rights of the account and at its tables."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(store),
            button=_("Check now"),
        )

    @action(
        description=gettext_lazy("Read tables"),
        url_path="read",
        icon="table_view",
        permissions=["reach"],
    )
    def read(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read which tables and columns there are."""
        store = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            number = services.read_tables(store=store.pk, by=viewer_of(request))
            words = ngettext("%(n)s table was read.", "%(n)s tables were read.", number)
            return words % {"n": number}

        return ask(
            request,
            title=_("Read the tables of %(store)s") % {"store": store},
            text=_(
                "At most 200 values of each column are looked at to suggest what it holds;"
                " none is kept. A mapping stays where the column stays."
            ),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(store),
            button=_("Read now"),
        )


def _connection(store: DataStore) -> StoreConnection | None:
    return StoreConnection.objects.filter(store=store).first()
