"""``GET /role-matrix/exports``: the chains of all customers of the caller, streamed."""

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from roles.api import bulk_shapes as shapes
from roles.choices import Feature
from roles.exports import matrix_response
from roles.queries.exporting import FORMS
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.tables import XLSX


class RoleMatrixExportsView(ResourceView):
    """All roles that the caller may see, a line each."""

    resource = "roles"
    operations = {
        "GET": Operation(
            "exportRoles",
            shapes.RoleExportLine,
            query=frozenset({"asof", "feature", "form"}),
            forms={"ndjson": FORMS["ndjson"].media, "csv": FORMS["csv"].media, "xlsx": XLSX},
        )
    }

    def get(self, request: Request) -> HttpResponseBase:
        """Stream the roles in the chains of all customers, as lines of JSON, CSV or a workbook."""
        return matrix_response(
            viewer=self.viewer,
            on=parameters.day(request, "asof", timezone.localdate()),
            form=parameters.text(request, "form", "ndjson"),
            feature=parameters.text(request, "feature", Feature.CONVEYANCE),
        )
