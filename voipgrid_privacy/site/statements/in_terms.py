"""What a version tells, in two vocabularies for machines: TILT, and DPV as JSON-LD.

Drawn from the same register at the same moment as the sentences, and kept with the version: its
permanent address says for good what it said. Like the sentences it names no people at contact
points and no recipients under a duty of secrecy.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from records.activities.choices import Officer, RecordKind
from records.activities.exporting.jsonld import MEDIA as DPV_MEDIA
from records.activities.exporting.jsonld import notice_of
from records.activities.exporting.taken import Taken
from records.activities.exporting.tilt import MEDIA as TILT_MEDIA
from records.activities.exporting.tilt import sealed, tilt_of
from records.activities.queries import Entry, Record, record
from records.activities.sections import canonical
from records.activities.vocabulary import vocabulary
from records.errors import NobodyToWriteTo
from roles.models import Contact, Party
from roles.models.parties import ContactKind
from voipgrid_privacy.accounts.viewers import viewer_for_party
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application
from voipgrid_privacy.site.statements.choices import Automated, Terms
from voipgrid_privacy.site.statements.content import LANGUAGES
from voipgrid_privacy.site.statements.models import (
    PrivacyStatement,
    StatementInTerms,
    StatementPublication,
)
from voipgrid_privacy.site.statements.places import permanent

MEDIA: Final = {Terms.TILT: TILT_MEDIA, Terms.DPV: DPV_MEDIA}
Node = dict[str, Any]


def in_terms(
    row: StatementPublication, draft: PrivacyStatement | None, on: date
) -> Iterator[StatementInTerms]:
    """Yield what is kept with a version; TILT only where there is an address to write to."""
    with read_as_application():  # as the sentences are drawn; whoever publishes may read its own
        viewer = viewer_for_party(row.party_id, name="statement")
        taken = _taken(row.party, on, viewer)
        for language in LANGUAGES:
            with override(language):
                notice = notice_of(taken, permanent(row), row.effective_on)
                yield _kept(row, Terms.DPV, language, notice)
                try:
                    yield _kept(row, Terms.TILT, language, _tilt(taken, row, draft, language))
                except NobodyToWriteTo:
                    continue


def _kept(row: StatementPublication, form: str, language: str, told: Node) -> StatementInTerms:
    return StatementInTerms(publication=row, form=form, language=language, body=canonical(told))


def _taken(party: Party, on: date, viewer: Viewer) -> Taken:
    found = record(viewer=viewer, party=party, kind=RecordKind.CONTROLLER, on=on)
    words = vocabulary(viewer=viewer, party=party.pk, on=on)
    return Taken(public(found, viewer), words, viewer)


def public(found: Record, viewer: Viewer) -> Record:
    """Return a record as everyone may read it."""
    rows = Contact.objects.visible_to(viewer).filter(party=found.party).order_by("kind", "pk")
    ways = {row.kind: row.email or row.phone for row in rows}
    officer = ways.pop(ContactKind.DPO, "")
    contacts = tuple(way for way in ways.values() if way)
    head = replace(found.head, contacts=contacts, officer_contact=officer)
    entries = tuple(_told(entry) for entry in found.entries if entry.applies)
    return replace(found, head=head, entries=entries)


def _told(entry: Entry) -> Entry:
    recipients = [row for row in entry.body.get("recipients", ()) if not row["secret"]]
    return replace(entry, body={**entry.body, "recipients": recipients})


def _tilt(
    taken: Taken, row: StatementPublication, draft: PrivacyStatement | None, language: str
) -> Node:
    told = tilt_of(taken, language)
    head = taken.found.head
    moment = f"{row.published_at:%Y-%m-%dT%H:%M:%SZ}"
    told["meta"] |= {"version": row.number, "created": moment, "modified": moment}
    told["controller"]["representative"]["name"] = head.representative or head.name
    if head.officer == Officer.APPOINTED and head.officer_contact:
        told["dataProtectionOfficer"]["name"] = _("Data protection officer")
    if draft is not None and draft.automated != Automated.UNKNOWN:
        told["automatedDecisionMaking"] = {"inUse": draft.automated == Automated.SOME}
    return sealed(told)
