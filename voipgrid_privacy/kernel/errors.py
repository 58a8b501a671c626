"""Refusals in the domain's words: a stable code, a sentence, and the law behind it."""

from typing import Any, ClassVar, Final

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.law import Citation

REGISTRY: dict[str, type["DomainError"]] = {}


class DomainError(Exception):
    """A refusal that every surface translates: API problem, form message, admin message.

    Codes are part of the API and never change meaning. ``params`` fill the named places of
    the title; ``field`` points to the input that is wrong, where there is one.
    """

    code: ClassVar[str]
    title: ClassVar[str | Promise]
    cites: ClassVar[tuple[Citation, ...]] = ()
    status: ClassVar[int] = 400

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.params = params

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            REGISTRY[cls.code] = cls

    @property
    def sentence(self) -> str:
        """The title in the reader's language with its parameters filled in."""
        return str(self.title) % self.params if self.params else str(self.title)

    def __str__(self) -> str:
        return self.sentence


class NotAllowed(DomainError):
    """The actor may not do this."""

    code = "not_allowed"
    title = _("You are not allowed to do this.")
    status = 403


class NotFound(DomainError):
    """Nothing with that identifier that the viewer may know of."""

    code = "not_found"
    title = _("There is nothing here with that identifier.")
    status = 404


class Away(DomainError):
    """The database cannot be reached, is full or gave up on this.

    What was asked is not done, unless the connection broke while that was being confirmed.
    """

    code = "unavailable"
    title = _("This cannot be answered right now: try again in a moment.")
    status = 503


COMES_BACK: Final = ("08", "53", "57P0", "40001", "40P01")
"""How SQLSTATE begins where the same may be answered in a moment: no connection, no room, shut
down, or given up in favour of another. A time that is up or a file that is not there stays so."""


def is_away(error: BaseException | None) -> bool:
    """Say whether Django raised it because the database is away, not for what was asked."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(COMES_BACK)


RETRY_AFTER = "5"
"""Seconds after which who was told so may ask again."""


class Forgotten(DomainError):
    """It was there, and its term is over."""

    code = "forgotten"
    title = _("This was erased: the term for which it is kept is over.")
    status = 410


class RowError(DomainError):
    """One problem in one cell of an import."""

    code = "invalid_row"
    title = _("Line %(line)s, column %(column)s: %(problem)s")
