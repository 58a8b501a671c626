"""What people manage of their own log-in, beside what the library has pages for."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from voipgrid_privacy.accounts.devices import device_of
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.accounts.sessions import end_session, end_sessions, sessions_of
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.pages import render_page


@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where the person is logged in."""
    here = request.session.session_key
    rows = [
        (row, device_of(row.user_agent), row.session_key == here)
        for row in sessions_of(_user(request))
    ]
    return render_page(
        request, "account/sessions.html", {"sessions": rows, "others": len(rows) > 1}
    )


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def end_one(request: HttpRequest, session: int) -> HttpResponse:
    """Log out at one other place."""
    user = _user(request)
    try:
        end_session(session=session, of=user, by=viewer_for(user))
    except NotFound:
        messages.info(request, _("You were logged out there already."))
    else:
        messages.success(request, _("You are logged out there."))
    return redirect("account_sessions")


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def end_others(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    user = _user(request)
    end_sessions(of=user, but=str(request.session.session_key), by=viewer_for(user))
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("account_sessions")


def _user(request: HttpRequest) -> User:
    """Return who is logged in; raises PermissionDenied for the public, whom no view lets in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
