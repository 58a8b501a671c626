"""In which rows of a partner the subject of a request is."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from records.answers.whereabouts import whereabouts_page
from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of
from voipgrid_privacy.site.in_name_of import as_party
from voipgrid_privacy.site.shell import portal_page, shell

WIDGETS = {"text": forms.TextInput}


@portal_page
def one(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Look in which of the party's rows somebody is; that somebody looked is on record."""
    viewer = as_party(viewer_of(request), party)
    viewer.must(Ability.WRITE_OWN)
    found = whereabouts_page(request, pk, WIDGETS, viewer)
    if found.done:
        messages.success(request, _("It is on record."))
        return redirect("site:request", pk)
    context = {**shell(request, party), "looked": found}
    answer = render_page(request, "portal/request_whereabouts.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
