"""What statistics refuse."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class StandardDecidesNoStatistics(DomainError):
    """To make data anonymous is to process it: each partner says so for itself."""

    code = "statistics_not_standard"
    title = _("Statistics are made for a partner that asked for them, not by a standard text.")
    cites = (gdpr(28, 3, "a"),)
    status = 409


class StatisticsElsewhere(DomainError):
    """Only our own store of calls can be counted yet."""

    code = "statistics_elsewhere"
    title = _("Statistics are made of the calls in our own database only.")
    status = 409


class StatisticsMadeAlready(DomainError):
    """What was made stays, and so does the decision that it was made by."""

    code = "statistics_made_already"
    title = _("Statistics of a later month were made already: end it after that month.")
    status = 409


class MonthNotDecided(DomainError):
    """A month is counted because its last day is in the decision."""

    code = "month_not_decided"
    title = _("The decision does not hold on the last day of that month.")
    cites = (gdpr(28, 3, "a"),)
    status = 409


class MonthNotOver(DomainError):
    """A month is counted once, so only when it is whole."""

    code = "month_not_over"
    title = _("That month is not over yet.")
    status = 409


class MonthErased(DomainError):
    """A table of what was left would be taken for all of it."""

    code = "month_erased"
    title = _("Calls of that month were erased before they were counted.")
    status = 409


class BudgetUsedUp(DomainError):
    """What the partner declared is what all tables of a year may tell of one subscriber."""

    code = "statistics_budget_used_up"
    title = _("The budget of that year is used up: %(left)s is left, and a month costs %(cost)s.")
    cites = (gdpr(25, 1),)
    status = 409
