"""Tables of data stores, and the mapping of their columns to data elements."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from records.choices import FoundBy, StartEvent, Whose
from records.models import StoreColumn, StoreTable
from records.stores import services
from records.stores.services import Meaning
from records.stores.shapes import suggested_identifier
from roles.models import DataElement
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of

HOLDS, STARTS, FINDS = "holds:", "starts:", "finds:"


class ColumnInline(RegisterInline):
    """The columns, with what they hold and what they look like."""

    model = StoreColumn
    fields = ("name", "data_type", "nullable", "shape", "element", "starts", "identifier", "whose")
    ordering = ("position",)


class MappingForm(forms.Form):
    """Which column is the key, whose rows they are, and what each column holds."""

    def __init__(self, table: StoreTable, data: Any = None) -> None:
        super().__init__(data)
        self.columns = list(table.columns.order_by("position"))
        names = [("", "–"), *((c.name, c.name) for c in self.columns)]
        key = _("Column that identifies a row")
        self._choice("key", key, names, table.key_column, required=True)
        self._choice("partner", _("Column with the partner"), names, table.partner_column)
        self._choice("customer", _("Column with the customer"), names, table.customer_column)
        elements = [("", "–"), *((e.code, str(e.name)) for e in DataElement.objects.all())]
        codes = {code for code, _name in elements}
        for column in self.columns:
            suggested = column.suggested if column.suggested in codes else ""
            now = column.element.code if column.element else "" if table.in_use else suggested
            words = {"column": column.name, "shape": column.get_shape_display()}
            label = _("%(column)s (%(shape)s) holds") % words
            self._choice(f"{HOLDS}{column.name}", label, elements, now)
            events = [("", "–"), *StartEvent.choices]
            label = _("%(column)s is the date of") % words
            if "DATE" in column.data_type.upper() or "TIME" in column.data_type.upper():
                self._choice(f"{STARTS}{column.name}", label, events, column.starts)
            else:
                label = _("%(column)s identifies") % words
                self._choice(f"{FINDS}{column.name}", label, _identifying(), _known(column, now))

    def _choice(
        self, name: str, label: str, choices: Any, initial: str, *, required: bool = False
    ) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            initial=initial,
            required=required,
            widget=UnfoldAdminSelectWidget(),
        )

    @staticmethod
    def meanings(given: Mapping[str, str]) -> dict[str, Meaning]:
        """Return what was said of each column."""
        names = {name.partition(":")[2] for name in given if ":" in name}
        return {
            name: Meaning(
                given.get(f"{HOLDS}{name}", ""),
                given.get(f"{STARTS}{name}", ""),
                *_both(given.get(f"{FINDS}{name}", "")),
            )
            for name in names
        }


def _identifying() -> list[tuple[str, str]]:
    """Return each way in which a column can identify somebody, as one choice."""
    return [
        ("", "–"),
        *(
            (f"{kind.value}/{whose.value}", f"{whose.label} · {kind.label}")
            for whose in Whose
            for kind in FoundBy
        ),
    ]


def _known(column: StoreColumn, element: str) -> str:
    """Return what is said of a column, or what is suggested before its table is in use."""
    now = (column.identifier, column.whose)
    found = now if any(now) or column.table.in_use else suggested_identifier(element)
    return "/".join(found) if any(found) else ""


def _both(given: str) -> tuple[str, str]:
    identifier, _slash, whose = given.partition("/")
    return identifier, whose


@admin.register(StoreTable)
class StoreTableAdmin(RegisterAdmin):
    """Read from the store, mapped by a person."""

    list_display = ("name", "shown_store", "key_column", "about_rows", "partition_column", "in_use")
    list_filter = ("store", "in_use")
    list_select_related = ("store",)
    search_fields = ("name", "schema")
    ordering = ("store", "schema", "name")
    fields = readonly_fields = (
        "shown_store",
        "schema",
        "name",
        "key_column",
        "partner_column",
        "customer_column",
        "partition_column",
        "about_rows",
        "fillfactor",
        "in_use",
    )
    inlines = (ColumnInline,)
    actions_detail = ("map", "leave")

    @display(description=gettext_lazy("data store"), ordering="store")
    def shown_store(self, table: StoreTable) -> str:
        """Show the store's name in the reader's language."""
        return str(table.store.name)

    def has_map_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer maps tables."""
        return self.may_write(request)

    @action(description=gettext_lazy("Map"), url_path="map", icon="schema", permissions=["map"])
    def map(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what the columns hold."""
        table = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.map_table(
                table=table.pk,
                key=given["key"],
                partner=given["partner"],
                customer=given["customer"],
                columns=MappingForm.meanings(given),
                by=viewer_of(request),
            )
            return _("Retention applies to this table from now on.")

        return ask(
            request,
            title=_("What does %(table)s hold?") % {"table": table},
            text=_("What is filled in is a suggestion from names and from a sample of values."),
            form=MappingForm(table, request.POST or None),
            run=run,
            back=page_of(table),
        )

    @action(
        description=gettext_lazy("Leave alone"),
        url_path="leave",
        icon="block",
        permissions=["map"],
    )
    def leave(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say that retention does not apply to the table."""
        table = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            services.leave_table(table=table.pk, by=viewer_of(request))
            return _("Retention no longer applies to this table.")

        return ask(
            request,
            title=_("Leave %(table)s alone") % {"table": table},
            text=_("No rule erases anything here any more; the mapping stays known."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(table),
        )
