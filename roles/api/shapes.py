"""Answers as the document describes them; tests hold real answers to these."""

from typing import Any

from rest_framework import serializers

from roles.api.serializers import ExternalIdSerializer
from roles.choices import ContractKind, PartyKind, Role
from roles.explaining.entries import Kind
from roles.models.parties import LegalForm
from roles.queries.changes import FactKind
from roles.queries.features import Kept
from roles.supposing.consequences import Kind as ConsequenceKind
from voipgrid_privacy.api.expanding import expanded_of

Shape = serializers.Serializer[Any]


class PartyName(Shape):
    """A party as answers name it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(PartyKind.choices)


class Upstream(Shape):
    """The party on whose instructions another acts."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class Ground(Shape):
    """One rule that applied, and where it is written."""

    rule = serializers.CharField()
    sentence = serializers.CharField()
    cites = serializers.ListField(child=serializers.CharField())


class DisplacedGround(Ground):
    """A rule that applied too, and the rule that took precedence."""

    displaced_by = serializers.CharField()


class RoleMatrixRow(Shape):
    """One party's role for one category of data, and everything it rests on."""

    party = PartyName()
    data_category = serializers.CharField()
    service_feature = serializers.CharField()
    purpose = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(Role.choices)
    depth = serializers.IntegerField(allow_null=True)
    upstream = Upstream(allow_null=True)
    valid_from_date = serializers.DateField(allow_null=True)
    valid_until_date = serializers.DateField(allow_null=True)
    grounds = Ground(many=True)
    path = serializers.ListField(child=serializers.UUIDField())
    displaced = DisplacedGround(many=True)
    findings = serializers.ListField(child=serializers.CharField())


class RoleMatrix(Shape):
    """Who is what in one chain on one day."""

    asof_date = serializers.DateField()
    known_at = serializers.DateTimeField()
    results = RoleMatrixRow(many=True)


class RoleDetermination(Shape):
    """The role that facts give, and why."""

    asof_date = serializers.DateField()
    role = serializers.ChoiceField(Role.choices)
    grounds = Ground(many=True)
    displaced = DisplacedGround(many=True)
    valid_from_date = serializers.DateField(allow_null=True)
    valid_until_date = serializers.DateField(allow_null=True)


class StatedFact(Shape):
    """A fact, its value (a role, true or false) and what it says."""

    fact = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()


class FactEntry(Shape):
    """A fact that was entered: what it says, when it holds, by whom and when."""

    kind = serializers.ChoiceField(Kind.choices)
    id = serializers.UUIDField()
    description = serializers.CharField()
    valid_from_date = serializers.DateField(allow_null=True)
    valid_until_date = serializers.DateField(allow_null=True)
    entered_at = serializers.DateTimeField()
    entered_by = serializers.CharField()
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = serializers.CharField(allow_null=True)


class WayToRole(Shape):
    """Facts that would have to differ, and the rules that would then give the role."""

    changes = StatedFact(many=True)
    grounds = Ground(many=True)


class WhyNot(Shape):
    """Why a party does not have the role that was expected of it."""

    expected_role = serializers.ChoiceField(Role.choices)
    holds = serializers.BooleanField()
    ways = WayToRole(many=True)
    displaced = DisplacedGround(many=True)
    lapsed = Ground(many=True)


class TextInTwoLanguages(Shape):
    """The same text in Dutch and in English."""

    nl = serializers.CharField()
    en = serializers.CharField()


class KeepingShape(Shape):
    """What a feature means for keeping one kind of data: whether, from when it counts, and why."""

    data_category = serializers.CharField()
    kept = serializers.ChoiceField([each.value for each in Kept])
    starts = serializers.CharField(allow_null=True)
    months = serializers.IntegerField(allow_null=True)
    text = TextInTwoLanguages()
    cites = serializers.ListField(child=serializers.CharField())
    rests_on = serializers.CharField(help_text="Code of the source.")
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)


class RoleExplanation(Shape):
    """One answer with everything it rests on; the hash is the same in every language."""

    customer = PartyName()
    sentence = serializers.CharField()
    answer = RoleMatrixRow()
    facts = StatedFact(many=True)
    entries = FactEntry(many=True)
    keeping = KeepingShape(allow_null=True)
    why_not = WhyNot(allow_null=True)
    answer_hash = serializers.CharField()


class RoleExplanations(Shape):
    """The explanation of one answer."""

    asof_date = serializers.DateField()
    known_at = serializers.DateTimeField()
    results = RoleExplanation(many=True)


class RecordedExplanation(RoleExplanation):
    """A question on record, its answer of today, and whether that is the one that was given."""

    reference = serializers.CharField()
    asof_date = serializers.DateField()
    known_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    unchanged = serializers.BooleanField()
    rulebook_changed = serializers.BooleanField()
    recorded_hash = serializers.CharField()


class Party(Shape):
    """A party, with the numbers that the caller may see."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(PartyKind.choices)
    name = serializers.CharField()
    legal_form = serializers.ChoiceField(LegalForm.choices)
    kvk_number = serializers.CharField(allow_null=True)
    country = serializers.CharField()
    external_ids = ExternalIdSerializer(many=True)


class Contract(Shape):
    """Who delivers which service to whom, and when."""

    id = serializers.UUIDField()
    provider = PartyName()
    acquirer = PartyName()
    service = serializers.CharField()
    kind = serializers.ChoiceField(ContractKind.choices)
    reference = serializers.CharField(allow_blank=True)
    data_categories = serializers.ListField(child=serializers.CharField())
    valid_from_date = serializers.DateField(allow_null=True)
    valid_until_date = serializers.DateField(allow_null=True)
    expanded = expanded_of("Contract", provider=Party, acquirer=Party)


class DataElement(Shape):
    """One item of data."""

    code = serializers.CharField()
    name = TextInTwoLanguages()


class DataCategory(Shape):
    """A kind of data for which a party has one role at a time."""

    code = serializers.CharField()
    name = TextInTwoLanguages()
    description = TextInTwoLanguages()
    elements = DataElement(many=True)


class Page(Shape):
    """A page of a list."""

    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class PartyPage(Page):
    """A page of parties."""

    results = Party(many=True)


class ContractPage(Page):
    """A page of contracts."""

    results = Contract(many=True)


class DataCategoryPage(Page):
    """A page of data categories."""

    results = DataCategory(many=True)


class RoleThen(Shape):
    """A role on one side of a move."""

    role = serializers.ChoiceField(Role.choices)
    depth = serializers.IntegerField(allow_null=True)
    upstream = serializers.CharField(allow_null=True)


class RoleChange(Shape):
    """A party whose role changes; null: it has none. Customers of a group are not named."""

    party = serializers.CharField()
    kind = serializers.ChoiceField(PartyKind.choices)
    data_category = serializers.CharField()
    before = RoleThen(allow_null=True)
    after = RoleThen(allow_null=True)
    customers = serializers.IntegerField()


class RoleWithGrounds(RoleThen):
    """A role on one side of what is supposed, and why."""

    grounds = Ground(many=True)


class SupposedParty(Shape):
    """A party in what is supposed; one that does not exist has no identifier."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    kind = serializers.ChoiceField(PartyKind.choices)


class RoleDifference(Shape):
    """One answer before and after; null: the party is not in the chain."""

    party = SupposedParty()
    data_category = serializers.CharField()
    service_feature = serializers.CharField()
    purpose = serializers.CharField(allow_null=True)
    before = RoleWithGrounds(allow_null=True)
    after = RoleWithGrounds(allow_null=True)


class RoleConsequence(Shape):
    """One thing that would have to be done, with its ground."""

    kind = serializers.ChoiceField(ConsequenceKind.choices)
    party = SupposedParty()
    other_party = SupposedParty(allow_null=True)
    sentence = serializers.CharField()
    cites = serializers.ListField(child=serializers.CharField())


class RoleSimulation(Shape):
    """What would be otherwise, and what would follow."""

    asof_date = serializers.DateField()
    supposed = serializers.CharField()
    differences = RoleDifference(many=True)
    consequences = RoleConsequence(many=True)


class ChangeCause(Shape):
    """A fact or a rule that starts or ends on the day."""

    kind = serializers.ChoiceField(FactKind.choices)
    description = serializers.CharField()
    starts = serializers.BooleanField()


class ChangedAnswer(Shape):
    """One answer before and after the day; null: the party is not in the chain."""

    party = PartyName()
    data_category = serializers.CharField()
    service_feature = serializers.CharField()
    purpose = serializers.CharField(allow_null=True)
    before = RoleThen(allow_null=True)
    after = RoleThen(allow_null=True)


class DayOfChange(Shape):
    """What changes in one chain on one day."""

    effective_date = serializers.DateField()
    scheduled = serializers.BooleanField()
    chain_of = PartyName()
    causes = ChangeCause(many=True)
    differences = ChangedAnswer(many=True)


class RoleChanges(Shape):
    """The days on which answers change."""

    results = DayOfChange(many=True)


class CountedName(Shape):
    """A feature or category, and under how many contracts."""

    name = serializers.CharField()
    contracts = serializers.IntegerField()


class MovePreview(Shape):
    """What a move would come to."""

    effective_date = serializers.DateField()
    contracts_moved = serializers.IntegerField()
    contracts_ended = serializers.IntegerField()
    customers = serializers.IntegerField()
    changes = RoleChange(many=True)
    features_along = CountedName(many=True)
    features_anew = CountedName(many=True)
    limits_along = CountedName(many=True)


class MoveResult(Shape):
    """What a move came to: the new contracts, and how many ended without a successor."""

    contracts = serializers.ListField(child=serializers.UUIDField())
    contracts_ended = serializers.IntegerField()


class Controlled(Shape):
    """Who is controller of a category; nobody, when no rule says so."""

    data_category = serializers.CharField()
    parties = PartyName(many=True)


class FoundParty(Shape):
    """A party that fits, with the answer of today."""

    party = Party()
    controllers = Controlled(many=True)


class PartySearch(Shape):
    """The parties that fit, best first."""

    results = FoundParty(many=True)
