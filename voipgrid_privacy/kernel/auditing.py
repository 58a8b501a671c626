"""Writing in the logbook of who saw and changed what: one statement, sealed by the database.

What is noted waits in the same transaction and is put in its chain as that commits, by a trigger
(see :mod:`voipgrid_privacy.audit`): an act and its entry are kept together or not at all, and
chains are locked for the moment of the commit only, always in one order.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.tenancy import Viewer


class Kind(models.TextChoices):
    """What kind of thing somebody did."""

    SIGNED_IN = "SIGNED_IN", _("Logged in")
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED", _("Log-in refused")
    SIGNED_OUT = "SIGNED_OUT", _("Logged out")
    SEEN = "SEEN", _("Saw")
    READ = "READ", _("Read by the API")
    REVEALED = "REVEALED", _("Uncovered")
    TAKEN = "TAKEN", _("Downloaded")
    CHANGED = "CHANGED", _("Changed")
    ACCESS = "ACCESS", _("Changed access")
    REFUSED = "REFUSED", _("Was refused")
    HISTORY = "HISTORY", _("History sealed")


CALL = "audit_note(%s::uuid, %s, %s, %s, %s, %s, %s::jsonb)"
"""The function that notes, for a statement that does something else as well."""

F = TypeVar("F", bound=Callable[..., Any])


def noted_as(kind: Kind) -> Callable[[F], F]:
    """Say of a use case that it is more than a change: put it below ``@use_case``."""

    def mark(function: F) -> F:
        function.noted_as = kind  # type: ignore[attr-defined]
        return function

    return mark


def note(
    *,
    kind: Kind,
    by: str,
    action: str,
    parties: Iterable[UUID | None] = (None,),
    about: tuple[str, str] = ("", ""),
    detail: dict[str, Any] | None = None,
) -> None:
    """Note what ``by`` did, once in the chain of each party; None: in that of the register.

    ``by`` and ``about`` (kind of thing, which one) are identifiers: never a name, an address, or
    what was read. Rolled back with the transaction that it is in.
    """
    chains = sorted(set(parties), key=str)
    for party in chains:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {CALL}", arguments(party, kind, by, action, about, detail))


def arguments(  # noqa: PLR0917  in the order of the function
    party: UUID | None,
    kind: Kind,
    by: str,
    action: str,
    about: tuple[str, str],
    detail: dict[str, Any] | None,
) -> list[Any]:
    """Return the parameters of :data:`CALL`."""
    more = json.dumps(detail or {})
    return [party, kind.value, by[:80], action[:100], about[0], about[1][:64], more]


def actor(viewer: Viewer) -> str:
    """Return what an entry says of who acted: an identifier of a person, or of a client."""
    return str(viewer.user_id) if viewer.user_id else viewer.name


def is_somebody(viewer: Viewer) -> bool:
    """Say whether a person or a client acts, and not the product by itself or the public."""
    return viewer.user_id is not None or bool(viewer.parties)


def chains_of(viewer: Viewer, about: object = None) -> tuple[UUID | None, ...]:
    """Return in whose chains an act belongs: of the party it is about, or else of who acts.

    What officers do with no party's data is in the chain of the register (None). A partner's acts
    are never in a chain of another.
    """
    whose = party_of(about)
    if viewer.sees_everything:
        return (whose,)
    if whose in viewer.parties:
        return (whose,)
    return tuple(sorted(viewer.parties))


def party_of(about: object) -> UUID | None:
    """Return the party that a row is of, as far as it says so itself."""
    if not isinstance(about, models.Model):
        return None
    if about._meta.label_lower == "roles.party":
        key: UUID = about.pk
        return key
    whose = about.__dict__.get("party_id")
    return whose if isinstance(whose, UUID) else None


def reference(about: object) -> tuple[str, str]:
    """Return how an entry names a row: its kind and its identifier."""
    if not isinstance(about, models.Model):
        return "", ""
    return about._meta.label_lower, str(about.pk)
