"""Reading the shipped data files, and the identifiers that follow from their codes."""

from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent / "data"
_NAMESPACE: Final = UUID("5f3c1f0e-6a5b-5d0a-9d57-0b8d6b6f2c11")
Entry = dict[str, Any]
"""One fact of a data file; its ``code`` never changes meaning."""


def read(name: str) -> Any:
    """Return what ``<name>.yaml`` says."""
    return read_yaml(DATA / f"{name}.yaml")


def identifier(kind: str, code: str) -> UUID:
    """Return the identifier of a shipped row: the same in every installation."""
    return uuid5(_NAMESPACE, f"{kind}:{code}")
