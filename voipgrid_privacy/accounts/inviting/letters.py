"""The mail with an invitation: Dutch first, English below it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter
from roles.models import Party
from voipgrid_privacy.accounts.inviting.models import Invitation


def invited(row: Invitation, token: str, sender: Party) -> Letter:
    """Invite the reader of the address; the mail is emptied once it left, for its link's sake.

    The platform sends it: what a party's own sessions may read holds no link that lets people in.
    """
    said = []
    for language in ("nl", "en"):
        with override(language):
            page = settings.PUBLIC_URL + reverse("site:invitation", args=[token])
            context = {"party": row.party, "row": row, "page": page}
            said.append(render_to_string("mail/invitation.txt", context).strip())
    with override("nl"):
        subject = str(_("You are invited to the privacy register, for %(party)s"))
    return Letter(
        kind=MailKind.INVITATION,
        about=row.pk,
        sender=sender,
        recipient=None,
        address=row.email,
        subject=subject % {"party": row.party.name},
        body=BETWEEN.join(said) + "\n",
        leave_before=row.open_before,
    )
