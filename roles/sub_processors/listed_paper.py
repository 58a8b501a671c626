"""The list of sub-processors on paper: who works for a party on a day, and who is announced."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roles.models import Party
from roles.sub_processors.models import SubProcessorChange
from roles.sub_processors.queries import announced, sub_processors
from roles.sub_processors.queries.listing import Part, SubProcessor
from roles.transfers.countries import country_name
from roles.transfers.words import language
from voipgrid_privacy.kernel.documents import Document
from voipgrid_privacy.kernel.tenancy import Viewer


def listed_on_paper(*, viewer: Viewer, party: Party | None, on: date, found_at: str) -> Document:
    """Return the list as ``viewer`` may see it that day, in the reader's language.

    Without a party it is the public list of VoIPGRID (GDPR Art. 28(2), EDPB Opinion 22/2024).
    ``found_at`` is the path at which the list of today stands. The same register on the same day
    gives the same bytes.
    """
    rows = sub_processors(viewer=viewer, party=party, on=on)
    data = _told(rows, announced(viewer=viewer) if party is None else (), party, on)
    return Document(
        template="sub_processors.typ",
        title=_("Sub-processors of %(name)s") % {"name": party.name if party else "VoIPGRID"},
        language=language(),
        identifier=f"sub-processors-{on:%Y-%m-%d}-{language()}",
        hash=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        hash_label=_("SHA-256 of what it says"),
        found_at=settings.PUBLIC_URL + found_at,
        made_at=timezone.make_aware(datetime.combine(on, time.min)),
        data=data,
    )


def _told(
    rows: Iterable[SubProcessor],
    changes: Iterable[SubProcessorChange],
    party: Party | None,
    on: date,
) -> dict[str, Any]:
    told = {"name": party.name if party else "VoIPGRID", "day": date_format(on, "j F Y")}
    return {
        "sentence": _("Who processes personal data for %(name)s on %(day)s.") % told,
        "list_title": _("The list"),
        "columns": [
            _("Name"),
            _("Which data"),
            _("What it does"),
            _("Where the data is"),
            _("Since"),
        ],
        "rows": [_row(row) for row in rows],
        "none": _("The register names no sub-processor yet."),
        "announced_title": _("Announced"),
        "announced_text": _(
            "Partners and customers have been told of these. None of them works before everyone"
            " could object."
        ),
        "announced": [_change(change) for change in changes],
    }


def _row(row: SubProcessor) -> list[list[str]]:
    engaged = _("engaged by %(party)s") % {"party": row.engaged_by.name}
    return [
        [row.party.name, f"{country_name(row.country, language())} · {engaged}"],
        [_part(part) for part in row.parts],
        [_does(row)],
        _where(row),
        [date_format(row.since, "j F Y") if row.since else _("always")],
    ]


def _part(part: Part) -> str:
    role = str(part.role.label).lower()
    deep = part.depth is not None and part.depth > 1
    depth = " " + _("(depth %(depth)s)") % {"depth": part.depth} if deep else ""
    return f"{part.category_name}: {role}{depth}"


def _does(row: SubProcessor) -> str:
    if row.told:
        return str(row.told.purpose)
    return _("Not described here.") if row.supplies else _("Delivers the telephony service.")


def _where(row: SubProcessor) -> list[str]:
    if row.told is None:
        return [pgettext("place", "not told") if row.supplies else "–"]
    ground = str(row.told.get_mechanism_display())
    return [
        country_name(row.told.location, language()),
        f"{ground}: {row.told.safeguards}" if row.told.safeguards else ground,
    ]


def _change(change: SubProcessorChange) -> str:
    day = _("Not before %(day)s.") % {"day": date_format(change.planned_on, "j F Y")}
    where = country_name(change.location, language())
    return f"{change.sub_processor_name} ({where}): {change.purpose}. {day}"
