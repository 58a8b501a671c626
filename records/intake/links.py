"""The links by which somebody follows a request."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from records.intake.models import RequestLink
from records.intake.refusals import LinkGone
from records.intake.sealing import LONGEST, hash_of, new_token
from records.requests.models import SubjectRequest

HOLDS: Final = timedelta(days=30)
"""As long as an answer may take, mostly; a new one is sent whenever it is asked."""


def new_link(request: SubjectRequest, at: datetime) -> str:
    """Make a link and return its token, which is kept nowhere here."""
    token, kept = new_token()
    RequestLink.objects.bulk_create(
        [RequestLink(request=request, token_hash=kept, made_at=at, expires_at=at + HOLDS)]
    )
    return token


def address_of(token: str) -> str:
    """Return where a request is followed."""
    return f"{settings.PUBLIC_URL}{reverse('site:request-follow', args=(token,))}"


def linked(token: str, at: datetime) -> SubjectRequest:
    """Return the request of a link; raises ``request_link_gone``: unknown and too old are one."""
    if not token or len(token) > LONGEST:
        raise LinkGone
    rows = RequestLink.objects.filter(token_hash=hash_of(token), expires_at__gt=at)
    row = rows.select_related("request__received_by").first()
    if row is None:
        raise LinkGone
    return row.request
