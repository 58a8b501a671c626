"""Statistics in words, as drawings and as a table that is taken along."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from records.choices import DurationBand, NumberKind
from records.statistics.cube import BAND, CLASS, SIDES
from records.statistics.drawing import Bars, Line, drawn
from records.statistics.models import StatisticsRelease
from voipgrid_privacy.kernel.tables import Table, exported

NAMES: Final = {CLASS: NumberKind, BAND: DurationBand}
TITLES: Final = {
    CLASS: gettext_lazy("Calls by number called"),
    BAND: gettext_lazy("Calls by duration"),
}


def month_in_words(month: date) -> str:
    """Return the name of a month."""
    return str(date_format(month, "F Y"))


def by_month(rows: Iterable[StatisticsRelease]) -> Bars:
    """Return the calls of months as a drawing, oldest first."""
    lines = [
        Line(month_in_words(row.month), row.calls, row.errors["calls"])
        for row in sorted(rows, key=lambda row: row.month)
    ]
    return drawn(_("Calls by month"), "months", lines)


def divisions(row: StatisticsRelease) -> list[Bars]:
    """Return the calls of a month by each side, as drawings; each adds up to all calls."""
    return [
        drawn(
            str(TITLES[side]),
            side,
            [
                Line(str(NAMES[side](part).label), row.figures[side][part], row.errors[side])
                for part in parts
            ],
        )
        for side, parts in SIDES.items()
    ]


def facts(row: StatisticsRelease) -> list[tuple[str, str]]:
    """Return what else there is to know of a month: a name and a value at a time."""
    calls = Line("", row.calls, row.errors["calls"])
    people = Line("", row.subscribers, row.errors["subscribers"])
    bounded = Line("", row.bounded, row.errors["bounded"])
    most = number_format(row.most_calls)
    return [
        (_("Calls that count"), calls.words),
        (_("Subscribers"), people.words),
        (_("Of whom more calls were made than count (%(most)s)") % {"most": most}, bounded.words),
        (
            "ε, δ",
            f"{number_format(row.epsilon.normalize())}, {number_format(row.delta.normalize())}",
        ),
        (_("Method"), row.method),
        (_("Made at"), str(date_format(row.computed_at, "j F Y H:i"))),
    ]


def taken_along(rows: Sequence[StatisticsRelease], form: str) -> HttpResponseBase:
    """Return months as a table, one figure a row; raises Http404 for a form we do not have."""
    made = exported(
        Table(
            name="statistics",
            title=_("Statistics of calls"),
            about=(
                (
                    pgettext("statistics", "Error"),
                    _("95 of 100 figures are no farther from the truth."),
                ),
            ),
            columns=(
                _("month"),
                _("figure"),
                _("code"),
                _("of what"),
                _("calls"),
                _("error at 95 %"),
                "epsilon",
                "delta",
                _("calls of one subscriber that count"),
            ),
            rows=(line for row in rows for line in _lines(row)),
        ),
        form,
    )
    if made is None:
        raise Http404
    return made


def _lines(row: StatisticsRelease) -> Iterator[tuple[Any, ...]]:
    cost = float(row.epsilon), float(row.delta), row.most_calls
    month = f"{row.month:%Y-%m}"
    yield (month, "calls", "", _("All calls"), row.calls, row.errors["calls"], *cost)
    for side, parts in SIDES.items():
        for part in parts:
            words = str(NAMES[side](part).label)
            yield (month, side, part, words, row.figures[side][part], row.errors[side], *cost)
    people = row.subscribers, row.errors["subscribers"]
    yield (month, "subscribers", "", _("Subscribers"), *people, *cost)
    bounded = row.bounded, row.errors["bounded"]
    yield (month, "bounded", "", _("Subscribers of whom not all calls count"), *bounded, *cost)
