"""What the register says of two parties that day: what the annexes of their agreement are made of.

Everything is words in the active language, so that what is kept is what was shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roles.agreements.models import Agreement, Mandate, MandateKind
from roles.choices import Feature, PartyKind, Role
from roles.measures.queries import taken_measures
from roles.models import Contact, Contract, ContractFeature, DataCategory, Party, ServiceFeature
from roles.queries.matrix import TELEPHONY, MatrixCell, RoleMatrix, model_matrix, role_matrix
from roles.sub_processors.choices import Visibility
from roles.sub_processors.queries import SubProcessor, sub_processors
from roles.transfers.choices import Mechanism
from roles.transfers.countries import country_name
from roles.transfers.queries import law_now
from roles.transfers.words import language
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import localised

ACTS: Final = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Annexes:
    """The four annexes and the contacts of both, in words."""

    services: list[str]
    features: list[str]
    kinds: list[str]
    """The code of the kind of data in each row of ``data``."""
    data: Rows
    measures: Rows
    others: Rows
    authorisation: list[str]
    contacts: dict[str, Rows]


def annexes(*, agreement: Agreement, on: date, viewer: Viewer) -> Annexes:
    """Return what the register says of the pair on ``on``, as far as ``viewer`` may see it."""
    processor, controller = agreement.processor, agreement.controller
    contracts = _contracts(agreement, on, viewer)
    switched = _features(contracts, on, viewer)
    cells = _all_cells(viewer, controller, on, switched)
    acts = [cell for cell in cells if _acts(cell, processor, controller)]
    used, kinds = {cell.feature for cell in acts}, _kinds({cell.category for cell in acts}, viewer)
    return Annexes(
        services=sorted({str(contract.service.name) for contract in contracts}),
        features=[str(each.name) for each in switched if each.code in used],
        kinds=[row.code for row in kinds],
        data=list(_data(kinds)),
        measures=list(_measures(agreement, on, viewer)),
        others=list(_others(cells, agreement, on, viewer)),
        authorisation=list(_authorisation(agreement, on, viewer)),
        contacts={
            "processor": list(_contacts(processor, viewer)),
            "controller": list(_contacts(controller, viewer)),
        },
    )


def data_under(*, agreement: Agreement, on: date, viewer: Viewer) -> list[str]:
    """Return the codes of the data that the processor has for the other on ``on``, by its role."""
    processor, controller = agreement.processor, agreement.controller
    switched = _features(_contracts(agreement, on, viewer), on, viewer)
    cells = _all_cells(viewer, controller, on, switched)
    return sorted({cell.category for cell in cells if _acts(cell, processor, controller)})


def _all_cells(
    viewer: Viewer, controller: Party, on: date, switched: Iterable[ServiceFeature]
) -> list[MatrixCell]:
    return [
        cell
        for feature in (Feature.CONVEYANCE.value, *(each.code for each in switched))
        for cell in _cells(viewer, controller, on, feature)
    ]


def _contracts(agreement: Agreement, on: date, viewer: Viewer) -> list[Contract]:
    """Return what is delivered under the agreement: those of that day, else those to come."""
    rows = Contract.objects.visible_to(viewer).filter(
        provider=agreement.processor, acquirer=agreement.controller
    )
    if agreement.contract_id:
        rows = rows.filter(pk=agreement.contract_id)
    return list(rows.in_force(on).select_related("service"))


def _features(contracts: Iterable[Contract], on: date, viewer: Viewer) -> list[ServiceFeature]:
    """Return what is switched on: what a law has the processor do is nobody's instruction."""
    chosen = ContractFeature.objects.visible_to(viewer).in_force(on).filter(contract__in=contracts)
    rows = ServiceFeature.objects.visible_to(viewer).filter(pk__in=chosen.values("feature"))
    return list(rows.exclude(code=Feature.CONVEYANCE).order_by("position"))


def _cells(viewer: Viewer, controller: Party, on: date, feature: str) -> tuple[MatrixCell, ...]:
    try:
        return _matrix(viewer, controller, on, feature).cells
    except NotFound:
        return ()


def _matrix(viewer: Viewer, controller: Party, on: date, feature: str) -> RoleMatrix:
    if controller.kind == PartyKind.PLATFORM:
        return model_matrix(viewer=viewer, on=on, service=TELEPHONY)
    return role_matrix(
        viewer=viewer, party=controller.pk, on=on, service=TELEPHONY, feature=feature
    )


def _acts(cell: MatrixCell, processor: Party, controller: Party) -> bool:
    """Say whether in this the one processes on the instructions of the other."""
    mine = cell.party.id == processor.pk and cell.upstream is not None
    return mine and cell.role in ACTS and cell.upstream.id == controller.pk  # type: ignore[union-attr]  # not None


def _kinds(codes: set[str], viewer: Viewer) -> list[DataCategory]:
    rows = DataCategory.objects.visible_to(viewer).filter(code__in=codes)
    return list(rows.prefetch_related("elements"))


def _data(kinds: Iterable[DataCategory]) -> Iterator[list[str]]:
    for row in kinds:
        elements = ", ".join(str(element.name) for element in row.elements.all())
        subjects = subjects_by_category().get(row.code)
        yield [str(row.name), str(row.description), elements, str(localised(subjects or NOBODY))]


def _measures(agreement: Agreement, on: date, viewer: Viewer) -> Iterator[list[str]]:
    """Yield what the processor states that it takes: for all that it does, or under this one.

    Since when is what it says itself; beside it stands on which day it said so.
    """
    party = agreement.processor
    for row in taken_measures(viewer=viewer, party=party, on=on, agreement=agreement):
        since = date_format(row.valid_from, "j F Y") if row.valid_from else ""
        stated = date_format(legal_day(row.stated_at), "j F Y")
        yield [str(row.measure.name), str(row.measure.description), since, stated]


NOBODY: Final = {"nl": "Niet vastgelegd", "en": "Not on record"}


@lru_cache(maxsize=1)
def subjects_by_category() -> dict[str, dict[str, str]]:
    """Return whose data it is, per category, as the shipped data say (``processing.yaml``)."""
    found: dict[str, dict[str, str]] = read_yaml(Path(__file__).parent / "data" / "processing.yaml")
    return found


def engaged_under(
    *, agreement: Agreement, cells: Iterable[MatrixCell], on: date, viewer: Viewer
) -> list[SubProcessor]:
    """Return who works for the controller through the processor of the agreement."""
    ids = {
        cell.party.id
        for cell in cells
        if cell.role in ACTS
        and cell.party.id != agreement.processor_id
        and any(
            (c.provider.id, c.acquirer.id) == (agreement.processor_id, agreement.controller_id)
            for c in cell.path
        )
    }
    rows = sub_processors(viewer=viewer, party=agreement.controller, on=on)
    return [row for row in rows if row.party.id in ids]


def _others(
    cells: Iterable[MatrixCell], agreement: Agreement, on: date, viewer: Viewer
) -> Iterator[list[str]]:
    law = law_now(viewer=viewer)
    for row in engaged_under(agreement=agreement, cells=cells, on=on, viewer=viewer):
        told = row.told
        if told and not (
            told.visibility == Visibility.PUBLIC or row.engaged_by.id == agreement.processor_id
        ):
            told = None  # what only some may read is not handed on to another
        yield [
            row.party.name,
            str(told.purpose) if told else _does(row),
            ", ".join(sorted({str(part.category_name) for part in row.parts})),
            country_name(told.location if told else row.country, language()),
            _ground(told.get_mechanism_display(), told.safeguards)
            if told
            else _rests_on(law.in_eea(row.country, on)),
            date_format(row.since, "j F Y") if row.since else "",
        ]


def _does(row: SubProcessor) -> str:
    return _("On request") if row.supplies else _("Delivers the service on")


def _rests_on(inside: bool) -> str:
    return str(Mechanism.NONE_NEEDED.label) if inside else _("On request")


def _ground(mechanism: str, safeguards: str) -> str:
    return f"{mechanism} ({safeguards})" if safeguards else str(mechanism)


def _authorisation(agreement: Agreement, on: date, viewer: Viewer) -> Iterator[str]:
    """Tell how others may be engaged, and how long before it is told (GDPR Art. 28(2))."""
    given = mandates_of(agreement=agreement, on=on, viewer=viewer)
    general = next((m for m in given if m.kind == MandateKind.GENERAL), None)
    if general:
        yield _(
            "The authorisation is general: other processors may be engaged, with notice beforehand."
        )
        yield _notice(general.notice_days)
        return
    named = [m.engages.name for m in given if m.engages]
    if named:
        yield _("The authorisation is specific. Only these may be engaged: %(names)s.") % {
            "names": ", ".join(sorted(named))
        }
        return
    yield _("No authorisation is given: every other processor needs a written one beforehand.")


def _notice(days: int | None) -> str:
    if days is None:
        return _("The number of days of notice is not agreed; it is stated in each notice.")
    words = ngettext(
        "Notice of a change is given at least %(days)s day beforehand.",
        "Notice of a change is given at least %(days)s days beforehand.",
        days,
    )
    return words % {"days": days}


def mandates_of(*, agreement: Agreement, on: date, viewer: Viewer) -> list[Mandate]:
    """Return what the controller authorises that day: by this agreement, else apart from any."""
    rows = Mandate.objects.visible_to(viewer).filter(
        giver=agreement.controller, holder=agreement.processor
    )
    held = rows.in_force(on).select_related("engages")
    return list(held.filter(agreement=agreement)) or list(held)


def _contacts(party: Party, viewer: Viewer) -> Iterator[list[str]]:
    for row in Contact.objects.visible_to(viewer).filter(party=party).order_by("kind", "pk"):
        reached = " · ".join(filter(None, (row.name, row.email, row.phone)))
        yield [str(row.get_kind_display()), reached]
