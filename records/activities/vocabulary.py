"""The words behind the codes that entries refer to, read once for a whole record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from records.activities.checking import Known
from records.choices import Bound
from records.retention.models import RetentionRule
from records.retention.queries import rules
from roles.models import DataCategory, DataElement, Measure, Purpose, ServiceFeature
from roles.queries.matrix import TELEPHONY
from roles.transfers.law import Law
from roles.transfers.queries import law_now
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names by code, and the retention rules that hold for a party on a day."""

    on: date
    purposes: Mapping[str, Localised]
    categories: Mapping[str, Localised]
    elements: Mapping[str, Localised]
    category_of: Mapping[str, str]
    features: Mapping[str, Localised]
    measures: Mapping[str, Localised]
    rules: Mapping[str, RetentionRule]
    own_rules: Mapping[str, RetentionRule]
    """What the party decided itself, by data category: goes before what an entry names."""
    law: Law

    @property
    def known(self) -> Known:
        """The codes that entries may refer to."""
        return Known(
            on=self.on,
            purposes=frozenset(self.purposes),
            categories=frozenset(self.categories),
            elements=self.category_of,
            features=frozenset(self.features),
            measures=frozenset(self.measures),
            rules=frozenset(self.rules),
            law=self.law,
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """The retention rules that hold for a party on a day, as its record uses them."""

    rules: Mapping[str, RetentionRule]
    own: Mapping[str, RetentionRule]
    """What the party decided itself, by data category: goes before what an entry names."""


def terms(viewer: Viewer, party: UUID, on: date) -> Terms:
    """Return the rules of the standard and of the party."""
    held = list(rules(viewer, on=on))
    own = {
        rule.category.code: rule
        for rule in held
        if rule.decided_by_id == party and rule.element_id is None and rule.bound == Bound.MAXIMUM
    }
    return Terms({rule.code: rule for rule in held}, own)


def vocabulary(*, viewer: Viewer, party: UUID, on: date) -> Vocabulary:
    """Return the vocabulary of the record of ``party`` on a day."""
    elements = list(DataElement.objects.visible_to(viewer).select_related("category"))
    held = terms(viewer, party, on)
    features = ServiceFeature.objects.visible_to(viewer)
    measures = Measure.objects.visible_to(viewer).filter(Q(party=None) | Q(party=party))
    return Vocabulary(
        on=on,
        purposes=dict(Purpose.objects.visible_to(viewer).values_list("code", "name")),
        categories=dict(DataCategory.objects.visible_to(viewer).values_list("code", "name")),
        elements={element.code: element.name for element in elements},
        category_of={element.code: element.category.code for element in elements},
        features=_names(features.exclude(service__code=TELEPHONY))
        | _names(features.filter(service__code=TELEPHONY)),
        measures=dict(measures.values_list("code", "name")),
        rules=held.rules,
        own_rules=held.own,
        law=law_now(viewer=viewer),
    )


def _names(features: QuerySet[ServiceFeature]) -> dict[str, Localised]:
    """Return names by code; a code that services share is telephony's: entries are about that."""
    return dict(features.values_list("code", "name"))
