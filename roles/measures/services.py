"""Keeping the catalogue of security measures."""

from roles.measures.models import Measure
from roles.models.sources import Source
from roles.services.recording import change, keep
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def enter_measure(
    *, code: str, kind: str, name: Localised, description: Localised, source: Source, by: Viewer
) -> Measure:
    """Enter a measure, or give the one with that ``code`` other words (GDPR Art. 32(1)).

    Raises NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    given = {"kind": kind, "name": name, "description": description, "source": source}
    row = Measure.objects.filter(code=code).first()
    if row is None:
        return keep(Measure(code=code, **given))
    differing = [field for field, value in given.items() if getattr(row, field) != value]
    for field in differing:
        setattr(row, field, given[field])
    return change(row, *differing) if differing else row
