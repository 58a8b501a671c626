"""A mail server that hangs up."""

from smtplib import SMTPServerDisconnected

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Refuses everything, in words that name somebody."""

    def send_messages(self, email_messages):
        raise SMTPServerDisconnected(f"not now, {email_messages[0].to}")
