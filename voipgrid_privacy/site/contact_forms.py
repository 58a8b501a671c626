"""How a contact is reached; fields are the services' parameters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roles.models import Contact
from roles.models.parties import ContactKind
from voipgrid_privacy.site.forms import RefusableForm


class _Reached(RefusableForm):
    """How somebody is reached."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30)


class ContactForm(_Reached):
    """A contact to add."""

    kind = forms.ChoiceField(label=_("What for"), choices=ContactKind)
    field_order = ("kind", "name", "email", "phone")


class RemoveForm(RefusableForm):
    """Which contact goes."""

    contact = forms.UUIDField(widget=forms.HiddenInput)


class ReachForm(_Reached):
    """What is wrong of a contact."""

    contact = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: Contact) -> "ReachForm":
        """Return the form with what is known."""
        known = {"contact": row.pk, "name": row.name, "email": row.email, "phone": row.phone}
        return cls(initial=known, auto_id=f"{row.pk}_%s", label_suffix="")
