"""Keeping the register of legal sources: officers enter one, and say what replaced it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from roles.models import Source
from roles.services.recording import change, held_for_update, keep, period
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case


class SupersededByItself(DomainError):
    """What replaces a source may not, in the end, be replaced by it."""

    code = "superseded_by_itself"
    title = _("A source cannot be replaced by itself, nor by what it replaced.")


class AlreadySuperseded(DomainError):
    """Something else has replaced it."""

    code = "already_superseded"
    title = _("This source has already been replaced.")
    status = 409


@use_case
def register_source(
    *,
    code: str,
    kind: str,
    title: Localised,
    url: str = "",
    instrument: str = "",
    published_on: date | None = None,
    consulted_on: date | None = None,
    on: date | None = None,
    until: date | None = None,
    by: Viewer,
) -> Source:
    """Enter a source; ``instrument`` is the name by which rules cite it, ``on`` its first day.

    Raises NotAllowed, ``empty_period``, ValidationError for a code or instrument that is taken.
    """
    by.must(Ability.WRITE_REGISTER)
    return keep(
        Source(
            code=code,
            kind=kind,
            title=title,
            url=url,
            instrument=instrument,
            published_on=published_on,
            consulted_on=consulted_on,
            valid_during=period(on, until) if on else None,
        )
    )


@use_case
def supersede_source(*, source: Source, successor: Source, on: date, by: Viewer) -> Source:
    """Say that ``successor`` replaced ``source``: ``on`` is the first day it did.

    Raises NotAllowed, ``already_superseded``, ``superseded_by_itself``.
    """
    by.must(Ability.WRITE_REGISTER)
    held = held_for_update(Source.objects.all(), source)
    if held is None:
        raise NotFound
    if held.superseded_by_id:
        raise AlreadySuperseded
    if held.pk in _line_of(successor):
        raise SupersededByItself(field="successor")
    held.superseded_by, held.superseded_on = successor, on
    return change(held, "superseded_by", "superseded_on")


def _line_of(source: Source) -> set[object]:
    """Return the source and everything that replaced it in turn."""
    line: set[object] = set()
    while source.pk not in line:
        line.add(source.pk)
        source = source.superseded_by or source
    return line
