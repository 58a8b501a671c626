"""What the demo shows of incidents: one of VoIPGRID, known to two partners, and a partner's own."""

from datetime import datetime, timedelta
from uuid import UUID

from records.incidents.models import Incident
from records.incidents.services import Facts, Touched, register_incident, send_notices, touch
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.accounts.demo import demo_party
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

KNOWN = timedelta(hours=30)
TOUCHED = {"bakker": (12, 840), "linde": (5, 310), "molenaar": (9, 420)}


@use_case
def seed_incidents(*, at: datetime, by: Viewer) -> int:
    """Enter it once, where the demo's cast is; return how many incidents are new."""
    platform = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    ids = {code: demo_party(code) for code in TOUCHED}
    there = Party.objects.filter(pk__in=ids.values()).count() == len(ids)
    if platform is None or not there or Incident.objects.exists():
        return 0
    dossier = register_incident(
        party=platform, aware_at=at - KNOWN, name="Sanne de Groot", facts=_facts(at), at=at, by=by
    )
    parties = [Touched(ids[code], *counts) for code, counts in TOUCHED.items()]
    touch(dossier=dossier, parties=parties, at=at, by=by)
    send_notices(dossier=dossier, at=at, by=by)
    _of_a_partner(Party.objects.get(pk=demo_party("belfabriek")), ids["bakker"], at)
    return 2


def _of_a_partner(partner: Party, customer: UUID, at: datetime) -> None:
    """Let a partner tell its customer, and VoIPGRID of what that uses for itself."""
    by = Viewer(
        None,
        "demo",
        parties=frozenset({partner.pk}),
        abilities=frozenset({Ability.WRITE_OWN}),
    )
    facts = Facts(
        what="Een medewerker verstuurde een lijst met contactpersonen naar een verkeerd adres.",
        nature=("CONFIDENTIALITY",),
        categories=("OTHER_PERSONAL",),
        began_at=at - KNOWN / 10,
        ended_at=at - KNOWN / 10,
        persons=3,
        records=3,
        consequences="Namen en e-mailadressen zijn bij één ander bekend.",
        measures="De ontvanger heeft bevestigd dat de lijst is gewist.",
    )
    dossier = register_incident(
        party=partner, aware_at=at - KNOWN / 10, name="Bram de Boer", facts=facts, at=at, by=by
    )
    touch(dossier=dossier, parties=[Touched(customer, 3, 3)], at=at, by=by)
    send_notices(dossier=dossier, at=at, by=by)


def _facts(at: datetime) -> Facts:
    return Facts(
        what=(
            "Een back-up met verkeersgegevens en voicemailberichten stond negen uur open op het"
            " internet. Uit de logboeken blijkt dat hij één keer is opgehaald."
        ),
        nature=("CONFIDENTIALITY",),
        categories=("TRANSMITTED", "TRAFFIC_BILLING"),
        began_at=at - KNOWN - timedelta(hours=9),
        ended_at=at - KNOWN,
        discovered_at=at - KNOWN,
        persons=26,
        records=1_570,
        consequences="Wie met wie belde, en wat op voicemail stond, kan bij anderen bekend zijn.",
        measures="De back-up is afgesloten; de toegang van alle back-ups is nagelopen.",
    )
