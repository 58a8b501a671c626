"""``GET /role-matrix/changes``: when answers changed and will change, and through which fact."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import shapes
from roles.api.rendering import party_body
from roles.queries.changes import Cause, DayOfChange, chain_changes, latest_changes
from roles.queries.differences import Difference
from roles.queries.lookup import party_named
from roles.queries.matrix import TELEPHONY, MatrixCell
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.views import ResourceView

ASKED = frozenset({"customer", "party", "service", "asof", "limit"})
MOST = 200


class RoleChangesView(ResourceView):
    """Changes of one chain, or of all that the caller may see."""

    resource = "roles"
    operations = {"GET": Operation("listRoleChanges", shapes.RoleChanges, query=ASKED)}

    def get(self, request: Request) -> Response:
        """List the days from ``asof`` on which an answer changes, what is scheduled included."""
        today = timezone.localdate()
        changes = self.changes(request)
        return Response({"results": [_body(c, scheduled=c.day > today) for c in changes]})

    def changes(self, request: Request) -> list[DayOfChange]:
        """Return what the parameters ask for; raises NotFound, InvalidParameter."""
        reference = parameters.text(request, "customer") or parameters.text(request, "party")
        number = parameters.whole(request, "limit", default=50, most=MOST)
        if not reference:
            since = parameters.day(request, "asof", timezone.localdate())
            return latest_changes(viewer=self.viewer, since=since, number=number)
        return chain_changes(
            viewer=self.viewer,
            party=party_named(viewer=self.viewer, reference=reference).pk,
            service=parameters.text(request, "service", TELEPHONY),
            since=parameters.day_or_none(request, "asof"),
        )[:number]


def _body(change: DayOfChange, *, scheduled: bool) -> dict[str, Any]:
    return {
        "effective_date": change.day,
        "scheduled": scheduled,
        "chain_of": party_body(change.subject),
        "causes": [_cause(cause) for cause in change.causes],
        "differences": [_difference(each) for each in change.differences],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {"kind": cause.kind, "description": cause.what, "starts": cause.starts}


def _difference(difference: Difference) -> dict[str, Any]:
    cell = difference.cell
    return {
        "party": party_body(difference.party),
        "data_category": cell.category,
        "service_feature": cell.feature,
        "purpose": cell.purpose,
        "before": _then(difference.before),
        "after": _then(difference.after),
    }


def _then(cell: MatrixCell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    upstream = cell.upstream.name if cell.upstream else None
    return {"role": cell.role.value, "depth": cell.depth, "upstream": upstream}
