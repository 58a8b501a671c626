"""Switching features of a customer's contract on and off, where the partner delivers it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roles.models import Contract, Party, ServiceFeature
from roles.queries.features import service_features
from roles.queries.parties import acquirer, contracts_of
from roles.services import switch_off_feature, switch_on_feature
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.shell import portal_page


class SwitchForm(forms.Form):
    """Which feature, from which day; and whether it goes on or off."""

    feature = forms.ModelChoiceField(queryset=ServiceFeature.objects.none())
    on = forms.DateField()
    until = forms.DateField(required=False)
    off = forms.BooleanField(required=False)

    def __init__(self, *args: Any, contract: Contract, viewer: Viewer) -> None:
        super().__init__(*args)
        self.fields["feature"].queryset = switchable(contract, viewer)  # type: ignore[attr-defined]


def switchable(contract: Contract, viewer: Viewer) -> QuerySet[ServiceFeature]:
    """Return the features of the contract's service that can be switched at all."""
    return service_features(viewer=viewer).filter(service=contract.service_id, always_on=False)


@require_POST
@portal_page
def switch(request: HttpRequest, party: Party, customer: UUID, contract: UUID) -> HttpResponse:
    """Switch a feature on or off, and go back to the customer with what came of it."""
    viewer = viewer_of(request)
    found = acquirer(viewer=viewer, party=customer, of=party.pk)
    row = contracts_of(viewer=viewer, party=found.pk).filter(pk=contract).first()
    if row is None:
        raise NotFound
    form = SwitchForm(request.POST, contract=row, viewer=viewer)
    if form.is_valid():
        _do(request, row, form, viewer)
    else:
        messages.error(request, _("Choose a feature and a day."))
    return redirect("site:customer", found.pk)


def _do(request: HttpRequest, contract: Contract, form: SwitchForm, viewer: Viewer) -> None:
    given = form.cleaned_data
    what = {"contract": contract, "feature": given["feature"], "on": given["on"], "by": viewer}
    try:
        if given["off"]:
            switch_off_feature(**what)
        else:
            switch_on_feature(**what, until=given["until"])
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return
    done = _("%(feature)s is switched off.") if given["off"] else _("%(feature)s is switched on.")
    messages.success(request, done % {"feature": given["feature"]})
