"""VoIPGRID and two partners with customers: windows of their own, on days that a test chooses."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from roles.agreements.services import give_mandate
from roles.mail.services import deliver, mail_waiting
from roles.models import Contact, Party
from roles.sub_processors import services
from roles.sub_processors.models import SubProcessorChange, SubProcessorNotice
from roles.sub_processors.services.reminding import count_from_sending
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

LONG_AGO = date(2024, 1, 1)


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


def today_is(day: str) -> datetime:
    """Let the database take ``day`` for today: only who may redefine its functions can."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION legal_today() RETURNS date LANGUAGE sql STABLE"
            f" AS $$ SELECT '{date.fromisoformat(day)}'::date $$"
        )
    return noon(day)


@dataclass
class Chain:
    """VoIPGRID, Belfabriek with Bakker and Slager, Spraakwerk with Molenaar; and their days."""

    cast: Cast
    carrier: Party
    slager: Party
    molenaar: Party

    def propose(self, day: str, **more: Any) -> SubProcessorChange:
        given = {
            "proposer": self.cast.platform,
            "sub_processor": self.carrier,
            "service": self.cast.telephony,
            "categories": [self.cast.category("TRANSMITTED")],
            "purpose": Localised("Gesprekken doorgeven.", "Carrying calls."),
            "reason": Localised("Meer routes.", "More routes."),
            "location": "DE",
            "mechanism": "NONE_NEEDED",
            "planned_on": date(2025, 3, 1),
        }
        return services.propose_change(**{**given, **more}, at=today_is(day), by=SYSTEM)

    def notify(self, change: SubProcessorChange, day: str, **more: Any) -> list[Any]:
        made = services.notify(change=change, at=today_is(day), by=SYSTEM, **more)
        change.refresh_from_db()
        self.send(day)
        return made

    def pass_on(self, change: SubProcessorChange, party: Party, day: str, **more: Any) -> list[Any]:
        notice = self.notice(change, party)
        made = services.pass_on(notice=notice, at=today_is(day), by=SYSTEM, **more)
        self.send(day)
        return made

    def send(self, day: str) -> None:
        services.write_late_mail_anew(at=noon(day), by=SYSTEM)
        for pk in mail_waiting(at=noon(day)):
            deliver(mail=pk, at=noon(day), by=SYSTEM)
        count_from_sending(by=SYSTEM)

    def notice(self, change: SubProcessorChange, party: Party) -> SubProcessorNotice:
        return SubProcessorNotice.objects.get(change=change, recipient=party)

    def last_days(self, change: SubProcessorChange) -> dict[str, str]:
        rows = SubProcessorNotice.objects.filter(change=change)
        return {n.recipient.name: n.last_day.isoformat() for n in rows}


def agreed(giver: Party, holder: Party, days: int | None, **more: Any) -> None:
    kind = more.pop("kind", "GENERAL")
    give_mandate(
        giver=giver, holder=holder, kind=kind, on=LONG_AGO, notice_days=days, by=SYSTEM, **more
    )


def reachable(party: Party) -> None:
    address = f"privacy@{party.name.lower()}.example.com"
    Contact.objects.create(party=party, kind="PRIVACY", email=address)
