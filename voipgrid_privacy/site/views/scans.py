"""Scans of a partner's own sites: proof of ownership, asking, progress, evidence, taking over."""

import mimetypes
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cookies.models import Scan
from cookies.scanner.choices import Every
from cookies.scanner.queries import (
    evidence_of,
    file_of,
    found_item,
    latest_scan,
    problems_of,
    scan_with,
    seen_by,
)
from cookies.scanner.services import (
    accept_found,
    cancel_scan,
    prove_site,
    request_scan,
    schedule_scans,
)
from cookies.scanner.storing import MOST_ITEMS
from cookies.scanner.telling import told
from cookies.tasks import judge_scan, run_scan
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.views.sites import own_site


def _own(request: HttpRequest, party: Party, pk: UUID) -> Scan:
    """Return a scan of one of the party's own sites; raises NotFound."""
    found = scan_with(viewer=viewer_of(request), pk=pk)
    if found.site.party_id != party.pk:
        raise NotFound
    return found


@portal_page
def scan(request: HttpRequest, party: Party, scan: UUID) -> HttpResponse:
    """Show a scan: its progress while it is made, then what is wrong, what it saw, its evidence."""
    row, viewer = _own(request, party, scan), viewer_of(request)
    newest = latest_scan(viewer=viewer, site=row.site)
    seen = seen_by(viewer=viewer, scan=row)
    context = {
        **shell(request, party),
        "scan": row,
        "most": MOST_ITEMS if len(seen) >= MOST_ITEMS else 0,
        "steps": row.steps.all(),
        "swapped": request.headers.get("HX-Request") == "true",
        "problems": told(problems_of(viewer=viewer, scan=row)),
        "seen": seen,
        "files": evidence_of(viewer=viewer, scan=row),
        "newest": newest is not None and newest.pk == row.pk,
    }
    return render_page(request, "portal/scan.html", context, fragment="progress")


@portal_page
def file(request: HttpRequest, party: Party, scan: UUID, name: str) -> HttpResponse:
    """Hand out one file of evidence, exactly as it was hashed."""
    content = file_of(viewer=viewer_of(request), scan=_own(request, party, scan), name=name)
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> None:
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)


@require_POST
@portal_page
def ask(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Ask for a scan and go to it."""
    site = own_site(request, party, code)
    try:
        made = request_scan(site=site, at=timezone.now(), by=viewer_of(request))
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return redirect("site:site", code)
    run_scan.delay_on_commit(str(made.pk))  # type: ignore[attr-defined]  # DjangoTask
    return redirect("site:scan", made.pk)


@require_POST
@portal_page
def cancel(request: HttpRequest, party: Party, scan: UUID) -> HttpResponse:
    """Stop a scan."""
    row = _own(request, party, scan)

    def act() -> None:
        cancel_scan(scan=row, at=timezone.now(), by=viewer_of(request))

    _done(request, act, _("The scan is stopped; nothing of it is kept."))
    return redirect("site:scan", scan)


@require_POST
@portal_page
def prove(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Look for the proof that the site is the party's."""
    site = own_site(request, party, code)

    def act() -> None:
        prove_site(site=site, at=timezone.now(), by=viewer_of(request))

    _done(request, act, _("The proof is there: the site can be scanned."))
    return redirect("site:site", code)


@require_POST
@portal_page
def schedule(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Scan the site every so often, or no more by itself."""
    site, given = own_site(request, party, code), request.POST.get("every", "")
    every = Every(int(given)) if given in {str(value) for value in Every.values} else None

    def act() -> None:
        schedule_scans(site=site, every=every, by=viewer_of(request))

    _done(request, act, _("The schedule is kept."))
    return redirect("site:site", code)


@require_POST
@portal_page
def accept(request: HttpRequest, party: Party, scan: UUID, found: UUID) -> HttpResponse:
    """Take over something that the last scan saw."""
    row, viewer = _own(request, party, scan), viewer_of(request)
    item = found_item(viewer=viewer, scan=row, pk=found)

    def act() -> None:
        accept_found(found=item, by=viewer)
        judge_scan.delay_on_commit(str(row.pk))  # type: ignore[attr-defined]  # DjangoTask

    said = _("%(name)s is in the registry. Complete it, and publish it.") % {"name": item.name}
    _done(request, act, said)
    return redirect("site:scan", scan)
