"""Recording transfers: officers all, a partner's manager those that the partner itself makes."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.backends.postgresql.psycopg_any import DateRange

from roles.models import Contract, DataCategory, Measure, Party, Source
from roles.services.authority import must_see
from roles.services.conduct import AlreadyEnded
from roles.services.recording import change, end, held_for_update, keep, period
from roles.transfers.choices import Instrument
from roles.transfers.countries import is_country
from roles.transfers.law import organisations
from roles.transfers.models import Transfer
from roles.transfers.queries.law import law_now
from roles.transfers.queries.roles import Asked, Supplied, modules_for, role_pairs
from roles.transfers.refusals import (
    CountryUnknown,
    InsideEea,
    OrganisationUnknown,
    RolesFollow,
)
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

GROUND: Final = (
    "contract",
    "categories",
    "staff",
    "exporter_role",
    "importer_role",
    "mechanism",
    "instrument",
    "modules",
    "clause_nine",
    "clause_nine_days",
    "derogation",
    "signed_on",
    "reference",
    "measures",
    "source",
)
"""What may be otherwise from a day; who sends to whom and where is another transfer."""


@use_case
def record_transfer(
    *,
    exporter: Party,
    importer: Party,
    country: str,
    mechanism: str,
    on: date,
    until: date | None = None,
    organisation: str = "",
    contract: Contract | None = None,
    categories: Iterable[DataCategory] = (),
    staff: bool = False,
    exporter_role: str = "",
    importer_role: str = "",
    instrument: str = "",
    modules: Iterable[int] = (),
    clause_nine: str = "",
    clause_nine_days: int | None = None,
    derogation: str = "",
    signed_on: date | None = None,
    reference: str = "",
    measures: Iterable[Measure] = (),
    source: Source | None = None,
    by: Viewer,
) -> Transfer:
    """Record that ``exporter`` sends data to ``importer`` abroad, and on what ground (Chapter V).

    Without ``modules`` the clauses of 2021 get those that the roles ask for. Raises NotAllowed,
    NotFound, ``inside_eea``, ``country_unknown``, ``organisation_unknown``,
    ``overlapping_transfer``, ``transfer_of_others``, ``transfer_to_itself``,
    ``safeguard_missing``, ``derogation_missing``, ``modules_missing``,
    ``clause_nine_without_module``, ``roles_follow``, ``role_pair_incomplete``.
    """
    must_send_for(by, exporter, importer)
    _must_be_abroad(country, organisation, on)
    row = Transfer(
        exporter=exporter,
        importer=importer,
        country=country,
        organisation=organisation,
        contract=contract,
        categories=_codes(categories),
        staff=staff,
        exporter_role=exporter_role,
        importer_role=importer_role,
        mechanism=mechanism,
        instrument=instrument,
        modules=sorted(set(modules)),
        clause_nine=clause_nine,
        clause_nine_days=clause_nine_days,
        derogation=derogation,
        signed_on=signed_on,
        reference=reference.strip(),
        measures=_codes(measures),
        source=source,
        valid_during=period(on, until),
    )
    _must_see_contract(by, contract)
    return keep(_completed(row, on))


@use_case
def change_transfer(*, transfer: Transfer, on: date, by: Viewer, **given: Any) -> Transfer:
    """Let a transfer rest on something else, or be of other data, from ``on``.

    On its first day it is corrected; on a later one it ends and another follows, so that every
    day before keeps its answer. ``given`` are parameters of ``record_transfer``. Raises the same,
    and ``already_ended``, ``empty_period``.
    """
    unknown = set(given) - set(GROUND)
    if unknown:
        raise TypeError(f"not a ground of a transfer: {sorted(unknown)}")
    held = _held(transfer, by)
    until = held.valid_until
    if until is not None and until <= on:
        raise AlreadyEnded(field="on")
    if on != held.valid_from:
        end(held, on)
        held = Transfer(**_same(held), valid_during=DateRange(on, until))
    for name, value in given.items():
        listed = name in {"categories", "measures"}
        setattr(held, name, _codes(value) if listed else value)
    _must_see_contract(by, held.contract)
    held.modules = sorted(set(held.modules))
    done = _completed(held, on)
    return keep(done) if done._state.adding else change(done, *GROUND)  # noqa: SLF001


@use_case
def end_transfer(*, transfer: Transfer, on: date, by: Viewer) -> Transfer:
    """End a transfer: ``on`` is the first day without it.

    Raises NotAllowed, NotFound, ``already_ended``, ``empty_period``.
    """
    held = _held(transfer, by)
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    return end(held, on)


def may_record(*, exporter: Party, by: Viewer) -> bool:
    """Say whether ``by`` records what ``exporter`` sends: an officer, or its own manager."""
    own = by.may(Ability.WRITE_OWN) and exporter.pk in by.parties
    return own or by.may(Ability.WRITE_REGISTER)


def must_send_for(by: Viewer, exporter: Party, importer: Party) -> None:
    """Raise unless ``by`` is an officer, or writes for the exporter and may know the importer."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    must_see(by, exporter, importer)
    if exporter.pk not in by.parties:
        raise NotAllowed


def held_transfer(transfer: Transfer, by: Viewer) -> Transfer:
    """Return the transfer, locked, if ``by`` may write it; raises NotAllowed, NotFound."""
    return _held(transfer, by)


def _held(transfer: Transfer, by: Viewer) -> Transfer:
    seen = Transfer.objects.visible_to(by).filter(pk=transfer.pk).first()
    if seen is None:
        raise NotFound
    must_send_for(by, seen.exporter, seen.importer)
    held = held_for_update(Transfer.objects.all(), seen)
    if held is None:
        raise NotFound
    return held


def _must_see_contract(by: Viewer, contract: Contract | None) -> None:
    if contract and not Contract.objects.visible_to(by).filter(pk=contract.pk).exists():
        raise NotFound


def _must_be_abroad(country: str, organisation: str, on: date) -> None:
    if not is_country(country):
        raise CountryUnknown(field="country")
    if organisation and organisation not in organisations():
        raise OrganisationUnknown(field="organisation")
    if not organisation and law_now(viewer=SYSTEM).in_eea(country, on):
        raise InsideEea(field="country")


def _completed(row: Transfer, on: date) -> Transfer:
    """Fill in what the roles say: the modules, where none were named; raises RolesFollow."""
    contract = row.contract
    if contract and row.exporter_role:
        raise RolesFollow(field="exporter_role")
    if contract and row.instrument == Instrument.SCC_2021 and not row.modules:
        supply = Supplied(contract.pk, row.exporter, row.importer_id, contract.service_id)
        pairs = role_pairs(Asked(SYSTEM, on), [supply]).get(contract.pk, {})
        wanted = row.categories or list(pairs)
        row.modules = list(modules_for(p for code, p in pairs.items() if code in wanted))
    return row


def _same(row: Transfer) -> dict[str, Any]:
    fixed = ("exporter", "importer", "country", "organisation")
    return {name: getattr(row, name) for name in (*fixed, *GROUND)}


def _codes(rows: Iterable[DataCategory] | Iterable[Measure]) -> list[str]:
    return sorted({row.code for row in rows})
