"""Refreshing findings, and reading everything."""

from datetime import date

from roles import services
from voipgrid_privacy.kernel.tenancy import SYSTEM

ON = date(2026, 11, 23)


def refresh(on=ON):
    return services.refresh_findings(on=on, by=SYSTEM)


def recompute(on=ON):
    return services.recompute_findings(on=on, by=SYSTEM)
