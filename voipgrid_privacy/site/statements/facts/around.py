"""What lies around one controller on a day, each read by itself: its chain, words and measures."""

from collections.abc import Sequence
from datetime import date

from django.db.models import prefetch_related_objects

from records.activities.queries import Entry
from roles.choices import PartyKind
from roles.measures.models import TakenMeasure
from roles.measures.queries import taken_measures
from roles.models import DataCategory, Party, Purpose
from roles.queries.matrix import TELEPHONY, WEBSITE, RoleMatrix, model_matrix, role_matrix
from roles.sub_processors.queries import sub_processors
from roles.sub_processors.queries.listing import SubProcessor
from roles.transfers.queries import Flow, flows
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

STATEMENT = "voipgrid-privacy-statement"
"""The source that holds what VoIPGRID's statement said before this register."""


def asked_of_platform(uses: Sequence[Entry]) -> Sequence[Localised]:
    """Return the purposes that the platform's statement names and that are none of its own."""
    own = {row["purpose"] for entry in uses for row in entry.body.get("purposes", ())}
    rows = Purpose.objects.filter(source__code=STATEMENT).exclude(code__in=own)
    return list(rows.order_by("code").values_list("name", flat=True))


def categories_seen(viewer: Viewer) -> list[DataCategory]:
    """Return every kind of data with its elements and its source."""
    rows = DataCategory.objects.visible_to(viewer).prefetch_related("elements")
    return list(rows.select_related("source"))


def matrices_around(viewer: Viewer, party: Party, on: date) -> list[RoleMatrix]:
    """Return who has which role in the services of a party; of the platform in the model chain."""
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


def measures_with_sources(viewer: Viewer, party: Party, on: date) -> list[TakenMeasure]:
    """Return what a party states that it takes, with where each measure comes from."""
    found = taken_measures(viewer=viewer, party=party, on=on)
    prefetch_related_objects(found, "measure__source")
    return found


def helpers_to_name(
    viewer: Viewer, party: Party, on: date, matrices: Sequence[RoleMatrix]
) -> list[SubProcessor]:
    """Return who works for a party: whom everyone may know by name, or whom it engaged itself."""
    platform = party.kind == PartyKind.PLATFORM
    matrix = next((each for each in matrices if each.service == TELEPHONY), None)
    if matrix is None:
        return []
    whose = None if platform else party
    rows = sub_processors(viewer=viewer, party=whose, on=on, matrix=matrix)
    public = Party.objects.filter(pk__in=[row.party.id for row in rows], is_public=True)
    named = set(public.values_list("pk", flat=True))
    return [row for row in rows if row.party.id in named or row.contract.acquirer.id == party.pk]


def flows_to_name(viewer: Viewer, party: Party, on: date) -> list[Flow]:
    """Return what leaves the EEA from a party and from whoever delivers to it, to public names."""
    above = None if party.kind == PartyKind.PLATFORM else {party.pk, *viewer.upstream}
    rows = flows(viewer=viewer, on=on, exporters=above)
    return [flow for flow in rows if flow.importer.is_public]
