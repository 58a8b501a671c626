"""What changed in the API for those who build on it, by day: `data/changes.yaml`."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from django.db import models
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.text import Localised, localised

FILE: Final = Path(__file__).parent / "data" / "changes.yaml"


class ChangeKind(models.TextChoices):
    """What a change asks of whoever calls: nothing but of the last two."""

    ADDED = "ADDED", _("Added")
    MENDED = "MENDED", _("Mended")
    DEPRECATED = "DEPRECATED", _("Deprecated")
    REMOVED = "REMOVED", _("Removed")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed, in the version in which it did."""

    on: date
    version: str
    kind: ChangeKind
    text: Localised


@lru_cache(maxsize=1)
def changes() -> tuple[Change, ...]:
    """Return all changes, the newest first."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Change(row["day"], row["version"], ChangeKind(row["kind"]), localised(row["text"]))
        for row in rows
    )
