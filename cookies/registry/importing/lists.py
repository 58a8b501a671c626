"""A list in whichever form it is given. Pure."""

from collections.abc import Sequence
from typing import Final

from cookies.errors import ImportUnreadable
from cookies.registry.importing.files import Unreadable, read_csv, read_edpb
from cookies.registry.importing.pasted import read_pasted
from cookies.registry.importing.rows import ReadRow

FORMS: Final = ("pasted", "csv", "edpb")
"""Tables pasted from a page, CSV with named columns, JSON of the EDPB's auditing tool."""


def read_list(content: bytes, *, form: str, hosts: Sequence[str]) -> tuple[ReadRow, ...]:
    """Return the rows of a list; raises ImportUnreadable for what is none."""
    try:
        if form == "edpb":
            return read_edpb(content)
        if form == "csv":
            return read_csv(content)
        return read_pasted(content.decode("utf-8", "replace"), hosts)
    except Unreadable as error:
        raise ImportUnreadable(problem=str(error)) from error
