"""The shipped registry: VoIPGRID's own site as its statement of cookies describes it."""

from pathlib import Path
from typing import Any, Final

from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """Return what ``<name>.yaml`` says."""
    return read_yaml(DATA / f"{name}.yaml")
