"""Who writes in which file, and keeping proof in it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from records.incidents.choices import EnteredBy
from records.incidents.models import IncidentDossier, IncidentEvidence
from records.incidents.queries.dossiers import the_dossier
from records.incidents.refusals import EvidenceRefused, added
from roles.choices import PartyKind
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, as_application
from voipgrid_privacy.kernel.text import one_line

MOST_BYTES: Final = 10 * 1024 * 1024
STARTS: Final[dict[str, bytes]] = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that proves something."""

    content: bytes
    content_type: str
    name: str = ""


def writes(*, dossier: IncidentDossier, by: Viewer) -> tuple[Any, EnteredBy]:
    """Return the file as ``by`` sees it and as whom it writes; raises NotFound, NotAllowed.

    A party writes in its own file, officers in the platform's, and who delivers to a party without
    an account in that of the party.
    """
    row = the_dossier(viewer=by, pk=dossier.pk)
    who = _as_whom(row, by)
    if who is None:
        raise NotAllowed
    return row, who


def writes_alone(*, dossier: IncidentDossier, by: Viewer) -> tuple[Any, EnteredBy]:
    """Return the same, once no one else derives or sends notices of the incident."""
    mine = IncidentDossier.objects.visible_to(by).filter(pk=dossier.pk)
    own = mine.values_list("incident", "incident__registrant").first()
    if own is None:
        raise NotFound
    with as_application():
        first = IncidentDossier.objects.filter(incident=own[0], party=own[1])
        list(first.select_for_update(of=("self",)).values_list("pk", flat=True))
    return writes(dossier=dossier, by=by)


def may_write(*, dossier: IncidentDossier, by: Viewer) -> bool:
    """Say whether ``by`` writes in a file."""
    return _as_whom(dossier, by) is not None


def _as_whom(row: IncidentDossier, by: Viewer) -> EnteredBy | None:
    own = by.may(Ability.WRITE_OWN)
    if own and row.party_id in by.parties:
        return EnteredBy.PARTY
    if own and row.keeper_id in by.parties:
        return EnteredBy.SELLER
    kinds = {row.party.kind, row.keeper.kind if row.keeper else ""}
    if by.may(Ability.WRITE_REGISTER) and PartyKind.PLATFORM in kinds:
        return EnteredBy.OFFICE
    return None


def keep_evidence(dossier: IncidentDossier, given: Upload, at: datetime) -> IncidentEvidence:
    """Keep a file with its SHA-256, judged by its content; raises ``incident_evidence_refused``."""
    if len(given.content) > MOST_BYTES or not given.content:
        raise EvidenceRefused(field="evidence")
    if not _is_what_it_says(given):
        raise EvidenceRefused(field="evidence")
    return added(
        IncidentEvidence(
            dossier=dossier,
            name=one_line(given.name)[:150] or "proof",
            content_type=given.content_type,
            content=given.content,
            sha256=hashlib.sha256(given.content).hexdigest(),
            added_at=at,
        )
    )


def _is_what_it_says(given: Upload) -> bool:
    if given.content_type == "text/plain":
        return b"\x00" not in given.content
    start = STARTS.get(given.content_type)
    return start is not None and given.content.startswith(start)
