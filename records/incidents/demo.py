"""What the demo shows of incidents: one that touches two partners, who were told yesterday."""

from datetime import datetime, timedelta

from records.incidents.models import Incident
from records.incidents.services import Facts, Touched, register_incident, send_notices, touch
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.accounts.demo import demo_party
from voipgrid_privacy.kernel.tenancy import Viewer
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
    return 1


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
