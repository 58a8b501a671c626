"""What people search: apps say what can be found where, pages show what was found.

An app registers in its module ``searchables``, which is imported at start::

    @searchable(Surface.PORTAL, "requests", _("Requests"), order=30)
    def requests(question: Question) -> Iterable[Hit]: ...

Every finder starts from what ``question.viewer`` may see. The words may be somebody's name: they
come by POST, stand in no address and are written to no log and no history.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import Enum
from unicodedata import combining, normalize
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise

from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of

LONGEST = 200
SHORTEST = 2
SHOWN = 8
LIKE_ENOUGH = 0.72


class Surface(Enum):
    """Where people search; what is found leads to a page there."""

    ADMIN = "admin"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, by whom, on which legal date; ``party``: in whose name one looks."""

    viewer: Viewer
    words: str
    on: date
    party: UUID | None = None

    @property
    def searchable(self) -> bool:
        """Whether there is enough to search with."""
        return len(self.words) >= SHORTEST


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found; ``answers`` are what its reader came for: (who, for what)."""

    title: str
    url: str
    kind: str = ""
    detail: str = ""
    answers: tuple[tuple[str, str], ...] = ()


Finder = Callable[[Question], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of thing that can be found on one surface; a low ``order`` stands high."""

    surface: Surface
    code: str
    title: "str | Promise"
    order: int
    find: Finder


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    code: str
    title: "str | Promise"
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that fits, per kind."""

    groups: tuple[Group, ...] = ()

    @property
    def count(self) -> int:
        """How many things fit, as far as they are shown."""
        return sum(len(group.hits) for group in self.groups)


_REGISTERED: dict[tuple[Surface, str], Searchable] = {}


def searchable(
    surface: Surface, code: str, title: "str | Promise", *, order: int = 50
) -> Callable[[Finder], Finder]:
    """Register the decorated finder; a code is registered once for a surface."""

    def register(find: Finder) -> Finder:
        _REGISTERED[surface, code] = Searchable(surface, code, title, order, find)
        return find

    return register


def registered(surface: Surface) -> tuple[Searchable, ...]:
    """Return what can be found on ``surface``, in the order in which it is shown."""
    found = (each for each in _REGISTERED.values() if each.surface == surface)
    return tuple(sorted(found, key=lambda each: (each.order, each.code)))


def search(surface: Surface, question: Question) -> Found:
    """Return what fits the question, per kind; nothing for fewer than two characters."""
    if not question.searchable:
        return Found()
    found = (
        Group(each.code, each.title, tuple(each.find(question))[:SHOWN])
        for each in registered(surface)
    )
    return Found(tuple(group for group in found if group.hits))


def question_of(
    request: HttpRequest, given: Mapping[str, str], party: UUID | None = None
) -> Question:
    """Return the question in a posted form; what cannot be a name is left out of it."""
    words = " ".join(given.get("q", "").replace("\x00", " ").split())[:LONGEST]
    return Question(viewer_of(request), words, timezone.localdate(), party)


def likeness(words: str, text: str) -> float:
    """Return from 0 to 1 how well ``words`` name ``text``, whatever accents or typing errors.

    For the few dozen things that stand in no table, such as the pages that one can go to.
    """
    asked, known = plain(words).split(), plain(text).split()
    if not asked or not known:
        return 0.0
    return sum(max(_alike(one, other) for other in known) for one in asked) / len(asked)


def plain(text: str) -> str:
    """Return ``text`` in small letters without accents or punctuation."""
    bare = "".join(c for c in normalize("NFKD", text) if not combining(c))
    return "".join(c if c.isalnum() else " " for c in bare.casefold())


def _alike(one: str, other: str) -> float:
    return 1.0 if other.startswith(one) else SequenceMatcher(None, one, other).ratio()


def by_likeness(words: str, offered: Iterable[tuple["str | Promise", Hit]]) -> Iterable[Hit]:
    """Return the hits whose text fits well enough, best first."""
    scored = [(likeness(words, str(text)), hit) for text, hit in offered]
    fits = [(score, hit) for score, hit in scored if score >= LIKE_ENOUGH]
    return [hit for _score, hit in sorted(fits, key=lambda pair: -pair[0])]
