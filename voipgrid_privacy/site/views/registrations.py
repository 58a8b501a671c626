"""Registrations with the ACM: a partner's own and its resellers', and recording one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.acm.queries import providers, registrations
from roles.acm.reporting import record_turnover_report
from roles.acm.services import record_acm_registration
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of
from voipgrid_privacy.site.agreement_forms import RegistrationForm, RowForm
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the registrations, and record one."""
    viewer = viewer_of(request)
    if request.method == "POST" and "reported" in request.POST:
        return _reported(request, party)
    form = RegistrationForm(
        request.POST or None, own=party, among=providers(viewer=viewer, party=party)
    )
    if request.method == "POST" and _recorded(request, form):
        return redirect("site:registrations")
    context = {
        **shell(request, party),
        "form": form,
        "may_record": viewer.may(Ability.WRITE_OWN) or viewer.may(Ability.WRITE_REGISTER),
        "year": timezone.localdate().year,
        "rows": registrations(viewer=viewer, party=party),
    }
    return render_page(request, "portal/registrations.html", context)


def _reported(request: HttpRequest, party: Party) -> HttpResponse:
    """Record that the turnover of this year was reported under a registration."""
    viewer, wanted = viewer_of(request), RowForm(request.POST)
    rows = registrations(viewer=viewer, party=party)
    row = rows.filter(pk=wanted.cleaned_data["reported"]).first() if wanted.is_valid() else None
    if row is None:
        raise NotFound
    record_turnover_report(registration=row, on=timezone.localdate(), by=viewer)
    messages.success(request, _("Recorded: nobody is reminded of it any more this year."))
    return redirect("site:registrations")


def _recorded(request: HttpRequest, form: RegistrationForm) -> bool:
    if not form.is_valid():
        return False
    try:
        record_acm_registration(**form.cleaned_data, by=viewer_of(request))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    messages.success(
        request, _("The registration is recorded. VoIPGRID checks it in the register of the ACM.")
    )
    return True
