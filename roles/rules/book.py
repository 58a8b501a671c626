"""The one rulebook of this registry; the modules beside it enter their rules in it."""

from typing import Final

from roles.rules.engine import Rulebook

rulebook: Final = Rulebook()
