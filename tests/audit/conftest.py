"""The cast of the pages."""

from tests.site.conftest import visit, world

__all__ = ("visit", "world")
