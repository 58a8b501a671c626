"""Colleagues in the portal: who acts for the party, inviting, and no longer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.accounts.choices import MemberRole
from voipgrid_privacy.accounts.inviting import services
from voipgrid_privacy.accounts.inviting.queries import not_arrived
from voipgrid_privacy.accounts.models import Invitation, Membership
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.forms import RefusableForm
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.team_forms import InvitationForm, InviteForm, MemberForm, RoleForm

Given = dict[str, Any]


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List who acts for the party and who is invited; invite, change, or let go."""
    viewer, form = viewer_of(request), InviteForm(label_suffix="")
    if request.method == "POST":
        refused = _done(request, party)
        if refused is None:
            return redirect("site:team")
        if isinstance(refused, InviteForm):
            form = refused
        else:
            for problems in refused.errors.values():
                messages.error(request, str(problems[0]))
    members = Membership.objects.visible_to(viewer).filter(party=party).select_related("user")
    members = members.only("party", "role", "user__email", "user__name")  # no session reads more
    invited = Invitation.objects.visible_to(viewer).filter(party=party).open()
    context = {
        **shell(request, party),
        "members": members.order_by("user__email"),
        "invited": _with_mail(list(invited.filter(open_before__gt=timezone.now()))),
        "roles": MemberRole.choices,
        "form": form,
        "may_manage": _may_manage(party, viewer),
    }
    return render_page(request, "portal/team.html", context)


def _with_mail(rows: list[Invitation]) -> list[Invitation]:
    """Put with each invitation the mail by which it did not arrive."""
    refused = not_arrived(rows)
    for row in rows:
        row.refused_mail = refused.get(row.pk)  # type: ignore[attr-defined]  # for the page alone
    return rows


def _may_manage(party: Party, viewer: Viewer) -> bool:
    try:
        services.must_manage(party, viewer)
    except NotAllowed:
        return False
    return True


def _invite(party: Party, given: Given, by: Viewer) -> str:
    role = MemberRole(given["role"])
    services.invite(party=party, email=given["email"], role=role, at=timezone.now(), by=by)
    return _("The invitation is on its way.")


def _withdraw(party: Party, given: Given, by: Viewer) -> str:
    rows = Invitation.objects.visible_to(by).filter(party=party)
    row = the_one(rows, pk=given["invitation"])
    services.withdraw_invitation(invitation=row, at=timezone.now(), by=by)
    return _("The invitation is taken back.")


def _change(party: Party, given: Given, by: Viewer) -> str:
    row = _member(party, given, by)
    services.change_member(membership=row, role=MemberRole(given["role"]), by=by)
    return _("It is changed.")


def _dismiss(party: Party, given: Given, by: Viewer) -> str:
    services.dismiss_member(membership=_member(party, given, by), at=timezone.now(), by=by)
    return _("This colleague no longer acts for your organisation.")


def _member(party: Party, given: Given, by: Viewer) -> Membership:
    return the_one(Membership.objects.visible_to(by).filter(party=party), pk=given["member"])


ACTIONS: dict[str, tuple[type[RefusableForm], Callable[[Party, Given, Viewer], str]]] = {
    "invite": (InviteForm, _invite),
    "withdraw": (InvitationForm, _withdraw),
    "change": (RoleForm, _change),
    "dismiss": (MemberForm, _dismiss),
}


def _done(request: HttpRequest, party: Party) -> RefusableForm | None:
    """Do what was asked; return the form with what is wrong, None when it is done."""
    if request.POST.get("do") not in ACTIONS:
        raise NotFound
    kind, act = ACTIONS[request.POST["do"]]
    form = kind(request.POST, label_suffix="")
    if not form.is_valid():
        return form
    try:
        messages.success(request, act(party, dict(form.cleaned_data), viewer_of(request)))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return form
    return None
