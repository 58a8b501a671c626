"""Answers about imports and exports as the document describes them."""

from typing import Any

from rest_framework import serializers

from roles.api.shapes import Page, PartyName
from roles.choices import PartyKind, Role
from roles.models.imports import ImportState

Shape = serializers.Serializer[Any]


class ImportColumn(Shape):
    """A column as the file names it, and as the register does; null: it is left out."""

    header = serializers.CharField()
    column = serializers.CharField(allow_null=True)


class ImportSheet(Shape):
    """A table of an import; ``suggestion`` fits ``columns`` of a column mapping."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    columns = ImportColumn(many=True)
    suggestion = serializers.ListField(child=serializers.CharField(allow_blank=True))


class ImportProblem(Shape):
    """One thing wrong in one cell."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    message = serializers.CharField()


class ImportCounts(Shape):
    """How many rows have each outcome."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    error = serializers.IntegerField()


class ImportSummary(Shape):
    """An import and how far it is."""

    id = serializers.UUIDField()
    party = PartyName()
    state = serializers.ChoiceField(ImportState.choices)
    uploaded_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    counts = ImportCounts()
    rows_done = serializers.IntegerField()
    refusal_code = serializers.CharField(allow_null=True)
    refusal = serializers.CharField(allow_null=True)


class Import(ImportSummary):
    """An import with its columns and the first thousand problems."""

    sheets = ImportSheet(many=True)
    problems = ImportProblem(many=True)


class ImportPage(Page):
    """A page of imports."""

    results = ImportSummary(many=True)


class RoleExportLine(Shape):
    """One line of the export: a party's role in the chain of one customer."""

    customer_id = serializers.UUIDField()
    customer = serializers.CharField()
    party_id = serializers.UUIDField()
    party = serializers.CharField()
    kind = serializers.ChoiceField(PartyKind.choices)
    data_category = serializers.CharField()
    service_feature = serializers.CharField()
    purpose = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(Role.choices)
    depth = serializers.IntegerField(allow_null=True)
    upstream_id = serializers.UUIDField(allow_null=True)
    upstream = serializers.CharField(allow_null=True)
    valid_from_date = serializers.DateField(allow_null=True)
    valid_until_date = serializers.DateField(allow_null=True)
    rules = serializers.ListField(child=serializers.CharField())
    cites = serializers.ListField(child=serializers.CharField())
    path = serializers.ListField(child=serializers.UUIDField())
    displaced = serializers.ListField(child=serializers.CharField())
    findings = serializers.ListField(child=serializers.CharField())
