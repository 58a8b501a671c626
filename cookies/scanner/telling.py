"""Scans in words, the same in admin, portal and API."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cookies.choices import Technique
from cookies.scanner.analysis.problems import MORE
from cookies.scanner.models import ScanProblem
from roles.findings import FindingType, finding_types
from voipgrid_privacy.kernel.law import Citation

STATES: Final[dict[str, Promise]] = {
    "untouched": gettext_lazy("Before any choice"),
    "refused": gettext_lazy("Refused"),
    "accepted": gettext_lazy("Everything allowed"),
    "withdrawn": gettext_lazy("Allowed, then withdrawn"),
    "gpc": gettext_lazy("Browser says no (GPC)"),
    "only:analytics": gettext_lazy("Only statistics allowed"),
    "only:tracking": gettext_lazy("Only advertising allowed"),
}
MOST_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of problem of a scan: what is wrong, on what ground, how to mend it, and where."""

    code: str
    severity: str
    severity_name: str
    sentence: str
    next_step: str
    cites: tuple[Citation, ...]
    subjects: tuple["Subject", ...]
    more: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What one problem is about, and what was seen of it."""

    name: str
    seen: str


@dataclass(frozen=True, slots=True)
class OnSite:
    """Which site a finding is about, by its code, and what on it, in words."""

    site: str
    subject: str


def on_site(key: str) -> OnSite | None:
    """Read the key of a finding about a site; None for any other finding."""
    if not key.startswith("site="):
        return None
    site, _slash, subject = key.removeprefix("site=").partition("/")
    if subject == MORE:
        return OnSite(site, _("more of the same"))
    technique, _colon, rest = subject.partition(":")
    host, _colon, name = rest.partition(":")
    known = technique in Technique.values and name
    return OnSite(site, f"{name} ({host})" if known else subject)


def state_name(key: str) -> str:
    """Return a state of consent in words."""
    return str(STATES.get(key, key))


def told(rows: Iterable[ScanProblem]) -> tuple[Told, ...]:
    """Return problems by kind, the most pressing first."""
    kinds = {kind.code: kind for kind in finding_types()}
    grouped: dict[str, list[ScanProblem]] = {}
    for row in rows:
        grouped.setdefault(row.code, []).append(row)
    order = ("HIGH", "MEDIUM", "LOW")
    said = [_told(kinds[code], same) for code, same in grouped.items() if code in kinds]
    return tuple(sorted(said, key=lambda each: (order.index(each.severity), each.code)))


def _told(kind: FindingType, same: list[ScanProblem]) -> Told:
    named = [row for row in same if row.subject != MORE]
    unnamed = sum(row.evidence.get("more", 0) for row in same if row.subject == MORE)
    return Told(
        code=kind.code,
        severity=kind.severity.value,
        severity_name=str(kind.severity.label),
        sentence=str(kind.sentence),
        next_step=str(kind.next_step),
        cites=kind.cites,
        subjects=tuple(subject_of(row) for row in named[:MOST_NAMED]),
        more=max(len(named) - MOST_NAMED, 0) + unnamed,
    )


def subject_of(row: ScanProblem) -> Subject:
    """Return what a problem is about, with what was seen of it."""
    found: Mapping[str, Any] = row.evidence
    if row.subject == MORE:
        return Subject("", _("and %(number)s more") % {"number": found["more"]})
    if "host" in found:
        return Subject(f"{found['name']} ({found['host']})", _seen(found))
    if "requests" in found:
        return Subject(row.subject, _requests(found))
    return Subject(found.get("name", ""), _measured(found))


def _seen(found: Mapping[str, Any]) -> str:
    """Say in which states it was first seen and when, and what was said of its term."""
    moments = [
        _("%(state)s, after %(seconds)s s")
        % {"state": state_name(one["state"]), "seconds": round(one["at_ms"] / 1000, 1)}
        for one in found["seen"][:3]
    ]
    if "seen_seconds" in found:
        words = {"declared": found["declared"], "seconds": found["seen_seconds"]}
        moments.append(_("declared %(declared)s, measured %(seconds)s s") % words)
    return "; ".join(moments)


def _requests(found: Mapping[str, Any]) -> str:
    states = Counter(state_name(one["state"]) for one in found["requests"])
    said = [f"{state}: {number}" for state, number in states.items()]
    names = sorted({one["name"] for one in found["identifiers"]})
    if names:
        said.append(_("identifiers passed on: %(names)s") % {"names": ", ".join(names)})
    return "; ".join(said)


def _measured(found: Mapping[str, Any]) -> str:
    """Say what was measured of a banner, or how often an item was missed."""
    if "accept" in found:
        return "; ".join(
            _("%(text)s: %(width)s × %(height)s px, letters %(font)s px, contrast %(contrast)s")
            % {
                "text": f"“{found[role]['text']}”",
                "width": round(found[role]["width"]),
                "height": round(found[role]["height"]),
                "font": round(found[role]["font_size"], 1),
                "contrast": round(found[role]["text_contrast"], 1),
            }
            for role in ("accept", "refuse")
        )
    for name in ("ticked", "advertising", "steps"):
        if name in found:
            return ", ".join(map(str, found[name]))
    if "scans_without_it" in found:
        number = found["scans_without_it"]
        words = ngettext("%(number)s scan without it", "%(number)s scans without it", number)
        return words % {"number": number}
    if "clicks" in found:
        words = ngettext("%(number)s click", "%(number)s clicks", found["clicks"])
        return words % {"number": found["clicks"]}
    return str(found.get("text", ""))
