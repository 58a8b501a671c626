"""The checks of the register itself, one module per kind of fact."""

from roles.findings.checks import chains, conduct, sources, statement, telecom, transfers

__all__ = ("chains", "conduct", "sources", "statement", "telecom", "transfers")
