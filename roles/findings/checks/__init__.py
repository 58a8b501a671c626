"""The checks of the register itself, one module per kind of fact."""

from roles.findings.checks import (
    chains,
    conduct,
    ends,
    flow_down,
    measures,
    sources,
    statement,
    telecom,
    transfers,
)

__all__ = (
    "chains",
    "conduct",
    "ends",
    "flow_down",
    "measures",
    "sources",
    "statement",
    "telecom",
    "transfers",
)
