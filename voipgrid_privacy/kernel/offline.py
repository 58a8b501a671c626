"""Programs of one file, for whoever checks us without us."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.http import HttpResponse

SHARED: Final = re.compile(
    r"^from voipgrid_privacy\.kernel\.(ed25519|chained) import (?:\([^)]*\)|[^\n(]+)\n",
    re.MULTILINE,
)
"""What programs of this kind share, and how they take it in."""
_KERNEL: Final = Path(__file__).parent


@lru_cache
def single_file(program: Path) -> bytes:
    """Return the program with what it shares with others of its kind in place of each import."""
    text = program.read_text(encoding="utf-8")
    if not SHARED.search(text):
        raise ValueError(program.name)
    return SHARED.sub(_taken_in, text).encode()


def _taken_in(found: re.Match[str]) -> str:
    """Return a shared module without what it says of itself, and with what it shares in turn."""
    text = (_KERNEL / f"{found[1]}.py").read_text(encoding="utf-8")
    _about, _end, shared = text.partition('"""\n')
    return SHARED.sub(_taken_in, shared.lstrip())


def as_program(program: Path) -> HttpResponse:
    """Hand out the program."""
    return HttpResponse(single_file(program), content_type="text/x-python; charset=utf-8")
