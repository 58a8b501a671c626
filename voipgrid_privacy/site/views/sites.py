"""A partner's sites: what they store, their statement, banner, installation and consents."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cookies.api.bodies import integrity
from cookies.banner.build import is_of_this_version
from cookies.banner.services import configure_banner, publish_banner
from cookies.consent import export
from cookies.consent.models import ConsentChain
from cookies.exemption.checklists import statistics
from cookies.exemption.queries import standing_of
from cookies.installing import installed
from cookies.registry.importing.lists import read_list
from cookies.registry.models import Adoption, Item, Site
from cookies.registry.queries import items, lints, offers, site_named, sites
from cookies.registry.services import (
    decide_adoption,
    publish_item,
    register_site,
    withdraw_item,
)
from cookies.registry.services.importing import import_rows, known_hosts
from cookies.scanner import ownership
from cookies.scanner.choices import Every
from cookies.scanner.queries import dashboard, open_scan, scans
from cookies.scanner.services import plan_of
from cookies.statement.queries import changes
from cookies.statement.services import publish_statement
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tables import in_pieces
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of
from voipgrid_privacy.site.forms import BannerForm, PasteForm, SiteForm
from voipgrid_privacy.site.shell import portal_page, shell


def own_site(request: HttpRequest, party: Party, code: str) -> Site:
    """Return the party's own site with that code; raises NotFound."""
    found = site_named(viewer=viewer_of(request), code=code)
    if found.party_id != party.pk:
        raise NotFound
    return found


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the party's sites, and enter another."""
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = register_site(party=party, **form.values(), by=viewer_of(request))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect("site:site", made.code)
    found = sites(viewer=viewer_of(request)).filter(party=party)
    stands = dashboard(viewer=viewer_of(request), sites=found)
    context = {**shell(request, party), "sites": stands, "form": form}
    return render_page(request, "portal/sites.html", context)


@portal_page
def site(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Show everything of one site."""
    found = own_site(request, party, code)
    return render_page(request, "portal/site.html", _context(request, party, found))


def _context(request: HttpRequest, party: Party, found: Site, **more: Any) -> dict[str, Any]:
    viewer = viewer_of(request)
    rows = list(items(viewer=viewer, site=found))
    bundle = found.bundles.order_by("-number").first()
    banner = getattr(found, "banner", None)
    chain = ConsentChain.objects.visible_to(viewer).filter(site=found).first()
    return {
        **shell(request, party),
        "site": found,
        "items": rows,
        "lints": lints(rows),
        "offers": offers(viewer=viewer, site=found),
        "changes": changes(viewer=viewer, site=found, most=5),
        "bundle": bundle,
        "bundle_old": bundle is not None and not is_of_this_version(bundle.script),
        "integrity": integrity(bundle) if bundle else "",
        "address": settings.PUBLIC_URL,
        "language": (get_language() or "nl")[:2],
        "consents": chain.length if chain else 0,
        "banner_form": BannerForm.of(banner),
        "paste_form": PasteForm(),
        "exemption": standing_of(found, statistics(), timezone.localdate()),
        **_scanning(request, found),
        **more,
    }


def _scanning(request: HttpRequest, found: Site) -> dict[str, Any]:
    viewer = viewer_of(request)
    return {
        "plan": plan_of(site=found, by=viewer) if viewer.may(Ability.WRITE_OWN) else None,
        "proof_record": ownership.RECORD,
        "proof_file": ownership.FILE,
        "proof_name": ownership.NAME,
        "every": Every.choices,
        "open_scan": open_scan(viewer=viewer, site=found),
        "scans": scans(viewer=viewer, site=found)[:10],
    }


def _said(request: HttpRequest, refusal: DomainError) -> None:
    messages.error(request, refusal.sentence)


@require_POST
@portal_page
def banner(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Switch the banner on, or change its few settings."""
    found = own_site(request, party, code)
    form = BannerForm(request.POST)
    if not form.is_valid():
        context = _context(request, party, found, banner_form=form)
        return render_page(request, "portal/site.html", context, status=400)
    today, by = timezone.localdate(), viewer_of(request)
    try:
        configure_banner(
            site=found, address=settings.PUBLIC_URL, on=today, by=by, **form.cleaned_data
        )
        publish_statement(site=found, on=today, by=by)
    except DomainError as refusal:
        form.refuse(refusal)
        context = _context(request, party, found, banner_form=form)
        return render_page(request, "portal/site.html", context, status=400)
    messages.success(request, _("The banner is ready. Put the new lines on your site."))
    return redirect("site:site", code)


@require_POST
@portal_page
def banner_again(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Make the banner anew, as this version and the registry make it."""
    found = own_site(request, party, code)
    day, by = timezone.localdate(), viewer_of(request)
    try:
        made = publish_banner(site=found, address=settings.PUBLIC_URL, on=day, by=by)
    except DomainError as refusal:
        _said(request, refusal)
    else:
        text = _("Version %(number)s of the banner is the latest.") % {"number": made.number}
        messages.success(request, text)
    return redirect("site:site", code)


@require_POST
@portal_page
def item(request: HttpRequest, party: Party, code: str, item: UUID) -> HttpResponse:
    """Publish an item, or take it out."""
    found, by = own_site(request, party, code), viewer_of(request)
    row = Item.objects.visible_to(by).filter(site=found, pk=item).first()
    if row is None:
        raise NotFound
    act = publish_item if request.POST.get("publish") else withdraw_item
    try:
        act(item=row, by=by)
        publish_statement(site=found, on=timezone.localdate(), by=by)
    except DomainError as refusal:
        _said(request, refusal)
    return redirect("site:site", code)


@require_POST
@portal_page
def offer(request: HttpRequest, party: Party, code: str, adoption: UUID) -> HttpResponse:
    """Take over an item that the platform or a supplier offers, or refuse it."""
    found, by, today = own_site(request, party, code), viewer_of(request), timezone.localdate()
    row = Adoption.objects.visible_to(by).filter(site=found, pk=adoption).first()
    if row is None:
        raise NotFound
    try:
        decide_adoption(adoption=row, approve="approve" in request.POST, on=today, by=by)
        publish_statement(site=found, on=today, by=by)
    except DomainError as refusal:
        _said(request, refusal)
    return redirect("site:site", code)


@require_POST
@portal_page
def paste(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Show what a pasted list or a CSV file comes to; enter it when that is asked."""
    found, by = own_site(request, party, code), viewer_of(request)
    form = PasteForm(request.POST, request.FILES)
    result = None
    if form.is_valid():
        try:
            result = import_rows(
                site=found,
                rows=_rows(form, known_hosts(viewer=by, site=found)),
                answers=_answers(request),
                source=None,
                on=timezone.localdate(),
                apply="apply" in request.POST,
                by=by,
                text=form.cleaned_data["text"],
            )
        except DomainError as refusal:
            form.refuse(refusal)
    if result and result.applied:
        messages.success(request, _("The list has been entered."))
        return redirect("site:site", code)
    context = _context(request, party, found, paste_form=form, imported=result)
    return render_page(request, "portal/site.html", context)


def _rows(form: PasteForm, hosts: tuple[str, ...]) -> Any:
    file = form.cleaned_data.get("file")
    if not file:
        return read_list(form.cleaned_data["text"].encode(), form="pasted", hosts=hosts)
    kind = "edpb" if file.name.lower().endswith(".json") else "csv"
    return read_list(file.read(), form=kind, hosts=hosts)


def _answers(request: HttpRequest) -> dict[int, str]:
    given = {k.removeprefix("line-"): v for k, v in request.POST.items() if k.startswith("line-")}
    return {
        int(line): str(value) for line, value in given.items() if line.isdecimal() and len(line) < 9
    }


@require_POST
@portal_page
def check(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Look whether the site really has the banner on its front page."""
    found = own_site(request, party, code)
    bundle = found.bundles.order_by("-number").first()
    state = installed(found, bundle) if bundle else None
    context = _context(request, party, found, checked=state)
    return render_page(request, "portal/site.html", context)


@portal_page
def log(request: HttpRequest, party: Party, code: str) -> HttpResponseBase:
    """Hand out the consent log as the verifier reads it, line by line: it may be of any length."""
    found = own_site(request, party, code)
    lines = export.streamed(found, at=timezone.now(), viewer=viewer_of(request))
    answer = StreamingHttpResponse(in_pieces(lines), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"consents-{found.code}.txt"
    )
    return answer
