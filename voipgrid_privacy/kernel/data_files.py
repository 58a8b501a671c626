"""Reading the data files that are shipped with the code."""

from pathlib import Path
from typing import Any, Final

import yaml

# The reader in C takes a tenth of the time, and is there wherever PyYAML comes as a wheel.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file says: plain lists, mappings, texts, numbers and days."""
    return yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506  # a safe loader either way
