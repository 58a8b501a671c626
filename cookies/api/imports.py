"""``/sites/{code}/cookie-imports``: a list of cookies, shown first and entered when asked."""

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cookies.api.scans import own_site
from cookies.api.shapes import Shape
from cookies.api.views import CookieView
from cookies.registry.importing.lists import FORMS, read_list
from cookies.registry.services.importing import (
    Imported,
    RowOutcome,
    import_rows,
    known_hosts,
)
from cookies.statement.services import publish_statement
from roles.api.serializers import StrictSerializer
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import once

OUTCOMES: Final = ("NEW", "KNOWN", "QUESTION", "PROBLEM")
LONGEST: Final = 500_000


class CookieReading(StrictSerializer):
    """Which reading of a line is meant: one of ``readings``."""

    line = serializers.IntegerField(min_value=1, max_value=1_000_000)
    reading = serializers.CharField(max_length=600)


class NewCookieImport(StrictSerializer):
    """A list as text. Nothing is written unless ``apply``; rows with a question are left out."""

    form = serializers.ChoiceField(
        [(form.upper(), form) for form in FORMS],
        default="PASTED",
        help_text="PASTED: tables of a page; CSV: named columns; EDPB: JSON of the EDPB's tool.",
    )
    text = serializers.CharField(max_length=LONGEST, trim_whitespace=False)
    answers = CookieReading(many=True, required=False, default=list)
    apply = serializers.BooleanField(default=False)


class CookieImportRow(Shape):
    """What a row comes to; ``defects`` are codes of findings about the row itself."""

    line = serializers.IntegerField()
    verbatim = serializers.CharField()
    outcome = serializers.ChoiceField([(each, each) for each in OUTCOMES])
    problem = serializers.CharField(allow_blank=True)
    readings = serializers.ListField(child=serializers.CharField())
    defects = serializers.ListField(child=serializers.CharField())
    item_id = serializers.UUIDField(allow_null=True)


class CookieImportDefect(Shape):
    """What is wrong with the list as a whole: the code of a finding, and what it is about."""

    code = serializers.CharField()
    about = serializers.CharField()


class CookieImport(Shape):
    """What a list comes to."""

    applied = serializers.BooleanField()
    rows = CookieImportRow(many=True)
    defects = CookieImportDefect(many=True)


class CookieImportsView(CookieView):
    """Entering a list of cookies on an own site."""

    resource = "cookies"
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("importCookies", CookieImport, NewCookieImport, 201)}

    def post(self, request: Request, code: str) -> HttpResponseBase:
        """Show what a list comes to, or enter it: as claims that overwrite nothing."""
        return once(request, lambda: self.take(code))

    def take(self, code: str) -> Response:
        """Do it; raises DomainError."""
        site, given, day = own_site(self, code), self.read(NewCookieImport), timezone.localdate()
        form = given["form"].lower()
        hosts = known_hosts(viewer=self.viewer, site=site)
        done = import_rows(
            site=site,
            rows=read_list(given["text"].encode(), form=form, hosts=hosts),
            answers={each["line"]: each["reading"] for each in given["answers"]},
            source=None,
            on=day,
            apply=given["apply"],
            by=self.viewer,
            text=given["text"] if form == "pasted" else "",
        )
        if done.applied:
            publish_statement(site=site, on=day, by=self.viewer)
        return Response(_imported(done), status=201)


def _imported(done: Imported) -> dict[str, Any]:
    return {
        "applied": done.applied,
        "rows": [_row(each) for each in done.rows],
        "defects": [{"code": code, "about": about} for code, about in done.defects],
    }


def _row(each: RowOutcome) -> dict[str, Any]:
    return {
        "line": each.row.line,
        "verbatim": each.row.verbatim,
        "outcome": each.outcome.upper(),
        "problem": each.problem,
        "readings": [str(reading) for reading in each.row.readings],
        "defects": list(each.defects),
        "item_id": each.item.pk if each.item else None,
    }
