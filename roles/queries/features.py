"""The features of services, and what each means for keeping data (records reads this)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from django.db.models import QuerySet

from roles.models import ServiceFeature
from roles.register import Entry, read
from roles.rules.functions import BY_LAW, HadBy, function
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised


class Kept(Enum):
    """Whether a feature leaves anything to keep, and who says how long."""

    NOTHING = "NOTHING"
    AS_INSTRUCTED = "AS_INSTRUCTED"
    AS_DECIDED = "AS_DECIDED"
    UNTIL_BILL_STANDS = "UNTIL_BILL_STANDS"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a feature means for keeping one kind of data, as a law or an instruction has it.

    ``starts`` is the event that a retention rule counts from; the term is the rule's own, except
    where ``months`` names the outer bound.
    """

    feature: str
    category: str
    kept: Kept
    text: Localised
    cites: tuple[Citation, ...]
    source: str
    valid_from: date
    valid_until: date | None = None
    starts: str = ""
    months: int = 0

    def holds(self, on: date) -> bool:
        """Say whether this is so on that day."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


@lru_cache(maxsize=1)
def consequences() -> tuple[Consequence, ...]:
    """Return every consequence that the shipped data state, of any day."""
    return tuple(_consequence(entry) for entry in read("consequences"))


def consequence(*, feature: str, category: str, on: date) -> Consequence | None:
    """Return what the feature means for keeping these data on ``on``; None: nothing is said."""
    wanted = (
        each for each in consequences() if (each.feature, each.category) == (feature, category)
    )
    return next((each for each in wanted if each.holds(on)), None)


def consequences_of(feature: str, on: date) -> tuple[Consequence, ...]:
    """Return what the feature means for keeping each kind of data on ``on``."""
    return tuple(each for each in consequences() if each.feature == feature and each.holds(on))


def service_features(*, viewer: Viewer) -> QuerySet[ServiceFeature]:
    """Return the features of all services, in the order of the register."""
    return ServiceFeature.objects.visible_to(viewer).select_related("service")


def is_secret(feature: str) -> bool:
    """Say whether who asked for it, of whom and when, must stay secret (Tw Art. 13.5)."""
    return feature in BY_LAW


def had_by(feature: ServiceFeature) -> HadBy:
    """Return who has the feature done."""
    always = feature.always_on and feature.code not in BY_LAW
    return HadBy.EVERYONE if always else function(feature.code).had_by


def _consequence(entry: Entry) -> Consequence:
    return Consequence(
        feature=entry["feature"],
        category=entry["category"],
        kept=Kept(entry["kept"]),
        text=Localised(**entry["text"]),
        cites=tuple(parse(cite) for cite in entry["cites"]),
        source=entry["source"],
        valid_from=entry["from"],
        valid_until=entry.get("until"),
        starts=entry.get("starts", ""),
        months=entry.get("months", 0),
    )
