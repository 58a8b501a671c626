"""When roles changed and will change, for partners: as a page and as a feed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roles.models import Party
from roles.queries.changes import DayOfChange, chain_changes, latest_changes
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell

BACK = timedelta(days=365)


@portal_page
def role_changes(request: HttpRequest, party: Party) -> HttpResponse:
    """Show the changes of the own chains, or of one customer's; what is scheduled first."""
    context: dict[str, Any] = {
        **shell(request, party),
        "changes": _changes(request),
        "chosen": bool(request.GET.get("party")),
        "today": timezone.localdate(),
    }
    return render_page(request, "portal/changes.html", context)


@portal_page
def atom(request: HttpRequest, party: Party) -> HttpResponse:
    """Answer the same as an Atom feed."""
    page = settings.PUBLIC_URL + reverse("site:role-changes")
    title = _("Changes of roles: %(party)s") % {"party": party.name}
    feed = Atom1Feed(title=title, link=page, description=title, language=get_language())
    for change in _changes(request):
        _enter(feed, change, page)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml")


def _enter(feed: Atom1Feed, change: DayOfChange, page: str) -> None:
    day = date_format(change.day, "j F Y")
    feed.add_item(
        title=_("%(day)s: %(party)s") % {"day": day, "party": change.subject.name},
        link=f"{page}?party={change.subject.id}",
        description=" ".join(cause.sentence + "." for cause in change.causes),
        unique_id=f"{page}#{change.subject.id}-{change.day.isoformat()}",
        updateddate=_midnight(change.day),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _changes(request: HttpRequest) -> list[DayOfChange]:
    viewer = viewer_of(request)
    if party := as_uuid(request.GET.get("party", "")):
        return list(reversed(chain_changes(viewer=viewer, party=party)))
    return latest_changes(viewer=viewer, since=timezone.localdate() - BACK)
