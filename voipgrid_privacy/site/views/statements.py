"""A partner's privacy statement in the portal: parts, gaps, the difference, publishing."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cookies.scanner import ownership
from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.statements import desk, services
from voipgrid_privacy.site.statements.choices import OWN
from voipgrid_privacy.site.statements.content import facts_of
from voipgrid_privacy.site.statements.own_hosts.queries import recorded_host
from voipgrid_privacy.site.statements.queries import versions_at
from voipgrid_privacy.site.statements.showing import as_picture


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show how the statement stands, and take what the party writes itself."""
    context = desk.desk(request, party)
    forms = desk.forms_of(request, context["draft"])
    if request.method == "POST" and (told := desk.done(request, party, forms)):
        messages.add_message(request, getattr(messages, told[0].upper()), told[1])
        return redirect("site:statement")
    context |= {
        **shell(request, party),
        "forms": forms,
        "parts": desk.rows_of(context["draft"]),
        **desk.standing(context["draft"]),
        **_public(request, context),
        **_host(party),
    }
    return render_page(request, "portal/statement.html", context)


def _host(party: Party) -> dict[str, Any]:
    """Return the party's own host, what it must show, and where it has to lead."""
    host = recorded_host(party)
    return {
        "own_host": host,
        "own_host_is_served": host is not None and host.is_served(timezone.now()),
        "proof_name": ownership.NAME,
        "proof_record": ownership.RECORD,
        "proof_file": ownership.FILE,
        "leads_to": urlsplit(settings.PUBLIC_URL).hostname,
    }


def _public(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    row = context["row"]
    if row is None or context["published"] is None:
        return {"versions": ()}
    return {
        "versions": versions_at(viewer=viewer_of(request), slug=row.slug)[:10],
        "address": settings.PUBLIC_URL + desk.address_of(row.slug),
    }


@portal_page
def part(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Edit what stands above the facts of one part, or a part of one's own."""
    context = desk.part_of(request, party)
    form: Any = desk.intro_form(request, context["row"], code)
    if request.method == "POST" and form.is_valid():
        by = viewer_of(request)
        if desk.tried(
            form, lambda given: services.write_introduction(party=party, code=code, **given, by=by)
        ):
            messages.success(request, _("The text is kept, in the draft."))
            return redirect("site:statement")
    own = code.startswith(OWN)
    context |= {
        **shell(request, party),
        "form": form,
        "own": own,
        "facts": facts_of(context["register"], code),
        "usual": "" if own else desk.usual_intro(code),
        "title": desk.title_of(context["row"], code),
    }
    return render_page(request, "portal/statement_part.html", context)


@portal_page
def logo(request: HttpRequest, party: Party) -> HttpResponse:
    """Show the picture of the draft to who writes it."""
    return as_picture(desk.logo(request, party))


@portal_page
def difference(request: HttpRequest, party: Party) -> HttpResponse:
    """Show the draft beside what is published, and publish what was read."""
    context = desk.desk(request, party)
    form = desk.publish_form(request, context["draft"])
    if request.method == "POST" and form.is_valid():
        by, on = viewer_of(request), timezone.localdate()
        if desk.tried(form, lambda given: services.publish(party=party, **given, on=on, by=by)):
            messages.success(request, _("Your statement is published."))
            return redirect("site:statement")
    context |= {**shell(request, party), "form": form}
    return render_page(request, "portal/statement_difference.html", context)
