"""Answering a part of a request with what is really kept: searched, decided, put together."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from records.answers import services
from records.answers.keeping import acting
from records.answers.models import AnswerGroup, AnswerPackage
from records.answers.refusals import NotYourAnswer
from records.answers.reviewing import last_search
from records.answers.services.reviewing import review
from records.api import answer_shapes as shapes
from records.api.subject_requests import RequestsBase
from records.requests.models import RequestPart
from records.requests.queries import perspective
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.kernel.errors import NotFound

SORTABLE = {"made_at": "made_at"}


class PartView(RequestsBase):
    """Something about a part that is the caller's to answer, or to assist with."""

    http_method_names = ["get", "post", "options"]

    def part(self, reference: str, part: str) -> RequestPart:
        """Return the part; raises NotFound, also for one that is others' to answer."""
        pk = parameters.as_uuid(part)
        if pk is None:
            raise NotFound
        rows = RequestPart.objects.visible_to(self.viewer).filter(request=self.found(reference))
        row = the_one(rows, pk=pk)
        try:
            return acting(row, self.viewer).part
        except NotYourAnswer as refusal:
            raise NotFound from refusal

    def last(self, part: RequestPart) -> dict[str, Any]:
        """Return what was found last, everybody masked."""
        found = review(part=part, by=self.viewer)
        return shapes.search_body(last_search(self.viewer, part), found)


class DataSearchesView(PartView):
    """Searching the data stores for the data subject."""

    operations = {
        "GET": Operation("getDataSearch", shapes.DataSearch, single=True),
        "POST": Operation("searchData", shapes.DataSearch, shapes.NewDataSearch, 201, single=True),
    }

    def get(self, request: Request, reference: str, part: str) -> Response:
        """Return what the last search found, and what was decided about it; everybody is masked.

        What is the person's own is shown in the portal alone, where each look is on record.
        """
        return single(request, self.last(self.part(reference, part)))

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Search the stores that hold data of the part by what the request names; keys are kept."""
        return once(request, lambda: self.search(reference, part))

    def search(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row = self.part(reference, part)
        self.read(shapes.NewDataSearch)
        services.search_part(part=row, at=timezone.now(), by=self.viewer)
        return single(self.request, self.last(row), 201)


class FoundDecisionsView(PartView):
    """What an answer says of what was found."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "decideFoundData", shapes.DataSearch, shapes.NewFoundDecision, 201, single=True
        )
    }

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Decide that a group is part of the answer, or left out and why; the last one counts."""
        return once(request, lambda: self.decide(reference, part))

    def decide(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.part(reference, part), self.read(shapes.NewFoundDecision)
        rows = AnswerGroup.objects.visible_to(self.viewer).filter(search__part=row)
        group = the_one(rows, pk=given.pop("group_id"))
        given["reason"] = given["reason"] or ""
        services.choose_group(group=group, **given, at=timezone.now(), by=self.viewer)
        return single(self.request, self.last(row), 201)


class PackagesView(PartView):
    """Packages for the data subject, or for the controller."""

    shown_once = ("code",)
    operations = {
        "GET": Operation("listPackages", shapes.PackagePage, sortable=SORTABLE),
        "POST": Operation("makePackage", shapes.NewlyMadePackage, shapes.NewPackage, 201),
    }

    def get(self, request: Request, reference: str, part: str) -> Response:
        """List the packages that the caller made of a part, with when they were fetched."""
        row = self.part(reference, part)
        rows = AnswerPackage.objects.visible_to(self.viewer).defer("ciphertext")
        rows = rows.filter(part=row, party__in=perspective(self.viewer))
        return page(request, rows, body=shapes.package_body)

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Put together what was found and decided; the code that opens it is told now only.

        It is fetched with that code at `/verzoek/download/`, by whoever has it, for fourteen days.
        """
        return once(request, lambda: self.make(reference, part))

    def make(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.part(reference, part), self.read(shapes.NewPackage)
        made, code = services.make_package(part=row, **given, at=timezone.now(), by=self.viewer)
        return Response({**shapes.package_body(made), "code": code}, 201)


class PackageWithdrawalsView(PartView):
    """Taking a package back."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("withdrawPackage", shapes.PackageShape, shapes.NewPackageWithdrawal, 201)
    }

    def post(self, request: Request, reference: str, part: str, package: str) -> HttpResponseBase:
        """Take a package back: its code opens nothing any more."""
        return once(request, lambda: self.withdraw(reference, part, package))

    def withdraw(self, reference: str, part: str, package: str) -> Response:
        """Do it; raises DomainError."""
        row, pk = self.part(reference, part), parameters.as_uuid(package)
        if pk is None:
            raise NotFound
        own = the_one(AnswerPackage.objects.visible_to(self.viewer).filter(part=row), pk=pk)
        self.read(shapes.NewPackageWithdrawal)
        ended = services.withdraw_package(package=own, at=timezone.now(), by=self.viewer)
        return single(self.request, shapes.package_body(ended), 201)
