"""Links by which who reads a mail leaves: signed, the same in every mail, without logging in."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from roles.mail.models import MailKind

_FOLLOWING: Final = ("roles.followers.leave", "site:follow-leave")
_WAYS: Final = {
    MailKind.FOLLOW: _FOLLOWING,
    MailKind.NEWS: _FOLLOWING,
    MailKind.DIGEST: ("digests.stop", "site:digest-stop"),
}
"""Of each kind that can be left: what its links are signed for, and the page they open."""


def leaving_link(kind: MailKind, about: UUID) -> str:
    """Return the address at which whoever gets mail of ``kind`` about ``about`` leaves."""
    signed_for, page = _WAYS[kind]
    token = Signer(salt=signed_for).sign(about.hex)
    return f"{settings.PUBLIC_URL}{reverse(page, args=(token,))}"


def who_leaves(kind: MailKind, token: str) -> UUID | None:
    """Return about what the mail was whose link bears ``token``; None where it is not ours."""
    signed_for, _page = _WAYS[kind]
    try:
        return UUID(Signer(salt=signed_for).unsign(token))
    except (BadSignature, ValueError):
        return None
