"""Who may write what in the registry, and how every service writes."""

from typing import TypeVar
from uuid import UUID

from cookies.errors import in_cookie_words
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

M = TypeVar("M", bound=RegisteredModel)


def must_write_for(by: Viewer, party: UUID) -> None:
    """Raise NotAllowed unless ``by`` keeps the register, or ``party`` is its own."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    if party not in by.parties:
        raise NotAllowed


def keep(row: M) -> M:
    """Check and insert a new row; raises the DomainError of whatever refuses it."""
    with in_cookie_words():
        row.full_clean()
        row.save(force_insert=True)
    return row


def change(row: M, *fields: str) -> M:
    """Check and update the named fields of a row; raises DomainError."""
    with in_cookie_words():
        row.full_clean()
        row.save(force_update=True, update_fields=fields)
    return row
