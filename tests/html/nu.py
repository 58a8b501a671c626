"""The Nu HTML checker of the W3C (vnu), run once over a folder of pages."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings

JAR = Path(sys.prefix) / "npm/html/node_modules/vnu-jar/build/dist/vnu.jar"
MISSING = "There is no Nu HTML checker here: `make nu` fetches it, and needs npm; it needs Java."
LONGEST = 300
"""Seconds: what a run may take at most."""


def needed() -> str:
    """Return Java; skip by name, or fail, where there is none or no checker."""
    java = shutil.which("java")
    if java is None or not JAR.exists():
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)(MISSING)
    return java


def complaints(java: str, folder: Path) -> dict[str, list[str]]:
    """Return what is wrong, errors and warnings both, by the name of the file."""
    command = [java, "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always"]
    ran = subprocess.run([*command, str(folder)], capture_output=True, timeout=LONGEST, check=True)
    found: dict[str, list[str]] = {}
    for each in json.loads(ran.stdout)["messages"]:
        name = Path(unquote(urlsplit(each["url"]).path)).name
        where = each.get("extract", "").strip().replace("\n", " ")
        found.setdefault(name, []).append(f"{each['message']} {where}")
    return found
