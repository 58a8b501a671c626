"""What can be wrong with a cell: the key that the database gives, and what people read."""

from collections.abc import Callable, Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roles.models import StagedRow
from roles.models.imports import CELLS
from roles.services.contracts import ContractAlreadyEnded
from roles.services.importing.words import CONTRACT_KINDS, LEGAL_FORMS, PARTY_KINDS
from roles.services.refusals import (
    ChainLoop,
    ContractWithItself,
    CountryMalformed,
    EmptyPeriod,
    Invalid,
    KvkNumberMalformed,
    OverlappingContract,
)
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed

Make = Callable[[str, str], DomainError]
"""From the cell's text and its column to the refusal."""
SHOWN: Final = 80


class CellError(DomainError):
    """A cell holds something that its column cannot hold."""

    code = "invalid_cell"
    title = _("%(problem)s")


def _cell(sentence: str | Promise, known: Iterable[str] = ()) -> Make:
    def make(text: str, column: str) -> DomainError:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        words = {"value": shown, "known": ", ".join(sorted({str(word) for word in known}))}
        return CellError(field=column, problem=str(sentence) % words)

    return make


def _refusal(refusal: type[DomainError]) -> Make:
    return lambda _text, column: refusal(field=column)


def _too_long(text: str, column: str) -> DomainError:
    return Invalid(
        field=column,
        problem=_("The text is too long: %(length)s characters.") % {"length": len(text)},
    )


_WORD: Final = _("“%(value)s” is unknown here; write one of: %(known)s.")
PROBLEMS: Final[dict[str, Make]] = {
    "empty": _cell(_("This cell is empty but is needed.")),
    "control": _cell(_("The cell contains a character that is not text.")),
    "surplus": _cell(_("The row has more cells than there are columns.")),
    "too_long": _too_long,
    "party_kind": _cell(_WORD, PARTY_KINDS.values()),
    "contract_kind": _cell(_WORD, CONTRACT_KINDS.values()),
    "legal_form": _cell(_WORD, LEGAL_FORMS.values()),
    "kind_differs": _cell(_("The register knows this party as another kind than “%(value)s”.")),
    "contradiction": _cell(_("An earlier line says something else about %(value)s.")),
    "contradiction_contract": _cell(_("An earlier line says something else about this contract.")),
    "unknown_party": _cell(_("No party has the number %(value)s, here or in the register.")),
    "party_in_error": _cell(_("The row of party %(value)s has an error.")),
    "unknown_service": _cell(_("There is no service %(value)s.")),
    "not_a_day": _cell(_("“%(value)s” is not a date: write 2026-09-01 or 01-09-2026.")),
    "kvk_number": _refusal(KvkNumberMalformed),
    "country": _refusal(CountryMalformed),
    "empty_period": _refusal(EmptyPeriod),
    "contract_with_itself": _refusal(ContractWithItself),
    "overlapping_contract": _refusal(OverlappingContract),
    "contract_already_ended": _refusal(ContractAlreadyEnded),
    "chain_loop": _refusal(ChainLoop),
    "not_allowed": _refusal(NotAllowed),
}


def values_of(row: StagedRow) -> list[str]:
    """Return the cells of a staged row in the order of our columns."""
    return [str(getattr(row, f"c{number}")) for number in range(1, CELLS + 1)]
