"""The shipped registry: VoIPGRID's own site as its statement of cookies describes it."""

from pathlib import Path
from typing import Any, Final

import yaml

DATA: Final = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """Return what ``<name>.yaml`` says."""
    with (DATA / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)
