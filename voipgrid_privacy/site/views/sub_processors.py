"""Sub-processors: the list for everyone and for a partner, and the notices of what changes."""

from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roles.models import Contract, Party
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.listed_paper import listed_on_paper
from roles.sub_processors.models import SubProcessorChange
from roles.sub_processors.queries import announced, incoming, public_changes, sub_processors
from roles.sub_processors.services import ask_details
from roles.transfers.countries import country_name
from roles.transfers.queries import flows
from roles.transfers.words import language
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC, viewer_of
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.sub_processor_forms import DetailsForm, FollowForm


def public(request: HttpRequest) -> HttpResponse:
    """Show who works for VoIPGRID, and who is announced (EDPB Opinion 22/2024)."""
    viewer, on = viewer_of(request), timezone.localdate()
    if request.GET.get("format") == "pdf":
        place = reverse("site:sub-processors")
        return as_pdf(listed_on_paper(viewer=PUBLIC, party=None, on=on, found_at=place))
    context = {
        "on": on,
        "rows": sub_processors(viewer=viewer, party=None, on=on),
        "announced": announced(viewer=viewer),
        "flows": flows(viewer=viewer, on=on),
        "follow": FollowForm(label_suffix=""),
    }
    return render_page(request, "public/sub_processors.html", context)


def atom(request: HttpRequest) -> HttpResponse:
    """Answer what is announced, begun and called off as an Atom feed: a list one can follow."""
    page = settings.PUBLIC_URL + reverse("site:sub-processors")
    title = _("Sub-processors of VoIPGRID: changes")
    feed = Atom1Feed(title=title, link=page, description=title, language=get_language())
    for change in public_changes(viewer=viewer_of(request)):
        _enter(feed, change, page)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml")


def _enter(feed: Atom1Feed, change: SubProcessorChange, page: str) -> None:
    day = change.activated_on or change.withdrawn_on or change.notified_on or change.proposed_on
    words = {"name": change.sub_processor_name, "day": date_format(change.planned_on, "j F Y")}
    said = {
        ChangeState.NOTIFIED: _("Announced: %(name)s, not before %(day)s") % words,
        ChangeState.ACTIVE: _("Begun: %(name)s") % words,
        ChangeState.WITHDRAWN: _("Called off: sub-processor %(name)s") % words,
    }
    feed.add_item(
        title=said[ChangeState(change.state)],
        link=page,
        description=f"{change.purpose} ({country_name(change.location, language())})",
        unique_id=f"{page}#{change.pk}-{change.state}",
        updateddate=timezone.make_aware(datetime.combine(day, time.min)),
    )


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List who works for the party along its chain, and what it was told will change."""
    viewer, on = viewer_of(request), timezone.localdate()
    if request.GET.get("format") == "pdf":
        place = reverse("site:portal-sub-processors")
        return as_pdf(listed_on_paper(viewer=viewer, party=party, on=on, found_at=place))
    context = {
        **shell(request, party),
        "on": on,
        "rows": sub_processors(viewer=viewer, party=party, on=on),
        "notices": incoming(viewer=viewer, party=party),
        "details": DetailsForm(label_suffix=""),
        "may_ask": party.pk in viewer.parties,
    }
    return render_page(request, "portal/sub_processors.html", context)


@require_POST
@portal_page
def details(request: HttpRequest, party: Party, contract: UUID) -> HttpResponse:
    """Ask for what is told of a sub-processor on request only."""
    form, viewer = DetailsForm(request.POST), viewer_of(request)
    row = Contract.objects.visible_to(viewer).filter(pk=contract).first()
    if row is None or not form.is_valid():
        raise NotFound
    try:
        ask_details(contract=row, party=party, **form.cleaned_data, at=timezone.now(), by=viewer)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Your question is on its way; the answer appears here."))
    return redirect("site:portal-sub-processors")
