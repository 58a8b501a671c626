"""Clocks and their reasons in sentences of the reader's language."""

from datetime import date
from typing import Final

import holidays
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from records.requests.choices import Right
from records.requests.clocks import Clock, Reason, Standing, Why
from voipgrid_privacy.kernel.law import Citation
from voipgrid_privacy.kernel.legal_days import NETHERLANDS

STANDINGS: Final[dict[Standing, Promise]] = {
    Standing.RUNNING: gettext_lazy("Running"),
    Standing.DUE_SOON: gettext_lazy("Due soon"),
    Standing.OVERDUE: gettext_lazy("Overdue"),
    Standing.SUSPENDED: gettext_lazy("Waits for proof of identity"),
    Standing.MET: gettext_lazy("In time"),
    Standing.LATE: gettext_lazy("Too late"),
}
SAID: Final[dict[Why, Promise]] = {
    Why.MONTH: gettext_lazy("One month from %(start)s, which does not count: %(end)s."),
    Why.EXTENDED: gettext_lazy(
        "Extended: three months in all from %(start)s, which does not count: %(end)s."
    ),
    Why.SHORT_MONTH: gettext_lazy(
        "That month has no day of that number: its last day, %(end)s, takes its place."
    ),
    Why.MOVED: gettext_lazy("%(past)s: the first working day after it is %(end)s."),
    Why.WAITS: gettext_lazy(
        "Proof of identity was asked on %(start)s: the clock stands still until it is there, or"
        " is found wanting."
    ),
    Why.WAITED: gettext_lazy(
        "Proof of identity was asked on %(start)s, and that ended on %(end)s: these days are added."
    ),
    Why.ADDED: gettext_lazy("From %(start)s, with the days waited: %(end)s."),
    Why.ASKED_LATE: gettext_lazy(
        "Proof of identity was asked on %(start)s, not before %(end)s: that adds nothing."
    ),
    Why.STRICT: gettext_lazy(
        "Proof of identity was asked on %(start)s; the month runs on, which is the earlier day."
    ),
}


def day(on: date) -> str:
    """Return a day in words."""
    return date_format(on, "j F Y")


def reason_in_words(reason: Reason, country: str = NETHERLANDS) -> str:
    """Return one step by which a day was found."""
    return str(SAID[reason.why]) % {
        "start": day(reason.start),
        "end": day(reason.end) if reason.end else "",
        "past": ", ".join(f"{day(each)} ({day_off(each, country)})" for each in reason.past),
    }


def reasons_in_words(clock: Clock, country: str = NETHERLANDS) -> list[tuple[str, str]]:
    """Return each step with its citations."""
    return [(reason_in_words(r, country), cited(r.cites)) for r in clock.reasons]


def day_off(on: date, country: str = NETHERLANDS) -> str:
    """Return why a day is no working day: its holiday, or which day of the week it is."""
    english = (get_language() or "nl").startswith("en")
    kept = holidays.country_holidays(country)
    speaks = [x for x in kept.supported_languages if x.startswith("en" if english else "nl")]
    kinds = tuple(
        kind for kind in (holidays.PUBLIC, holidays.OPTIONAL) if kind in kept.supported_categories
    )
    named = holidays.country_holidays(
        country,
        years=on.year,
        language=speaks[0] if speaks else None,
        categories=kinds,
    )
    return str(named.get(on) or date_format(on, "l"))


def cited(cites: tuple[Citation, ...]) -> str:
    """Return citations as a lawyer writes them in the reader's language."""
    english = (get_language() or "nl").startswith("en")
    return "; ".join(str(cite) if english else cite.in_dutch for cite in cites)


def rights_in_words(rights: list[str]) -> str:
    """Return which rights are exercised."""
    return ", ".join(str(Right(right).label) for right in rights)


def left_in_words(clock: Clock, on: date) -> str:
    """Return how many days are left, or by how many it is over."""
    left = clock.days_left(on)
    if left is None:
        return str(STANDINGS[Standing.SUSPENDED])
    if left < 0:
        late = ngettext("%(days)s day too late", "%(days)s days too late", -left)
        return late % {"days": -left}
    if left == 0:
        return _("Today")
    return ngettext("%(days)s day", "%(days)s days", left) % {"days": left}
