"""LibreOffice, which opens the workbooks that we hand out as people do."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

LibreOffice = Callable[[bytes], list[list[str]]]
"""Opens a workbook and returns the rows of its first sheet; a warning is a failure."""

IN_UTF_8 = "csv:Text - txt - csv (StarCalc):44,34,76,1"
NO_JAVA = "Warning: failed to launch javaldx - java may not function correctly"
"""About the machine and not about the workbook: nothing here needs Java."""


@pytest.fixture
def libreoffice(tmp_path: Path) -> LibreOffice:
    """Return what opens workbooks; without LibreOffice the test is skipped, or fails in CI."""
    if not shutil.which("soffice"):
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)("There is no LibreOffice here.")

    def opened(book: bytes) -> list[list[str]]:
        path = tmp_path / "book.xlsx"
        path.write_bytes(book)
        done = subprocess.run(
            [
                "soffice",
                "--headless",
                "--convert-to",
                IN_UTF_8,
                "--outdir",
                str(tmp_path),
                str(path),
            ],
            capture_output=True,
            check=True,
            text=True,
            timeout=120,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )
        said = (done.stdout + done.stderr).replace(NO_JAVA, "")
        assert "warn" not in said.lower(), said
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as sheet:
            return list(csv.reader(sheet))

    return opened
