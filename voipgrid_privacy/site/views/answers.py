"""Answering a part of a request in the portal, and fetching an answer without logging in."""

from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from records.answers import services
from records.answers.page import answer_page
from records.answers.refusals import TooManyCodes
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC
from voipgrid_privacy.kernel.throttle import Throttle
from voipgrid_privacy.kernel.visitors import client_address
from voipgrid_privacy.site.forms import RefusableForm
from voipgrid_privacy.site.shell import portal_page, shell

throttle: Final = Throttle(per_minute=10)


@portal_page
def one(request: HttpRequest, party: Party, part: UUID) -> HttpResponse:
    """Search, review, put together and hand over the own part; what a page shows is not kept."""
    shown = answer_page(request, part)
    if shown is None:
        return redirect("site:request-answer", part)
    answer = render_page(request, "portal/answer.html", {**shell(request, party), **shown})
    answer["Cache-Control"] = "no-store"
    return answer


class CodeForm(RefusableForm):
    """The code of a package."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=80,
        help_text=gettext_lazy(
            "Five groups of five letters and figures, from whoever answered you. Capitals, spaces"
            " and dashes do not matter."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@csrf_exempt
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """Give the files of an answer to whoever has its code; no address holds anything secret.

    The answer is the same for every code that opens nothing.
    """
    form = CodeForm(request.POST or None, label_suffix="")
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form, 400 if form.is_bound else 200)
    try:
        if not throttle.take(client_address(request)):
            raise TooManyCodes
        row, content = services.fetch_package(
            code=form.cleaned_data["code"], at=timezone.now(), by=PUBLIC
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _asked(request, form, refusal.status)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{row.part.request.reference}.zip".lower()
    )
    return answer


def _asked(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    return render_page(request, "public/download.html", {"form": form}, status=status)
