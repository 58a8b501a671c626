"""What a transfer rests on, between forms and services: the same for officers and partners."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from roles.transfers.models import Transfer

MODULES: Final = (
    ("1", _("1: controller to controller")),
    ("2", _("2: controller to processor")),
    ("3", _("3: processor to processor")),
    ("4", _("4: processor to controller")),
)


def as_ground(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of services from what was filled in."""
    taken = dict(given)
    taken["modules"] = [int(number) for number in taken.pop("module_numbers")]
    taken["categories"] = taken.pop("data_categories")
    taken["measures"] = taken.pop("supplementary")
    return taken


def ground_of(row: Transfer) -> dict[str, Any]:
    """Return what a transfer rests on now, for the form that changes it."""
    names = ("mechanism", "instrument", "clause_nine", "clause_nine_days", "derogation")
    more = ("signed_on", "reference", "staff", "exporter_role", "importer_role")
    return {name: getattr(row, name) for name in (*names, *more)} | {
        "module_numbers": [str(number) for number in row.modules],
        "data_categories": row.categories,
        "supplementary": row.measures,
    }
