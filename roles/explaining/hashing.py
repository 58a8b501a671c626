"""What makes two answers the same: identifiers, days, rules and facts; not names, not language."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from roles.explaining.queries import Explanation


def answer_hash(explanation: "Explanation") -> str:
    """Return the SHA-256 of an answer's canonical form."""
    return sha256(canonical(explanation)).hexdigest()


def canonical(explanation: "Explanation") -> bytes:
    """Return the answer as JSON with sorted keys; this form is part of the contract (ADR 0024)."""
    return orjson.dumps(_told(explanation), option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def _told(explanation: "Explanation") -> dict[str, Any]:
    cell, asked = explanation.cell, explanation.asked
    return {
        "subject": asked.subject,
        "party": cell.party.id,
        "service": asked.service,
        "category": cell.category,
        "feature": cell.feature,
        "purpose": cell.purpose,
        "on": asked.on,
        "role": cell.role.value,
        "depth": cell.depth,
        "upstream": cell.upstream.id if cell.upstream else None,
        "valid_from": cell.valid_from,
        "valid_until": cell.valid_until,
        "grounds": [[g.rule, [str(c) for c in g.cites]] for g in cell.grounds],
        "displaced": [[d.ground.rule, d.by] for d in cell.displaced],
        "path": [ref.id for ref in cell.path],
        "facts": [[fact.name, fact.value] for fact in explanation.facts],
        "entries": sorted([e.kind, str(e.id), str(e.entered_at)] for e in explanation.entries),
        "findings": list(cell.findings),
        "expected": asked.expected.value if asked.expected else None,
    }
