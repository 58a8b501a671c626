"""An incident and those it touches: what the tests say shortly."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from records.incidents import services
from records.incidents.models import IncidentDossier, IncidentNotice
from records.incidents.queries.dossiers import the_dossier
from records.incidents.rules.severity import Scores
from records.incidents.services import Facts, Touched
from roles.models import Party
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

AWARE = datetime(2026, 10, 23, 8, 0, tzinfo=UTC)  # ten o'clock in Amsterdam
NOW = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
BOTH = ("TRANSMITTED", "TRAFFIC_BILLING")
WHOLE = {
    "what": "Een back-up stond open op het internet.",
    "nature": ["CONFIDENTIALITY"],
    "categories": BOTH,
    "consequences": "Wie met wie belde kan bekend zijn.",
    "measures": "De back-up is afgesloten.",
    "lessons": "Back-ups worden voortaan dagelijks nagelopen.",
}
SCORES = Scores(Decimal(2), Decimal("0.75"), Decimal("0.5"))


def facts(**more: Any) -> Facts:
    return Facts(**{**WHOLE, **more})


def manager(party: Party) -> Viewer:
    own = frozenset({party.pk})
    return Viewer(None, party.name, own, upstream_of(own), frozenset({Ability.WRITE_OWN}))


def registered(party: Party, *, by: Viewer = SYSTEM, **more: Any) -> IncidentDossier:
    return services.register_incident(
        party=party, aware_at=AWARE, name="S. Wacht", facts=facts(**more), at=NOW, by=by
    )


def touched(dossier: IncidentDossier, *parties: Party, by: Viewer = SYSTEM, **more: Any) -> int:
    why = {key: more.pop(key) for key in ("reason", "name") if key in more}
    given = [Touched(party.pk, **{"persons": 10, "records": 100, **more}) for party in parties]
    return services.touch(dossier=dossier, parties=given, **why, at=NOW, by=by)


def sent(dossier: IncidentDossier, *, by: Viewer = SYSTEM, at: datetime = NOW, **more: Any) -> int:
    """Tell by letter, which reaches everyone, unless it is said how."""
    return services.send_notices(dossier=dossier, at=at, by=by, **{"means": "LETTER", **more})


def file_of(dossier: IncidentDossier, party: Party) -> Any:
    pk = IncidentDossier.objects.get(incident=dossier.incident_id, party=party).pk
    return the_dossier(viewer=SYSTEM, pk=pk)


def assessed(dossier: IncidentDossier, *, by: Viewer, risk: str = "RISK") -> None:
    given = {"scores": SCORES, "risk": risk, "reasons": "Het zijn gesprekken.", "name": "B. Bos"}
    services.assess(dossier=dossier, **given, at=NOW, by=by)


def notices(dossier: IncidentDossier) -> dict[tuple[str, str], IncidentNotice]:
    rows = IncidentNotice.objects.filter(incident=dossier.incident_id).order_by("number")
    rows = rows.select_related("sender", "recipient")
    return {(row.sender.name, row.recipient.name): row for row in rows}
