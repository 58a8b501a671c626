"""What a list says, before anything of it is entered."""

from dataclasses import dataclass, field

from cookies.choices import Technique


def storable(text: str) -> str:
    """Return a text as it can be kept: no NUL, and no half of a pair of characters."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read where a name ends and its provider begins."""

    name: str
    host: str

    def __str__(self) -> str:
        return f"{self.name}|{self.host}"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a list. ``readings``: the ways to read it; more than one is a question.

    ``problem`` says why a row cannot be entered; its words are in ``verbatim``.
    """

    line: int
    verbatim: str
    readings: tuple[Reading, ...] = ()
    technique: Technique | None = None
    lifetime: str = ""
    lifetime_text: str = ""
    category: str = ""
    purpose: tuple[str, str] | None = None
    path: str = "/"
    provider_text: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def asks(self) -> bool:
        """Whether someone has to say which reading is meant."""
        return len(self.readings) > 1

    @property
    def only(self) -> Reading | None:
        """The reading, where there is one only."""
        return self.readings[0] if len(self.readings) == 1 else None
