"""Contacts of a party in the portal: who answers for privacy and security, added and removed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roles import services
from roles.models import Contact, Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of
from voipgrid_privacy.site.contact_forms import ContactForm, ReachForm, RemoveForm
from voipgrid_privacy.site.forms import RefusableForm
from voipgrid_privacy.site.refused_mail import refused_lately
from voipgrid_privacy.site.shell import portal_page, shell

Given = dict[str, Any]


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the contacts of the party; add, correct or remove one."""
    viewer = viewer_of(request)
    form = ContactForm(label_suffix="")
    refused = None
    if request.method == "POST":
        refused = _done(request, party)
        if refused is None:
            return redirect("site:contacts")
        form = refused if isinstance(refused, ContactForm) else form
    rows = Contact.objects.visible_to(viewer).filter(party=party).order_by("kind", "name", "pk")
    context = {
        **shell(request, party),
        "rows": [(row, ReachForm.of(row)) for row in rows],
        "form": form,
        "unreached": refused_lately(viewer=viewer, party=party, at=timezone.now()),
        "refused": None if isinstance(refused, ContactForm) else refused,
        "may_write": viewer.may(Ability.WRITE_OWN) or viewer.may(Ability.WRITE_REGISTER),
    }
    return render_page(request, "portal/contacts.html", context)


def _add(party: Party, given: Given, by: Viewer) -> str:
    services.add_contact(party=party, **given, by=by)
    return _("The contact is added.")


def _correct(party: Party, given: Given, by: Viewer) -> str:
    contact = _own(party, given.pop("contact"), by)
    services.correct_contact(contact=contact, **given, by=by)
    return _("The contact is corrected.")


def _remove(party: Party, given: Given, by: Viewer) -> str:
    services.remove_contact(contact=_own(party, given["contact"], by), by=by)
    return _("The contact is removed and erased.")


def _own(party: Party, pk: Any, by: Viewer) -> Contact:
    row = Contact.objects.visible_to(by).filter(party=party, pk=pk).first()
    if row is None:
        raise NotFound
    return row


Act = Callable[[Party, Given, Viewer], str]
ACTIONS: dict[str, tuple[type[RefusableForm], Act]] = {
    "add": (ContactForm, _add),
    "correct": (ReachForm, _correct),
    "remove": (RemoveForm, _remove),
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
