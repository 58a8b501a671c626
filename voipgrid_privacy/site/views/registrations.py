"""Registrations with the ACM: a partner's own and its resellers', and recording one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from roles.acm.queries import providers, registrations
from roles.acm.services import record_acm_registration
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of
from voipgrid_privacy.site.agreement_forms import RegistrationForm
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the registrations, and record one."""
    viewer = viewer_of(request)
    form = RegistrationForm(
        request.POST or None, own=party, among=providers(viewer=viewer, party=party)
    )
    if request.method == "POST" and _recorded(request, form):
        return redirect("site:registrations")
    context = {
        **shell(request, party),
        "form": form,
        "may_record": viewer.may(Ability.WRITE_OWN) or viewer.may(Ability.WRITE_REGISTER),
        "rows": registrations(viewer=viewer, party=party),
    }
    return render_page(request, "portal/registrations.html", context)


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
