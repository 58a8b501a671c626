"""What was found for a part of a request, and its packages, as JSON."""

from typing import Any

from rest_framework import serializers

from records.answers.choices import LeftOut, PackageEnd, PackageKind, Searched
from records.answers.models import AnswerPackage, AnswerSearch
from records.answers.reviewing import Reviewed
from records.choices import Whose
from records.requests.choices import IdentifierKind
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, Shape


class FoundColumn(Shape):
    """A column of what was found."""

    code = serializers.CharField()
    title = serializers.CharField()


class FoundDecision(Shape):
    """What was decided about a group last: part of the answer, or left out and why."""

    included = serializers.BooleanField()
    reason = serializers.ChoiceField(LeftOut.choices, allow_null=True)
    text = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField()


class FoundGroup(Shape):
    """What one place holds of the person in one role; everybody in `rows` is masked.

    `more`: there are more rows than one answer takes. `rows` are the first twenty.
    `not_searched_by`: what the request gave, and by which nobody can be found there.
    """

    id = serializers.UUIDField()
    data_store = serializers.CharField()
    table = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(Searched.choices)
    found_as = serializers.ListField(child=serializers.ChoiceField(Whose.choices))
    not_searched_by = serializers.ListField(child=serializers.ChoiceField(IdentifierKind.choices))
    row_count = serializers.IntegerField()
    more = serializers.BooleanField()
    columns = FoundColumn(many=True)
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_null=True))
    )
    decision = FoundDecision(allow_null=True)


class DataSearch(Shape):
    """The last search of the data stores for a part; without one `searched_at` is empty."""

    searched_at = serializers.DateTimeField(allow_null=True)
    groups = FoundGroup(many=True)


class NewDataSearch(StrictSerializer):
    """Nothing is said: it is searched by what the request names."""


class NewFoundDecision(StrictSerializer):
    """Whether a group is part of the answer; if not, why (GDPR Art. 15(4))."""

    group_id = serializers.UUIDField()
    included = serializers.BooleanField()
    reason = serializers.ChoiceField(
        LeftOut.choices, required=False, default="", allow_null=True, allow_blank=True
    )
    text = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120)


class PackageShape(Shape):
    """What was put together. What is in it only its code opens; `sha256` is that of the files."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(PackageKind.choices)
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    row_count = serializers.IntegerField()
    byte_count = serializers.IntegerField()
    sha256 = serializers.CharField()
    fetch_count = serializers.IntegerField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.ChoiceField(PackageEnd.choices, allow_null=True)


class NewlyMadePackage(PackageShape):
    """A package with its `code`, which is told now and never again: a retry gets `null`."""

    code = serializers.CharField(allow_null=True)


class PackagePage(Page):
    """A page of packages."""

    results = PackageShape(many=True)


class NewPackage(StrictSerializer):
    """What it is for, and what an answer says of automated decisions (GDPR Art. 15(1)(h))."""

    kind = serializers.ChoiceField(PackageKind.choices)
    automated_decisions = serializers.CharField(
        source="automated", max_length=2_000, required=False, default="", allow_blank=True
    )


class NewPackageWithdrawal(StrictSerializer):
    """Nothing is said of it."""


def search_body(search: AnswerSearch | None, found: list[Reviewed]) -> dict[str, Any]:
    """Return what was found last."""
    return {
        "searched_at": search.searched_at if search else None,
        "groups": [_group(each) for each in found],
    }


def _group(each: Reviewed) -> dict[str, Any]:
    group, choice = each.group, each.choice
    return {
        "id": group.pk,
        "data_store": str(group.store),
        "table": group.table.name if group.table else None,
        "outcome": group.outcome,
        "found_as": group.whose,
        "not_searched_by": group.not_by,
        "row_count": group.rows,
        "more": group.more,
        "columns": [{"code": column.code, "title": column.title} for column in each.columns],
        "rows": [[None if v is None else str(v) for v in row.values] for row in each.rows],
        "decision": choice
        and {
            "included": choice.included,
            "reason": choice.reason or None,
            "text": choice.text,
            "name": choice.name,
            "decided_at": choice.chosen_at,
        },
    }


def package_body(row: AnswerPackage) -> dict[str, Any]:
    """Return a package as JSON, without what is in it."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "made_at": row.made_at,
        "expires_at": row.expires_at,
        "row_count": row.rows,
        "byte_count": row.size,
        "sha256": row.sha256,
        "fetch_count": row.fetches,
        "ended_at": row.ended_at,
        "end_reason": row.ended or None,
    }
