"""The register of transfers to take along: the same bytes whenever the same day is asked.

So a file says of a day nothing that is about later days: not when a ground is going to lapse, and
not when a record was ended since.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from roles.transfers.choices import Outcome
from roles.transfers.models import TransferDocument
from roles.transfers.queries import Flow
from roles.transfers.words import (
    destination_in_words,
    ground_in_words,
    in_words,
    reasons_in_words,
)
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.errors import Forgotten
from voipgrid_privacy.kernel.tables import Table, exported

JSON = "application/json"
FORMS = ("csv", "xlsx", "json")


def transfers_file(
    rows: list[Flow], *, on: date, known_at: datetime | None, form: str
) -> HttpResponseBase | None:
    """Return the transfers of a day in that form; None for a form that we do not have."""
    if form == "json":
        name = f"transfers-{on.isoformat()}.json"
        answer = HttpResponse(as_json(rows, on=on, known_at=known_at), content_type=JSON)
        answer["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        return answer
    return exported(transfers_table(rows, on=on, known_at=known_at), form)


def as_file(row: TransferDocument) -> HttpResponse:
    """Return the kept bytes as a file to save: nothing that was uploaded opens in our name.

    Raises ``forgotten``.
    """
    if not row.content:
        raise Forgotten
    answer = HttpResponse(bytes(row.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{row.sha256[:12]}.pdf"
    )
    answer["ETag"] = f'"{row.sha256}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def transfers_table(rows: Iterable[Flow], *, on: date, known_at: datetime | None) -> Table:
    """Return the transfers of a day as a table that names its day."""
    recorded = ((_("As recorded at"), known_at.isoformat()),) if known_at else ()
    return Table(
        name=f"transfers-{on.isoformat()}",
        title=_("Transfers to third countries"),
        about=((_("As of"), on.isoformat()), *recorded),
        columns=(
            _("Exporter"),
            _("Role"),
            _("Importer"),
            _("Role"),
            _("Country"),
            _("Data categories"),
            _("Verdict"),
            _("Why"),
            _("Law"),
            _("Since"),
            _("Rests on"),
            _("Document"),
            _("Assessment"),
            _("Supplementary measures"),
            _("Contracts"),
        ),
        rows=_cells(rows),
        made_at=datetime(on.year, on.month, on.day),  # noqa: DTZ001  a legal day
    )


def _cells(rows: Iterable[Flow]) -> Iterator[tuple[Any, ...]]:
    for flow in rows:
        yield (
            flow.exporter.name,
            _roles(pair.exporter for pair in flow.pairs.values()),
            flow.importer.name,
            _roles(pair.importer for pair in flow.pairs.values()),
            f"{flow.to.country} {destination_in_words(flow.to)}",
            ", ".join(str(name) for _code, name in flow.categories),
            str(flow.verdict.label),
            " ".join(reasons_in_words(flow.stand)),
            laws(flow),
            flow.since,
            "; ".join(ground_in_words(row) for row in flow.recorded),
            "; ".join(row.reference for row in flow.recorded if row.reference),
            "; ".join(
                f"{row.done_on.isoformat()}: {Outcome(row.outcome).label}" for row in flow.assessed
            ),
            ", ".join(sorted({code for row in flow.recorded for code in row.measures})),
            ", ".join(row.reference for row in flow.contracts if row.reference),
        )


def _roles(roles: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(str(role.label) for role in roles))


def laws(flow: Flow) -> str:
    """Return the law behind an answer, each place once, as the reader's lawyers write it."""
    cites = (citation_in_words(cite) for r in flow.stand.reasons for cite in r.cites)
    return "; ".join(dict.fromkeys(cites))


def as_json(rows: Iterable[Flow], *, on: date, known_at: datetime | None) -> bytes:
    """Return the transfers of a day as JSON: codes and days, in a fixed order."""
    body = {
        "asof_date": on.isoformat(),
        "known_at": known_at.isoformat() if known_at else None,
        "results": [flow_body(flow) for flow in rows],
    }
    return json.dumps(body, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def flow_body(flow: Flow) -> dict[str, Any]:
    """Return a transfer of a day as JSON, for files and the API."""
    return {
        "exporter": _party(flow.exporter),
        "importer": _party(flow.importer),
        "country": flow.to.country,
        "organisation": flow.to.organisation or None,
        "country_status": flow.status.region.value,
        "verdict": flow.verdict.value,
        "since_date": flow.since,
        "reasons": [
            {"code": r.code, "sentence": in_words(r), "cites": [str(cite) for cite in r.cites]}
            for r in flow.stand.reasons
        ],
        "roles": [
            {
                "data_category": code,
                "exporter_role": pair.exporter,
                "importer_role": pair.importer,
                "module": pair.module,
            }
            for code, pair in sorted(flow.pairs.items())
        ],
        "data_categories": [code for code, _name in flow.categories],
        "contract_ids": [row.id for row in flow.contracts],
        "grounds": [ground_body(row) for row in flow.recorded],
        "assessments": [
            {"done_date": a.done_on, "outcome": a.outcome, "review_date": a.review_on}
            for a in flow.assessed
        ],
    }


def ground_body(row: Any) -> dict[str, Any]:
    """Return a recorded ground as JSON."""
    return {
        "id": row.id,
        "mechanism": row.mechanism,
        "instrument": row.instrument or None,
        "modules": row.modules,
        "clause_nine": row.clause_nine or None,
        "clause_nine_days": row.clause_nine_days,
        "derogation": row.derogation or None,
        "signed_date": row.signed_on,
        "reference": row.reference,
        "measures": row.measures,
        "valid_from_date": row.valid_during.lower,
    }


def _party(party: Any) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}
