"""The vocabulary: read here, kept by ``load_register`` together with the rules that know it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roles.models import DataCategory, DataElement, Purpose, Service, ServiceFeature
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import display


class ElementInline(RegisterInline):
    """The elements of a category."""

    model = DataElement
    fields = readonly_fields = ("shown_name", "code", "source")

    @display(description=_("name"))
    def shown_name(self, row: DataElement) -> str:
        """Show the name in the reader's language."""
        return str(row.name)


class FeatureInline(RegisterInline):
    """The functions of a service."""

    model = ServiceFeature
    fields = readonly_fields = ("shown_name", "code", "always_on")

    @display(description=_("name"))
    def shown_name(self, row: ServiceFeature) -> str:
        """Show the name in the reader's language."""
        return str(row.name)


class _NamedAdmin(RegisterAdmin):
    """Something with a code and a name in two languages."""

    writes = None
    search_fields = ("code", "name__nl", "name__en")

    @display(description=_("name"))
    def shown_name(self, row: DataCategory) -> str:
        """Show the name in the reader's language."""
        return str(row.name)

    @display(description=_("description"))
    def shown_description(self, row: DataCategory) -> str:
        """Show the description in the reader's language."""
        return str(row.description)


@admin.register(DataCategory)
class DataCategoryAdmin(_NamedAdmin):
    """Kinds of data, with the elements that belong to each."""

    list_display = ("shown_name", "code", "shown_description", "source")
    list_select_related = ("source",)
    fields = readonly_fields = ("shown_name", "code", "shown_description", "source")
    inlines = (ElementInline,)


@admin.register(Purpose)
class PurposeAdmin(_NamedAdmin):
    """What data is used for."""

    list_display = ("shown_name", "code", "source")
    list_select_related = ("source",)
    fields = readonly_fields = ("shown_name", "code", "source")


@admin.register(Service)
class ServiceAdmin(_NamedAdmin):
    """What is sold, its functions and the data it handles."""

    list_display = ("shown_name", "code", "offered_by", "used_by")
    list_select_related = ("offered_by", "used_by")
    fields = readonly_fields = ("shown_name", "code", "offered_by", "used_by", "handled")
    inlines = (FeatureInline,)

    @display(description=_("data categories"))
    def handled(self, row: Service) -> str:
        """List the data categories."""
        return ", ".join(str(category) for category in row.categories.all())
