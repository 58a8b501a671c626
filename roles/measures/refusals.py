"""Refusals about security measures, in the domain's words."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class MeasureOfOthers(DomainError):
    """A measure that another party added for itself, or an agreement in which another processes."""

    code = "measure_of_others"
    title = _(
        "State a measure of the catalogue or one of the party's own, for everything or under an"
        " agreement in which that party is the processor."
    )
    cites = (gdpr(28, 3, "c"), gdpr(32))


class MeasureFixed(DomainError):
    """What was stated is ended, and stated anew."""

    code = "measure_fixed"
    title = _("What was stated stays as it was: end it, and state what is new.")
    status = 409


class MeasureStatedAlready(DomainError):
    """One statement of a measure at a time."""

    code = "measure_stated_already"
    title = _("This party already states that measure in that period.")
    status = 409


class MeasureNameless(DomainError):
    """A measure without words."""

    code = "measure_nameless"
    title = _("Say in Dutch and in English what the measure is called and what it comes to.")


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "taken_measure_of_others": MeasureOfOthers,
    "taken_measure_fixed": MeasureFixed,
    "taken_measure_one_at_a_time": MeasureStatedAlready,
    "taken_measure_once_per_agreement": MeasureStatedAlready,
    "measure_fixed": MeasureFixed,
}
