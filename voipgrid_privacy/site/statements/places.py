"""Where a version is for good: at the platform, also when it is read at its party's own host."""

from django.conf import settings
from django.urls import reverse

from voipgrid_privacy.site.statements.models import StatementPublication


def permanent(row: StatementPublication, form: str = "") -> str:
    """Return the permanent address of a version, or of it in another form, with its host."""
    name = "site:statement-file" if form else "site:statement-version"
    place = (row.slug, row.number, form) if form else (row.slug, row.number)
    return f"{settings.PUBLIC_URL}{reverse(name, settings.ROOT_URLCONF, place)}"
