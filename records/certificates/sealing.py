"""Giving a certificate its place in its chain, and signing it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import connection

from records.certificates.chain import REGISTER, canonical, digest, genesis, signed_text
from records.certificates.contents import Body, instant
from records.certificates.models import Certificate
from records.engine.models import AnonymisationJob
from voipgrid_privacy.kernel.signing import public_key, signing_key

_LOCK: Final = 4_705_113_003
"""Any number that nothing else in this database uses."""

Place = tuple[int, bytes]
"""Number and hash of a certificate."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a certificate will say, before it has a place; of no party: of the whole run."""

    party: UUID | None
    body: Body
    outcome: str = ""
    """What is certified, if that is not how the run stopped."""

    @property
    def chain(self) -> str:
        """The chain it belongs in."""
        return str(self.party or REGISTER)


def lengthen_alone() -> None:
    """Let no other process lengthen chains until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


def sealed(
    job: AnonymisationJob, draft: Draft, heads: dict[str, Place], at: datetime
) -> Certificate:
    """Return the certificate, next in its chain; it is not kept yet."""
    pk, (number, previous) = uuid4(), heads.get(draft.chain, (0, genesis(draft.chain)))
    place = {"chain": draft.chain, "number": number + 1, "previous": previous.hex()}
    body = canonical(draft.body | place | {"id": str(pk), "issued_at": instant(at)})
    hash_ = digest(body)
    return Certificate(
        id=pk,
        job=job,
        party_id=draft.party,
        chain=draft.chain,
        number=number + 1,
        outcome=draft.outcome or job.state,
        sweep=job.sweep,
        batches=job.batches_done,
        rule=job.rule.code,
        cut_off=job.cut_off,
        rows=draft.body["rows_done"],
        issued_at=at,
        body=body,
        previous=previous,
        hash=hash_,
        key=public_key(),
        signature=signing_key().sign(signed_text(hash_)),
    )


def heads_of(chains: list[str]) -> dict[str, Place]:
    """Return the last place of each chain that has one."""
    rows = Certificate.objects.filter(chain__in=chains).order_by("chain", "-number")
    last = rows.distinct("chain").values_list("chain", "number", "hash")
    return {chain: (number, bytes(hash_)) for chain, number, hash_ in last}
