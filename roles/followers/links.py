"""The links that a follower gets: to say yes once, and to leave at any time."""

import hashlib
import secrets
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from roles.followers.refusals import LinkNotValid
from roles.mail.leaving import leaving_link, who_leaves
from roles.mail.models import MailKind


def new_token() -> tuple[str, str]:
    """Return what a link to say yes bears, and what is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, not to make the link."""
    return hashlib.sha256(token.encode()).hexdigest()


def confirm_link(token: str) -> str:
    """Return the address at which a reader says yes."""
    return f"{settings.PUBLIC_URL}{reverse('site:follow-confirm', args=(token,))}"


def leave_link(follower: UUID) -> str:
    """Return the address at which a follower leaves: signed, the same in every mail."""
    return leaving_link(MailKind.FOLLOW, follower)


def follower_of(token: str) -> UUID:
    """Return who leaves by a link; raises ``follow_link_not_valid`` for one that is not ours."""
    follower = who_leaves(MailKind.FOLLOW, token)
    if follower is None:
        raise LinkNotValid
    return follower
