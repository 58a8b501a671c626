"""The same in the words of people, and as data."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.own.declared import Table, name_of
from records.own.queries import Erased, OwnData
from records.own.terms import Decision
from voipgrid_privacy.kernel.privacy import Erasure

HOW: Final[dict[Erasure, Promise]] = {
    Erasure.BLANK: _("emptied; the row stays"),
    Erasure.DELETE_ROW: _("goes with the row"),
    Erasure.NOT_RELATABLE: _("points to nobody once the log-in is erased"),
}


def fields_in_words(table: Table) -> list[tuple[Promise, str]]:
    """Return how fields are erased, with the fields that are erased like that."""
    return [
        (words, ", ".join(str(field.verbose_name) for field, how in table.fields if how == erasure))
        for erasure, words in HOW.items()
        if any(how == erasure for _field, how in table.fields)
    ]


def as_data(found: OwnData) -> dict[str, Any]:
    """Return everything as JSON can hold it, in the language of the reader."""
    return {
        "activities": [
            {
                "code": each.activity.code,
                "name": str(each.activity.name),
                "record_entry": str(each.entry.pk) if each.entry else None,
                "because": str(each.activity.because) if each.activity.because else None,
                "tables": [_table(table, erased) for table, erased in each.tables],
            }
            for each in found.kept
        ],
        "history_tables": found.history,
    }


def _table(table: Table, erased: Erased | None) -> dict[str, Any]:
    return {
        "table": table.model._meta.label,
        "name": name_of(table.model),
        "personal": {
            field.name: {"name": str(field.verbose_name), "erasure": how.name}
            for field, how in table.fields
        },
        "kept": str(table.kept) or None,
        "ground": _ground(table.ground) if table.ground else None,
        "job": _job(erased) if erased else None,
    }


def _ground(ground: Decision) -> dict[str, Any]:
    return {
        "months": ground.months,
        "since": ground.first_day.isoformat(),
        "cites": [str(each) for each in ground.cites],
        "reason": str(ground.reason),
    }


def _job(erased: Erased) -> dict[str, Any]:
    last = erased.last
    return {
        "code": erased.job.code,
        "name": str(erased.job.name),
        "every_seconds": erased.every,
        "looked_at": last.looked_at.isoformat() if last else None,
        "erased_at": last.erased_at.isoformat() if last and last.erased_at else None,
        "erased": last.erased if last and last.erased_at else None,
    }
