"""A party's proof of retention runs: its own part of each run, to read, to keep and to check."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from records.certificates.paper import FORMS, as_file, handed_out, name_of
from records.certificates.queries import certificate, certificates, envelope
from records.certificates.telling import proof, sections, sentence
from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the party's certificates, latest first."""
    rows = certificates(viewer=viewer_of(request), party=party.pk).defer("body")
    page = paged(rows.order_by("-number"), request)
    return render_page(request, "portal/certificates.html", {**shell(request, party), "page": page})


@portal_page
def one(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show one certificate in words, with what the program checks."""
    row = certificate(viewer=viewer_of(request), pk=pk, party=party.pk)
    found = envelope(row)
    context = {
        **shell(request, party),
        "certificate": row,
        "sentence": sentence(found["body"]),
        "sections": sections(found["body"]),
        "proof": proof(found["body"], found["hash"], found["key"]),
        "file": name_of(row),
    }
    return render_page(request, "portal/certificate.html", context)


@portal_page
def file(request: HttpRequest, party: Party, pk: UUID, form: str) -> HttpResponse:
    """Hand out one certificate as file or as page."""
    if form not in FORMS:
        raise Http404
    return handed_out(certificate(viewer=viewer_of(request), pk=pk, party=party.pk), form)


@portal_page
def everything(request: HttpRequest, party: Party) -> HttpResponse:
    """Hand out the whole chain of the party, one certificate a line, from the first."""
    rows = certificates(viewer=viewer_of(request), party=party.pk).order_by("number")
    return as_file(list(rows), f"certificates-{party.pk}-{timezone.localdate()}.jsonl")
