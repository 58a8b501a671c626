"""Who acts for a party: invited, changed, no longer; fields are the services' parameters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.accounts.choices import MemberRole
from voipgrid_privacy.site.forms import RefusableForm


class InviteForm(RefusableForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(
        label=_("As"),
        choices=MemberRole,
        initial=MemberRole.READER,
        help_text=_("A reader sees everything of your organisation; a manager changes it as well."),
    )


class MemberForm(RefusableForm):
    """Which colleague."""

    member = forms.UUIDField(widget=forms.HiddenInput)


class RoleForm(MemberForm):
    """Which colleague, as what."""

    role = forms.ChoiceField(choices=MemberRole)


class InvitationForm(RefusableForm):
    """Which invitation."""

    invitation = forms.UUIDField(widget=forms.HiddenInput)


class AcceptForm(RefusableForm):
    """Who comes in, by which password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters; a sentence is easy to keep in mind."),
    )
