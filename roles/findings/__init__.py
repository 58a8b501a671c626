"""Findings: what the register itself says is wrong. Other apps add kinds and checks of their own.

``register_type`` (or ``kind``) adds a kind of finding, ``add_check`` a check, and the migration
operation ``marking.marking`` makes changes of a table reach it within seconds.
"""

from roles.findings import catalogue, checks
from roles.findings.checking import Check, Found, Scopes, add_check, run_checks, within
from roles.findings.kinds import (
    FindingType,
    Mend,
    finding_type,
    finding_types,
    held_in,
    kind,
    register_type,
    sentence_for,
)

__all__ = (
    "Check",
    "FindingType",
    "Found",
    "Mend",
    "Scopes",
    "add_check",
    "catalogue",
    "checks",
    "finding_type",
    "finding_types",
    "held_in",
    "kind",
    "register_type",
    "run_checks",
    "sentence_for",
    "within",
)
