"""Mail in the portal: to whom notices go, and the own summary of what waits.

The link to stop stands in each summary and needs no log-in, so no cookie against forgery either:
who holds it may use it. Opening it does nothing, since mail programs open links too.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from roles.mail.services import addresses
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC, viewer_of
from voipgrid_privacy.site.digest_forms import DigestForm
from voipgrid_privacy.site.digests import services
from voipgrid_privacy.site.digests.choices import Pace, Topic
from voipgrid_privacy.site.digests.contents import sections
from voipgrid_privacy.site.digests.due import next_day
from voipgrid_privacy.site.digests.models import DigestChoice
from voipgrid_privacy.site.digests.queries import acts_for, came_back, own_choice
from voipgrid_privacy.site.in_name_of import as_party
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.todo import todo_of


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show where mail goes; let whoever acts for the party choose a summary, and see it."""
    viewer, at = viewer_of(request), timezone.now()
    row = own_choice(viewer=viewer, party=party)
    form = DigestForm(request.POST if request.method == "POST" else None, of=row)
    if request.method == "POST" and _asked_of(request, party) and _done(request, party, form):
        return redirect("site:digest")
    todo = todo_of(viewer=as_party(viewer, party), party=party, at=at)
    topics = row.topics if row and row.topics else list(Topic)
    context = {
        **shell(request, party),
        "address": addresses(parties=(party.pk,), viewer=viewer).get(party.pk, ""),
        "acts": acts_for(viewer=viewer, party=party),
        "choice": row,
        "next": _next(row),
        "returned": came_back(row) if row else None,
        "form": form,
        "sections": sections(todo, topics),
    }
    return render_page(request, "portal/digest.html", context)


def _asked_of(request: HttpRequest, party: Party) -> bool:
    """Say whether the form is about the party in whose name one looks: that may have changed."""
    same = request.POST.get("party") == str(party.pk)
    if not same:
        messages.error(request, _("You look in the name of another organisation by now."))
    return same


def _next(row: DigestChoice | None) -> object:
    return row and next_day(Pace(row.pace), made_for=row.made_for, at=timezone.now())


def _done(request: HttpRequest, party: Party, form: DigestForm) -> bool:
    """Keep what was chosen; False when the form says what is wrong."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        row = services.choose_digest(
            party=party,
            pace=Pace(given["pace"]),
            topics=[Topic(each) for each in given["topics"]],
            at=timezone.now(),
            by=viewer_of(request),
        )
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _chosen(row))
    return True


def _chosen(row: DigestChoice) -> str:
    day = next_day(Pace(row.pace), made_for=row.made_for, at=timezone.now())
    if day is None:
        return _("You get no summary.")
    return _("The next summary comes on %(day)s, if anything waits then.") % {
        "day": date_format(day, "l j F Y")
    }


@csrf_exempt
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the button; then send no more summaries. Mail programs press it too (RFC 8058)."""
    try:
        if request.method != "POST":
            context = {"said": "ask", "choice": services.stopped_by(token)}
            return render_page(request, "public/digest_stop.html", context)
        services.stop_digest(token=token, by=PUBLIC)
    except DomainError as refusal:
        context = {"said": "refused", "sentence": refusal.sentence}
        return render_page(request, "public/digest_stop.html", context, status=refusal.status)
    return render_page(request, "public/digest_stop.html", {"said": "stopped"})
