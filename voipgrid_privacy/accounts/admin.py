"""Who gets in: users, memberships and API clients."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.admin.parties import PartyAdmin
from roles.models import Party
from roles.webhooks.admin import HoursForm
from voipgrid_privacy.accounts import logbook
from voipgrid_privacy.accounts.choices import MemberRole, OfficerGroup
from voipgrid_privacy.accounts.clients import issue_client, renew_secret, revoke_client
from voipgrid_privacy.accounts.inviting import services as inviting
from voipgrid_privacy.accounts.models import ApiClient, Invitation, Membership, User
from voipgrid_privacy.accounts.services import add_member, make_user, remove_member, set_groups
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of

__all__ = ("ApiClientAdmin", "MembershipAdmin", "UserAdmin", "logbook")


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
    actions_detail = ("choose_groups",)

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


class ClientForm(forms.ModelForm[ApiClient]):
    """For which party, under which name, for what."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        choices=lambda: [(scope, f"{scope}: {text}") for scope, text in SCOPES.items()],
        initial=lambda: list(SCOPES),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ApiClient
        fields = ("party", "name")


@admin.register(ApiClient)
class ApiClientAdmin(RegisterAdmin):
    """Clients of the API; a secret is shown once and kept as a hash."""

    writes = Ability.MANAGE_ACCESS
    adds = True
    form = ClientForm
    list_display = ("name", "party", "client_id", "last_used_at", "former_valid_until", "created")
    list_select_related = ("party",)
    search_fields = ("name", "party__name", "client_id")
    autocomplete_fields = ("party",)
    ordering = ("party__name", "name")
    actions_detail = ("renew", "revoke")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return all clients: only who sees everything comes here."""
        clients = ApiClient.objects.select_related("party").order_by("party__name", "name")
        return clients if viewer_of(request).sees_everything else clients.none()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new client, or what is known."""
        known = (
            "party",
            "name",
            "client_id",
            "allowed_scopes",
            "created",
            "last_used_at",
            "former_valid_until",
        )
        return known if obj else ("party", "name", "scopes")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return everything for a client that is there."""
        return self.get_fields(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> ApiClient:
        """Issue the client, and say its secret this once."""
        issued = issue_client(**form.cleaned_data, by=viewer_of(request))
        self._say_once(request, issued.client_id, issued.client_secret)
        made: ApiClient = ApiClient.objects.get(client_id=issued.client_id)
        return made

    def _say_once(self, request: HttpRequest, client_id: str, secret: str) -> None:
        words = {"client": client_id, "secret": secret}
        text = _("Shown once, so copy it now. Client id: %(client)s  secret: %(secret)s")
        self.message_user(request, text % words)

    @action(
        description=gettext_lazy("New secret"),
        url_path="renew",
        icon="autorenew",
        permissions=["add"],
    )
    def renew(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Replace the secret."""
        client = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            issued = renew_secret(client=client, **given, at=timezone.now(), by=viewer_of(request))
            self._say_once(request, issued.client_id, issued.client_secret)
            return _("The client has a new secret.")

        return ask(
            request,
            title=_("New secret for %(client)s") % {"client": client},
            text=_(
                "Without hours the former secret and every token given out stop working at once."
            ),
            form=HoursForm(request.POST or None),
            run=run,
            back=page_of(client),
        )

    @action(
        description=gettext_lazy("Revoke"), url_path="revoke", icon="key_off", permissions=["add"]
    )
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the client away."""
        client = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            revoke_client(client=client, by=viewer_of(request))
            return _("The client and its tokens no longer work.")

        return ask(
            request,
            title=_("Revoke %(client)s") % {"client": client},
            text=_("It and every token given out to it stop working at once."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=reverse("admin:accounts_apiclient_changelist"),
        )
