"""A condition on the rows of another query that an index can answer, also beside others."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, QuerySet


class Among(Func):
    """Whether a column is among the values of a query: ``Among("party", rows.values("party"))``.

    ``IN (SELECT ...)`` says the same, but between other conditions it is asked of every row of the
    table. Here the values are read once, as an array, and an index finds the rows that have them.
    """

    template = "%(expressions)s"
    arg_joiner = " = ANY "
    output_field = models.BooleanField()

    def __init__(self, column: str, values: "QuerySet[Any, Any]") -> None:
        super().__init__(F(column), ArraySubquery(values, template="(ARRAY(%(subquery)s))"))
