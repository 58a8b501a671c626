"""A constant, a bare prepared query, and the same matrix through nested DRF serializers."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from psycopg import Cursor
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from roles.api.matrix import RoleMatrixView
from roles.api.remembered import Memory
from roles.models import Party
from roles.queries.matrix import role_matrix
from voipgrid_privacy.kernel.tenancy import SYSTEM

BARE = "SELECT name FROM roles_party WHERE id = %s"


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b'{"ok":true}', content_type="application/json")


def bare(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 0
    row = Cursor(raw).execute(BARE, [UUID(request.GET["customer"])], prepare=True).fetchone()
    return HttpResponse(row[0].encode(), content_type="application/json")


class PartySerializer(serializers.ModelSerializer):
    class Meta:
        model = Party
        fields = ("id", "name", "kind")


class GroundSerializer(serializers.Serializer):
    rule = serializers.CharField()
    sentence = serializers.CharField(source="sentence.en")
    cites = serializers.ListField(child=serializers.CharField())


class DisplacedSerializer(serializers.Serializer):
    ground = GroundSerializer()
    by = serializers.CharField()


class CellSerializer(serializers.Serializer):
    party = PartySerializer()
    data_category = serializers.CharField(source="category")
    service_feature = serializers.CharField(source="feature")
    purpose = serializers.CharField(allow_null=True)
    role = serializers.CharField()
    depth = serializers.IntegerField(allow_null=True)
    upstream = PartySerializer(allow_null=True)
    valid_from_date = serializers.DateField(source="valid_from")
    valid_until_date = serializers.DateField(source="valid_until")
    grounds = GroundSerializer(many=True)
    displaced = DisplacedSerializer(many=True)
    path = serializers.SlugRelatedField(slug_field="id", many=True, read_only=True)
    findings = serializers.ListField(child=serializers.CharField())


class FirstTime(RoleMatrixView):
    """The look-up of a customer that nobody asked for before: it remembers nothing."""

    memory = Memory(most=0)


def serialized(request: HttpRequest) -> HttpResponse:
    """The same rows from the same facts; no token and no tenancy, which is in its favour."""
    matrix = role_matrix(
        viewer=SYSTEM,
        party=UUID(request.GET["customer"]),
        on=date.fromisoformat(request.GET["asof"]),
    )
    rows = CellSerializer(matrix.cells, many=True).data
    return HttpResponse(JSONRenderer().render({"results": rows}), content_type="application/json")


@csrf_exempt
def said(request: HttpRequest) -> HttpResponse:
    """The constant that the consent endpoint is compared with: it reads the body and answers."""
    return HttpResponse(
        b'{"seq":1}' if request.body else b"", content_type="application/json", status=201
    )


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One plain insert, over the same connection, prepared."""
    connection.ensure_connection()
    raw = connection.connection
    sql = "INSERT INTO bench_insert (body) VALUES (%s) RETURNING id"
    row = raw.execute(sql, [request.body.decode()], prepare=True).fetchone()
    return HttpResponse(b'{"seq":%d}' % row[0], content_type="application/json", status=201)
