"""What rows of the register refer to, as ``expand`` tells it in full."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils import timezone

from roles.agreements.queries import agreements
from roles.api.agreement_shapes import agreement_body
from roles.api.bodies import category_body, party_body
from roles.queries.lookup import data_categories, parties
from voipgrid_privacy.api.expanding import Body, Expansion
from voipgrid_privacy.kernel.tenancy import Viewer


def party(key: str) -> Expansion:
    """Return a party in full, named by a column."""
    return Expansion(key, _parties)


def category(key: str) -> Expansion:
    """Return a data category in full, named by a column."""
    return Expansion(key, _categories)


def agreement(key: str) -> Expansion:
    """Return an agreement in full, named by a column."""
    return Expansion(key, _agreements)


def _parties(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    return {row.pk: party_body(row) for row in parties(viewer=viewer).filter(pk__in=keys)}


def _categories(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    rows = data_categories(viewer=viewer).filter(pk__in=keys)
    return {row.pk: category_body(row) for row in rows}


def _agreements(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    rows = agreements(viewer=viewer).filter(pk__in=keys)
    return {row.pk: agreement_body(row, timezone.localdate()) for row in rows}
