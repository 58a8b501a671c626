"""``/data-elements``: the items of data that categories are made of."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import expansions
from roles.api.bodies import element_body
from roles.api.shapes import DataCategory, DataElement, Page
from roles.models import DataElement as Element
from roles.queries.lookup import data_elements, the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.expanding import expanded_of
from voipgrid_privacy.api.paging import page, with_words
from voipgrid_privacy.api.views import ResourceView

RESOURCE = "data-categories"
EXPANDABLE = {"data_category": expansions.category("category_id")}


class DataElementShape(DataElement):
    """One item of data, and the category that it is in."""

    data_category = serializers.CharField()
    expanded = expanded_of("DataElement", data_category=DataCategory)


class DataElementPage(Page):
    """A page of data elements."""

    results = DataElementShape(many=True)


class DataElementsView(ResourceView):
    """The data elements."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listDataElements",
            DataElementPage,
            sortable={"code": "code"},
            query=frozenset({"category", "q"}),
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request) -> Response:
        """List the data elements; of one category, or with a text in code or name, if asked for."""
        rows = data_elements(viewer=self.viewer)
        if category := parameters.text(request, "category"):
            rows = rows.filter(category__code=category)
        if words := parameters.text(request, "q"):
            rows = rows.filter(with_words(words, "code", "name__nl", "name__en"))
        return page(request, rows, body=_body)


class DataElementView(ResourceView):
    """One data element."""

    resource = RESOURCE
    operations = {
        "GET": Operation("getDataElement", DataElementShape, single=True, expandable=EXPANDABLE)
    }

    def get(self, request: Request, code: str) -> Response:
        """Return the data element with this code."""
        row = the_one(data_elements(viewer=self.viewer), code=code)
        return single(request, _body(row), row=row)


def _body(row: Element) -> dict[str, Any]:
    return {**element_body(row), "data_category": row.category.code}
