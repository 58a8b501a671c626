"""The part of an address that is left out at a party's own host: whose pages they are.

Views and templates name the party in every address. At its own host the same names lead to the
same views, with nothing where the party's name would be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_slug: ContextVar[str] = ContextVar("own_slug", default="")


@contextmanager
def at_home(slug: str) -> Iterator[None]:
    """Be at the host of the party whose published address ends in ``slug``."""
    token = _slug.set(slug)
    try:
        yield
    finally:
        _slug.reset(token)


class OwnSlug:
    """Reads the party from the host, and writes it as nothing."""

    regex = ""

    def to_python(self, value: str) -> str:
        """Return whose host it is; at no host of a party's own there is no such address."""
        if not _slug.get():
            raise ValueError
        return _slug.get()

    def to_url(self, value: str) -> str:
        """Return nothing for the party at home; another party has no address at this host."""
        if value != _slug.get():
            raise ValueError(value)
        return ""
