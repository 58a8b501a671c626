"""Answering an invitation: whoever holds the link of the mail comes in, and nobody else.

Opening the link does nothing, since mail programs open links too: a button does.
"""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voipgrid_privacy.accounts.inviting import services
from voipgrid_privacy.accounts.inviting.models import Invitation
from voipgrid_privacy.accounts.inviting.refusals import InvitationNotValid
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC
from voipgrid_privacy.kernel.throttle import Throttle
from voipgrid_privacy.kernel.visitors import client_address
from voipgrid_privacy.site.team_forms import AcceptForm

throttle: Final = Throttle(per_minute=30)


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a name and a password, or for the button alone of who has an account."""
    try:
        if not throttle.take(client_address(request)):
            raise InvitationNotValid
        row = services.the_invitation(token=token, at=timezone.now())
        known = services.has_account(row)
        form = None if known else AcceptForm(request.POST or None, label_suffix="")
        if request.method == "POST" and (form is None or form.is_valid()):
            return _accepted(request, token, row, form)
    except InvitationNotValid as refusal:
        context = {"sentence": refusal.sentence}
        return render_page(request, "public/invitation_over.html", context, status=refusal.status)
    return _asked(request, row, form)


def _accepted(
    request: HttpRequest, token: str, row: Invitation, form: AcceptForm | None
) -> HttpResponse:
    given = form.cleaned_data if form else {}
    language = get_language() or "nl"
    try:
        services.accept_invitation(
            token=token, **given, language=language, at=timezone.now(), by=PUBLIC
        )
    except InvitationNotValid:
        raise
    except DomainError as refusal:
        if form is None:
            raise InvitationNotValid from refusal
        form.refuse(refusal)
        return _asked(request, row, form)
    messages.success(request, _("You act for %(party)s now. Log in.") % {"party": row.party.name})
    return redirect("account_login")


def _asked(request: HttpRequest, row: Invitation, form: AcceptForm | None) -> HttpResponse:
    context = {"row": row, "form": form}
    status = 400 if form is not None and form.is_bound else 200
    return render_page(request, "public/invitation.html", context, status=status)
