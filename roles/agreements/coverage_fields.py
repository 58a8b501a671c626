"""The fields in which is said where a document settles what: the same for officers and partners."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.agreements.links import law_items, stated_data
from roles.agreements.models import Agreement
from voipgrid_privacy.kernel.tenancy import Viewer

HELP = _("Article or page. Empty: it is not in the document.")


def coverage_fields(
    agreement: Agreement, viewer: Viewer, widget: type[forms.Widget] = forms.TextInput
) -> dict[str, forms.Field]:
    """Return a field per item of the law and per kind of data, filled with what was stated."""
    rows = agreement.coverage.visible_to(viewer).standing()
    places = {(row.item_id or row.category_id): row.place for row in rows}
    items = law_items(viewer=viewer, on=timezone.localdate())
    asked = [(f"item_{each.pk}", f"({each.code}) {each.name}", each.pk) for each in items]
    asked += [(f"data_{each.pk}", str(each.name), each.pk) for each in stated_data(viewer=viewer)]
    return {
        name: forms.CharField(
            label=label,
            required=False,
            max_length=120,
            initial=places.get(pk, ""),
            help_text=HELP,
            widget=widget,
        )
        for name, label, pk in asked
    }


def places(given: Mapping[str, Any], viewer: Viewer) -> dict[str, Any]:
    """Return the parameters of ``state_coverage`` from what was filled in."""
    items = law_items(viewer=viewer, on=timezone.localdate())
    data = stated_data(viewer=viewer)
    return {
        "items": {row: given[key] for row in items if (key := f"item_{row.pk}") in given},
        "categories": {row: given[key] for row in data if (key := f"data_{row.pk}") in given},
    }
