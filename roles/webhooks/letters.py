"""The mail about a webhook that was switched off: Dutch first, English below it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from roles.mail.models import MailKind
from roles.mail.services import Letter
from roles.models.parties import Party
from roles.webhooks.models import WebhookEndpoint

LANGUAGES = ("nl", "en")
BETWEEN = "\n\n– English –\n\n"


def switched_off(endpoint: WebhookEndpoint, sender: Party, address: str) -> Letter:
    """Write to its party that an endpoint is told nothing any more, why, and what to do."""
    page = settings.PUBLIC_URL + reverse("site:webhook", args=[endpoint.pk])
    said = []
    for language in LANGUAGES:
        with override(language):
            context = {"endpoint": endpoint, "page": page}
            said.append(render_to_string("mail/webhook_off.txt", context).strip())
    with override("nl"):
        subject = _("A webhook of yours was switched off")
    return Letter(
        kind=MailKind.WEBHOOK,
        about=endpoint.pk,
        sender=sender,
        recipient=endpoint.party,
        address=address,
        subject=subject,
        body=BETWEEN.join(said) + "\n",
    )
