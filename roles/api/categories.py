"""``/data-categories``: what the register distinguishes, with the elements of each."""

from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import shapes
from roles.api.bodies import category_body
from roles.queries.lookup import data_categories, the_one
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView


class DataCategoriesView(ResourceView):
    """The data categories."""

    resource = "data-categories"
    operations = {
        "GET": Operation("listDataCategories", shapes.DataCategoryPage, sortable={"code": "code"})
    }

    def get(self, request: Request) -> Response:
        """List the data categories with their elements."""
        rows = data_categories(viewer=self.viewer)
        return page(request, rows, body=category_body)


class DataCategoryView(ResourceView):
    """One data category."""

    resource = "data-categories"
    operations = {"GET": Operation("getDataCategory", shapes.DataCategory, single=True)}

    def get(self, request: Request, code: str) -> Response:
        """Return the data category with its elements."""
        category = the_one(data_categories(viewer=self.viewer), code=code)
        return single(request, category_body(category))
