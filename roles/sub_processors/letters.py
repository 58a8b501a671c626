"""The mail about a change: Dutch first, English below it, in the name of whoever tells."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from roles.choices import PartyKind
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter, addresses
from roles.models import Party
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.recipients import untold
from roles.sub_processors.words import data_of
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, end_of_legal_day
from voipgrid_privacy.kernel.tenancy import Viewer

LANGUAGES = ("nl", "en")
Words = str | Promise


class Letters:
    """The letters about one change; what they share is looked up once."""

    def __init__(self, change: SubProcessorChange, by: Viewer) -> None:
        self.change, self.by = change, by
        self.data = data_of(change)
        self.answered_at: dict[UUID, str] = {}

    def notice(self, told: SubProcessorNotice, address: str, at: datetime) -> Letter:
        """Write the notice itself: who, what, where, from when, and until when one may object.

        Its days count from the day on which it leaves, so what it says holds for that day only.
        """
        subject = _("Notice: new sub-processor %(name)s")
        letter = self._letter(MailKind.NOTICE, told, address, subject)
        return replace(letter, leave_before=end_of_legal_day(at))

    def reminder(self, told: SubProcessorNotice, address: str) -> Letter:
        """Write that a window is about to close, and what is still to be done in it.

        Once it has closed nobody is told that it is about to.
        """
        left = untold(
            change=self.change, sender=told.recipient, on=told.last_day, viewer=self.by
        ).count()
        subject = _("Reminder: objections to sub-processor %(name)s up to and including %(day)s")
        letter = self._letter(MailKind.REMINDER, told, address, subject, left=left)
        closes = datetime.combine(told.last_day, time.max, tzinfo=AMSTERDAM)
        return replace(letter, leave_before=closes)

    def withdrawn(self, told: SubProcessorNotice, address: str) -> Letter:
        """Write that the change is called off."""
        subject = _("Called off: sub-processor %(name)s")
        return self._letter(MailKind.WITHDRAWN, told, address, subject)

    def active(self, told: SubProcessorNotice, address: str) -> Letter:
        """Write that the change has taken effect."""
        subject = _("Begun: sub-processor %(name)s")
        return self._letter(MailKind.ACTIVE, told, address, subject)

    def objection(
        self,
        made: Objection,
        told: SubProcessorNotice,
        speaker: Party,
        above: Party,
        address: str,
    ) -> Letter:
        """Write to whoever is above the objector that it objects, and why."""
        subject = _("Objection to sub-processor %(name)s")
        return self._about(
            kind=MailKind.OBJECTION,
            made=made,
            told=told,
            speaker=speaker,
            to=above,
            address=address,
            subject=subject,
        )

    def settled(
        self, made: Objection, told: SubProcessorNotice, speaker: Party, to: Party, address: str
    ) -> Letter:
        """Write how an objection came to an end, and what was agreed."""
        subject = _("Settled: the objection to sub-processor %(name)s")
        return self._about(
            kind=MailKind.SETTLED,
            made=made,
            told=told,
            speaker=speaker,
            to=to,
            address=address,
            subject=subject,
        )

    def _about(
        self,
        *,
        kind: MailKind,
        made: Objection,
        told: SubProcessorNotice,
        speaker: Party,
        to: Party,
        address: str,
        subject: Words,
    ) -> Letter:
        page = ("site:sub-processor-notice", told.pk)
        if to.kind == PartyKind.PLATFORM:
            page = ("admin:roles_objection_change", made.pk)
        context = {"notice": told, "objection": made, "to": to}
        return Letter(
            kind=kind,
            about=made.pk,
            sender=speaker,
            recipient=to,
            address=address,
            reply_to=self._reply_to(speaker.pk) if kind == MailKind.SETTLED else "",
            subject=self._subject(subject),
            body=self._body(f"sub_processor_{kind.lower()}.txt", page, context),
        )

    def _letter(
        self, kind: MailKind, told: SubProcessorNotice, address: str, subject: Words, **more: Any
    ) -> Letter:
        page = ("site:sub-processor-notice", told.pk)
        return Letter(
            kind=kind,
            about=told.pk,
            sender=told.sender,
            recipient=told.recipient,
            address=address,
            reply_to=self._reply_to(told.sender_id),
            subject=self._subject(subject, day=told.last_day.isoformat()),
            body=self._body(f"sub_processor_{kind.lower()}.txt", page, {"notice": told, **more}),
        )

    def _reply_to(self, sender: UUID) -> str:
        if sender not in self.answered_at:
            known = addresses(parties=(sender,), viewer=self.by)
            self.answered_at[sender] = known.get(sender, "")
        return self.answered_at[sender]

    def _subject(self, words: Words, **more: str) -> str:
        with override("nl"):
            return str(words) % {"name": self.change.sub_processor_name, **more}

    def _body(self, template: str, page: tuple[str, UUID], context: dict[str, Any]) -> str:
        told = []
        for language in LANGUAGES:
            with override(language):
                shared = {
                    "change": self.change,
                    "data": self.data.in_language(language),
                    "page": _link(page[0], page[1]),
                    "list": _link("site:sub-processors"),
                }
                told.append(render_to_string(f"mail/{template}", {**shared, **context}).strip())
        return BETWEEN.join(told) + "\n"


def _link(name: str, *places: UUID) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=places)}"
