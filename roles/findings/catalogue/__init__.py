"""The kinds of findings that the register knows; other apps register theirs in the same way."""

from roles.findings.catalogue import (
    ends,
    flow_down,
    measures,
    relations,
    roles,
    statement,
    transfers,
)

__all__ = ("ends", "flow_down", "measures", "relations", "roles", "statement", "transfers")
