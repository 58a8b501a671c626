"""How a change reads: which data it is about."""

from roles.models import DataCategory
from roles.sub_processors.models import SubProcessorChange
from voipgrid_privacy.kernel.text import Localised


def data_of(change: SubProcessorChange) -> Localised:
    """Return the data that a change is about, in both languages."""
    rows = DataCategory.objects.filter(code__in=change.categories).order_by("position", "code")
    names = [row.name for row in rows]
    return Localised(
        nl=", ".join(name.nl.lower() for name in names),
        en=", ".join(name.en.lower() for name in names),
    )
