"""What the register of transfers has for a record that says nothing of transfers yet.

A suggestion fills the form and nothing else: what an entry says is what somebody recorded, so that
no version changes because a certificate lapsed.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from roles.models import Party
from roles.queries.visibility import upstream_of
from roles.transfers.queries import Flow, flows
from voipgrid_privacy.kernel.tenancy import Viewer


def suggested_transfers(
    *, viewer: Viewer, party: Party, body: Mapping[str, Any], on: date
) -> dict[str, Any] | None:
    """Return the transfers that ``party``, or who delivers to it, makes of the entry's data.

    None when there are none: that the data stays here is for somebody to say.
    """
    wanted = {row["category"] for row in body.get("data", ())}
    if covers := body.get("covers"):
        wanted.add(covers["category"])
    whose = {party.pk, *upstream_of(frozenset({party.pk}))}
    rows = flows(viewer=viewer, on=on, exporters=whose)
    found = [row for flow in rows if _concerns(flow, wanted) for row in _rows(flow)]
    return {"none": False, "to": found} if found else None


def _concerns(flow: Flow, wanted: set[str]) -> bool:
    """Say whether it is of that data; an organisation is no country that a record can name."""
    return not flow.to.organisation and (
        not wanted or any(code in wanted for code, _name in flow.categories)
    )


def _rows(flow: Flow) -> Iterator[dict[str, str]]:
    for recorded in flow.recorded:
        yield {
            "country": flow.to.country,
            "recipient": flow.importer.name,
            "mechanism": recorded.mechanism,
            "document": recorded.reference,
        }
