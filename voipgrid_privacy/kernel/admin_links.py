"""Links between pages of the admin. Imports no admin: template tags use it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def page_of(row: Any) -> str:
    """Return the address of a row's own page."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=(row.pk,))


def link_to(row: Any) -> SafeString | str:
    """Return a link to a row's own page, with its name; a dash for nothing."""
    if row is None:
        return "–"
    return format_html('<a class="reg-link" href="{}">{}</a>', page_of(row), row)


def who_is_what(party: UUID, **query: Any) -> str:
    """Return the address of *Who is what?* for a party."""
    given = {key: str(value) for key, value in query.items() if value}
    return f"{reverse('admin:who_is_what')}?{urlencode({'party': party, **given})}"
