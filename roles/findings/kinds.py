"""What a kind of finding says, on what ground, who must act, and where it is put right."""

from dataclasses import dataclass

from django.utils.functional import Promise

from roles.choices import Owner, Severity
from voipgrid_privacy.kernel.law import Citation


@dataclass(frozen=True, slots=True)
class Mend:
    """Where it is put right: names of addresses, resolved by the surface that links to them.

    ``{party}`` in a query stands for the party the finding is about. ``admin_one`` and
    ``portal_one`` lead to what it is about itself: an address that takes it, and the name under
    which the key of the finding holds it (``request`` of ``request=…``).
    """

    admin: str = ""
    admin_query: str = ""
    portal: str = ""
    portal_query: str = ""
    admin_one: tuple[str, str] = ("", "")
    portal_one: tuple[str, str] = ("", "")


def held_in(key: str, name: str) -> str:
    """Return what the key of a finding holds under a name; "" where it does not."""
    return dict(each.partition("=")[::2] for each in key.split("/")).get(name, "")


NOWHERE = Mend()


@dataclass(frozen=True, slots=True)
class FindingType:
    """One kind of finding. Texts are translated when shown; codes are part of the API.

    ``public``: open findings of this kind about the platform are shown to anyone.
    """

    code: str
    severity: Severity
    cites: tuple[Citation, ...]
    sentence: Promise
    next_step: Promise
    owner: Owner = Owner.PLATFORM
    mend: Mend = NOWHERE
    public: bool = False


_TYPES: dict[str, FindingType] = {}


def register_type(kind: FindingType) -> FindingType:
    """Add a kind of finding; raises ValueError for a code that is taken or without ground."""
    if kind.code in _TYPES or not kind.cites:
        raise ValueError(f"finding {kind.code}: taken, or without a citation")
    _TYPES[kind.code] = kind
    return kind


def finding_type(code: str) -> FindingType:
    """Return the kind of finding with that code; raises KeyError."""
    return _TYPES[code]


def finding_types() -> tuple[FindingType, ...]:
    """Return every kind of finding, by code."""
    return tuple(_TYPES[code] for code in sorted(_TYPES))


def sentence_for(code: str) -> str:
    """Return in the reader's language what a finding says; the code itself where unknown."""
    return str(_TYPES[code].sentence) if code in _TYPES else code


def kind(
    code: str,
    severity: Severity,
    *cites: Citation,
    sentence: Promise,
    next_step: Promise,
    owner: Owner = Owner.PLATFORM,
    mend: Mend = NOWHERE,
    public: bool = False,
) -> FindingType:
    """Register a kind of finding: the short way that the catalogue is written in."""
    made = FindingType(code, severity, cites, sentence, next_step, owner, mend, public)
    return register_type(made)
