"""Certificates as a viewer may see them, and which runs still lack theirs."""

import json
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce, Now

from records.certificates.chain import FORMAT, REGISTER
from records.certificates.models import Certificate, CertificateQuerySet
from records.choices import REWRITTEN, STOPPED_STATES, JobState
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.rewrites.models import RewriteCover
from records.querysets import OfficersQuerySet
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application


def certificates(*, viewer: Viewer, party: UUID | None = None) -> CertificateQuerySet:
    """Return the certificates ``viewer`` may see, of one party if asked for, latest first."""
    rows: CertificateQuerySet = Certificate.objects.visible_to(viewer)
    return rows.filter(party=party) if party else rows


def certificate(*, viewer: Viewer, pk: UUID, party: UUID | None = None) -> Certificate:
    """Return one certificate; raises NotFound, also for what is another's."""
    found = certificates(viewer=viewer, party=party).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def envelope(row: Certificate) -> dict[str, Any]:
    """Return a certificate as it is handed out: what it says, with what proves it."""
    return {
        "format": FORMAT,
        "body": json.loads(row.body),
        "hash": bytes(row.hash).hex(),
        "key": row.key,
        "signature": bytes(row.signature).hex(),
    }


def published_heads(most: int = 1_000) -> list[dict[str, Any]]:
    """Return number, hash and signature of the latest certificates of whole runs, for everyone.

    Whoever keeps copies of the heads sees it when a certificate of a whole run is replaced later. A
    party cannot tie its part to a head: what names the parts is the body, which only officers read.
    """
    rows = Certificate.objects.filter(chain=REGISTER).order_by("-number")
    with read_as_application():
        latest = list(rows.values_list("number", "hash", "key", "signature")[:most])
    return [
        {
            "number": number,
            "hash": bytes(hash_).hex(),
            "key": key,
            "signature": bytes(signature).hex(),
        }
        for number, hash_, key, signature in latest
    ]


def uncertified(viewer: Viewer) -> OfficersQuerySet[AnonymisationJob]:
    """Return the runs that stopped and have no certificate of that stop, oldest first.

    A run that a worker still holds a lane of may commit one more batch: it is left for later.
    """
    own = Certificate.objects.filter(
        job=OuterRef("pk"),
        chain=REGISTER,
        outcome=OuterRef("state"),
        sweep=OuterRef("sweep"),
        batches=OuterRef("batches_done"),
    )
    at_work = AnonymisationLane.objects.filter(job=OuterRef("pk"), lease_until__gt=Now())
    rows = AnonymisationJob.objects.visible_to(viewer).filter(state__in=STOPPED_STATES)
    return rows.exclude(Exists(own)).exclude(Exists(at_work)).order_by(F("planned_at"))


def unstated(viewer: Viewer) -> OfficersQuerySet[AnonymisationJob]:
    """Return the runs whose table was written anew since, while no certificate says so."""
    signed = Certificate.objects.filter(job=OuterRef("pk"), chain=REGISTER)
    gone = RewriteCover.objects.filter(
        job=OuterRef("pk"),
        rewrite__done_at__isnull=False,
        joined_at__gte=Coalesce(OuterRef("stopped_at"), OuterRef("finished_at")),
    )
    rows = AnonymisationJob.objects.visible_to(viewer).filter(Exists(gone), state=JobState.DONE)
    ended = rows.filter(Exists(signed.filter(outcome=JobState.DONE)))
    return ended.exclude(Exists(signed.filter(outcome=REWRITTEN))).order_by(F("planned_at"))
