"""The checks of the register itself, one module per kind of fact."""

from roles.findings.checks import chains, conduct, flow_down, sources, statement, telecom, transfers

__all__ = ("chains", "conduct", "flow_down", "sources", "statement", "telecom", "transfers")
