"""What the register says that a statement is made of, read once: the same whoever asks.

A partner's statement is drawn as that partner sees the register, the platform's as anyone does, so
that a draft has one content and one hash, and says nothing that its party may not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cookies.registry.models import Site
from records.activities.choices import RecordKind
from records.activities.completeness import Head
from records.activities.queries import Entry, head_of, record
from records.activities.vocabulary import Vocabulary, vocabulary
from roles.acm.models import AcmRegistration
from roles.choices import PartyKind
from roles.measures.models import TakenMeasure
from roles.measures.queries import taken_measures
from roles.models import Contact, DataCategory, Party, Purpose
from roles.queries.matrix import TELEPHONY, WEBSITE, RoleMatrix, model_matrix, role_matrix
from roles.sub_processors.queries import sub_processors
from roles.sub_processors.queries.listing import SubProcessor
from roles.transfers.queries import Flow, flows
from voipgrid_privacy.accounts.viewers import viewer_for_party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, Viewer, read_as_application
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.statements.models import PrivacyStatement

STATEMENT = "voipgrid-privacy-statement"
"""The source that holds what VoIPGRID's statement said before this register."""


@dataclass(frozen=True, slots=True)
class Register:
    """The register around one controller on one day."""

    party: Party
    on: date
    draft: PrivacyStatement | None
    head: Head
    words: Vocabulary
    contacts: Sequence[Contact]
    categories: Sequence[DataCategory]
    uses: Sequence[Entry]
    """What it does as controller; only what applies to it."""
    done_for_others: Sequence[Entry]
    asked: Sequence[Localised]
    """Of the platform: for which purposes others have it process, by its statement of old."""
    matrices: Sequence[RoleMatrix]
    measures: Sequence[TakenMeasure]
    helpers: Sequence[SubProcessor]
    flows: Sequence[Flow]
    sites: Sequence[Site]
    registration: AcmRegistration | None

    @property
    def is_platform(self) -> bool:
        """Whether it is VoIPGRID itself."""
        return self.party.kind == PartyKind.PLATFORM


def read(*, party: Party, on: date, draft: PrivacyStatement | None) -> Register:
    """Return what the register says for the statement of ``party`` on ``on``.

    The caller has judged that whoever asks may read the party's draft.
    """
    with read_as_application():
        return _read(party, on, draft, viewer_for_party(party.pk, name="statement"))


def _read(party: Party, on: date, draft: PrivacyStatement | None, viewer: Viewer) -> Register:
    platform = party.kind == PartyKind.PLATFORM
    around = PUBLIC if platform else viewer
    uses = record(viewer=viewer, party=party, kind=RecordKind.CONTROLLER, on=on).entries
    done = record(viewer=viewer, party=party, kind=RecordKind.PROCESSOR, on=on).entries
    categories = DataCategory.objects.visible_to(viewer).prefetch_related("elements")
    sites = Site.objects.visible_to(viewer).filter(party=party, retired_on=None)
    return Register(
        party=party,
        on=on,
        draft=draft,
        head=head_of(viewer=viewer, party=party, on=on),
        words=vocabulary(viewer=viewer, party=party.pk, on=on),
        contacts=list(
            Contact.objects.visible_to(viewer).filter(party=party).order_by("kind", "email", "pk")
        ),
        categories=list(categories.select_related("source")),
        uses=[entry for entry in uses if entry.applies],
        done_for_others=[entry for entry in done if entry.applies],
        asked=_asked(uses) if platform else (),
        matrices=tuple(_matrices(around, party, on)),
        measures=taken_measures(viewer=viewer, party=party, on=on),
        helpers=[row for row in _helpers(around, party, on) if _may_be_named(row, party)],
        flows=[flow for flow in _flows(around, party, on) if flow.importer.is_public],
        sites=list(sites.filter(statements__isnull=False).distinct().order_by("code")),
        registration=AcmRegistration.objects.in_force(on).filter(party=party).first(),
    )


def _asked(uses: Sequence[Entry]) -> Sequence[Localised]:
    """Return the purposes that the platform's statement names and that are none of its own."""
    own = {row["purpose"] for entry in uses for row in entry.body.get("purposes", ())}
    rows = Purpose.objects.filter(source__code=STATEMENT).exclude(code__in=own)
    return list(rows.order_by("code").values_list("name", flat=True))


def _matrices(viewer: Viewer, party: Party, on: date) -> Sequence[RoleMatrix]:
    found = []
    for service in (TELEPHONY, WEBSITE) if party.kind == PartyKind.PLATFORM else (TELEPHONY,):
        try:
            found.append(
                model_matrix(viewer=viewer, on=on, service=service)
                if party.kind == PartyKind.PLATFORM
                else role_matrix(viewer=viewer, party=party.pk, on=on, service=service)
            )
        except NotFound:  # no contract that day, and the statement says nothing of roles
            continue
    return found


def _helpers(viewer: Viewer, party: Party, on: date) -> Sequence[SubProcessor]:
    platform = party.kind == PartyKind.PLATFORM
    return sub_processors(viewer=viewer, party=None if platform else party, on=on)


def _may_be_named(row: SubProcessor, party: Party) -> bool:
    """Say whether everyone may read the name: who may be named in public, or whom it engaged."""
    named = Party.objects.filter(pk=row.party.id, is_public=True).exists()
    return named or row.contract.acquirer.id == party.pk


def _flows(viewer: Viewer, party: Party, on: date) -> Sequence[Flow]:
    if party.kind == PartyKind.PLATFORM:
        return flows(viewer=viewer, on=on)
    above = {party.pk, *viewer.upstream}
    return [flow for flow in flows(viewer=viewer, on=on) if flow.exporter.pk in above]
