"""What partners say about sub-processors; fields are the services' parameters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roles.sub_processors.choices import Settlement
from roles.sub_processors.recipients import DEFAULT_DAYS
from voipgrid_privacy.site.forms import RefusableForm


class ObjectForm(RefusableForm):
    """Why a party objects."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say why you object.")},
        help_text=_("Read by everyone through whom the notice came; name no persons."),
    )


class RefuseForm(ObjectForm):
    """Why a party does not agree."""

    reason = forms.CharField(
        label=_("Why not"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say why you do not agree.")},
        help_text=_("Read by everyone through whom the notice came; name no persons."),
    )


class AnswerForm(RefusableForm):
    """Nothing but yes."""


class ConsentForm(RefusableForm):
    """By what evidence somebody says that another agrees; its own word needs none."""

    evidence = forms.CharField(
        label=_("Evidence of the agreement"),
        required=False,
        max_length=500,
        help_text=_("Such as the date and reference of its letter or mail; name no persons."),
    )


class SettleForm(RefusableForm):
    """How an objection came to an end."""

    settlement = forms.ChoiceField(label=_("How it was settled"), choices=Settlement)
    agreed = forms.CharField(
        label=_("What was agreed"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Such as the measures that the objector accepts; name no persons."),
    )


class PassOnForm(RefusableForm):
    """How long where no agreement says so, and who is told otherwise than by mail."""

    default_days = forms.IntegerField(
        label=_("Days of notice where no agreement names them"),
        min_value=1,
        max_value=365,
        initial=DEFAULT_DAYS,
    )
    otherwise = forms.BooleanField(
        label=_("I tell those without an e-mail address myself, such as by letter"),
        required=False,
    )


class AddressForm(RefusableForm):
    """Where somebody is reached whose notice did not arrive."""

    told = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.EmailField(
        label=_("Other e-mail address"),
        max_length=254,
        help_text=_("It takes the place of the address that is refused, for later mail as well."),
    )


class FollowForm(RefusableForm):
    """An address that wants to be told of changes."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class DetailsForm(RefusableForm):
    """Why somebody asks for the details."""

    reason = forms.CharField(label=_("Why do you ask?"), required=False, max_length=500)
