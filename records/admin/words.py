"""Quantities as people read them."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_UNITS = ("kB", "MB", "GB", "TB")


def duration(seconds: int) -> str:
    """Return a time in words: seconds, minutes or hours."""
    if seconds < 90:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return _("%(n)s hours") % {"n": round(minutes / 60)}


def size(number: int) -> str:
    """Return a number of bytes in words."""
    amount, unit = number / 1000, _UNITS[0]
    for larger in _UNITS[1:]:
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{number_format(round(amount, 1))} {unit}"
