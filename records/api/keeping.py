"""``/data-stores`` and ``/retention-rules``: where data lies, how long it is kept, and why."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.choices import ERASING, Bound, StartEvent, StoreKind
from records.retention.queries import rules_known
from records.stores.models import DataStore
from records.stores.queries import stores
from roles.api import expansions
from roles.api.shapes import DataCategory, Page, PartyName, Shape, TextInTwoLanguages
from roles.choices import Role
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.expanding import Body, Expansion, expanded_of
from voipgrid_privacy.api.paging import page, page_among
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.law import parse
from voipgrid_privacy.kernel.tenancy import Viewer

CLOCKS = frozenset({"asof", "knownat"})


class DataStoreShape(Shape):
    """A system that holds personal data, and for how many days copies outlive what is erased."""

    code = serializers.CharField()
    name = TextInTwoLanguages()
    kind = serializers.ChoiceField(StoreKind.choices)
    time_zone = serializers.CharField()
    log_kept_days = serializers.IntegerField()
    backups_kept_days = serializers.IntegerField()


class DataStorePage(Page):
    """A page of data stores."""

    results = DataStoreShape(many=True)


class RetentionRuleShape(Shape):
    """How long a kind of data in a store is kept, from which event, on what ground, by whom.

    A MAXIMUM says when the data must be gone, a MINIMUM until when a law has it kept. A standard
    rule holds for every partner that did not decide otherwise for that store and category.
    """

    id = serializers.UUIDField()
    code = serializers.CharField()
    bound = serializers.ChoiceField(Bound.choices)
    data_category = serializers.CharField()
    data_element = serializers.CharField(allow_null=True)
    store = serializers.CharField()
    start_event = serializers.ChoiceField([(each.name, each.label) for each in StartEvent])
    term_months = serializers.IntegerField()
    term_days = serializers.IntegerField()
    technique = serializers.ChoiceField([(each.value, each.label) for each in ERASING])
    decided_by = PartyName()
    decided_as = serializers.ChoiceField(Role.choices)
    standard = serializers.BooleanField()
    cites = serializers.ListField(child=serializers.CharField())
    rests_on = serializers.CharField(help_text="Code of the source.")
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)
    expanded = expanded_of("RetentionRule", store=DataStoreShape, data_category=DataCategory)


class RetentionRulePage(Page):
    """A page of retention rules."""

    results = RetentionRuleShape(many=True)


class DataStoresView(ResourceView):
    """The data stores."""

    resource = "data-stores"
    operations = {
        "GET": Operation("listDataStores", DataStorePage, sortable={"code": "code"}),
    }

    def get(self, request: Request) -> Response:
        """List the systems that hold personal data; where they are is not told."""
        return page(request, stores(self.viewer), body=store_body)


class DataStoreView(ResourceView):
    """One data store."""

    resource = "data-stores"
    operations = {"GET": Operation("getDataStore", DataStoreShape, single=True)}

    def get(self, request: Request, code: str) -> Response:
        """Return the data store with this code."""
        return single(request, store_body(the_one(stores(self.viewer), code=code)))


def _stores(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    return {row.pk: store_body(row) for row in stores(viewer).filter(pk__in=keys)}


EXPANDABLE = {
    "store": Expansion("store_id", _stores),
    "data_category": expansions.category("category_id"),
}


class RetentionRulesView(ResourceView):
    """The rules that speak for the caller."""

    resource = "retention-rules"
    operations = {
        "GET": Operation(
            "listRetentionRules",
            RetentionRulePage,
            sortable={"code": "code"},
            query=CLOCKS | {"category", "store"},
            said={
                "asof": "Only rules in force on this day; those of every day when left out.",
                "category": "Only rules about this data category.",
                "store": "Only rules for the data store with this code.",
            },
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request) -> Response:
        """List the standard rules and those that the own party decided, by code and first day."""
        rows = rules_known(
            self.viewer,
            on=parameters.day_or_none(request, "asof"),
            known_at=parameters.instant(request, "knownat"),
        )
        for name in ("category", "store"):
            if code := parameters.text(request, name):
                rows = rows.filter(**{f"{name}__code": code})
        return page_among(
            request,
            list(rows),
            place=lambda row: (row.code, row.valid_during.lower.isoformat(), str(row.id)),
            bodies=lambda some: [rule_body(row) for row in some],
        )


class RetentionRuleView(ResourceView):
    """One rule."""

    resource = "retention-rules"
    operations = {
        "GET": Operation(
            "getRetentionRule",
            RetentionRuleShape,
            single=True,
            query=frozenset({"knownat"}),
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the rule with this UUID, as the register has it, or had it then."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        rows = rules_known(self.viewer, known_at=parameters.instant(request, "knownat"))
        row = the_one(rows, id=pk)
        return single(request, rule_body(row), row=row)


def store_body(row: DataStore) -> dict[str, Any]:
    """Return a data store as JSON."""
    return {
        "code": row.code,
        "name": {"nl": row.name.nl, "en": row.name.en},
        "kind": row.kind,
        "time_zone": row.zone,
        "log_kept_days": row.wal_retention_days,
        "backups_kept_days": row.backup_retention_days,
    }


def rule_body(row: Any) -> dict[str, Any]:
    """Return a retention rule, or a version of one, as JSON."""
    party = row.decided_by
    return {
        "id": row.id,
        "code": row.code,
        "bound": row.bound,
        "data_category": row.category.code,
        "data_element": row.element.code if row.element else None,
        "store": row.store.code,
        "start_event": StartEvent(row.start_event).name,
        "term_months": row.term_months,
        "term_days": row.term_days,
        "technique": row.technique,
        "decided_by": {"id": party.pk, "name": party.name, "kind": party.kind},
        "decided_as": row.role,
        "standard": party.is_model,
        "cites": [str(parse(ground)) for ground in row.grounds],
        "rests_on": row.source.code,
        "valid_from_date": row.valid_during.lower,
        "valid_until_date": row.valid_during.upper,
    }
