"""Pages of long lists: what is shown is read for one page, not for the whole list."""

from functools import cached_property
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from voipgrid_privacy.kernel.tenancy import read_as_application

M = TypeVar("M", bound=Model)

PER_PAGE = 50


class KeyPaginator(Paginator[M]):
    """Pages of a query: first the keys of a page, then those rows with all that is shown of them.

    Only what the list is filtered or sorted by is worked out for every row.
    """

    object_list: QuerySet[M]

    @cached_property
    def count(self) -> int:
        """How many rows the list has."""
        return number_of(self.object_list)

    def page(self, number: int | str) -> Page[M]:
        """Return one page, from 1; raises InvalidPage."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(rows_between(self.object_list, start, start + self.per_page), number, self)


def number_of(rows: QuerySet[M]) -> int:
    """Return how many ``rows`` there are, which are what a viewer may see.

    Counted as the application, as :func:`rows_between` puts them in order; only keys are read.
    """
    with read_as_application():
        return _once_each(rows).order_by().values("pk").count()


def rows_between(rows: QuerySet[M], start: int, stop: int) -> QuerySet[M]:
    """Return some of ``rows``, which are what a viewer may see, in their order.

    The keys are put in order as the application: policies would judge all that a list is sorted by,
    of every row. Those of the rows themselves are judged when they are read, in the viewer's scope.
    """
    with read_as_application():
        keys = list(_once_each(rows).values_list("pk", flat=True)[start:stop])
    return rows.filter(pk__in=keys)


def _once_each(rows: QuerySet[M]) -> QuerySet[M]:
    """Return ``rows`` without DISTINCT, which sorts the whole list, if no join gives one twice."""
    joins = [getattr(join, "join_field", None) for join in rows.query.alias_map.values()]
    if rows.query.distinct_fields or any(getattr(join, "one_to_many", False) for join in joins):
        return rows
    found = rows.all()
    found.query.distinct = False
    return found


def paged(rows: QuerySet[M], request: HttpRequest, *, per_page: int = PER_PAGE) -> Page[M]:
    """Return the page of ``rows`` that the address asks for; the nearest where it has none."""
    return KeyPaginator(rows, per_page).get_page(request.GET.get("page"))
