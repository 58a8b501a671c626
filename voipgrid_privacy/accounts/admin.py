"""Who gets in: users, memberships and API clients."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roles.admin.parties import PartyAdmin
from roles.models import Party
from voipgrid_privacy.accounts import audit_page, logbook
from voipgrid_privacy.accounts.admin_clients import ApiClientAdmin
from voipgrid_privacy.accounts.choices import MemberRole, OfficerGroup
from voipgrid_privacy.accounts.erasing import erase_user
from voipgrid_privacy.accounts.inviting import services as inviting
from voipgrid_privacy.accounts.models import Invitation, Membership, User
from voipgrid_privacy.accounts.second_factors import remove_factors
from voipgrid_privacy.accounts.services import add_member, make_user, remove_member, set_groups
from voipgrid_privacy.accounts.sessions import end_sessions
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of

__all__ = ("ApiClientAdmin", "MembershipAdmin", "UserAdmin", "audit_page", "logbook")


def _groups_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Officers' groups"),
        choices=OfficerGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None for someone who only acts for a partner."),
    )


class GroupsForm(forms.Form):
    """In which officers' groups."""

    groups = _groups_field()


class InviteForm(forms.ModelForm[User]):
    """Who, in which groups, and for which party."""

    groups = _groups_field()
    party = forms.ModelChoiceField(
        label=gettext_lazy("Acts for"),
        queryset=Party.objects.all(),
        required=False,
        widget=AutocompleteSelect(
            Membership._meta.get_field("party"),
            admin.site,
        ),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As"), choices=MemberRole.choices, initial=MemberRole.READER
    )

    class Meta:
        model = User
        fields = ("email", "name", "language")


class MembershipInline(RegisterInline):
    """For which parties, or who acts for this party."""

    model = Membership
    fields = ("user", "party", "role")
    verbose_name_plural = gettext_lazy("Members")
    tab = True


PartyAdmin.inlines.append(MembershipInline)


@admin.register(User)
class UserAdmin(RegisterAdmin):
    """People: invited here; what they may do follows from groups and memberships."""

    writes = Ability.MANAGE_ACCESS
    adds = True
    form = InviteForm
    list_display = ("email", "name", "in_groups", "acts_for", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    inlines = (MembershipInline,)
    actions_detail = ("choose_groups", "log_out", "remove_factors", "erase")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return all users: only who sees everything comes here."""
        users = User.objects.prefetch_related("groups", "memberships__party")
        return users if viewer_of(request).sees_everything else users.none()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for an invitation, or what is known."""
        known = ("email", "name", "language", "in_groups", "is_active", "date_joined", "last_login")
        return known if obj else (("email", "name", "language"), "groups", ("party", "role"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return everything for a user that is there."""
        return self.get_fields(request, obj) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the memberships of a user that is there."""
        return super().get_inlines(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> User:
        """Invite: make the user, and let it act for the party."""
        by, given = viewer_of(request), dict(form.cleaned_data)
        party, role = given.pop("party"), given.pop("role")
        groups = [OfficerGroup(group) for group in given.pop("groups")]
        user = make_user(**given, groups=groups, by=by)
        if party:
            add_member(user=user, party=party, role=MemberRole(role), by=by)
        self.message_user(
            request, _("No password yet: let them ask for one with 'Forgot your password?'.")
        )
        return user

    @display(description=gettext_lazy("groups"))
    def in_groups(self, user: User) -> str:
        """Name the groups."""
        names = dict(OfficerGroup.choices)
        return ", ".join(str(names.get(g.name, g.name)) for g in user.groups.all()) or "–"

    @display(description=gettext_lazy("acts for"))
    def acts_for(self, user: User) -> str:
        """Name the parties."""
        return ", ".join(str(m.party) for m in user.memberships.all()) or "–"

    def has_access_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer manages access."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Change groups"),
        url_path="groups",
        icon="groups",
        permissions=["access"],
    )
    def choose_groups(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Put the user in other officers' groups."""
        user = self.row(request, object_id)
        initial = {"groups": [group.name for group in user.groups.all()]}

        def run(given: dict[str, Any]) -> str:
            groups = [OfficerGroup(group) for group in given["groups"]]
            set_groups(user=user, groups=groups, by=viewer_of(request))
            return _("The groups have been changed.")

        return ask(
            request,
            title=_("Groups of %(user)s") % {"user": user},
            text=_("A group decides what someone may see and change."),
            form=GroupsForm(request.POST or None, initial=initial),
            run=run,
            back=page_of(user),
        )

    @action(
        description=gettext_lazy("Log out everywhere"),
        url_path="log-out",
        icon="logout",
        permissions=["access"],
    )
    def log_out(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End every log-in of the user."""
        user = self.row(request, object_id)

        def run(_given: dict[str, Any]) -> str:
            number = end_sessions(of=user, by=viewer_of(request))
            words = ngettext(
                "Logged out at %(number)s place.", "Logged out at %(number)s places.", number
            )
            return words % {"number": number}

        return ask(
            request,
            title=_("Log out everywhere: %(user)s") % {"user": user},
            text=_("Every log-in ends at once. The password stays as it is."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(user),
        )

    @action(
        description=gettext_lazy("Remove second factors"),
        url_path="remove-factors",
        icon="phonelink_erase",
        permissions=["access"],
    )
    def remove_factors(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let who lost the second factor set up another."""
        user = self.row(request, object_id)

        def run(_given: dict[str, Any]) -> str:
            remove_factors(of=user, by=viewer_of(request))
            return _("The second factors are removed.")

        return ask(
            request,
            title=_("Remove second factors: %(user)s") % {"user": user},
            text=_(
                "For who lost a telephone or key. Be sure that it is really this person who asks."
            ),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(user),
        )

    @action(
        description=gettext_lazy("Erase"),
        url_path="erase",
        icon="person_remove",
        permissions=["access"],
    )
    def erase(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Erase the person's log-in, for good."""
        user = self.row(request, object_id)

        def run(_given: dict[str, Any]) -> str:
            erase_user(user=user, by=viewer_of(request))
            return _("The log-in is erased.")

        return ask(
            request,
            title=_("Erase: %(user)s") % {"user": user},
            text=_("Address, name, second factors, log-ins and memberships go, for good."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=reverse("admin:accounts_user_changelist"),
        )


@admin.register(Membership)
class MembershipAdmin(RegisterAdmin):
    """Who acts for which party."""

    writes = Ability.MANAGE_ACCESS
    adds = True
    list_display = ("user", "party", "role")
    list_filter = ("role",)
    list_select_related = ("user", "party")
    search_fields = ("user__email", "party__name")
    fields = ("user", "party", "role")
    autocomplete_fields = ("user", "party")
    actions_detail = ("remove",)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Membership:
        """Let the user act for the party."""
        given = form.cleaned_data
        return add_member(**{**given, "role": MemberRole(given["role"])}, by=viewer_of(request))

    @action(
        description=gettext_lazy("Remove"),
        url_path="remove",
        icon="person_off",
        permissions=["add"],
    )
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the user no longer act for the party."""
        membership = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            by = viewer_of(request)
            inviting.withdraw_with(membership=membership, at=timezone.now(), by=by)
            remove_member(membership=membership, by=by)
            return _("The membership has been removed.")

        return ask(
            request,
            title=_("Remove %(membership)s") % {"membership": membership},
            text=_("From now on this user can no longer act for this party."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=reverse("admin:accounts_membership_changelist"),
        )


@admin.register(Invitation)
class InvitationAdmin(RegisterAdmin):
    """Whom a party invites: by mail, for seven days; the address is erased with the answer."""

    writes = Ability.MANAGE_ACCESS
    adds = True
    list_display = (
        "party",
        "email",
        "role",
        "invited_at",
        "open_before",
        "accepted_at",
        "withdrawn_at",
    )
    list_filter = ("role",)
    list_select_related = ("party",)
    search_fields = ("party__name", "email")
    autocomplete_fields = ("party",)
    actions_detail = ("take_back",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked of an invitation, or what is known of one."""
        return self.list_display if obj else ("party", "email", "role")

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Invitation:
        """Invite the reader of the address."""
        given = {**form.cleaned_data, "role": MemberRole(form.cleaned_data["role"])}
        return inviting.invite(**given, at=timezone.now(), by=viewer_of(request))

    @action(
        description=gettext_lazy("Take back"),
        url_path="take-back",
        icon="undo",
        permissions=["add"],
    )
    def take_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the link work no more, and erase the address."""
        row = self.row(request, object_id)

        def run(_given: dict[str, Any]) -> str:
            inviting.withdraw_invitation(invitation=row, at=timezone.now(), by=viewer_of(request))
            return _("The invitation is taken back.")

        return ask(
            request,
            title=_("Take back: %(invitation)s") % {"invitation": row},
            text=_("The link works no more, and the address is erased."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=reverse("admin:accounts_invitation_changelist"),
        )
