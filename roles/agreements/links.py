"""The chain of agreements link by link, in words: what each lacks of the ones above it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import get_language

from roles.agreements.models import ClauseItem
from roles.choices import ContractKind, PartyKind
from roles.findings.flow_down import LETTERS, Linked, Lower, Mandated, linked
from roles.findings.kinds import FindingType, finding_type
from roles.models import Contract, DataCategory, Measure, Party, Service
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Want:
    """Something that a link lacks: the finding that says so, and what it is about."""

    kind: FindingType
    what: tuple[str, ...]

    @property
    def law(self) -> str:
        """The places in the law, in the reader's language."""
        dutch = (get_language() or "").startswith("nl")
        return "; ".join(each.in_dutch if dutch else str(each) for each in self.kind.cites)


@dataclass(frozen=True, slots=True)
class ChainLink:
    """``engager`` has ``engaged`` process data that it has for others itself.

    ``promised`` is how many agreements above bind the engager, ``notice`` the longest term in them.
    """

    engager: Party
    engaged: Party
    service: Service
    codes: tuple[str, ...]
    data: tuple[str, ...]
    lower: Lower | None
    mandate: Mandated | None
    promised: int
    notice: int
    wants: tuple[Want, ...]


def engagers(*, viewer: Viewer, on: date, party: Party | None = None) -> QuerySet[Party]:
    """Return who may have others process for it that day: VoIPGRID first, then by name."""
    contracts = Contract.objects.visible_to(viewer).in_force(on)
    engaging = contracts.exclude(kind=ContractKind.SUBSCRIPTION).values("acquirer")
    rows = Party.objects.visible_to(viewer).filter(pk__in=engaging, is_model=False)
    first = Case(When(kind=PartyKind.PLATFORM, then=Value(0)), default=Value(1))
    return (rows.filter(pk=party.pk) if party else rows).order_by(first, "name", "pk")


def chain_links(*, viewer: Viewer, on: date, of: Iterable[Party]) -> list[ChainLink]:
    """Return the links below these parties, as far as ``viewer`` may see them."""
    whose = {party.pk: party for party in of}
    found = list(linked(on, frozenset(whose))) if whose else []
    rows = Party.objects.visible_to(viewer).filter(pk__in={each.engaged for each in found})
    engaged = {party.pk: party for party in rows}
    names = _Names.known(viewer, on)
    order = {pk: place for place, pk in enumerate(whose)}
    seen = [each for each in found if each.engaged in engaged]
    seen.sort(key=lambda each: (order[each.engager], engaged[each.engaged].name))
    return [names.link(each, whose[each.engager], engaged[each.engaged]) for each in seen]


@dataclass(frozen=True, slots=True)
class _Names:
    """What items of the law and kinds of data are called."""

    items: dict[str, str]
    data: dict[str, str]
    measures: dict[str, str]

    @classmethod
    def known(cls, viewer: Viewer, on: date) -> "_Names":
        items = law_items(viewer=viewer, on=on)
        kinds = DataCategory.objects.visible_to(viewer)
        measures = Measure.objects.visible_to(viewer).filter(party=None)
        return cls(
            {each.code: f"({each.code}) {each.name}" for each in items},
            {code: str(name) for code, name in kinds.values_list("code", "name")},
            {code: str(name) for code, name in measures.values_list("code", "name")},
        )

    def link(self, found: Linked, engager: Party, engaged: Party) -> ChainLink:
        about = {
            "flow_down_items": tuple(name for c, name in self.items.items() if c in found.items),
            "flow_down_data": self.words(found.data),
            "flow_down_measures": tuple(
                name for code, name in self.measures.items() if code in found.measures
            ),
        }
        return ChainLink(
            engager=engager,
            engaged=engaged,
            service=found.service,
            codes=tuple(sorted(found.kinds)),
            data=self.words(found.kinds),
            lower=found.lower,
            mandate=found.mandate,
            promised=found.upper.number,
            notice=found.upper.notice,
            wants=tuple(Want(finding_type(c), about.get(c, ())) for c in found.wanting),
        )

    def words(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(self.data[code] for code in codes))


def law_items(*, viewer: Viewer, on: date) -> QuerySet[ClauseItem]:
    """Return the items (a) to (h) that the law asks of an agreement on ``on``."""
    rows = ClauseItem.objects.visible_to(viewer).in_force(on)
    return rows.filter(place__startswith=LETTERS).order_by("position")


def stated_data(*, viewer: Viewer) -> QuerySet[DataCategory]:
    """Return the kinds of data that one party may process for another in a chain."""
    services = Service.objects.visible_to(viewer).filter(offered_by=None)
    return DataCategory.objects.visible_to(viewer).filter(pk__in=services.values("categories"))
