"""``/sites/{code}/exemption``: what lets a site count without asking, and what shows it."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cookies.api.scans import own_site
from cookies.api.shapes import Shape, Text
from cookies.api.views import CookieView
from cookies.exemption.checklists import statistics
from cookies.exemption.queries import Answered, PointState, Standing, standing_of
from cookies.exemption.services import answer_point, claim_exemption
from roles.api.serializers import StrictSerializer
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once


class ExemptionPoint(Shape):
    """One point with its latest answer; ``lapses_date``: the first day it no longer holds."""

    code = serializers.CharField()
    question = Text()
    cites = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(PointState.choices)
    evidence = serializers.CharField(allow_null=True)
    answered_date = serializers.DateField(allow_null=True)
    lapses_date = serializers.DateField(allow_null=True)


class Exemption(Shape):
    """Where a site stands; ``holds``: nothing needs to be asked for what is ``relied_on``."""

    site = serializers.CharField()
    checklist = serializers.CharField()
    ground = serializers.CharField()
    relied_on = serializers.BooleanField()
    holds = serializers.BooleanField()
    lapses_date = serializers.DateField(allow_null=True)
    advertising = serializers.ListField(child=serializers.CharField())
    points = ExemptionPoint(many=True)


class NewExemptionAnswer(StrictSerializer):
    """Whether a point is so, and what shows it."""

    point = serializers.SlugField(max_length=40)
    met = serializers.BooleanField()
    evidence = serializers.CharField(max_length=500, allow_blank=True, default="")


class NewExemptionClaim(StrictSerializer):
    """Whether the site relies on the exemption from now on."""

    relied_on = serializers.BooleanField()


class ExemptionView(CookieView):
    """Where a site of the caller stands."""

    resource = "sites"
    operations = {"GET": Operation("getSiteExemption", Exemption, single=True)}

    def get(self, request: Request, code: str) -> Response:
        """Return every point of the exemption for statistics, with what shows it."""
        return single(request, self.body(code))

    def body(self, code: str) -> dict[str, Any]:
        """Return where the site stands today; raises NotFound."""
        site = own_site(self, code)
        return exemption_body(code, standing_of(site, statistics(), timezone.localdate()))


class ExemptionAnswersView(ExemptionView):
    """Answering a point."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("answerExemption", Exemption, NewExemptionAnswer, 201)}

    def post(self, request: Request, code: str) -> HttpResponseBase:
        """Put on record whether a point is so; the latest answer counts."""
        return once(request, lambda: self.answer_point(code))

    def answer_point(self, code: str) -> Response:
        """Do it; raises DomainError."""
        given, today = self.read(NewExemptionAnswer), timezone.localdate()
        site = own_site(self, code)
        answer_point(site=site, checklist=statistics(), **given, on=today, by=self.viewer)
        return single(self.request, self.body(code), 201)


class ExemptionClaimsView(ExemptionView):
    """Relying on it, or no longer."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("claimExemption", Exemption, NewExemptionClaim, 201)}

    def post(self, request: Request, code: str) -> HttpResponseBase:
        """Put the site's own statistics in the exempt category, or back."""
        return once(request, lambda: self.claim(code))

    def claim(self, code: str) -> Response:
        """Do it; raises DomainError."""
        site, today = own_site(self, code), timezone.localdate()
        wanted = self.read(NewExemptionClaim)["relied_on"]
        claim_exemption(site=site, checklist=statistics(), claim=wanted, on=today, by=self.viewer)
        return single(self.request, self.body(code), 201)


def exemption_body(code: str, standing: Standing) -> dict[str, Any]:
    """Return a site's standing."""
    return {
        "site": code,
        "checklist": standing.checklist.code,
        "ground": str(standing.checklist.ground),
        "relied_on": standing.relied_on,
        "holds": standing.holds,
        "lapses_date": standing.until,
        "advertising": list(standing.advertising),
        "points": [_point(each) for each in standing.points],
    }


def _point(each: Answered) -> dict[str, Any]:
    question, answer = each.point.question, each.answer
    return {
        "code": each.point.code,
        "question": {"nl": question.nl, "en": question.en},
        "cites": [str(cite) for cite in each.point.cites],
        "state": each.state,
        "evidence": answer.evidence if answer else None,
        "answered_date": answer.answered_on if answer else None,
        "lapses_date": each.until,
    }
