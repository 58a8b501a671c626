"""What pages say of incidents: moments, and the clocks that run, on every screen."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from records.incidents.queries.dossiers import running_for
from records.incidents.queries.serving import features_named
from records.incidents.words import law_in_words, left_in_words, moment_in_words
from roles.choices import PartyKind
from voipgrid_privacy.kernel.tenancy import SYSTEM, viewer_of

register = template.Library()
SHOWN = 3


@register.filter
def zoned(value: datetime | None) -> str:
    """``{{ at|zoned }}``: a moment in Amsterdam, with which of the two times it is."""
    return moment_in_words(value) if value else "–"


@register.filter
def time_left(value: datetime | None) -> str:
    """``{{ clock.ends_at|time_left }}``: how long it still runs, or for how long it is over."""
    return left_in_words(value, timezone.now()) if value else ""


@register.filter
def grounds(value: list[str]) -> str:
    """``{{ clock.grounds|grounds }}``: on which ground, as the reader's law books write it."""
    return law_in_words(value)


@register.filter
def features(notice: Any) -> str:
    """``{{ notice|features }}``: which features of the service a notice is about."""
    return ", ".join(features_named(notice.features, SYSTEM))


@register.inclusion_tag("components/running_clocks.html", takes_context=True)
def running_clocks(context: Context, page: str) -> dict[str, Any]:
    """Show the clocks that run for the viewer's own parties; ``page`` is where their file is.

    The platform's own file is the officers', wherever they look.
    """
    request = context.get("request")
    user = getattr(request, "user", None)  # an error page may come before anybody is known
    if request is None or user is None or not user.is_authenticated:
        return {"clocks": []}
    rows = list(running_for(viewer_of(request))[: SHOWN + 1])
    more = _("and more") if len(rows) > SHOWN else ""
    return {"clocks": [(row, _place(row, page)) for row in rows[:SHOWN]], "more": more}


def _place(clock: Any, page: str) -> str:
    officers = clock.dossier.party.kind == PartyKind.PLATFORM
    return reverse("admin:incident" if officers else page, args=[clock.dossier_id])
