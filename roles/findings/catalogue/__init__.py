"""The kinds of findings that the register knows; other apps register theirs in the same way."""

from roles.findings.catalogue import relations, roles, statement, transfers

__all__ = ("relations", "roles", "statement", "transfers")
