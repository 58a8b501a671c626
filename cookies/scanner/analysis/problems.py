"""What a scan finds wrong, as values: a code, its subject, and the evidence for it. Pure."""

from dataclasses import dataclass, field
from typing import Any, Final

MORE: Final = "more"
"""The subject of the problem that stands for all of its kind that are not named one by one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of one scan. ``code`` is a kind in the catalogue; ``subject`` names the thing."""

    code: str
    subject: str
    evidence: dict[str, Any] = field(default_factory=dict, compare=False)
    item: str = ""
    """The declared item it is about, where there is one."""
