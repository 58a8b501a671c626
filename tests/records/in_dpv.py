"""The terms of W3C DPV 2.3 that were looked up, with whence and when in the file itself."""

from pathlib import Path

LINES = (Path(__file__).parent / "dpv-2.3.txt").read_text(encoding="utf-8").splitlines()
IN_DPV = frozenset(line for line in LINES if line and not line.startswith("#"))
