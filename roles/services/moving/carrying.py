"""Carrying out a plan: one statement per table, for one contract or for ten thousand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from roles.models import Contract, Source
from roles.services.changing import tell_changed
from roles.services.moving.plans import Plan
from roles.services.refusals import in_our_words

# A contract ends where it ended; only who delivers it changes. What a contract is limited to goes
# along always: without its limits it would handle more data than was agreed.
_HELD = """
    SELECT id, upper(valid_during) FROM roles_contract
    WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE
"""
_END = """
    UPDATE roles_contract SET valid_during = daterange(lower(valid_during), %(on)s)
    WHERE id = ANY (%(ids)s)
"""
_NEW = "unnest(%(new)s::uuid[], %(ids)s::uuid[], %(until)s::date[]) AS n(id, old, until)"
_CONTRACTS = f"""
    INSERT INTO roles_contract
        (id, provider_id, acquirer_id, service_id, kind, reference, source_id, valid_during)
    SELECT n.id, %(to)s, c.acquirer_id, c.service_id, c.kind,
        coalesce(nullif(%(reference)s, ''), c.reference), %(source)s, daterange(%(on)s, n.until)
    FROM {_NEW} JOIN roles_contract c ON c.id = n.old
"""  # noqa: S608  constants only
_LIMITS = f"""
    INSERT INTO roles_contractcategory (id, contract_id, category_id)
    SELECT gen_random_uuid(), n.id, l.category_id
    FROM {_NEW} JOIN roles_contractcategory l ON l.contract_id = n.old
"""  # noqa: S608
_FEATURES = f"""
    INSERT INTO roles_contractfeature (id, contract_id, feature_id, source_id, valid_during)
    SELECT gen_random_uuid(), n.id, f.feature_id, f.source_id,
        daterange(greatest(lower(f.valid_during), %(on)s), upper(f.valid_during))
    FROM {_NEW} JOIN roles_contractfeature f ON f.contract_id = n.old
    WHERE coalesce(upper(f.valid_during) > %(on)s, true)
"""  # noqa: S608
# A feature that was to start later never will: its contract does not hold by then.
_END_FEATURES = """
    UPDATE roles_contractfeature SET valid_during = daterange(lower(valid_during), %(on)s)
    WHERE contract_id = ANY (%(ids)s) AND valid_during @> %(on)s::date
      AND lower(valid_during) < %(on)s
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done: the new contracts, and how many ended without a successor."""

    contracts: tuple[UUID, ...] = ()
    ended: int = 0


def carry_out(plan: Plan, *, reference: str = "", source: Source | None = None) -> Moved:
    """Write everything the plan says; raises ``chain_loop`` and what else the database refuses."""
    with in_our_words():
        made = _move(plan, reference, source) if plan.moves else ()
        if plan.ends:
            _execute(_END, {"ids": list(plan.ends), "on": plan.on})
            _execute(_END_FEATURES, {"ids": list(plan.ends), "on": plan.on})
    _tell([*plan.moves, *plan.ends, *made], plan.on)
    return Moved(made, len(plan.ends))


def _move(plan: Plan, reference: str, source: Source | None) -> tuple[UUID, ...]:
    held = _execute(_HELD, {"ids": list(plan.moves)})
    values: dict[str, Any] = {
        "on": plan.on,
        "ids": [row[0] for row in held],
        "until": [row[1] for row in held],
        "new": [uuid4() for _row in held],
        "to": plan.to.pk if plan.to else None,
        "reference": reference,
        "source": source.pk if source else None,
    }
    steps = [_END, _CONTRACTS, _LIMITS, *([_FEATURES] if plan.with_features else []), _END_FEATURES]
    for step in steps:
        _execute(step, values)
    return tuple(values["new"])


def _tell(ids: list[UUID], on: date) -> None:
    """Tell who hangs on the contracts that ended, and on those that follow them."""
    edges: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    rows = Contract.objects.filter(pk__in=ids).order_by("pk")
    for service, *edge in rows.values_list("service__code", "provider_id", "acquirer_id"):
        edges[service].append((edge[0], edge[1]))
    for service, each in edges.items():
        tell_changed(each, on=on, service=service)


def _execute(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []
