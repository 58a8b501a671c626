"""The columns of parties and contracts, by our names and by those that people write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from roles.services.importing.refusals import UnreadableFile

PARTY: Final = "party"
CONTRACT: Final = "contract"
PARTIES: Final = {
    "external_id": ("extern_nummer", "externe_id", "nummer"),
    "kind": ("soort",),
    "name": ("naam",),
    "legal_form": ("rechtsvorm",),
    "kvk": ("kvk_nummer", "kvk_number"),
    "country": ("land",),
}
CONTRACTS: Final = {
    "provider": ("aanbieder", "leverancier"),
    "acquirer": ("afnemer",),
    "service": ("dienst",),
    "kind": ("soort",),
    "reference": ("kenmerk",),
    "from": ("van", "vanaf"),
    "until": ("tot",),
}
COLUMNS: Final = {PARTY: PARTIES, CONTRACT: CONTRACTS}
NEEDED: Final = {
    PARTY: ("external_id", "kind", "name"),
    CONTRACT: ("provider", "acquirer", "service", "kind", "from"),
}
# Only suggested, never assumed: these mean something else in some exports.
ALIKE: Final = {
    "klantnummer": "external_id",
    "relatienummer": "external_id",
    "relatiecode": "external_id",
    "debiteurnummer": "external_id",
    "id": "external_id",
    "type": "kind",
    "klantnaam": "name",
    "bedrijfsnaam": "name",
    "company": "name",
    "kamer_van_koophandel": "kvk",
    "coc": "kvk",
    "landcode": "country",
    "klant": "acquirer",
    "customer": "acquirer",
    "partner": "provider",
    "product": "service",
    "contractnummer": "reference",
    "startdatum": "from",
    "ingangsdatum": "from",
    "start_date": "from",
    "einddatum": "until",
    "end_date": "until",
}
CLOSE: Final = 0.8
LEFT_OUT: Final = {"error", "fout"}
"""What we say ourselves of a row with errors; whoever mended it need not remove the column."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a table holds, and our name of each of its columns ("": it is left out)."""

    what: str
    columns: tuple[str, ...]
    problem: str = ""
    """Why it cannot be read as it is, in the reader's language; "" when it can."""


def plain(header: str) -> str:
    """Return a header in the form in which headers are compared."""
    return re.sub(r"[\s-]+", "_", header.strip().lower())


def recognise(headers: Sequence[str], chosen: Sequence[str] | None = None) -> Recognised:
    """Return what a table with these headers holds; with ``chosen``, as a person said."""
    if chosen is not None:
        return _as_chosen(headers, chosen)
    names = [plain(header) for header in headers]
    for what, ours in COLUMNS.items():
        columns = tuple(_exact(name, ours) for name in names)
        if set(NEEDED[what]) <= set(columns):
            return Recognised(what, columns, _unclear(headers, columns))
    what = max(COLUMNS, key=lambda kind: sum(bool(_likely(name, kind)) for name in names))
    problem = _("These are not the columns of parties (%(parties)s) or contracts (%(contracts)s).")
    lists = {"parties": ", ".join(PARTIES), "contracts": ", ".join(CONTRACTS)}
    return Recognised(what, _suggested(names, what), problem % lists)


def suggestion(what: str, headers: Sequence[str]) -> tuple[str, ...]:
    """Return what each column probably is, for whoever has to say."""
    return _suggested([plain(header) for header in headers], what)


def _as_chosen(headers: Sequence[str], chosen: Sequence[str]) -> Recognised:
    columns = tuple(chosen[: len(headers)]) + ("",) * (len(headers) - len(chosen))
    what = next((w for w in COLUMNS if set(NEEDED[w]) <= set(columns)), "")
    if not what or not {c for c in columns if c} <= COLUMNS[what].keys():
        problem = _("Say which columns hold what is needed, of parties or of contracts.")
        return Recognised(what or PARTY, columns, problem)
    return Recognised(what, columns, _twice(headers, columns))


def _exact(name: str, ours: dict[str, tuple[str, ...]]) -> str:
    return next((c for c, aliases in ours.items() if name == c or name in aliases), "")


def _likely(name: str, what: str) -> str:
    ours = COLUMNS[what]
    if found := _exact(name, ours):
        return found
    if ALIKE.get(name) in ours:
        return ALIKE[name]
    known = {alias: c for c, aliases in ours.items() for alias in (c, *aliases)}
    close = get_close_matches(name, known, 1, CLOSE)
    return known[close[0]] if close else ""


def _suggested(names: Sequence[str], what: str) -> tuple[str, ...]:
    """Return the likely column of each name, no column twice."""
    given: list[str] = []
    for name in names:
        likely = _likely(name, what)
        given.append("" if likely in given else likely)
    return tuple(given)


def _unclear(headers: Sequence[str], columns: Sequence[str]) -> str:
    pairs = zip(headers, columns, strict=True)
    unknown = [cell for cell, column in pairs if not column and plain(cell) not in LEFT_OUT]
    if unknown:
        return _unknown(unknown[0])
    return _twice(headers, columns)


def _twice(headers: Sequence[str], columns: Sequence[str]) -> str:
    twice = [c for c in columns if c and columns.count(c) > 1]
    return _unknown(headers[columns.index(twice[0])]) if twice else ""


def _unknown(header: str) -> str:
    shown = header.strip() or _("without a name")
    return _("Column %(column)s is unknown, or is there twice.") % {"column": shown}


def must_be_clear(recognised: Recognised) -> None:
    """Raise UnreadableFile for a table that cannot be read as it is."""
    if recognised.problem:
        raise UnreadableFile(problem=recognised.problem)
